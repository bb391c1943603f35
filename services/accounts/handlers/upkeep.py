"""Deleting what has served its purpose, so that nobody's data is kept longer than it is needed."""

import datetime as dt

from chassis.callers import system
from chassis.logs import get_log
from chassis.storage import Storage
from services.accounts import code_store, rules, store
from services.accounts.contract import SERVICE

log = get_log(__name__)

COUNTS_KEPT = dt.timedelta(days=2)
"""Longer than the longest window of a limit, which is a day."""
CODES_TOLD = dt.timedelta(days=1)
"""How long an event of a one-time code stays once it was published; a code lives for minutes."""
SESSIONS_KEPT = dt.timedelta(days=90)
"""So that a network somebody signed in from stays known to the limits for a while."""


def delete_what_is_over(storage: Storage) -> int:
    """Delete ended challenges, counts beyond every window and long ended sessions; gives how many rows."""
    with storage.work(system(SERVICE)) as work:
        gone = store.purge(
            work.db,
            challenges_before=work.now - dt.timedelta(hours=1),
            counts_before=work.now - COUNTS_KEPT,
            sessions_before=work.now - SESSIONS_KEPT,
            devices_before=work.now - dt.timedelta(days=rules.limits_at(work.now).device.known_days),
        )
        gone += code_store.forget_told_codes(work.db, work.now - CODES_TOLD)
    log.info("deleted what is over", rows=gone)
    return gone
