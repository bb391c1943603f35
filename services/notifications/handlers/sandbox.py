"""What the sandbox's SMS provider took, as the telephone would show it."""

from chassis.contracts import Call
from chassis.sealing import CODE, Sealer
from chassis.storage import Storage
from services.notifications import policy
from services.notifications.adapters.sandbox_sms import PHONE_INDEX
from services.notifications.contract import (
    PHONE_NOT_UNDERSTOOD,
    ListSandboxMessages,
    SandboxMessage,
    SandboxMessages,
)
from services.notifications.domain.phones import normal_phone
from services.notifications.handlers.telling import message_context
from services.notifications.store import sandboxed


def list_sandbox_messages(
    call: Call[ListSandboxMessages], storage: Storage, sealer: Sealer, *, sandbox: bool
) -> SandboxMessages:
    """The messages to one telephone or e-mail address, newest first, with codes; refused where messages are real."""
    policy.check(call.caller, call.method, sandbox=sandbox)
    asked = call.request.phone
    phone = asked if "@" in asked else normal_phone(asked)
    if phone is None:
        raise PHONE_NOT_UNDERSTOOD()
    with storage.read() as db:
        rows = sandboxed.sandbox_messages(db, sealer.indexes(PHONE_INDEX, phone), call.request.limit)
    return SandboxMessages(
        messages=tuple(
            SandboxMessage(
                id=row.message_id,
                matter=row.matter,
                text=sealer.unseal(CODE, row.text_sealed, message_context(row.message_id)),
                segments=row.segments,
                sent_at=row.sent_at,
            )
            for row in rows
        )
    )
