"""Brings the sandbox bank's callbacks to the merchant by HTTP GET, again until it answers 00 or 02."""

import requests

from chassis.logs import get_log
from chassis.service import Storage
from services.payments.sandbox_bank import books, desk

log = get_log(__name__)

TIMEOUT = (2.0, 5.0)
"""Seconds to connect and to wait for a byte; together below what a browser waits for the bank's own answer."""


def deliver_due(storage: Storage, ipn_url: str, limit: int = 5, only: int | None = None) -> int:
    """Send the callbacks whose turn it is, or ``only`` one of them; gives how many.

    No lock and no connection is held while sending.
    """
    with storage.work(desk.BANK) as work:
        due = books.claim_calls(work.db, work.now, limit, only)
    for call in due:
        answer = _send(f"{ipn_url}?{call.query}")
        with storage.work(desk.BANK) as work:
            books.note_answer(work.db, call, answer, work.now)
        log.info("callback sent", txn_ref=call.txn_ref, answer=answer, tries=call.tries)
    return len(due)


def _send(url: str) -> str:
    """The merchant's RspCode, or empty when there was none."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            found = session.get(url, timeout=TIMEOUT, allow_redirects=False).json()
    except (requests.RequestException, ValueError):
        return ""
    return str(found.get("RspCode", ""))[:4] if isinstance(found, dict) else ""
