"""A person's inbox on the portal."""

from chassis import cursors
from chassis.callers import Caller
from chassis.contracts import Call
from chassis.records import Nothing
from chassis.storage import Storage
from services.notifications import policy
from services.notifications.contract import (
    CURSOR_WRONG,
    MESSAGE_NOT_FOUND,
    InboxMessage,
    InboxPage,
    ListInbox,
    MarkAllRead,
    MarkRead,
    MarkUnread,
)
from services.notifications.store import inboxes


def list_inbox(call: Call[ListInbox], storage: Storage) -> InboxPage:
    """The caller's messages, newest first. A page goes on where the former ended, whatever came in meanwhile."""
    policy.check(call.caller, call.method)
    asked = call.request
    before = cursors.read(asked, _reader(call.caller), CURSOR_WRONG)
    with storage.read() as db:
        rows = inboxes.inbox_page(
            db, _reader(call.caller), unread_only=asked.unread_only, before=before, limit=asked.limit + 1
        )
        unread = inboxes.unread(db, _reader(call.caller))
    shown = rows[: asked.limit]
    return InboxPage(
        messages=tuple(_view(row, call.caller.language) for row in shown),
        unread=unread,
        next_cursor=cursors.write(asked, shown[-1].id, _reader(call.caller)) if len(rows) > asked.limit else "",
    )


def mark_read(call: Call[MarkRead], storage: Storage) -> Nothing:
    """Note that a message was read; the first time counts. Another person's message does not exist for the caller."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        if not inboxes.mark_read(work.db, _reader(call.caller), call.request.message_id, work.now):
            raise MESSAGE_NOT_FOUND()
        return work.done(Nothing())


def mark_unread(call: Call[MarkUnread], storage: Storage) -> Nothing:
    """Have a message count as unread again."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        if not inboxes.mark_unread(work.db, _reader(call.caller), call.request.message_id):
            raise MESSAGE_NOT_FOUND()
        return work.done(Nothing())


def mark_all_read(call: Call[MarkAllRead], storage: Storage) -> Nothing:
    """Note that the person saw everything up to a message."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        inboxes.mark_all_read(work.db, _reader(call.caller), call.request.up_to, work.now)
        return work.done(Nothing())


def _reader(caller: Caller) -> str:
    """Whose inbox is read: a member reads the organisation's; a delegate never that of the person they act for."""
    return caller.id if caller.acting is not None and caller.acting.is_delegate else caller.party


def _view(row: inboxes.Row, language: str) -> InboxMessage:
    text = row.texts.get(language) or row.texts["vi"]
    return InboxMessage(
        id=row.id,
        matter=row.matter,
        title=text["title"],
        body=text["body"],
        sent_at=row.sent_at,
        read_at=row.read_at,
        dossier_id=row.dossier_id,
        dossier_code=row.dossier_code,
    )
