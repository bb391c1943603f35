"""What the policies say, in the words of the promises; a policy is given, so that mutants are judged the same way."""

import itertools
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

from chassis.contracts import Method, methods_of
from chassis.errors import Conflict, Forbidden, NotFound, PortalError, Unauthenticated
from chassis.records import record
from services.dossiers.contract import get_dossier
from services.dossiers.domain.actions import Action, State
from services.dossiers.domain.states import Impossible, NotTheirs, edge
from services.dossiers.handlers.views import COMMANDS_OF
from tests.policy import promises
from tests.policy.people import COMMUNE, DESK, EVERYBODY, NEIGHBOUR, NOBODY, PROCEDURE, PROVINCE, Somebody
from tests.policy.promises import CONFLICT, FORBIDDEN, NOT_FOUND, SIGN_IN, STATES, YES

WITHIN = (COMMUNE, DESK, PROVINCE)
OWED = SimpleNamespace(payer_id="citizen-own", agency_code=COMMUNE, procedure_code=PROCEDURE)
STEPS = {name: (action,) for action, names in COMMANDS_OF.items() for name in names}
STEPS["receive_dossier"] = (Action.RECEIVE, Action.REQUIRE_PAYMENT)
STEPS["return_result"] = (Action.RETURN, Action.DISPATCH)
STEPS |= dict.fromkeys(("begin_upload", "finish_upload", "reuse_paper", "hand_in_papers"), (Action.EDIT,))
"""The actions that a command takes, or may take as things stand."""
_TABLE = promises.Dossiers()
_AT_THE_DESK = tuple(one for one in EVERYBODY if one.role in ("receiver", "processor", "supervisor", ""))
"""Those for whom the desk may make a difference, and one role for whom it must not; the others cost time only."""
_OF_THE_AGENCY = next(one for one in EVERYBODY if one.name == "receiver of the agency")


@record
class Ask:
    """What a method is asked that no policy knows."""


Difference = tuple[str, str, str, str]
"""Method, caller, what was promised, what is said."""


def heard(attempt: Any) -> str:
    """What somebody hears whose attempt this is."""
    try:
        attempt()
    except Unauthenticated:
        return SIGN_IN
    except (Forbidden, NotTheirs):
        return FORBIDDEN
    except NotFound:
        return NOT_FOUND
    except (Conflict, Impossible):
        return CONFLICT
    except PortalError as other:
        return other.code
    except Exception as broken:  # noqa: BLE001  # a mutant may raise anything
        return type(broken).__name__
    return YES


def differences(service: str, policy: ModuleType) -> Iterator[Difference]:
    """Where a service's policy says something else than was promised; a method without a promise is one.

    What is soon asked comes first, so that a mistake in what many methods share is soon found.
    """
    unlisted = Method(service, "unlisted", Ask, Ask, changes=False)
    # These two look the row up without a doubt: there a method without one breaks down, and so lets nobody pass.
    breaks = {"KeyError"} if service in ("dossiers", "payments") else set()
    refusals = {FORBIDDEN, SIGN_IN, NOT_FOUND} | breaks
    for one in EVERYBODY:
        said = heard(lambda one=one: _ask(service, policy, one.caller, unlisted))
        if said not in refusals:
            yield "unlisted", one.name, FORBIDDEN, said
    yield from _of_a_person(service, policy, unlisted)
    if service == "dossiers":
        yield from _of_the_parts(policy)
        yield from _of_answers(policy)
    if service == "notifications":
        yield from _of_subscriptions(policy)
    if service == "catalog":
        yield from _of_offers(policy)
        yield from _of_public_texts(policy)
    if service == "payments":
        yield from _of_two_people(policy)
    for method in methods_of(service):
        yield from _of_method(service, policy, method)


def differences_in(service: str, policy: ModuleType, row: str) -> Iterator[Difference]:
    """Those of one row: of a method, or of the methods that take an edge of the table of states (as in "4 answer")."""
    _, _, edge_by = row.partition(" ")
    for method in methods_of(service):
        if method.name == row or edge_by in STEPS.get(method.name, ()):
            yield from _of_method(service, policy, method)


