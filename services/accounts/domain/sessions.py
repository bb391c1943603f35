"""Sessions (phiên đăng nhập): how long they last, and what showing a refresh token means.

A refresh token works once and yields the next. One that was used before shows that two hold it, so the session ends;
but an answer may be lost on its way, so within a short grace the same token yields a sibling instead.
"""

import datetime as dt
import enum
import hashlib
from dataclasses import dataclass

from services.accounts.domain.limits import SessionLimits

REFRESH_BYTES = 32


class Refresh(enum.StrEnum):
    """What becomes of a session whose refresh token was shown."""

    GOES_ON = "goes-on"
    OVER = "over"
    STOLEN = "stolen"


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session as a refresh finds it; ``used_at`` is the first use of the token that was shown."""

    kind: str
    last_used_at: dt.datetime
    ends_at: dt.datetime
    revoked: bool
    used_at: dt.datetime | None


def token_hash(token: str) -> str:
    """What is stored of a refresh token; a plain hash suffices because the token has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def refresh(state: SessionState, now: dt.datetime, limits: SessionLimits) -> Refresh:
    """Decide on a refresh token that was found."""
    if state.revoked or now >= refresh_deadline(state.kind, state.last_used_at, state.ends_at, limits):
        return Refresh.OVER
    if state.used_at is not None and now - state.used_at > dt.timedelta(seconds=limits.reuse_grace_seconds):
        return Refresh.STOLEN
    return Refresh.GOES_ON


def refresh_deadline(kind: str, last_used_at: dt.datetime, ends_at: dt.datetime, limits: SessionLimits) -> dt.datetime:
    """Until when a session's newest refresh token is good: idleness or the session's whole time, what comes first."""
    return min(ends_at, last_used_at + dt.timedelta(seconds=limits.idle(kind)))
