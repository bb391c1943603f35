"""One-time codes by telephone (mã xác thực một lần): six digits, short-lived, good once, for one pending request only.

The code itself is never stored: its keyed hash is bound to the challenge, so that a code for one request proves
nothing about another, and a copy of the table does not give a code away.
"""

import datetime as dt
import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.accounts.domain.limits import CodeLimits


class Verdict(enum.StrEnum):
    """What a code that was entered amounts to."""

    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class CodeState:
    """A code that was sent: until when and how often it may still be tried, and whether it was used."""

    expires_at: dt.datetime
    tries_left: int
    spent: bool


def new_code(limits: CodeLimits, randbelow: Callable[[int], int]) -> str:
    """A new code; every combination of digits is as likely as any other."""
    return f"{randbelow(10**limits.digits):0{limits.digits}d}"


def bound_text(challenge_id: str, purpose: str, code: str) -> str:
    """The text whose keyed hash is stored for a code."""
    return f"{purpose}|{challenge_id}|{code}"


def judge(state: CodeState, matches: bool, now: dt.datetime) -> Verdict:
    """A right code after its time, its tries or its first use is as good as none."""
    if state.spent or state.tries_left <= 0 or now >= state.expires_at:
        return Verdict.SPENT
    return Verdict.RIGHT if matches else Verdict.WRONG


def wait_before_sending(sent: Sequence[dt.datetime], now: dt.datetime, limits: CodeLimits) -> int:
    """Seconds until another code may go to a telephone, or 0; ``sent`` is when codes of the purpose went."""
    waits = [0.0]
    latest_first = sorted(sent, reverse=True)
    for count, span in (
        (1, limits.resend_gap_seconds),
        (limits.per_phone_hour, 3600),
        (limits.per_phone_day, 86400),
    ):
        if len(latest_first) >= count:
            waits.append((latest_first[count - 1] + dt.timedelta(seconds=span) - now).total_seconds())
    return _whole_seconds(max(waits))


def _whole_seconds(seconds: float) -> int:
    return max(0, -int(-seconds // 1))
