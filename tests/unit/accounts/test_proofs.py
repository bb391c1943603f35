"""Codes, authenticators, sessions and limits: decisions over time, with the time given."""

import datetime as dt
import hashlib

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accounts import rules
from services.accounts.domain.attempts import Failures, wait_before_sign_in, wait_for_cap
from services.accounts.domain.codes import CodeState, Verdict, bound_text, judge, new_code, wait_before_sending
from services.accounts.domain.recovery_codes import ALPHABET, bound_recovery_code, new_recovery_code
from services.accounts.domain.sessions import REFRESH_BYTES, Refresh, SessionState, refresh, token_hash
from services.accounts.domain.totp import SECRET_BYTES, code_at, matching_step, new_secret, step_at

NOW = dt.datetime(2026, 8, 3, 2, 0, tzinfo=dt.UTC)
LIMITS = rules.limits_at(NOW)
MOMENTS = st.integers(0, 100_000).map(lambda seconds: NOW - dt.timedelta(seconds=seconds))
BYTES = st.binary(min_size=20, max_size=20)


def seconds(count: float) -> dt.timedelta:
    return dt.timedelta(seconds=count)


@given(st.integers(0, 999_999))
def test_a_code_has_six_digits_whatever_its_value(value: int) -> None:
    code = new_code(LIMITS.code, lambda below: value if below == 1_000_000 else -1)

    assert len(code) == 6
    assert int(code) == value


@given(st.integers(-600, 600), st.integers(0, 5), st.booleans(), st.booleans())
def test_only_a_right_code_in_time_with_tries_left_and_unused_is_right(
    life: int, tries: int, spent: bool, matches: bool
) -> None:
    verdict = judge(CodeState(NOW + seconds(life), tries, spent), matches, NOW)

    assert (verdict is Verdict.RIGHT) == (life > 0 and tries > 0 and not spent and matches)


@pytest.mark.parametrize(
    ("life", "tries", "spent", "matches", "verdict"),
    [
        (1, 1, False, True, Verdict.RIGHT),
        (1, 1, False, False, Verdict.WRONG),
        (0, 1, False, True, Verdict.SPENT),
        (1, 0, False, True, Verdict.SPENT),
        (1, 1, True, True, Verdict.SPENT),
        (0, 0, True, False, Verdict.SPENT),
    ],
)
def test_a_wrong_code_is_told_from_one_whose_time_or_tries_are_over(
    life: int, tries: int, spent: bool, matches: bool, verdict: Verdict
) -> None:
    assert judge(CodeState(NOW + seconds(life), tries, spent), matches, NOW) is verdict


@given(st.lists(MOMENTS, max_size=15))
def test_after_the_wait_that_is_told_a_code_may_be_sent(sent: list[dt.datetime]) -> None:
    wait = wait_before_sending(sent, NOW, LIMITS.code)

    assert wait_before_sending(sent, NOW + seconds(wait), LIMITS.code) == 0
    if wait:
        assert wait_before_sending(sent, NOW + seconds(wait - 1), LIMITS.code) > 0


def test_codes_keep_their_gap_and_their_caps() -> None:
    each_two_minutes = [NOW - seconds(120 * n) for n in range(1, 6)]

    assert wait_before_sending([], NOW, LIMITS.code) == 0
    assert wait_before_sending([NOW - seconds(10)], NOW, LIMITS.code) == 50
    assert wait_before_sending([NOW - seconds(10.5)], NOW, LIMITS.code) == 50  # 49.5 s: never told too early
    assert wait_before_sending(each_two_minutes, NOW, LIMITS.code) == 3600 - 600
    assert wait_before_sending([NOW - seconds(3600 * n) for n in range(1, 11)], NOW, LIMITS.code) == 24 * 3600 - 36000


@given(BYTES, st.integers(0, 4_000_000_000))
def test_our_authenticator_codes_are_those_of_pyotp(raw: bytes, moment: int) -> None:
    secret = new_secret(raw)
    at = dt.datetime.fromtimestamp(moment, dt.UTC)

    assert code_at(secret, step_at(at)) == pyotp.TOTP(secret).at(moment)


@given(BYTES)
def test_an_authenticator_step_is_good_once_and_none_before_it(raw: bytes) -> None:
    secret = new_secret(raw)
    step = step_at(NOW)
    code = code_at(secret, step)

    assert matching_step(secret, code, NOW, last_step=0) is not None
    if code != code_at(secret, step + 1):
        assert matching_step(secret, code, NOW, last_step=step) is None
    assert matching_step(secret, code_at(secret, step - 1), NOW, last_step=0) is not None


def test_a_code_of_one_step_early_or_late_is_taken_and_of_no_other() -> None:
    secret, now = new_secret(b"12345678901234567890"), step_at(NOW)

    found = {n: matching_step(secret, code_at(secret, now + n), NOW, last_step=0) for n in range(-3, 4)}

    assert found == {-3: None, -2: None, -1: now - 1, 0: now, 1: now + 1, 2: None, 3: None}


