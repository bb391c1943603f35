"""Who may do what in the catalogue: one table, and the one function that reads it.

What is published, all may read. Editions are the work of staff with the roles of editors and reviewers; that nobody
approves what they wrote is a matter of the edition, not of the role, and stands in `handlers.editing`. What an
agency offers is a matter of whoever administers it or an agency above it, for the procedures that their role reaches.
"""

import enum
from collections.abc import Collection
from typing import Any

from chassis.callers import Caller, CallerKind, Holding
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU, SIGN_IN_FIRST
from services.accounts.contract import roles_told
from services.catalog import contract
from services.catalog.domain.editing import EDITOR, REVIEWER

ADMINISTRATOR = "agency_administrator"
AUDITOR = "auditor"
OPERATOR = "operator"
SUPERVISOR = "supervisor"


class Who(enum.Enum):
    """A set of callers."""

    ANYONE = "anyone"
    EDITORS = frozenset({EDITOR})
    REVIEWERS = frozenset({REVIEWER})
    EDITORS_AND_REVIEWERS = frozenset({EDITOR, REVIEWER})
    ADMINISTRATORS = frozenset({ADMINISTRATOR})
    AUDITORS = frozenset({AUDITOR})
    OPERATORS = frozenset({OPERATOR})
    ANNOUNCERS = frozenset({OPERATOR, ADMINISTRATOR})
    HEARERS = frozenset({OPERATOR, ADMINISTRATOR, SUPERVISOR})


TABLE: dict[str, Who] = {
    contract.start_edition.name: Who.EDITORS,
    contract.change_edition.name: Who.EDITORS,
    contract.submit_edition.name: Who.EDITORS,
    contract.discard_edition.name: Who.EDITORS,
    contract.return_edition.name: Who.REVIEWERS,
    contract.approve_edition.name: Who.REVIEWERS,
    contract.publish_edition.name: Who.EDITORS_AND_REVIEWERS,
    contract.withdraw_version.name: Who.REVIEWERS,
    contract.list_editions.name: Who.EDITORS_AND_REVIEWERS,
    contract.get_edition.name: Who.EDITORS_AND_REVIEWERS,
    contract.check_edition.name: Who.EDITORS_AND_REVIEWERS,
    contract.compare_edition.name: Who.EDITORS_AND_REVIEWERS,
    contract.get_edition_history.name: Who.EDITORS_AND_REVIEWERS,
    contract.set_offer.name: Who.ADMINISTRATORS,
    contract.end_offer.name: Who.ADMINISTRATORS,
    contract.preview_offer.name: Who.ADMINISTRATORS,
    contract.get_offer_history.name: Who.ADMINISTRATORS,
    contract.list_offers_above_record.name: Who.ADMINISTRATORS,
    contract.list_audit.name: Who.AUDITORS,
    contract.write_announcement.name: Who.ANNOUNCERS,
    contract.end_announcement.name: Who.ANNOUNCERS,
    contract.list_written_announcements.name: Who.ANNOUNCERS,
    contract.list_announcements.name: Who.ANYONE,
    contract.send_feedback.name: Who.ANYONE,
    contract.get_feedback.name: Who.ANYONE,
    contract.list_feedback.name: Who.HEARERS,
    contract.answer_feedback.name: Who.HEARERS,
    contract.get_workings.name: Who.OPERATORS,
    contract.replay_letter.name: Who.OPERATORS,
    contract.list_offers.name: Who.ANYONE,
    contract.get_agency_offers.name: Who.ANYONE,
    contract.list_versions.name: Who.ANYONE,
    contract.compare_versions.name: Who.ANYONE,
    contract.get_revision.name: Who.ANYONE,
    contract.list_procedures.name: Who.ANYONE,
    contract.search_procedures.name: Who.ANYONE,
    contract.get_procedure.name: Who.ANYONE,
    contract.quote_fees.name: Who.ANYONE,
    contract.get_service_level.name: Who.ANYONE,
    contract.get_form.name: Who.ANYONE,
    contract.check_answers.name: Who.ANYONE,
    contract.list_agencies.name: Who.ANYONE,
    contract.get_agency.name: Who.ANYONE,
    contract.list_life_events.name: Who.ANYONE,
    contract.list_fields.name: Who.ANYONE,
    contract.list_provinces.name: Who.ANYONE,
    contract.list_communes.name: Who.ANYONE,
    contract.search_units.name: Who.ANYONE,
    contract.get_unit.name: Who.ANYONE,
    contract.find_former_units.name: Who.ANYONE,
    contract.get_open_data.name: Who.ANYONE,
    contract.suggest_procedures.name: Who.ANYONE,
    contract.get_menu.name: Who.ANYONE,
}


def check(caller: Caller, method: Method[Any, Any]) -> None:
    """Let the caller pass or raise `Forbidden`; a method without a row lets nobody pass."""
    who = TABLE.get(method.name)
    if who is Who.ANYONE:
        return
    if who is None:
        raise NOT_FOR_YOU()
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    if not caller.is_staff:
        raise NOT_FOR_YOU()
    if not who.value & set(caller.roles):
        raise contract.EDITOR_ROLE_MISSING(**roles_told(sorted(who.value)))


def administering(caller: Caller, line: Collection[str], procedure: str = "") -> tuple[Holding, ...]:
    """The roles by which the caller administers an agency (its line: itself and all above it), as a procedure goes.

    Without a procedure a role for some procedures counts.
    """
    return tuple(
        held
        for held in caller.reach()
        if held.role == ADMINISTRATOR and (held.covers(line, procedure) if procedure else held.agency in line)
    )


def check_at(caller: Caller, line: Collection[str], agency: str, procedure: str = "") -> Holding:
    """The role by which they may, their own before one held for somebody else; raises `ADMINISTRATOR_NEEDED`."""
    held = administering(caller, line, procedure)
    if not held:
        raise contract.ADMINISTRATOR_NEEDED(agency=agency)
    return min(held, key=lambda one: bool(one.deputy_for))


def announcing(caller: Caller) -> tuple[str, ...] | None:
    """The agencies, each with those under it, for which the caller announces; None for all, and the portal."""
    return _tops(caller, (ADMINISTRATOR,))


def check_announcer(caller: Caller, line: Collection[str]) -> None:
    """Let who announces for an agency (its line; empty: the portal) pass; raises `ANNOUNCER_NEEDED`."""
    tops = announcing(caller)
    if tops is not None and not set(tops) & set(line):
        raise contract.ANNOUNCER_NEEDED()


def hearing(caller: Caller) -> tuple[str, ...] | None:
    """The agencies, each with those under it, whose feedback the caller reads; None for all, and the portal's."""
    return _tops(caller, (ADMINISTRATOR, SUPERVISOR))


def _tops(caller: Caller, roles: Collection[str]) -> tuple[str, ...] | None:
    """Where the caller holds one of these roles for all procedures; None for an operator."""
    held = caller.reach()
    if any(one.role == OPERATOR for one in held):
        return None
    return tuple(sorted({one.agency for one in held if one.role in roles and not one.procedures}))
