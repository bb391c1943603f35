"""What a caller is, whose things they deal with, and how far their roles reach."""

import pytest

from chassis.callers import ANONYMOUS, Acting, Caller, CallerKind, Holding, system

OWN = Holding(role="receiver", agency="H27")
SOME = Holding(role="processor", agency="H27.12", procedures=("1.000001", "1.000002"))
DEPUTY = Holding(role="leader", agency="H28", deputy_for="s-9")


def staff(*holdings: Holding, agency: str = "H27", roles: tuple[str, ...] = ("receiver", "leader")) -> Caller:
    return Caller(kind=CallerKind.STAFF, id="s-1", agency=agency, roles=roles, holdings=holdings)


@pytest.mark.parametrize(
    ("agencies", "procedure", "held"),
    [
        (("H27",), "1.000001", (OWN,)),
        (("H27.12", "H27"), "1.000001", (OWN, SOME)),
        (("H27.12", "H27"), "1.000002", (OWN, SOME)),
        (("H27.12", "H27"), "1.000003", (OWN,)),
        (("H27.12", "H27"), "", (OWN,)),
        (("H28",), "1.000003", (DEPUTY,)),
        (("H29",), "1.000001", ()),
        ((), "1.000001", ()),
    ],
)
def test_a_role_reaches_its_agency_and_those_under_it_for_its_procedures(
    agencies: tuple[str, ...], procedure: str, held: tuple[Holding, ...]
) -> None:
    assert staff(OWN, SOME, DEPUTY).held(agencies, procedure) == held


def test_staff_whose_holdings_are_not_told_hold_their_roles_in_their_own_agency_and_nobody_else_holds_any() -> None:
    assert staff().reach() == (Holding(role="receiver", agency="H27"), Holding(role="leader", agency="H27"))
    assert staff(SOME).reach() == (SOME,)
    assert staff(agency="").reach() == ()
    assert staff(SOME, agency="").reach() == (SOME,)
    for kind in set(CallerKind) - {CallerKind.STAFF}:
        other = Caller(kind=kind, id="x", agency="H27", roles=("receiver",), holdings=(OWN,))
        assert (other.reach(), other.held(("H27",))) == ((), ())


@pytest.mark.parametrize("kind", CallerKind)
def test_a_caller_is_of_one_kind(kind: CallerKind) -> None:
    caller = Caller(kind=kind)

    assert [caller.is_citizen, caller.is_staff, caller.is_program] == [
        kind is CallerKind.CITIZEN,
        kind is CallerKind.STAFF,
        kind is CallerKind.PROGRAM,
    ]


@pytest.mark.parametrize(
    ("role", "may_file", "is_delegate"),
    [("owner", True, False), ("manager", True, False), ("filer", True, False), ("viewer", False, False),
     ("delegate", True, True)],
)  # fmt: skip
def test_who_acts_for_somebody_deals_with_their_things_by_their_role(
    role: str, may_file: bool, is_delegate: bool
) -> None:
    acting = Acting(principal="org-1", role=role)

    assert (acting.may_file, acting.is_delegate) == (may_file, is_delegate)
    assert Caller(kind=CallerKind.CITIZEN, id="c-1", acting=acting).party == "org-1"
    assert Caller(kind=CallerKind.CITIZEN, id="c-1").party == "c-1"


def test_a_delegate_of_some_procedures_acts_in_those_alone() -> None:
    some = Acting(principal="c-2", role="delegate", procedures=("1.000001",))

    assert [some.covers(code) for code in ("1.000001", "1.000002", "")] == [True, False, False]
    assert Acting(principal="c-2", role="delegate").covers("1.000002")


def test_nobody_is_anonymous_and_a_service_that_acts_by_itself_is_the_system() -> None:
    assert Caller(kind=CallerKind.ANONYMOUS, id="anonymous") == ANONYMOUS
    assert system("dossiers") == Caller(kind=CallerKind.SYSTEM, id="system.dossiers", name="dossiers")