def _of_method(service: str, policy: ModuleType, method: Method[Any, Any]) -> Iterator[Difference]:
    if service == "dossiers":
        yield from _of_dossiers(policy, method)
        return
    words = promises.words_of(service).get(method.name)
    for one in EVERYBODY:
        for promised, said in _pairs(service, policy, method, one, words):
            if promised != said:
                yield method.name, one.name, promised, said


def _pairs(
    service: str, policy: Any, method: Any, one: Somebody, words: frozenset[str] | None
) -> Iterator[tuple[str, str]]:
    if words is None:
        yield "nothing promised", ""
        return
    caller = one.caller
    match service:
        case "accounts":
            yield promises.accounts(one, words), heard(lambda: policy.check(caller, method))
        case "catalog":
            yield promises.catalog(one, words), heard(lambda: policy.check(caller, method))
        case "notifications":
            for sandbox in (False, True):
                yield (
                    promises.notifications(one, words, sandbox=sandbox),
                    heard(lambda sandbox=sandbox: policy.check(caller, method, sandbox=sandbox)),
                )
        case "payments" if "citizen" in words:
            yield from _side_doors(policy, method, one, words)
            yield promises.payments(one, words, reads=True), heard(lambda: policy.check_person(caller, method))
        case "payments":
            yield from _side_doors(policy, method, one, words)
            yield (
                promises.payments(one, words, reads=not method.changes),
                heard(lambda: _payment(policy, caller, method, OWED)),
            )
            if not {"anyone", "auditor", "operator"} & words and one.caller.kind != "anonymous":
                # What is not there is answered as what is somebody else's: by the name of what was asked for.
                promised = promises.payments_missing(method.name, words)
                yield promised, _code(lambda: _payment(policy, caller, method, None))


def _side_doors(policy: Any, method: Any, one: Somebody, words: frozenset[str]) -> Iterator[tuple[str, str]]:
    """That what opens a method of one sort opens none of another."""
    for word, check in (
        ("citizen", policy.check_person),
        ("auditor", policy.check_auditor),
        ("operator", policy.check_operator),
    ):
        if word not in words and one is not NOBODY:
            yield FORBIDDEN, heard(lambda check=check: check(one.caller, method))


def _payment(policy: Any, caller: Any, method: Any, owed: Any) -> None:
    if policy.TABLE[method.name] is policy.Who.AUDITOR:
        policy.check_auditor(caller, method)
        return
    if policy.TABLE[method.name] is policy.Who.OPERATOR:
        policy.check_operator(caller, method)
        return
    policy.sign_in_needed(caller, method)
    if policy.TABLE[method.name] is not policy.Who.ANYONE:
        policy.check(caller, method, owed)


def _of_two_people(policy: Any) -> Iterator[Difference]:
    """That nobody decides what they asked for, and that money without an obligation is its agency's."""
    for one in (one for one in EVERYBODY if one is not NOBODY):
        for asked_by, promised in ((one.caller.id, FORBIDDEN), ("somebody-else", YES)):
            said = heard(lambda one=one, asked_by=asked_by: policy.check_second(one.caller, asked_by))
            if said != promised:
                yield "second person", one.name, promised, said
    if policy.whose(OWED, PROVINCE) is not OWED or policy.whose(None, COMMUNE).agency_code != COMMUNE:
        yield "whose", "money", "its obligation's, or the agency's", "somebody else's"


def _of_a_person(service: str, policy: Any, unlisted: Method[Any, Any]) -> Iterator[Difference]:
    """What payments ask of a person lets nobody pass to a method that is not a person's."""
    for one in EVERYBODY if service == "payments" else ():
        said = heard(lambda one=one: policy.check_person(one.caller, unlisted))
        if said not in (FORBIDDEN, SIGN_IN):
            yield "unlisted for a person", one.name, FORBIDDEN, said


def _ask(service: str, policy: Any, caller: Any, method: Any) -> None:
    """Call a method, whatever the service."""
    if service == "payments":
        policy.check(caller, method, OWED)
    else:
        policy.check(caller, method)


def _code(attempt: Any) -> str:
    try:
        attempt()
    except PortalError as refused:
        return refused.code
    except Exception as broken:  # noqa: BLE001  # a mutant may raise anything
        return type(broken).__name__
    return YES


