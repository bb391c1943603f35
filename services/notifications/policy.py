"""Who may do what in notifications: one table, and the functions that read it.

An inbox is its owner's alone. The feed of events belongs to agencies: staff see that of their own agency, an operator
all of it. The sandbox's outbox is open to anybody, and exists only where no message is real. A provider's
report proves itself by its signature, which the handler checks.
"""

import enum
from typing import Any

from chassis.callers import Caller, CallerKind
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU, SIGN_IN_FIRST
from services.notifications import contract
from services.notifications.contract import FEED_FOR_AGENCIES, NOT_A_SANDBOX

OPERATOR = "operator"
AUDITOR = "auditor"


class Who(enum.Enum):
    """A set of callers."""

    OWNER = "signed in, for their own"
    PERSON = "a person, for their own"
    AGENCY = "staff, for their agency"
    AUDITOR = "an auditor"
    EDITOR = "an editor or reviewer of the catalogue"
    REVIEWER = "a reviewer of the catalogue"
    OPERATOR = "an operator"
    PROVIDER = "anyone: what is sent proves itself"
    ANYONE_IN_SANDBOX = "anyone, in the sandbox only"


TABLE: dict[str, Who] = {
    contract.list_inbox.name: Who.OWNER,
    contract.mark_read.name: Who.OWNER,
    contract.mark_unread.name: Who.OWNER,
    contract.mark_all_read.name: Who.OWNER,
    contract.read_preferences.name: Who.PERSON,
    contract.choose_preferences.name: Who.PERSON,
    contract.choose_quiet_hours.name: Who.PERSON,
    contract.choose_language.name: Who.PERSON,
    contract.list_followed.name: Who.PERSON,
    contract.follow_organisation.name: Who.PERSON,
    contract.list_sandbox_messages.name: Who.ANYONE_IN_SANDBOX,
    contract.list_templates.name: Who.EDITOR,
    contract.read_template.name: Who.EDITOR,
    contract.preview_template.name: Who.EDITOR,
    contract.draft_template.name: Who.EDITOR,
    contract.publish_template.name: Who.REVIEWER,
    contract.discard_template.name: Who.EDITOR,
    contract.list_messages.name: Who.OPERATOR,
    contract.resend_message.name: Who.OPERATOR,
    contract.read_message_figures.name: Who.OPERATOR,
    contract.unsubscribe.name: Who.PROVIDER,
    contract.report_delivery.name: Who.PROVIDER,
    contract.list_events.name: Who.AGENCY,
    contract.export_personal_data.name: Who.PERSON,
    contract.list_audit.name: Who.AUDITOR,
}


WORDING = {
    Who.EDITOR: frozenset({"catalog_editor", "catalog_reviewer"}),
    Who.REVIEWER: frozenset({"catalog_reviewer"}),
}
"""By which roles words of messages are edited: as those of the catalogue, in any agency."""


def check(caller: Caller, method: Method[Any, Any], *, sandbox: bool = False) -> None:
    """Let the caller pass, or raise what tells them why not; a method without a row lets nobody pass."""
    who = TABLE.get(method.name)
    if who is Who.ANYONE_IN_SANDBOX:
        if not sandbox:
            raise NOT_A_SANDBOX()
        return
    if who is Who.PROVIDER:
        return
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    if who is Who.OWNER and (caller.is_citizen or caller.is_staff):
        return
    if who is Who.PERSON and caller.is_citizen:
        return
    if who is Who.AUDITOR and any(held.role == AUDITOR for held in caller.reach()):
        return
    if who in WORDING and caller.is_staff and WORDING[who] & {held.role for held in caller.reach()}:
        return
    if who is Who.OPERATOR and caller.is_staff and OPERATOR in caller.roles:
        return
    if who is Who.AGENCY:
        if caller.is_staff and (caller.agency or OPERATOR in caller.roles):
            return
        raise FEED_FOR_AGENCIES()
    raise NOT_FOR_YOU()


def feed_scope(caller: Caller) -> str | None:
    """The agency whose events the caller sees; None for all."""
    return None if OPERATOR in caller.roles else caller.agency
