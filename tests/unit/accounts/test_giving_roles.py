"""Who may give which role, who stands in for whom, and how much one person may hold."""

import datetime as dt

import pytest

from services.accounts.domain.staffing import (
    MOST_HOLDINGS,
    MOST_PROCEDURES,
    Absence,
    Given,
    is_too_much,
    standing,
    ungivable,
)

ABOVE = {"H27": ["H27"], "H27.30": ["H27.30", "H27"], "H27.31": ["H27.31", "H27"]}
RECEIVER, APPROVER = Given("receiver", "H27.30"), Given("approver", "H27.31")
AUDITOR, ADMINISTRATOR = Given("auditor", "H27.30"), Given("agency_administrator", "H27.30")


@pytest.mark.parametrize(
    ("wanted", "before", "refused"),
    [
        ([RECEIVER, ADMINISTRATOR], [], ()),
        ([], [RECEIVER], ()),
        ([APPROVER], [], ("approver@H27.31",)),
        ([], [APPROVER], ("approver@H27.31",)),
        ([AUDITOR], [], ("auditor@H27.30",)),
        ([], [AUDITOR], ("auditor@H27.30",)),
        ([AUDITOR, APPROVER, RECEIVER], [AUDITOR, APPROVER], ()),
        ([Given("receiver", "H27")], [], ("receiver@H27",)),
        ([Given("receiver", "H99")], [], ("receiver@H99",)),
        ([Given("auditor", "H27.30", ("2",)), AUDITOR, APPROVER], [],
         ("approver@H27.31", "auditor@H27.30", "auditor@H27.30")),
    ],
)  # fmt: skip
def test_an_administrator_gives_and_takes_daily_roles_in_their_own_subtree(
    wanted: list[Given], before: list[Given], refused: tuple[str, ...]
) -> None:
    assert ungivable(wanted, before, {"H27.30"}, ABOVE) == refused


def test_who_administers_the_top_gives_below_it_and_who_administers_nothing_gives_nothing() -> None:
    assert ungivable([RECEIVER, APPROVER], [], {"H27"}, ABOVE) == ()
    assert ungivable([RECEIVER], [], (), ABOVE) == ("receiver@H27.30",)


def test_a_person_holds_no_more_than_a_call_can_carry() -> None:
    one = Given("receiver", "H27", ("1",) * (MOST_PROCEDURES // 2))

    assert not is_too_much([Given("receiver", f"H{n}") for n in range(MOST_HOLDINGS)])
    assert is_too_much([Given("receiver", f"H{n}") for n in range(MOST_HOLDINGS + 1)])
    assert not is_too_much([one, one])
    assert is_too_much([one, one, Given("approver", "H27", ("1",))])


def test_a_deputy_has_the_roles_of_the_absent_but_not_the_administration_and_not_twice() -> None:
    theirs = [RECEIVER, APPROVER, ADMINISTRATOR]

    found = standing([RECEIVER], [("an", theirs), ("binh", [AUDITOR])])

    assert found == ((RECEIVER, ""), (APPROVER, "an"), (AUDITOR, "binh"))
    assert standing([ADMINISTRATOR], []) == ((ADMINISTRATOR, ""),)


@pytest.mark.parametrize(("day", "is_on"), [(1, False), (2, True), (4, True), (5, False)])
def test_a_deputy_acts_from_the_first_to_the_last_day_unless_it_was_ended(day: int, is_on: bool) -> None:
    first, last = dt.date(2026, 8, 2), dt.date(2026, 8, 4)

    assert Absence("an", "binh", first, last).is_on(dt.date(2026, 8, day)) is is_on
    assert not Absence("an", "binh", first, last, ended=True).is_on(dt.date(2026, 8, day))
