"""The SMS provider and mail relay of the sandbox: what they take can be read; some numbers have another outcome.

The magic numbers are in ``data/sandbox_numbers.json``. Only Vietnamese mobile numbers are taken, as with a real one.
"""

import time
from collections.abc import Callable

from chassis.callers import system
from chassis.sealing import CODE, CONTACT, Sealer
from chassis.storage import Storage
from services.notifications import rules
from services.notifications.domain.phones import normal_phone
from services.notifications.domain.providers import Attempt, Parcel, Result
from services.notifications.domain.segments import segments
from services.notifications.store import sandboxed

PHONE_INDEX = "sandbox-phone"
"""Index purpose of the numbers in the sandbox's outbox."""


class SandboxMail:
    """Takes e-mails into the same table, found by their address."""

    name = "sandbox"

    def __init__(self, storage: Storage, sealer: Sealer) -> None:
        self._storage = storage
        self._sealer = sealer

    def send(self, parcel: Parcel) -> Attempt:
        _keep(self._storage, self._sealer, parcel, parcel.address, f"{parcel.title}\n{parcel.body}", count=0)
        return Attempt(Result.TAKEN, reference=f"sandbox-{parcel.id}")


class SandboxSms:
    """Takes text messages into the table ``sandbox_outbox``, each once, whatever is sent again."""

    name = "sandbox"

    def __init__(self, storage: Storage, sealer: Sealer, pause: Callable[[float], None] = time.sleep) -> None:
        self._storage = storage
        self._sealer = sealer
        self._pause = pause

    def send(self, parcel: Parcel) -> Attempt:
        phone = normal_phone(parcel.address)
        if phone is None:
            return Attempt(Result.REFUSED, "not a telephone number")
        with self._storage.work(system("sandbox-sms")) as work:
            magic = rules.magic_numbers_on(rules.day_of(work.now)).get(phone, {})
        outcome, detail = magic.get("outcome", ""), magic.get("detail", "")
        if outcome == "refused":
            return Attempt(Result.REFUSED, detail)
        if outcome == "later" and parcel.attempt <= magic.get("times", parcel.attempt):
            return Attempt(Result.LATER, detail)
        if outcome == "slow":
            self._pause(magic["seconds"])
        _keep(self._storage, self._sealer, parcel, phone, parcel.body, count=segments(parcel.body))
        return Attempt(Result.TAKEN, reference=f"sandbox-{parcel.id}")


def _keep(storage: Storage, sealer: Sealer, parcel: Parcel, address: str, text: str, *, count: int) -> None:
    bound = f"message:{parcel.id}"
    with storage.work(system("sandbox-sms")) as work:
        sandboxed.add_to_sandbox(
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
