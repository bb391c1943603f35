"""Who may do what with dossiers: one table, and the one function that reads it.

A person sees and changes only their own dossiers, or those of the organisation or person whom they act for, within the
scope of that; a member of staff only those that a role of theirs reaches: of the agency in which they hold it or one
under it, and of the procedures it is limited to. Everything else does not exist for them (`DOSSIER_NOT_FOUND`), so
nobody learns which ids are in use. A draft is its owner's alone; but one that was begun at the one-stop desk, for who
came or whose papers came by post, is also the receivers' there, who do for its owner what the owner could do.
The roles of a step in a dossier's life are those of the state table, edge by edge; the union of them stands here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from chassis.callers import Caller, CallerKind, Channel, Holding
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU, SIGN_IN_FIRST
from services.accounts.contract import roles_told
from services.dossiers import contract
from services.dossiers.contract import DOSSIER_NOT_FOUND, ROLE_MISSING
from services.dossiers.domain.actions import Action, Party, State
from services.dossiers.domain.states import TABLE

READERS: Final = frozenset({"receiver", "processor", "approver", "supervisor", "agency_administrator", "auditor"})
"""Roles of staff who may read their agency's dossiers."""


STAFF_PARTIES: Final = frozenset({Party.RECEIVER.value, Party.PROCESSOR.value, Party.APPROVER.value})
"""Roles of staff who handle dossiers."""


STEP_TAKERS: Final = STAFF_PARTIES | {Party.SUPERVISOR.value}
"""Roles of staff who take steps: those, and who watches over them."""

AT_DESKS: Final = frozenset({Party.RECEIVER.value, Party.SUPERVISOR.value})
"""Roles of staff who receive at a desk, or watch over it."""

OVERSEERS: Final = frozenset({Party.SUPERVISOR.value, Party.APPROVER.value})
"""Roles of staff who watch over others' dossiers and assign them."""

ANSWERERS: Final = frozenset({Party.PROCESSOR.value, Party.APPROVER.value})
"""Roles that answer what another agency asks theirs."""


GIVERS: Final = frozenset({Party.PROCESSOR.value, Party.APPROVER.value, Party.SUPERVISOR.value})
"""Roles that give dossiers to processors."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a method: the public, the applicant, or staff with one of ``roles`` in the dossier's agency."""

    public: bool = False
    applicant: bool = False
    roles: frozenset[str] = frozenset()
    desk: bool = False
    """At the desk the receiver does it for the applicant, in a dossier that was filed there or came by post."""
    over_desk: bool = False
    """Who watches over a desk may do it with a draft there, which they do not see otherwise."""


def _step(*actions: Action) -> Rule:
    """The rule of a step: everybody whom some edge of the state table names for one of its actions."""
    parties = frozenset(party for (_, action), edge in TABLE.items() if action in actions for party in edge.parties)
    staff = parties - {Party.APPLICANT, Party.SYSTEM, Party.CONSULTED}
    for_applicant = Party.APPLICANT in parties
    return Rule(applicant=for_applicant, roles=frozenset(party.value for party in staff), desk=for_applicant)