def a_session(**changes: object) -> SessionState:
    whole: dict[str, object] = {
        "kind": "citizen",
        "last_used_at": NOW,
        "ends_at": NOW + dt.timedelta(hours=12),
        "revoked": False,
        "used_at": None,
    }
    return SessionState(**{**whole, **changes})  # type: ignore[arg-type]


def test_a_session_goes_on_until_it_is_idle_too_long_or_its_time_is_up() -> None:
    limits = LIMITS.session

    assert refresh(a_session(), NOW + seconds(1799), limits) is Refresh.GOES_ON
    assert refresh(a_session(), NOW + seconds(1800), limits) is Refresh.OVER
    assert refresh(a_session(kind="staff"), NOW + seconds(900), limits) is Refresh.OVER
    assert refresh(a_session(ends_at=NOW + seconds(5)), NOW + seconds(5), limits) is Refresh.OVER
    assert refresh(a_session(revoked=True), NOW, limits) is Refresh.OVER


def test_a_token_shown_twice_is_theft_unless_the_answer_may_have_been_lost() -> None:
    limits = LIMITS.session

    assert refresh(a_session(used_at=NOW), NOW + seconds(10), limits) is Refresh.GOES_ON
    assert refresh(a_session(used_at=NOW), NOW + seconds(11), limits) is Refresh.STOLEN


def test_a_stranger_who_guesses_from_many_networks_does_not_lock_the_owner_out() -> None:
    guesses = [NOW - seconds(n) for n in range(150)]
    failures = Failures(from_here_for_identity=[], from_here=[], for_identity=guesses)

    assert wait_before_sign_in(failures, NOW, known_network=True, limits=LIMITS.sign_in) == 0
    assert wait_before_sign_in(failures, NOW, known_network=False, limits=LIMITS.sign_in) > 0


@given(st.lists(MOMENTS, max_size=12))
def test_the_wait_for_a_cap_ends_when_it_says(failed: list[dt.datetime]) -> None:
    wait = wait_for_cap(failed, NOW, 5, 900)

    assert wait_for_cap(failed, NOW + seconds(wait), 5, 900) == 0


def test_a_cap_is_reached_with_its_last_failure_and_ends_to_the_second() -> None:
    failed = [NOW - seconds(n) for n in (10.5, 20, 30)]

    assert wait_for_cap(failed, NOW, 4, 900) == 0
    assert wait_for_cap(failed, NOW, 3, 900) == 870
    assert wait_for_cap(failed, NOW, 1, 900) == 890  # 889.5 s: never told too early
    assert wait_for_cap(failed, NOW, 3, 30) == 0


def test_each_cap_of_sign_in_counts_by_itself_and_the_longest_wait_is_told() -> None:
    limits = LIMITS.sign_in
    here = [NOW] * limits.per_identity_and_network

    def wait(*, known: bool = True, **failed: list[dt.datetime]) -> int:
        none: dict[str, list[dt.datetime]] = {"from_here_for_identity": [], "from_here": [], "for_identity": []}
        return wait_before_sign_in(Failures(**{**none, **failed}), NOW, known_network=known, limits=limits)

    assert wait(from_here_for_identity=here[1:]) == 0
    assert wait(from_here_for_identity=here) == limits.window_seconds
    assert wait(from_here=[NOW] * (limits.per_network - 1)) == 0
    assert wait(from_here=[NOW] * limits.per_network) == limits.window_seconds
    assert wait(known=False, for_identity=[NOW] * (limits.per_identity - 1)) == 0
    many = [NOW] * limits.per_identity
    assert wait(known=False, for_identity=many, from_here_for_identity=here) == limits.identity_window_seconds


def test_a_code_is_bound_to_its_request_and_purpose() -> None:
    texts = {bound_text(request, purpose, code) for request in "ab" for purpose in "xy" for code in ("1", "2")}

    assert len(texts) == 8
    assert len({bound_recovery_code(account, code) for account in "ab" for code in ("1", "2")}) == 4


def test_secrets_are_as_long_as_what_is_kept_of_them_relies_on() -> None:
    assert 8 * REFRESH_BYTES >= 256  # kept as a plain hash
    assert 8 * SECRET_BYTES >= 160  # RFC 4226, 4
    assert token_hash("a" * 43) == hashlib.sha256(b"a" * 43).hexdigest()


def test_sessions_of_staff_end_after_their_own_time() -> None:
    limits = LIMITS.session

    assert (limits.absolute("citizen"), limits.absolute("staff")) == (43_200, 28_800)


def test_a_recovery_code_is_ten_letters_any_of_which_may_come() -> None:
    drawn = iter([*range(10), *range(22, 32)])
    asked: list[int] = []

    def randbelow(below: int) -> int:
        asked.append(below)
        return next(drawn)

    assert [new_recovery_code(randbelow), new_recovery_code(randbelow)] == ["01234-56789", "PQRST-VWXYZ"]
    assert set(asked) == {len(ALPHABET)} == {32}
