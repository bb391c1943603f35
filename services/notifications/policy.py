"""Who may do what in notifications: one table, and the functions that read it.

An inbox is its owner's alone. The feed of events belongs to agencies: staff and programs see that of their own agency
and those under it, an operator all of it. Subscriptions are managed by the agency's programs with that scope and its
administrators, API keys by administrators alone; both also by an operator. The sandbox's outbox is open to anybody, and
exists only where no message is real. A provider's report proves itself by its signature, which the handler checks.
"""

import enum
from collections.abc import Callable
from typing import Any

from chassis.callers import Caller, CallerKind, system
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU, SIGN_IN_FIRST
from services.notifications import contract
from services.notifications.contract import FEED_FOR_AGENCIES, NOT_A_SANDBOX, Scope
from services.notifications.domain.filters import within

OPERATOR = "operator"
AUDITOR = "auditor"
ADMINISTRATOR = "agency_administrator"
GATEWAY = system("gateway").id
SECOND_FACTOR = 2


class Who(enum.Enum):
    """A set of callers."""

    OWNER = "signed in, for their own"
    PERSON = "a person, for their own"
    AGENCY = "staff, for their agency; its programs"
    SUBSCRIBER = "an agency's programs with the scope, its administrators"
    ADMINISTRATOR = "administrators of agencies, signed in with a second factor"
    GATEWAY = "the gateway itself"
    ANYONE = "anyone"
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
    contract.read_preferences.name: Who.OWNER,
    contract.choose_preferences.name: Who.OWNER,
    contract.choose_quiet_hours.name: Who.PERSON,
    contract.choose_language.name: Who.OWNER,
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
    contract.read_unsubscription.name: Who.PROVIDER,
    contract.unsubscribe.name: Who.PROVIDER,
    contract.report_delivery.name: Who.PROVIDER,
    contract.list_events.name: Who.AGENCY,
    contract.get_feed_head.name: Who.GATEWAY,
    contract.identify_credential.name: Who.GATEWAY,
    contract.get_handover_figures.name: Who.ANYONE,
    contract.get_promptness.name: Who.ANYONE,
    contract.list_subscriptions.name: Who.SUBSCRIBER,
    contract.get_subscription.name: Who.SUBSCRIBER,
    contract.create_subscription.name: Who.SUBSCRIBER,
    contract.change_subscription.name: Who.SUBSCRIBER,
    contract.verify_subscription.name: Who.SUBSCRIBER,
    contract.pause_subscription.name: Who.SUBSCRIBER,
    contract.resume_subscription.name: Who.SUBSCRIBER,
    contract.end_subscription.name: Who.SUBSCRIBER,
    contract.rotate_secret.name: Who.SUBSCRIBER,
    contract.ping_subscription.name: Who.SUBSCRIBER,
    contract.redeliver.name: Who.SUBSCRIBER,
    contract.list_handovers.name: Who.SUBSCRIBER,
    contract.list_credentials.name: Who.ADMINISTRATOR,
    contract.make_credential.name: Who.ADMINISTRATOR,
    contract.rotate_credential.name: Who.ADMINISTRATOR,
    contract.revoke_credential.name: Who.ADMINISTRATOR,
    contract.export_personal_data.name: Who.PERSON,
    contract.list_audit.name: Who.AUDITOR,
    contract.get_workings.name: Who.OPERATOR,
    contract.replay_letter.name: Who.OPERATOR,
}


WORDING = {
    Who.EDITOR: frozenset({"catalog_editor", "catalog_reviewer"}),
    Who.REVIEWER: frozenset({"catalog_reviewer"}),
}
"""By which roles words of messages are edited: as those of the catalogue, in any agency."""


def check(caller: Caller, method: Method[Any, Any], *, sandbox: bool = False) -> None:
    """Let the caller pass, or raise what tells them why not; a method without a row lets nobody pass."""
    who = TABLE.get(method.name)
    if who is Who.ANYONE or who is Who.PROVIDER:
        return
    if who is Who.ANYONE_IN_SANDBOX:
        if not sandbox:
            raise NOT_A_SANDBOX()
        return
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    if who is Who.AGENCY:
        if _reads_events(caller):
            return
        raise FEED_FOR_AGENCIES()
    if who is None or not _PASSES[who](caller):
        raise NOT_FOR_YOU()


def _reads_events(caller: Caller) -> bool:
    if caller.is_program:
        return Scope.EVENTS in caller.roles
    return caller.is_staff and bool(caller.agency or OPERATOR in caller.roles)


def _is_administrator(caller: Caller) -> bool:
    return caller.is_staff and caller.assurance >= SECOND_FACTOR and managed(caller) != ()


def _words(caller: Caller, who: Who) -> bool:
    return bool(WORDING[who] & {held.role for held in caller.reach()})


_PASSES: dict[Who, Callable[[Caller], bool]] = {
    Who.OWNER: lambda caller: caller.is_citizen or caller.is_staff,
    Who.PERSON: lambda caller: caller.is_citizen,
    Who.AUDITOR: lambda caller: any(held.role == AUDITOR for held in caller.reach()),
    Who.EDITOR: lambda caller: _words(caller, Who.EDITOR),
    Who.REVIEWER: lambda caller: _words(caller, Who.REVIEWER),
    Who.OPERATOR: lambda caller: caller.is_staff and OPERATOR in caller.roles,
    Who.GATEWAY: lambda caller: caller.kind is CallerKind.SYSTEM and caller.id == GATEWAY,
    Who.SUBSCRIBER: lambda caller: (
        _is_administrator(caller) or (caller.is_program and Scope.SUBSCRIPTIONS in caller.roles)
    ),
    Who.ADMINISTRATOR: _is_administrator,
}


def feed_scope(caller: Caller) -> str | None:
    """The agency whose events the caller sees, with those under it; None for all."""
    return None if caller.is_staff and OPERATOR in caller.roles else caller.agency


def managed(caller: Caller) -> tuple[str, ...] | None:
    """The agencies, each with those under it, whose subscriptions and keys the caller manages; None for all.

    Who stands in for an absent administrator manages none: a key outlives the absence.
    """
    if caller.is_program:
        return (caller.agency,)
    own = [held for held in caller.reach() if not held.deputy_for]
    if any(held.role == OPERATOR for held in own):
        return None
    return tuple(sorted({held.agency for held in own if held.role == ADMINISTRATOR and not held.procedures}))


def manages(caller: Caller, agency: str) -> bool:
    """Whether the caller manages the subscriptions and keys of an agency."""
    reach = managed(caller)
    return reach is None or any(within(agency, top) for top in reach)