def _of_dossiers(policy: Any, method: Method[Any, Any]) -> Iterator[Difference]:
    if method.name not in _TABLE.cells:
        yield method.name, "everybody", "nothing promised", ""
        return
    for state, at_desk in itertools.product(STATES if _TABLE.is_about_one(method.name) else (0,), (False, True)):
        row = dossier(state, at_desk=at_desk)
        for one in _AT_THE_DESK if at_desk else EVERYBODY:
            promised = _TABLE.says(one, method.name, state, at_desk=at_desk)
            said = heard(lambda row=row, one=one: _dossier(policy, one.caller, method, row))
            if promised != said:
                yield f"{method.name} in {state}{' at the desk' if at_desk else ''}", one.name, promised, said


def _of_offers(policy: Any) -> Iterator[Difference]:
    """Whose offers an administrator sets: those of agencies and procedures that the role reaches; for whom they act."""
    for one in EVERYBODY:
        for procedure in (PROCEDURE, ""):
            may = promises.administers(one, any_procedure=not procedure)
            said = heard(lambda one=one, of=procedure: policy.check_at(one.caller, WITHIN, COMMUNE, of))
            promised = YES if may else FORBIDDEN
            if promised != said:
                yield f"check_at for {procedure or 'any'}", one.name, promised, said
            if bool(found := policy.administering(one.caller, WITHIN, procedure)) != may:
                yield f"administering {procedure or 'any'}", one.name, str(may), str(found)
            if may and said == YES:
                acts_for = "" if one.own_right else "staff-absent"
                held = policy.check_at(one.caller, WITHIN, COMMUNE, procedure)
                if held.deputy_for != acts_for:
                    yield "check_at as a deputy", one.name, acts_for, held.deputy_for


def _of_public_texts(policy: Any) -> Iterator[Difference]:
    """For whom somebody announces, and whose feedback they read."""
    for one in EVERYBODY:
        for name, roles in (
            ("announcing", {"agency_administrator"}),
            ("hearing", {"agency_administrator", "supervisor"}),
        ):
            held = [h.agency for h in one.caller.reach() if h.role in roles and not h.procedures]
            promised = None if "operator" in (one.role, one.also) else tuple(sorted(set(held)))
            if (told := getattr(policy, name)(one.caller)) != promised:
                yield name, one.name, str(promised), str(told)
        for line in (WITHIN, ()):
            may = "operator" in (one.role, one.also) or any(
                h.role == "agency_administrator" and not h.procedures and h.agency in line for h in one.caller.reach()
            )
            said = heard(lambda one=one, line=line: policy.check_announcer(one.caller, line))
            if said != (YES if may else FORBIDDEN):
                yield f"check_announcer of {line}", one.name, str(may), said


def _of_subscriptions(policy: Any) -> Iterator[Difference]:
    """Whose subscriptions and keys somebody manages, and whose events a program reads."""
    for one in EVERYBODY:
        if not (one.caller.is_staff or one.caller.is_program):
            continue
        promised = promises.manages(one)
        if policy.managed(one.caller) != promised:
            yield "managed", one.name, str(promised), str(policy.managed(one.caller))
        for code in (PROVINCE, COMMUNE, DESK, NEIGHBOUR, "H27.30.123"):
            may = promised is None or any(code == top or code.startswith(f"{top}.") for top in promised)
            if policy.manages(one.caller, code) != may:
                yield f"manages {code}", one.name, str(may), str(not may)
        if policy.feed_scope(one.caller) != promises.feed(one):
            yield "feed_scope", one.name, str(promises.feed(one)), str(policy.feed_scope(one.caller))


