"""What accounts puts into its audit trail: the closed list of acts, and the one function that adds a row.

A row is written in the transaction of the act; a failure is recorded in the transaction that counts it, which is
committed although the request is refused. Refusals by the policy are added by the chassis.
"""

import enum

from chassis.audit import Facts, Outcome
from chassis.audit import record as _record
from chassis.storage import Work

__all__ = ["Act", "Outcome", "record"]


class Act(enum.StrEnum):
    """An act worth a row."""

    # Sign-in and sessions
    SIGNED_IN = "session.opened"
    SIGN_IN_FAILED = "session.refused"
    SESSION_ENDED = "session.ended"
    TOKEN_REUSED = "session.token-reused"  # noqa: S105  # the name of an act
    ACTING = "session.acting-for"
    STEPPED_UP = "session.stepped-up"
    # People's accounts
    ACCOUNT_OPENED = "account.opened"
    ACCOUNT_CHANGED = "account.changed"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105  # the name of an act
    CONTACT_CHANGED = "contact.changed"
    SECOND_FACTOR_CHANGED = "second-factor.changed"
    ORGANISATION_CHANGED = "organisation.changed"
    DELEGATION_CHANGED = "delegation.changed"
    # Staff
    STAFF_ADDED = "staff.added"
    STAFF_INVITED = "staff.invited"
    STAFF_ENROLLED = "staff.enrolled"
    STAFF_ROLES = "staff.roles-changed"
    STAFF_DISABLED = "staff.disabled"
    STAFF_ENABLED = "staff.enabled"
    DEPUTY_NAMED = "deputy.named"
    DEPUTY_ENDED = "deputy.ended"
    # Personal data
    REVEALED = "personal-data.revealed"
    EXPORTED = "personal-data.exported"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    RIGHT_ASKED = "right.asked"
    RIGHT_ANSWERED = "right.answered"
    ACCOUNT_ERASED = "account.erased"
    CLOCK_ENDS = "right.clock-ends"
    # Keys
    KEYS_ROTATED = "keys.rotated"


def record(
    work: Work,
    act: Act,
    *,
    about: str = "",
    thing: str = "",
    why: str = "",
    actor: str = "",
    outcome: Outcome = Outcome.DONE,
    facts: Facts | None = None,
) -> None:
    """Add a row: ``act`` was done (or failed, or was denied) by the caller, or by ``actor``, who has just been proved.

    ``about`` is the account or member of staff whom it concerns, ``thing`` the session, dossier or key, ``why`` the
    stated purpose. ``facts`` hold ids, codes and keyed hashes only: no number, no address, no name.
    """
    _record(work, act.value, about=about, thing=thing, why=why, actor=actor, outcome=outcome, facts=facts)
