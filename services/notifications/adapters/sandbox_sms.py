"""The SMS providers and the mail relay of the sandbox: what they take can be read; some numbers have another outcome.

The magic numbers are in ``data/sandbox_numbers.json``. Only Vietnamese mobile numbers are taken, as with a real one.
There are two providers, so that the second can be seen to stand in for the first.
"""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from chassis.callers import system
from chassis.sealing import CODE, CONTACT, Sealer
from chassis.storage import Storage
from services.notifications import rules
from services.notifications.adapters.smtp import plain_of
from services.notifications.domain.phones import normal_phone
from services.notifications.domain.providers import Attempt, Parcel, Result, Verdict
from services.notifications.domain.segments import segments
from services.notifications.store import reported, sandboxed

PHONE_INDEX = "sandbox-phone"
"""Index purpose of the numbers and mail addresses in the sandbox's outbox."""

FIRST, SECOND = "sandbox", "sandbox-2"

ANSWERS: dict[str, Attempt] = {
    "refused": Attempt(Result.REFUSED, no_such_number=True),
    "later": Attempt(Result.LATER, verdict=Verdict.NEITHER),
    "throttled": Attempt(Result.LATER, verdict=Verdict.NEITHER, wait=5),
    "outage": Attempt(Result.LATER, verdict=Verdict.BAD),
    "no-balance": Attempt(Result.LATER, verdict=Verdict.DEAD),
    "unsure": Attempt(Result.UNSURE, verdict=Verdict.BAD),
}
"""Outcome -> what the provider answers instead of taking the message."""


def mailbox(address: str) -> str:
    """An e-mail address as the outbox finds it, however it is typed: no relay that people use minds capitals."""
    return address.strip().lower()


class SandboxMail:
    """Takes e-mails into the same table as they would go out in plain text, found by their address."""

    name = "sandbox-mail"

    def __init__(self, storage: Storage, sealer: Sealer) -> None:
        self._storage = storage
        self._sealer = sealer

    def send(self, parcel: Parcel) -> Attempt:
        _keep(
            self._storage, self._sealer, parcel, mailbox(parcel.address), f"{parcel.title}\n{plain_of(parcel)}", count=0
        )
        return Attempt(Result.TAKEN, reference=f"sandbox-{parcel.id}")


class SandboxPush:
    """Takes template messages into the same table, found by the number, marked by what the network is called."""

    name = "sandbox-push"

    def __init__(self, storage: Storage, sealer: Sealer) -> None:
        self._storage = storage
        self._sealer = sealer

    def send(self, parcel: Parcel) -> Attempt:
        phone = normal_phone(parcel.address)
        with self._storage.work(system("sandbox-sms")) as work:
            magic = rules.magic_numbers_on(rules.day_of(work.now)).get(phone or "", {})
        if phone is None or magic.get("outcome") == "refused":
            return Attempt(Result.REFUSED, "nobody of the network has this number")
        _keep(self._storage, self._sealer, parcel, phone, f"{parcel.title}\n{parcel.body}", count=0)
        return Attempt(Result.TAKEN, reference=f"sandbox-{parcel.id}")


class SandboxSms:
    """Takes text messages into the table ``sandbox_outbox``, each once, whatever is sent again."""

    def __init__(
        self,
        storage: Storage,
        sealer: Sealer,
        pause: Callable[[float], None] = time.sleep,
        name: str = FIRST,
    ) -> None:
        self.name = name
        self._storage = storage
        self._sealer = sealer
        self._pause = pause

    def send(self, parcel: Parcel) -> Attempt:
        phone = normal_phone(parcel.address)
        if phone is None:
            return Attempt(Result.REFUSED, "not a telephone number", no_such_number=True)
        with self._storage.work(system("sandbox-sms")) as work:
            magic = rules.magic_numbers_on(rules.day_of(work.now)).get(phone, {})
        outcome = magic.get("outcome", "")
        if magic.get("provider", self.name) != self.name:
            outcome = ""
        if outcome == "slow":
            self._pause(magic["seconds"])
        answer = ANSWERS.get(outcome) if parcel.attempt <= magic.get("times", parcel.attempt) else None
        if answer is None or answer.result is Result.UNSURE:
            self._take(parcel, phone, magic)
        if answer is None:
            return Attempt(Result.TAKEN, reference=f"sandbox-{parcel.id}")
        return Attempt(answer.result, magic.get("detail", ""), "", answer.verdict, answer.no_such_number, answer.wait)

    def _take(self, parcel: Parcel, phone: str, magic: dict[str, Any]) -> None:
        if _keep(self._storage, self._sealer, parcel, phone, parcel.body, count=segments(parcel.body)):
            with self._storage.work(system("sandbox-sms")) as work:
                reports = magic.get("reports", [{"status": "delivered", "after": 0}])
                reported.plan_sandbox_reports(work.db, [self._report(parcel, each, work.now) for each in reports])
                work.wake()

    def _report(self, parcel: Parcel, report: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
        return {
            "message_id": parcel.id,
            "provider": self.name,
            "report_id": f"{parcel.id}.{report.get('id', report['status'])}",
            "status": report["status"],
            "due_at": now + dt.timedelta(seconds=report["after"]),
        }


def _keep(storage: Storage, sealer: Sealer, parcel: Parcel, address: str, text: str, *, count: int) -> bool:
    """Keep what was taken; False if it was kept before."""
    bound = f"message:{parcel.id}"
    with storage.work(system("sandbox-sms")) as work:
        return sandboxed.add_to_sandbox(
            work.db,
            {
                "message_id": parcel.id,
                "matter": parcel.matter,
                "phone_index": sealer.index(PHONE_INDEX, address),
                "phone_sealed": sealer.seal(CONTACT, address, bound),
                "text_sealed": sealer.seal(CODE, text, bound),
                "segments": count,
                "sent_at": work.now,
            },
        )
