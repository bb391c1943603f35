"""The mail of the morning: when it is made up, how long it is good, and what of the open dossiers is whose."""

import datetime as dt

import pytest

from services.dossiers import rules
from services.dossiers.domain import digests
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.digests import Role, Waiting

TERMS = rules.digest_terms_on(dt.date(2026, 11, 24))
OFFICE = rules.calendar_of(())
DAY = dt.date(2026, 11, 27)  # A Friday.


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), VIETNAM)


@pytest.mark.parametrize(
    ("after", "morning"),
    [
        (at(DAY, 6, 59), at(DAY, 7)),
        (at(DAY, 7), at(dt.date(2026, 11, 30), 7)),  # That one is being made up; the next is after the weekend.
        (at(dt.date(2026, 11, 28), 6), at(dt.date(2026, 11, 30), 7)),
        (at(dt.date(2026, 8, 31), 8), at(dt.date(2026, 9, 3), 7)),  # The national holiday, with the day beside it.
    ],
)
def test_the_next_morning_is_of_a_working_day_and_after_now(after: dt.datetime, morning: dt.datetime) -> None:
    assert digests.next_morning(after, OFFICE, TERMS) == morning


def test_an_agency_that_is_closed_on_a_weekday_has_no_morning_then() -> None:
    mondays = rules.calendar_of(((1, "07:30", "11:30"),))

    found = digests.next_morning(at(DAY, 8), mondays, TERMS)

    assert found.astimezone(VIETNAM).weekday() == 0
    assert digests.good_until(found, mondays) == at(dt.date(2026, 11, 30), 11, 30)


def test_a_digest_is_good_until_the_office_closes() -> None:
    assert digests.good_until(at(DAY, 7), OFFICE) == at(DAY, 17)


def test_due_soon_is_what_ends_by_the_close_of_the_next_working_day() -> None:
    until = digests.soon_until(at(DAY, 7), OFFICE, TERMS)

    assert at(dt.date(2026, 11, 30), 17) < until <= at(dt.date(2026, 11, 30), 17, 1)


ROLES = (Role("receiver", "H27.1"), Role("processor", "H27.1", ("2.000635",)), Role("supervisor", "H27"))


def waiting(responsible: str, holder: str = "", place: str = "H27.1", procedure: str = "2.000635") -> Waiting:
    return Waiting(responsible, holder, (place, place), procedure)


@pytest.mark.parametrize(
    ("what", "theirs"),
    [
        (waiting("receiver"), True),
        (waiting("receiver", holder="other"), True),
        (waiting("receiver", place="H27.2"), False),
        (waiting("approver"), False),
        (waiting("processor"), True),
        (waiting("processor", procedure="1.012575"), False),
        (waiting("processor", holder="me", place="H27.2", procedure="1.012575"), True),
        (waiting("processor", holder="other"), False),
        (waiting("applicant"), False),
        (waiting("consulted"), False),
    ],
)
def test_it_waits_for_its_holder_or_else_for_the_role_in_that_very_agency(what: Waiting, theirs: bool) -> None:
    assert digests.waits_for("me", ROLES, what) is theirs


def test_a_desk_that_receives_for_others_has_what_waits_there() -> None:
    assert digests.waits_for("me", ROLES, Waiting("receiver", "", ("H27.9", "H27.1"), "1.012575"))


def test_what_nobody_holds_is_a_processors_to_take_if_it_is_of_their_procedures() -> None:
    assert digests.may_take(ROLES, waiting("receiver"))
    assert not digests.may_take(ROLES, waiting("receiver", procedure="1.012575"))
    assert not digests.may_take(ROLES[:1], waiting("receiver"))


def test_what_waits_for_the_applicant_is_no_work_of_an_agency() -> None:
    assert [digests.is_by_agency(waiting(who)) for who in ("applicant", "processor", "consulted")] == [
        False,
        True,
        True,
    ]
