"""The commands and queries of notifications, each with the record it takes and the record it gives."""

from chassis.audit_reading import listing
from chassis.contracts import command, query
from chassis.records import Nothing
from chassis.workings import looking, replaying
from services.notifications.contract.requests import (
    GetFeedHead,
    ListEvents,
    ListInbox,
    ListSandboxMessages,
    MarkAllRead,
    MarkRead,
    MarkUnread,
    ReportDelivery,
)
from services.notifications.contract.terms import SERVICE
from services.notifications.contract.views import EventPage, FeedHead, InboxPage, SandboxMessages

list_inbox = query(SERVICE, "list_inbox", ListInbox, InboxPage)
mark_read = command(SERVICE, "mark_read", MarkRead, Nothing, natural="a message that was read stays read")
mark_unread = command(SERVICE, "mark_unread", MarkUnread, Nothing, natural="an unread message stays unread")
mark_all_read = command(SERVICE, "mark_all_read", MarkAllRead, Nothing, natural="what was read stays read")
list_sandbox_messages = query(SERVICE, "list_sandbox_messages", ListSandboxMessages, SandboxMessages)
report_delivery = command(
    SERVICE, "report_delivery", ReportDelivery, Nothing, natural="a report counts once under its id"
)
list_events = query(SERVICE, "list_events", ListEvents, EventPage)
get_feed_head = query(SERVICE, "get_feed_head", GetFeedHead, FeedHead, timeout=2.0)
list_audit = listing(SERVICE)
get_workings = looking(SERVICE)
replay_letter = replaying(SERVICE)
