"""Slowing down who guesses, without locking out whom they guess at."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.accounts.domain.limits import SignInLimits


@dataclass(frozen=True, slots=True)
class Failures:
    """When attempts failed: for this identity from this network, from this network, for this identity from anywhere."""

    from_here_for_identity: Sequence[dt.datetime]
    from_here: Sequence[dt.datetime]
    for_identity: Sequence[dt.datetime]


def wait_for_cap(failed: Sequence[dt.datetime], now: dt.datetime, cap: int, window_seconds: int) -> int:
    """Seconds until fewer than ``cap`` of the failures lie within the window; 0 if that is so now."""
    if len(failed) < cap:
        return 0
    leaves = sorted(failed, reverse=True)[cap - 1] + dt.timedelta(seconds=window_seconds)
    return max(0, -int(-(leaves - now).total_seconds() // 1))


def wait_before_sign_in(failures: Failures, now: dt.datetime, known_network: bool, limits: SignInLimits) -> int:
    """Seconds until a sign-in may be tried again; the cap per identity spares networks the account is known from."""
    waits = [
        wait_for_cap(failures.from_here_for_identity, now, limits.per_identity_and_network, limits.window_seconds),
        wait_for_cap(failures.from_here, now, limits.per_network, limits.window_seconds),
    ]
    if not known_network:
        waits.append(wait_for_cap(failures.for_identity, now, limits.per_identity, limits.identity_window_seconds))
    return max(waits)
