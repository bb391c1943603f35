"""Reports of SMS providers about messages that they took: did the telephone get it?

Guarantees: a report proves itself by a signature over its id, its time and its bytes, made with the secret that this
provider shares with the portal; one that is older than five minutes is refused, so a copy is of no use later. A report
counts once, however often it comes, and in any order: what a state does with it stands in the table of states. A
provider that is answered 2xx need not send it again.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from chassis.callers import system
from chassis.contracts import Call
from chassis.logs import get_log
from chassis.records import Nothing
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.notifications import policy
from services.notifications.contract import REPORT_NOT_PROVED, REPORT_NOT_UNDERSTOOD, ReportDelivery
from services.notifications.domain.states import LOST, Happening, State, after
from services.notifications.handlers.desk import note_reach
from services.notifications.handlers.settling import lost, tally
from services.notifications.store import outgoing, reported

log = get_log(__name__)

WITHIN = 300
"""Seconds by which the time of a report may differ from ours."""

HAPPENINGS = {
    "delivered": Happening.REPORTED_DELIVERED,
    "undelivered": Happening.REPORTED_UNDELIVERED,
    "no_such_number": Happening.REPORTED_UNDELIVERED,
}


def report_delivery(
    call: Call[ReportDelivery], storage: Storage, sealer: Sealer, secrets: Mapping[str, str]
) -> Nothing:
    """Take a provider's report; one about a message that is not known here is kept and changes nothing."""
    policy.check(call.caller, call.method)
    asked = call.request
    secret = secrets.get(asked.provider, "")
    recent = abs(storage.now().timestamp() - asked.timestamp) <= WITHIN
    proved = bool(secret) and proves(secret, asked.report_id, asked.timestamp, asked.body, asked.signature)
    if not (recent and proved):
        log.warning("a delivery report was not taken", provider=asked.provider if secret else "unknown", recent=recent)
        raise REPORT_NOT_PROVED()
    message_id, status, detail = _read(asked.body)
    with storage.command(call) as work:
        take(work, sealer, asked.provider, asked.report_id, message_id, status, detail)
        return work.done(Nothing())


def signature(secret: str, report_id: str, timestamp: int, body: str) -> str:
    """``v1,`` and the HMAC-SHA256 of ``id.timestamp.body`` in base64 (Standard Webhooks 1.0.0)."""
    signed = f"{report_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def proves(secret: str, report_id: str, timestamp: int, body: str, given: str) -> bool:
    """Whether one of the signatures given (divided by spaces) is right."""
    expected = signature(secret, report_id, timestamp, body)
    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in given.split())


def take(work: Work, sealer: Sealer, provider: str, report_id: str, message_id: str, status: str, detail: str) -> None:
    """Go by a report whose origin is certain."""
    kept = {"provider": provider, "report_id": report_id, "message_id": message_id, "status": status}
    if not reported.add_report(work.db, {**kept, "detail": detail, "received_at": work.now}):
        return
    row = outgoing.message(work.db, message_id, lock=True)
    if row is None or row.channel == "inbox":
        log.warning("a delivery report of an unknown message", provider=provider, report=report_id)
        return
    happening = HAPPENINGS[status]
    if happening is Happening.REPORTED_UNDELIVERED and row.provider != provider:
        return  # Another provider has it by now.
    before, state = State(row.state), after(State(row.state), happening)
    if state is before:
        return
    values: dict[str, object] = {"state": state, "reason": "" if state is State.DELIVERED else detail or status}
    values |= {"text_sealed": "", "address_sealed": "", "sent_at": row.sent_at or work.now}
    outgoing.change(work.db, row.id, values)
    tally(work, row, provider, happening)
    if state is State.DELIVERED or state in LOST:
        note_reach(work, row, row.sent_at or work.now, reached=state is State.DELIVERED)
    if state in LOST:
        lost(work, sealer, row, state, detail or status, no_such_number=status == "no_such_number")


def deliver_sandbox_reports(storage: Storage, sealer: Sealer, limit: int = 50) -> int:
    """Have the sandbox's provider send the reports whose time has come; their number."""
    with storage.work(system("sandbox-sms")) as work:
        due = reported.due_sandbox_reports(work.db, work.now, limit)
        for row in due:
            take(work, sealer, row.provider, row.report_id, row.message_id, row.status, "sandbox")
    return len(due)


def _read(body: str) -> tuple[str, str, str]:
    try:
        raw = json.loads(body)
        message_id, status = raw["id"], raw["status"]
    except (ValueError, RecursionError, TypeError, KeyError):
        raise REPORT_NOT_UNDERSTOOD() from None
    if not isinstance(message_id, str) or len(message_id) > 64:
        raise REPORT_NOT_UNDERSTOOD()
    if not isinstance(status, str) or status not in HAPPENINGS:
        raise REPORT_NOT_UNDERSTOOD()
    return message_id, status, str(raw.get("detail", ""))[:60]
