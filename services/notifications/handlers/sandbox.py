"""What the sandbox's SMS provider and mail relay took, as the telephone and the mailbox would show it."""

from chassis.contracts import Call
from chassis.sealing import CODE, Sealer
from chassis.storage import Storage
from services.notifications import policy
from services.notifications.adapters.sandbox_sms import PHONE_INDEX, mailbox
from services.notifications.contract import (
    ADDRESS_NEEDED,
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
    """The messages to a telephone, an e-mail address, or either of the two where both are named, newest first, with
    codes; refused where messages are real."""
    policy.check(call.caller, call.method, sandbox=sandbox)
    indexes = [index for address in _addresses(call.request) for index in sealer.indexes(PHONE_INDEX, address)]
    with storage.read() as db:
        rows = sandboxed.sandbox_messages(db, indexes, call.request.limit)
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


def _addresses(asked: ListSandboxMessages) -> list[str]:
    """Whose messages are asked for; an e-mail address is taken in the place of the telephone, too."""
    email = mailbox(asked.email or (asked.phone if "@" in asked.phone else ""))
    if "@" not in email and (asked.email or not asked.phone):
        raise ADDRESS_NEEDED()
    found = [email] if email else []
    if asked.phone and "@" not in asked.phone:
        phone = normal_phone(asked.phone)
        if phone is None:
            raise PHONE_NOT_UNDERSTOOD()
        found.append(phone)
    return found
