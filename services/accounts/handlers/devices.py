"""Devices that are known: a sign-in from one is limited by that device's own failures alone.

So whoever guesses at an account from wherever cannot keep its owner out, as long as the owner has a device on which
they signed in before. The device proves itself by a random token that only it has; it proves nothing but that.
"""

import datetime as dt
import hashlib
import secrets

from chassis.ids import new_id
from chassis.sealing import Index, Sealer
from chassis.storage import Work
from services.accounts import code_store, rules, session_store
from services.accounts.contract import DeviceAdded, device_added
from services.accounts.domain.attempts import wait_for_cap
from services.accounts.handlers.networks import coarse_network

TOKEN_BYTES = 32


def token_hash(token: str) -> str:
    """What is stored of a device's token; a plain hash suffices because the token has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def known_device(work: Work, subject_id: str, token: str) -> str:
    """The id of the device that a token belongs to, if the subject knows it; else empty."""
    since = work.now - dt.timedelta(days=rules.limits_at(work.now).device.known_days)
    found = session_store.device(work.db, subject_id, token_hash(token), since)
    return found.id if found else ""


def device_index(sealer: Sealer, device_id: str) -> Index:
    """Under which a device's failed sign-ins are counted."""
    return sealer.index("device", device_id)


def wait_on_device(work: Work, action: str, counted_as: str) -> int:
    """Seconds until a known device may try again."""
    limits = rules.limits_at(work.now)
    day_ago = work.now - dt.timedelta(days=1)
    failed = code_store.failures(work.db, action, day_ago, subject_index=counted_as)
    since = work.now - dt.timedelta(seconds=limits.sign_in.window_seconds)
    return max(
        wait_for_cap(
            [at for at in failed if at > since],
            work.now,
            limits.device.failures_per_window,
            limits.sign_in.window_seconds,
        ),
        wait_for_cap(failed, work.now, limits.device.failures_per_day, 86400),
    )


def note_device(work: Work, subject_id: str, device_id: str, name: str, *, tell: bool) -> tuple[str, str]:
    """Remember the device of a completed sign-in; gives its id, and its token if it is new. ``tell`` its owner then."""
    if device_id and session_store.touch_device(work.db, subject_id, device_id, work.now):
        return device_id, ""
    made, token = new_id(), secrets.token_urlsafe(TOKEN_BYTES)
    keep = rules.limits_at(work.now).device.per_subject
    session_store.add_device(
        work.db,
        keep=keep,
        id=made,
        subject_id=subject_id,
        token_hash=token_hash(token),
        name=name,
        first_used_at=work.now,
        last_used_at=work.now,
    )
    if tell:
        added = DeviceAdded(
            device_id=made, account_id=subject_id, device=name, network=coarse_network(work.caller), at=work.now
        )
        work.emit(device_added, made, added)
    return made, token
