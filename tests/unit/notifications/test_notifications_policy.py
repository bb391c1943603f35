"""The policy of notifications has a row for each method, and lets nobody pass who is not in it."""

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind, system
from chassis.contracts import command, methods_of
from chassis.errors import Forbidden, NotFound, PortalError, Unauthenticated
from chassis.records import Nothing
from services.notifications import contract, policy
from services.notifications.policy import Who

CITIZEN = Caller(kind=CallerKind.CITIZEN, id="a-1")
OFFICER = Caller(kind=CallerKind.STAFF, id="s-1", agency="H27.12.34", roles=("receiver",))
NOBODYS = Caller(kind=CallerKind.STAFF, id="s-2")
AUDITOR = Caller(kind=CallerKind.STAFF, id="s-4", agency="H27.12.34", roles=("auditor",))
OPERATOR = Caller(kind=CallerKind.STAFF, id="s-3", roles=("operator",))
EDITOR = Caller(kind=CallerKind.STAFF, id="s-5", agency="H27", roles=("catalog_editor",))
REVIEWER = Caller(kind=CallerKind.STAFF, id="s-6", agency="H27", roles=("catalog_reviewer",))
SERVICE = system("dossiers")

ADMINISTRATOR = Caller(
    kind=CallerKind.STAFF, id="s-8", agency="H27.12.34", roles=("agency_administrator",), assurance=2
)
PROGRAM = Caller(kind=CallerKind.PROGRAM, id="program.1", agency="H27", roles=("events", "subscriptions"))
GATEWAY = system("gateway")
EVERYBODY = [
    ANONYMOUS, CITIZEN, OFFICER, NOBODYS, OPERATOR, AUDITOR, SERVICE, ADMINISTRATOR, PROGRAM, GATEWAY,
    EDITOR, REVIEWER,
]  # fmt: skip

ALLOWED = {
    Who.OWNER: [CITIZEN, OFFICER, NOBODYS, AUDITOR, OPERATOR, ADMINISTRATOR, EDITOR, REVIEWER],
    Who.PERSON: [CITIZEN],
    Who.AGENCY: [OFFICER, AUDITOR, OPERATOR, ADMINISTRATOR, EDITOR, REVIEWER, PROGRAM],
    Who.SUBSCRIBER: [ADMINISTRATOR, PROGRAM],
    Who.ADMINISTRATOR: [ADMINISTRATOR],
    Who.GATEWAY: [GATEWAY],
    Who.ANYONE: EVERYBODY,
    Who.AUDITOR: [AUDITOR],
    Who.EDITOR: [EDITOR, REVIEWER],
    Who.REVIEWER: [REVIEWER],
    Who.OPERATOR: [OPERATOR],
    Who.PROVIDER: EVERYBODY,
    Who.ANYONE_IN_SANDBOX: EVERYBODY,
}


def test_every_method_of_the_contract_has_a_row_and_no_row_is_without_one() -> None:
    assert {method.name for method in methods_of(contract.SERVICE)} == set(policy.TABLE)


@pytest.mark.parametrize("method", list(methods_of(contract.SERVICE)), ids=lambda method: method.name)
@pytest.mark.parametrize("caller", EVERYBODY, ids=lambda c: c.id)
def test_the_table_decides(method: object, caller: Caller) -> None:
    try:
        policy.check(caller, method, sandbox=True)  # type: ignore[arg-type]
        passed = True
    except PortalError:
        passed = False

    assert passed == (caller in ALLOWED[policy.TABLE[method.name]])  # type: ignore[attr-defined]


def test_outside_the_sandbox_its_outbox_does_not_exist_for_anybody() -> None:
    for caller in (ANONYMOUS, CITIZEN, OPERATOR):
        with pytest.raises(NotFound):
            policy.check(caller, contract.list_sandbox_messages, sandbox=False)


def test_nobody_passes_to_a_method_without_a_row() -> None:
    unlisted = command("notifications-test", "unlisted", Nothing, Nothing)

    with pytest.raises(Unauthenticated):
        policy.check(ANONYMOUS, unlisted)
    with pytest.raises(Forbidden):
        policy.check(OPERATOR, unlisted)


def test_only_an_operator_sees_the_feed_of_all_agencies() -> None:
    assert policy.feed_scope(OFFICER) == "H27.12.34"
    assert policy.feed_scope(OPERATOR) is None
