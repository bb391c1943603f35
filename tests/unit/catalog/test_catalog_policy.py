"""Every method of the contract has a row in the policy, and no row is for nothing."""

from typing import Any

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind, Holding, system
from chassis.contracts import Method, methods_of
from chassis.errors import Forbidden, Unauthenticated, text_of
from services.accounts.contract import StaffRole
from services.catalog import contract, policy
from services.catalog.domain.editing import EDITOR, REVIEWER, ROLES, TABLE, Act, Edge, State, acts_for, is_second_person
from services.catalog.policy import Who
from services.catalog.service import CatalogService
from tests.services.catalog.building import BOTH, CITIZEN
from tests.services.catalog.building import EDITOR as AN_EDITOR
from tests.services.catalog.building import REVIEWER as A_REVIEWER

METHODS = list(methods_of(contract.SERVICE))
PUBLIC = [method for method in METHODS if policy.TABLE[method.name] is Who.ANYONE]
OF_ADMINISTRATORS = [method for method in METHODS if policy.TABLE[method.name] is Who.ADMINISTRATORS]
OF_STAFF = [
    method for method in METHODS if method not in PUBLIC and policy.TABLE[method.name].value & {EDITOR, REVIEWER}
]
COMMANDS = {
    Act.START: contract.start_edition,
    Act.CHANGE: contract.change_edition,
    Act.SUBMIT: contract.submit_edition,
    Act.RETURN: contract.return_edition,
    Act.APPROVE: contract.approve_edition,
    Act.PUBLISH: contract.publish_edition,
    Act.DISCARD: contract.discard_edition,
}


def test_every_method_has_a_row_and_an_entry_point() -> None:
    names = {method.name for method in METHODS}

    assert set(policy.TABLE) == names
    assert all(callable(getattr(CatalogService, name)) for name in names)


@pytest.mark.parametrize("method", PUBLIC, ids=lambda method: method.name)
def test_what_is_published_anybody_may_read(method: Method[Any, Any]) -> None:
    assert not method.changes or method is contract.send_feedback, "what anybody may say, beside what they read"
    policy.check(ANONYMOUS, method)


@pytest.mark.parametrize("method", OF_STAFF, ids=lambda method: method.name)
def test_editorial_work_is_for_staff_with_its_roles(method: Method[Any, Any]) -> None:
    with pytest.raises(Unauthenticated):
        policy.check(ANONYMOUS, method)
    for stranger in (CITIZEN, system("catalog")):
        with pytest.raises(Forbidden):
            policy.check(stranger, method)
    policy.check(BOTH, method)
    roles = policy.TABLE[method.name].value
    for caller in (AN_EDITOR, A_REVIEWER):
        if roles & set(caller.roles):
            policy.check(caller, method)
        else:
            with pytest.raises(Forbidden) as refused:
                policy.check(caller, method)
            assert refused.value.code == contract.EDITOR_ROLE_MISSING.code
            assert "danh mục thủ tục”" in text_of(refused.value, "vi")
            assert "catalog_" not in text_of(refused.value, "vi") + text_of(refused.value, "en")


def test_the_policy_and_the_table_of_acts_name_the_same_roles() -> None:
    assert set(COMMANDS) == set(Act)
    for act, method in COMMANDS.items():
        assert policy.TABLE[method.name].value == ROLES[act]
    assert {EDITOR, REVIEWER} <= {role.value for role in StaffRole}


# Written a second time, by hand: who may do what to an edition, and where it leads.
EDITION = """
written    change   written    editor
written    submit   submitted  editor
written    discard  discarded  editor
submitted  change   written    editor
submitted  return   written    reviewer
submitted  approve  approved   reviewer
submitted  discard  discarded  editor
approved   change   written    editor
approved   return   written    reviewer
approved   publish  published  editor reviewer
approved   discard  discarded  editor
"""