def _of_the_parts(policy: Any) -> Iterator[Difference]:
    """What the handlers ask beside the verdict: who somebody is to a dossier, for whom they act, what they list."""
    for one in EVERYBODY:
        caller = one.caller
        for state, at_desk in itertools.product(STATES, (False, True)):
            promised = _TABLE.parties(one, state, at_desk=at_desk)
            said = set(policy.parties(caller, dossier(state, at_desk=at_desk)))
            if promised != said:
                yield f"parties in {state}", one.name, str(promised), str(said)
        if one is not NOBODY:
            said_of_none = heard(lambda caller=caller: policy.check_on(caller, get_dossier, None))
            if said_of_none != NOT_FOUND:
                yield "no dossier", one.name, NOT_FOUND, said_of_none
        if bool(policy.readings(caller)) != _TABLE.reads(one):
            yield "readings", one.name, str(_TABLE.reads(one)), str(policy.readings(caller))
        if not all(held.role != "operator" for held in policy.readings(caller)):
            yield "readings", one.name, "readers' roles only", str(policy.readings(caller))
        for party in ("receiver", "processor", "approver"):
            acts_for = "staff-absent" if one.reaches and one.role == party and not one.own_right else ""
            if (told := policy.deputy_for(caller, dossier(4), {party})) != acts_for:
                yield "deputy_for", one.name, acts_for, told
    yield from _of_the_restricted(policy)
    untold = dossier(4)
    untold.within = None
    if not policy.is_visible(_OF_THE_AGENCY.caller, untold):
        yield "an agency that was not told of", _OF_THE_AGENCY.name, YES, NOT_FOUND


def _of_the_restricted(policy: Any) -> Iterator[Difference]:
    """A dossier that is kept after its person was erased exists for no member of staff."""
    restricted = dossier(10)
    restricted.restricted_at = "2026-11-27"
    put_away = dossier(0, at_desk=True)
    put_away.restricted_at = "2026-11-27"
    for one in EVERYBODY:
        if one.caller.is_staff and policy.is_visible(one.caller, restricted):
            yield "a restricted dossier", one.name, NOT_FOUND, YES
        if one.caller.is_staff and policy.heads_the_desk(one.caller, put_away):
            yield "a restricted draft", one.name, NOT_FOUND, YES


def _of_answers(policy: Any) -> Iterator[Difference]:
    """Who answers what another agency asks theirs."""
    for one in EVERYBODY:
        answers = one.reaches and one.role in ("processor", "approver")
        if policy.answers_for(one.caller, WITHIN, PROCEDURE) != answers:
            yield "answers_for", one.name, str(answers), str(not answers)
        if any(held.role not in ("processor", "approver") for held in policy.answering(one.caller)):
            yield "answering", one.name, "processors and approvers only", str(policy.answering(one.caller))
        told = policy.overseeing(one.caller)
        if any(held.role not in ("supervisor", "approver") for held in told):
            yield "overseeing", one.name, "supervisors and approvers only", str(told)
        if one.reaches and one.role in ("supervisor", "approver") and not told:
            yield "overseeing", one.name, "what they watch over", "nothing"
        givers = ("processor", "approver", "supervisor")
        if policy.giving(one.caller) != tuple(held for held in one.caller.reach() if held.role in givers):
            yield "giving", one.name, "processors, approvers and supervisors only", str(policy.giving(one.caller))
        there = tuple(held for held in one.caller.reach() if held.role in ("receiver", "supervisor"))
        if policy.at_desks(one.caller) != there:
            yield "at_desks", one.name, "receivers and supervisors only", str(policy.at_desks(one.caller))


def dossier(state: int, *, at_desk: bool = False) -> Any:
    """The owner's dossier in a state, filed online or at the desk."""
    return SimpleNamespace(
        channel="direct" if at_desk else "online",
        applicant_id="citizen-own",
        agency_code=COMMUNE,
        desk_code=DESK,
        within=list(WITHIN),
        procedure_code=PROCEDURE,
        state=state,
        restricted_at=None,
    )


def _dossier(policy: Any, caller: Any, method: Any, row: Any) -> None:
    if not _TABLE.is_about_one(method.name):
        policy.check(caller, method)
        return
    policy.check_on(caller, method, row)
    for action in STEPS.get(method.name, ()):
        edge(State(row.state), action, policy.parties(caller, row))


def count(service: str) -> int:
    """How many verdicts are compared."""
    if service != "dossiers":
        return len(list(methods_of(service))) * len(EVERYBODY) * (2 if service == "notifications" else 1)
    single = [_TABLE.is_about_one(method.name) for method in methods_of(service)]
    return sum(len(EVERYBODY) * (len(STATES) if about_one else 1) for about_one in single)