TABLE_OF_METHODS: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        contract.create_draft.name: Rule(applicant=True),
        contract.save_draft.name: _step(Action.EDIT),
        contract.move_draft.name: _step(Action.EDIT),
        contract.claim_reliefs.name: _step(Action.EDIT),
        contract.attach_paper.name: _step(Action.EDIT),
        contract.remove_paper.name: _step(Action.EDIT),
        contract.discard_draft.name: replace(_step(Action.DISCARD), over_desk=True),
        contract.submit_dossier.name: _step(Action.SUBMIT),
        contract.supplement_dossier.name: _step(Action.SUPPLEMENT),
        contract.withdraw_dossier.name: _step(Action.WITHDRAW),
        contract.receive_dossier.name: _step(Action.RECEIVE, Action.REQUIRE_PAYMENT),
        contract.reassess_fees.name: _step(Action.REASSESS),
        contract.refuse_dossier.name: _step(Action.REFUSE),
        contract.request_supplement.name: _step(Action.ASK_SUPPLEMENT),
        contract.start_processing.name: _step(Action.START),
        contract.decide_dossier.name: _step(Action.DECIDE),
        contract.attach_result.name: _step(Action.ATTACH_RESULT),
        contract.return_result.name: _step(Action.RETURN, Action.DISPATCH),
        contract.confirm_delivery.name: _step(Action.DELIVER),
        contract.allow_supplement.name: _step(Action.ALLOW_SUPPLEMENT),
        contract.require_duty.name: _step(Action.REQUIRE_DUTY),
        contract.suspend_processing.name: _step(Action.SUSPEND),
        contract.resume_processing.name: _step(Action.RESUME),
        contract.arrange_appointment.name: _step(Action.ARRANGE),
        contract.move_appointment.name: _step(Action.REARRANGE),
        contract.end_appointment.name: _step(Action.MEET),
        contract.consult_agency.name: _step(Action.CONSULT),
        contract.take_back_consultation.name: _step(Action.TAKE_BACK),
        contract.assign_dossier.name: _step(Action.ASSIGN),
        contract.claim_dossier.name: _step(Action.CLAIM),
        contract.release_dossier.name: _step(Action.RELEASE),
        contract.transfer_dossier.name: _step(Action.TRANSFER),
        contract.propose_decision.name: _step(Action.PROPOSE),
        contract.send_back.name: _step(Action.SEND_BACK),
        contract.extend_deadline.name: _step(Action.EXTEND),
        contract.answer_consultation.name: Rule(roles=ANSWERERS),
        contract.list_consultations.name: Rule(roles=ANSWERERS),
        contract.list_processors.name: _step(Action.ASSIGN, Action.TRANSFER),
        contract.list_reasons.name: Rule(roles=READERS),
        contract.stop_dossier.name: _step(Action.STOP),
        contract.get_dossier.name: Rule(applicant=True, roles=READERS),
        contract.find_party.name: Rule(applicant=True),
        contract.get_draft_move.name: Rule(applicant=True),
        contract.list_official_papers.name: Rule(applicant=True, roles=READERS),
        contract.rate_dossier.name: Rule(applicant=True),
        contract.get_figures.name: Rule(public=True),
        contract.get_register.name: Rule(roles=READERS),
        contract.get_timeline.name: Rule(applicant=True, roles=READERS),
        contract.get_deadline.name: Rule(applicant=True, roles=READERS),
        contract.get_file.name: Rule(applicant=True, roles=READERS),
        contract.get_mandate.name: Rule(roles=STAFF_PARTIES),
        contract.list_my_dossiers.name: Rule(applicant=True),
        contract.list_agency_dossiers.name: Rule(roles=READERS),
        contract.find_dossiers.name: Rule(roles=READERS),
        contract.get_board.name: Rule(roles=OVERSEERS),
        contract.assign_dossiers.name: _step(Action.ASSIGN),
        contract.reveal_applicant.name: Rule(roles=STAFF_PARTIES),
        contract.list_looks.name: Rule(applicant=True),
        contract.export_personal_data.name: Rule(applicant=True),
        contract.list_audit.name: Rule(roles=frozenset({"auditor"})),
        contract.get_workings.name: Rule(roles=frozenset({"operator"})),
        contract.replay_letter.name: Rule(roles=frozenset({"operator"})),
        contract.look_up_dossier.name: Rule(public=True),
        contract.get_completion.name: Rule(public=True),
        contract.begin_upload.name: _step(Action.EDIT),
        contract.get_upload.name: _step(Action.EDIT),
        contract.finish_upload.name: _step(Action.EDIT),
        contract.drop_upload.name: _step(Action.EDIT),
        contract.reuse_paper.name: _step(Action.EDIT),
        contract.list_my_papers.name: Rule(applicant=True),
        contract.begin_at_desk.name: Rule(roles=frozenset({Party.RECEIVER.value})),
        contract.hand_in_papers.name: Rule(desk=True),
        contract.correct_contact.name: Rule(desk=True),
        contract.list_desk_drafts.name: Rule(roles=AT_DESKS),
        contract.get_history.name: Rule(applicant=True, roles=frozenset({"supervisor", "auditor"})),
        contract.get_anchor_proof.name: Rule(applicant=True, roles=frozenset({"supervisor", "auditor"})),
        contract.get_receipts.name: Rule(applicant=True, roles=READERS),
        contract.get_signing_keys.name: Rule(public=True),
        contract.list_anchors.name: Rule(public=True),
    }
)
"""Method -> who. A method that is not here can be called by nobody."""


def check(caller: Caller, method: Method[Any, Any]) -> None:
    """Let the caller pass, or say why not; what concerns one dossier goes by `check_on`."""
    rule = TABLE_OF_METHODS[method.name]
    if rule.public:
        return
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    if caller.is_citizen:
        _needs(rule.applicant and (not method.changes or caller.acting is None or caller.acting.may_file))
    elif caller.is_staff:
        _needs_role(rule, caller.reach())
    else:
        raise NOT_FOR_YOU()