def test_the_table_of_editions_is_what_was_agreed_and_each_role_is_offered_what_it_may_do() -> None:
    agreed = {}
    for line in EDITION.split("\n")[1:-1]:
        at, act, to, *roles = line.split()
        agreed[State(at), Act(act)] = Edge(State(to), frozenset(f"catalog_{role}" for role in roles))

    assert dict(TABLE) == agreed
    for role in (EDITOR, REVIEWER):
        for state in State:
            assert acts_for(state, {role, "receiver"}) == tuple(
                act for (at, act), edge in agreed.items() if at is state and role in edge.roles
            )
    assert acts_for(State.WRITTEN, {"receiver"}) == ()


def test_nobody_approves_what_they_wrote_any_of() -> None:
    assert is_second_person("binh", {"an"})
    assert not is_second_person("an", {"an", "binh"})


def test_nothing_is_done_to_what_is_published_or_discarded() -> None:
    for state in (State.PUBLISHED, State.DISCARDED):
        assert acts_for(state, {EDITOR, REVIEWER}) == ()
    assert {edge.to for edge in TABLE.values()} == set(State)


def test_a_method_without_a_row_lets_nobody_pass() -> None:
    unknown: Method[Any, Any] = Method(contract.SERVICE, "unknown", contract.GetRevision, contract.Revision, False)

    with pytest.raises(Forbidden):
        policy.check(BOTH, unknown)


# Offers are the matter of an agency's administrators

LINE = {"H27.30.12", "H27"}


def an_administrator(*holdings: Holding, **changes: Any) -> Caller:
    facts: dict[str, Any] = {"id": "staff-chief", "agency": "H27.30.12", "roles": ("agency_administrator",)}
    return Caller(**{"kind": CallerKind.STAFF, **facts, "holdings": holdings, **changes})


def admin_in(agency: str, **changes: Any) -> Holding:
    return Holding(role="agency_administrator", agency=agency, **changes)


@pytest.mark.parametrize("method", OF_ADMINISTRATORS, ids=lambda method: method.name)
def test_offers_are_for_staff_who_administer_an_agency(method: Method[Any, Any]) -> None:
    with pytest.raises(Unauthenticated):
        policy.check(ANONYMOUS, method)
    impostor = an_administrator(kind=CallerKind.CITIZEN)
    for stranger in (CITIZEN, impostor, system("catalog"), BOTH):
        with pytest.raises(Forbidden):
            policy.check(stranger, method)
    policy.check(an_administrator(), method)
    policy.check(an_administrator(admin_in("H27")), method)


@pytest.mark.parametrize(
    ("holdings", "may"),
    [
        ((), True),  # the role is held in the agency of the member of staff
        ((admin_in("H27.30.12"),), True),
        ((admin_in("H27"),), True),
        ((admin_in("H27.30.01"),), False),
        ((admin_in("H27.30.12.1"),), False),
        ((admin_in("H27", procedures=("1.000001",)),), True),
        ((admin_in("H27", procedures=("1.000002",)),), False),
        ((Holding(role="receiver", agency="H27.30.12"),), False),
    ],
)
def test_an_administrator_reaches_their_agency_those_under_it_and_their_procedures(
    holdings: tuple[Holding, ...], may: bool
) -> None:
    caller = an_administrator(*holdings)

    assert bool(policy.administering(caller, LINE, "1.000001")) is may
    if may:
        assert policy.check_at(caller, LINE, "H27.30.12", "1.000001").role == "agency_administrator"
    else:
        with pytest.raises(Forbidden) as refused:
            policy.check_at(caller, LINE, "H27.30.12", "1.000001")
        assert refused.value.params == {"agency": "H27.30.12"}


def test_who_may_by_their_own_right_does_not_act_as_a_deputy() -> None:
    as_deputy = admin_in("H27", deputy_for="staff-absent")

    assert policy.check_at(an_administrator(as_deputy), LINE, "H27.30.12").deputy_for == "staff-absent"
    assert policy.check_at(an_administrator(as_deputy, admin_in("H27")), LINE, "H27.30.12").deputy_for == ""
