"""What a gateway process knows of ended sessions, and that it lets nobody through on what it does not know."""

import datetime as dt
from typing import Any

import pytest

from chassis.errors import SERVICE_AWAY
from chassis.testing import event_of
from gateway.revocations import Revocations, Standing
from services.accounts.contract import RevokedSession, RevokedSessions, SessionRevoked, session_revoked
from tests.unit.gateway.fakes import Clock, a_house


class Accounts:
    """Answers who asks for ended sessions, in pages of one."""

    def __init__(self, *ended: str, away: bool = False) -> None:
        self.ended = ended
        self.away = away
        self.asked: list[str] = []

    def __call__(self, after: str) -> RevokedSessions:
        self.asked.append(after)
        if self.away:
            raise SERVICE_AWAY(retry_after=1)
        place = int(after or 0)
        shown = tuple(RevokedSession(session_id=one, tokens_until=moment(2000.0)) for one in self.ended[place:][:1])
        return RevokedSessions(sessions=shown, next_after=str(place + 1) if place + 1 < len(self.ended) else "")


def moment(at: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(at, dt.UTC)


def end_of(session: str, until: float | None = 9000.0) -> Any:
    ended = None if until is None else moment(until)
    told = SessionRevoked(session_id=session, subject_id="a-1", reason="signed-out", tokens_until=ended)
    return event_of(session_revoked, session, told)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def known(clock: Clock) -> Revocations:
    """One that has listened since 1000 and knows that nothing had ended before."""
    made = Revocations(clock)
    made.listening()
    made.standing("any", 0.0, Accounts())
    return made


def test_a_session_whose_end_was_heard_has_ended_at_once(known: Revocations) -> None:
    assert known.standing("s-1", 900.0, Accounts()) is Standing.GOOD

    known.heard(end_of("s-1"))

    assert known.standing("s-1", 900.0, Accounts()) is Standing.ENDED
    assert known.standing("s-2", 900.0, Accounts()) is Standing.GOOD


def test_what_ended_before_we_listened_is_asked_for_once_page_by_page(clock: Clock) -> None:
    accounts = Accounts("s-1", "s-2", "s-3")
    known = Revocations(clock)
    known.listening()

    assert [known.standing(s, 900.0, accounts) for s in ("s-3", "s-1", "s-4")] == ["ended", "ended", "good"]
    assert accounts.asked == ["", "1", "2"]


def test_an_end_that_matters_to_no_token_any_more_is_not_remembered(known: Revocations) -> None:
    known.heard(end_of("s-1", until=900.0))
    known.heard(end_of("s-2", until=900.0))

    assert known.standing("s-1", 800.0, Accounts()) is Standing.GOOD


def test_an_end_that_does_not_say_for_how_long_is_remembered_for_the_longest_token(
    known: Revocations, clock: Clock
) -> None:
    known.heard(end_of("s-1", until=None))
    clock.pass_by(3600)
    known.heard(end_of("s-2"))
    assert known.standing("s-1", 900.0, Accounts()) is Standing.ENDED

    clock.pass_by(1)
    known.heard(end_of("s-2"))
    assert known.standing("s-1", 900.0, Accounts()) is Standing.GOOD


def test_nobody_is_let_through_while_the_broker_is_away(known: Revocations) -> None:
    accounts = Accounts()
    known.heard(end_of("s-1"))

    known.deaf()

    assert known.standing("s-2", 900.0, accounts) is Standing.UNKNOWN
    assert known.standing("s-1", 900.0, accounts) is Standing.ENDED
    assert accounts.asked == []


def test_after_a_lost_connection_what_was_missed_is_asked_for_again(known: Revocations) -> None:
    known.deaf()
    known.listening()

    assert known.standing("s-1", 900.0, Accounts("s-1")) is Standing.ENDED


def test_while_accounts_are_away_only_tokens_whose_end_would_be_heard_pass(clock: Clock) -> None:
    known, accounts = Revocations(clock), Accounts(away=True)
    known.listening()
    clock.pass_by(60)

    assert known.standing("s-1", 1004.0, accounts) is Standing.UNKNOWN
    assert known.standing("s-2", 1005.0, accounts) is Standing.GOOD
    assert known.standing("s-3", 900.0, accounts) is Standing.UNKNOWN
    assert len(accounts.asked) == 1, "accounts that are away are not asked at every request"
    clock.pass_by(1)
    accounts.away = False
    assert known.standing("s-3", 900.0, accounts) is Standing.GOOD


def test_a_connection_lost_while_we_ask_makes_the_answer_worthless(clock: Clock) -> None:
    known = Revocations(clock)
    known.listening()

    def lost_meanwhile(after: str) -> RevokedSessions:
        known.deaf()
        return RevokedSessions(sessions=())

    assert known.standing("s-1", 900.0, lost_meanwhile) is Standing.UNKNOWN


def test_an_end_is_forgotten_when_no_token_can_be_shown_any_more(known: Revocations, clock: Clock) -> None:
    known.heard(end_of("s-1", until=1600.0))
    clock.pass_by(604)
    known.heard(end_of("s-2", until=2200.0))
    assert known.standing("s-1", 900.0, Accounts()) is Standing.ENDED

    clock.pass_by(2)
    known.heard(end_of("s-3", until=2200.0))

    assert known.standing("s-1", 900.0, Accounts()) is Standing.GOOD
    assert known.standing("s-2", 900.0, Accounts()) is Standing.ENDED


@pytest.mark.parametrize(
    ("standing", "mine", "public"), [("good", 200, 200), ("ended", 401, 401), ("unknown", 503, 200)]
)
def test_in_doubt_a_person_is_nobody_in_public_and_asked_to_come_back_where_it_matters(
    standing: str, mine: int, public: int
) -> None:
    from services.accounts import contract as accounts
    from services.catalog import contract as catalog

    house = a_house(standing=Standing(standing))
    house.rpc.answer(accounts.list_sessions, accounts.SessionList(sessions=()))
    house.rpc.answer(catalog.get_revision, SERVICE_AWAY())

    assert house.client.get("/api/v1/me/sessions", headers=house.as_citizen()).status_code == mine
    assert house.client.get("/docs", headers=house.as_citizen()).status_code == public