def check_on(caller: Caller, method: Method[Any, Any], row: sa.Row[Any] | None) -> sa.Row[Any]:
    """The dossier, if the caller may know of it and may call the method on it."""
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    if row is None:
        raise DOSSIER_NOT_FOUND()
    rule = TABLE_OF_METHODS[method.name]
    if not is_visible(caller, row) and not (rule.over_desk and heads_the_desk(caller, row)):
        raise DOSSIER_NOT_FOUND().as_denial()
    if caller.is_staff:
        if not (rule.desk and at_the_desk(caller, row)):
            _needs_role(rule, _held(caller, row))
    else:
        check(caller, method)
    return row


def is_visible(caller: Caller, row: sa.Row[Any]) -> bool:
    """Whether this dossier exists for the caller."""
    if caller.is_citizen:
        return bool(row.applicant_id == caller.party) and is_in_scope(caller, row.procedure_code)
    exists = row.restricted_at is None and (row.state != State.DRAFT or at_the_desk(caller, row))
    return exists and bool(_held(caller, row))


def at_the_desk(caller: Caller, row: sa.Row[Any]) -> bool:
    """Whether the caller receives dossiers at the desk of this one, which was not filed online."""
    held = _held(caller, row)
    return row.channel != Channel.ONLINE.value and any(one.role == Party.RECEIVER.value for one in held)


def heads_the_desk(caller: Caller, row: sa.Row[Any]) -> bool:
    """Whether the caller watches over the desk at which this dossier was begun."""
    held = _held(caller, row) if row.restricted_at is None and row.channel != Channel.ONLINE.value else ()
    return any(one.role == Party.SUPERVISOR.value for one in held)


def is_in_scope(caller: Caller, procedure_code: str) -> bool:
    """Whether who acts for another may do so in this procedure; for oneself one may in all."""
    return caller.acting is None or caller.acting.covers(procedure_code)


def parties(caller: Caller, row: sa.Row[Any]) -> frozenset[Party]:
    """What the caller is to this dossier, in the words of the state table."""
    if caller.kind is CallerKind.SYSTEM:
        return frozenset({Party.SYSTEM})
    if not is_visible(caller, row):
        return frozenset({Party.SUPERVISOR}) if heads_the_desk(caller, row) else frozenset()
    if caller.is_citizen:
        return frozenset({Party.APPLICANT})
    found = frozenset(Party(held.role) for held in _held(caller, row) if held.role in STEP_TAKERS)
    return found | {Party.APPLICANT} if at_the_desk(caller, row) else found


def deputy_for(caller: Caller, row: sa.Row[Any], parties: Collection[str]) -> str:
    """For whom the caller takes a step of these parties as a deputy; empty if they may by their own right."""
    taken = [held for held in _held(caller, row) if held.role in parties]
    own = any(not held.deputy_for for held in taken)
    return "" if own or not taken else taken[0].deputy_for


def readings(caller: Caller) -> tuple[Holding, ...]:
    """The roles by which a member of staff reads dossiers."""
    return tuple(held for held in caller.reach() if held.role in READERS)


def at_desks(caller: Caller) -> tuple[Holding, ...]:
    """The roles by which a member of staff receives dossiers at a desk, or watches over it."""
    return tuple(held for held in caller.reach() if held.role in AT_DESKS)


def overseeing(caller: Caller) -> tuple[Holding, ...]:
    """The roles by which a member of staff watches over others' dossiers."""
    return tuple(held for held in caller.reach() if held.role in OVERSEERS)


def answering(caller: Caller) -> tuple[Holding, ...]:
    """The roles by which a member of staff answers other agencies' questions."""
    return tuple(held for held in caller.reach() if held.role in ANSWERERS)


def giving(caller: Caller) -> tuple[Holding, ...]:
    """The roles by which a member of staff gives dossiers to processors."""
    return tuple(held for held in caller.reach() if held.role in GIVERS)


def answers_for(caller: Caller, within: Collection[str], procedure_code: str) -> bool:
    """Whether the caller answers for an agency, given with those above it, in a procedure."""
    return any(held.covers(within, procedure_code) for held in answering(caller))


def _held(caller: Caller, row: sa.Row[Any]) -> tuple[Holding, ...]:
    """The roles of a member of staff that reach this dossier."""
    return caller.held({row.agency_code, row.desk_code, *(row.within or ())}, row.procedure_code)


def _needs_role(rule: Rule, holdings: Collection[Holding]) -> None:
    _needs(bool(rule.roles))
    if not any(held.role in rule.roles for held in holdings):
        raise ROLE_MISSING(**roles_told(sorted(rule.roles)))


def _needs(allowed: bool) -> None:
    if not allowed:
        raise NOT_FOR_YOU()
