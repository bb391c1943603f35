"""Looks of staff at a person's data: noted for the person to read, and masked data shown only for a stated purpose.

What was declared to the agency, and the applicant's identity number with it, is read in full by who handles the dossier
(`overseen.knows_numbers`): they have to check who stands before them, and the papers say it as well. What only the
account knows, telephone and e-mail, is shown for a stated purpose.
For which duty a dossier was opened is told from the role of who opened it (`domain.looks`).
A member of staff who opens the same dossier again within `SAME_LOOK` has looked once. What is revealed is noted every
time, in the audit trail too.
"""

import datetime as dt
from typing import Any, Final

import sqlalchemy as sa

from chassis import audit
from chassis.callers import Caller
from chassis.contracts import Call
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.sealing import SealBroken
from chassis.service import Sealer, Storage, Work
from services.accounts.contract import CONTACT, IDENTITY, account_context
from services.dossiers import policy
from services.dossiers.contacts import phone_of
from services.dossiers.contract import (
    DOSSIER_NOT_FOUND,
    ListLooks,
    Look,
    LookPage,
    LookView,
    PersonalField,
    RevealApplicant,
    RevealedView,
)
from services.dossiers.domain.actions import Party, State
from services.dossiers.domain.looks import opened_for
from services.dossiers.handlers.moves import held
from services.dossiers.store import known, looks

log = get_log(__name__)

Row = sa.Row[Any]

SAME_LOOK: Final = dt.timedelta(minutes=15)


def reveal_applicant(call: Call[RevealApplicant], storage: Storage, sealer: Sealer) -> RevealedView:
    """The masked data that is asked for, in full; the purpose is kept, and the person can read it."""
    request = call.request
    wanted = set(request.fields)
    with storage.command(call) as work:
        # Held, as a draft of the desk may be given up at this moment, and a look hangs on it.
        row = policy.check_on(call.caller, call.method, held(work, request.dossier_id))
        applicant = known.applicant(work.db, row.applicant_id)
        if applicant is None:
            raise DOSSIER_NOT_FOUND()

        phone = phone_of(sealer, row, applicant) if PersonalField.PHONE in wanted else ""

        def shown(field: PersonalField, purpose: str, sealed: str) -> str:
            return (
                sealer.unseal(purpose, sealed, account_context(row.applicant_id)) if sealed and field in wanted else ""
            )

        why = audit.purpose(request.why)
        _note(work, row, Look.REVEALED, why=why, fields=sorted(field.value for field in wanted))
        audit.record(
            work,
            "personal-data.revealed",
            about=row.applicant_id,
            thing=row.id,
            why=why,
            facts={"fields": " ".join(sorted(field.value for field in wanted))},
        )
        return work.done(
            RevealedView(
                dossier_id=row.id,
                identity_number=shown(PersonalField.IDENTITY, IDENTITY, applicant.identity_sealed),
                phone=phone,
                email=shown(PersonalField.EMAIL, CONTACT, applicant.email_sealed),
            )
        )


def identity_of(db: sa.Connection, row: Row, sealer: Sealer) -> str:
    """The applicant's identity number, for who handles the dossier; that they looked is noted with the dossier itself.
    Empty where there is none (any more), or where it cannot be opened: that holds nobody up."""
    applicant = known.applicant(db, row.applicant_id)
    if applicant is None or not applicant.identity_sealed:
        return ""
    try:
        return sealer.unseal(IDENTITY, applicant.identity_sealed, account_context(row.applicant_id))
    except SealBroken as broken:
        log.error("an identity number cannot be opened", dossier=row.id, reason=type(broken).__name__)
        return ""


def note(call: Call[Any], storage: Storage, row: Row, look: Look) -> None:
    """Note that a member of staff looked; what the person themselves looks at is nobody's business."""
    if not call.caller.is_staff or row.state == State.DRAFT:
        return  # A draft that staff see is one of the desk, which they are writing themselves.
    with storage.work(call.caller, call.trace) as work:
        if not looks.was_lately(work.db, row.id, call.caller.id, look.value, work.now - SAME_LOOK):
            _note(work, row, look, why=_duty(call.caller, row))


def _duty(caller: Caller, row: Row) -> str:
    """For which duty somebody opens a dossier: by their role in it, and by whose turn it is."""
    holds = bool(row.processor_id) and row.processor_id == caller.id
    # Who reads a dossier that they have no part in holds another reading role: they audit or administer.
    taken = policy.parties(caller, row) - {Party.APPLICANT}
    roles = {party.value for party in taken} or {held.role for held in policy.readings(caller)}
    return opened_for(roles, row.responsible or "", row.task or "", holds=holds)


def note_search(call: Call[Any], storage: Storage, found: int) -> None:
    """Note that somebody looked for people by name, and how many dossiers they were shown; not the name."""
    with storage.work(call.caller, call.trace) as work:
        audit.record(work, "dossiers.searched-by-name", facts={"found": str(found)})


def list_looks(call: Call[ListLooks], storage: Storage) -> LookPage:
    """Who looked at the caller's data, when, at what and why."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        acting = call.caller.acting
        scope = acting.procedures if acting is not None else ()
        found = looks.of_person(db, call.caller.party, scope, call.request.cursor, call.request.limit + 1)
    page = found[: call.request.limit]
    return LookPage(
        items=tuple(
            LookView(
                look_id=row.id,
                at=row.at,
                dossier_id=row.dossier_id,
                dossier_code=row.code or "",
                look=Look(row.look),
                by_name=row.actor_name,
                by_agency=row.agency_name or row.agency_code,
                fields=tuple(PersonalField(field) for field in row.fields),
                why=row.why,
            )
            for row in page
        ),
        next_cursor=page[-1].id if len(found) > call.request.limit else "",
    )


def _note(work: Work, row: Row, look: Look, *, why: str = "", fields: list[str] | None = None) -> None:
    caller = work.caller
    looks.add(
        work.db,
        id=new_id(),
        dossier_id=row.id,
        applicant_id=row.applicant_id,
        at=work.now,
        actor_id=caller.id,
        actor_name=caller.name,
        agency_code=caller.agency,
        look=look.value,
        fields=fields or [],
        why=why,
    )
