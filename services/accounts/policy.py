"""Who may do what in accounts: one table, and the one function that reads it.

Whoever proves something (a code, a password, a refresh token) may be anybody; what follows from the proof is decided
by the proof. What concerns an account or a session concerns the caller's own, which the caller context names.
"""

import enum
from typing import Any

from chassis.callers import Caller, CallerKind, system
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU, SIGN_IN_FIRST
from services.accounts import contract

GATEWAY = system("gateway").id
"""The gateway when it acts by itself; only it can sign a caller."""

SECOND_FACTOR = 2
"""The assurance that a sign-in with a second factor gives."""


class Who(enum.Enum):
    """A set of callers."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in, for themselves"
    MEMBER = "a member of staff, for themselves"
    PERSON = "a person, for themselves"
    GATEWAY = "the gateway, for itself"
    OPERATOR = "an operator of the portal"
    ADMINISTRATOR = "an agency administrator, for their subtrees"
    AUDITOR = "an auditor, for their subtrees"


TABLE: dict[str, Who] = {
    contract.start_registration.name: Who.ANYONE,
    contract.check_registration.name: Who.ANYONE,
    contract.confirm_registration.name: Who.ANYONE,
    contract.start_sign_in.name: Who.ANYONE,
    contract.confirm_sign_in.name: Who.ANYONE,
    contract.resend_code.name: Who.ANYONE,
    contract.staff_sign_in.name: Who.ANYONE,
    contract.refresh_session.name: Who.ANYONE,
    contract.sign_out.name: Who.SIGNED_IN,
    contract.get_profile.name: Who.SIGNED_IN,
    contract.list_sessions.name: Who.SIGNED_IN,
    contract.end_session.name: Who.SIGNED_IN,
    contract.end_other_sessions.name: Who.SIGNED_IN,
    contract.list_revoked_sessions.name: Who.GATEWAY,
    contract.open_invitation.name: Who.ANYONE,
    contract.accept_invitation.name: Who.ANYONE,
    contract.add_staff.name: Who.ADMINISTRATOR,
    contract.change_staff.name: Who.ADMINISTRATOR,
    contract.disable_staff.name: Who.ADMINISTRATOR,
    contract.enable_staff.name: Who.ADMINISTRATOR,
    contract.note_work_email.name: Who.ADMINISTRATOR,
    contract.invite_staff.name: Who.ADMINISTRATOR,
    contract.name_deputy.name: Who.ADMINISTRATOR,
    contract.end_deputy.name: Who.ADMINISTRATOR,
    contract.get_staff.name: Who.ADMINISTRATOR,
    contract.list_staff.name: Who.ADMINISTRATOR,
    contract.list_audit.name: Who.AUDITOR,
    contract.get_workings.name: Who.OPERATOR,
    contract.replay_letter.name: Who.OPERATOR,
    contract.get_audit_reach.name: Who.AUDITOR,
    contract.start_step_up.name: Who.SIGNED_IN,
    contract.confirm_step_up.name: Who.SIGNED_IN,
    contract.offer_second_factor.name: Who.PERSON,
    contract.confirm_second_factor.name: Who.PERSON,
    contract.remove_second_factor.name: Who.PERSON,
    contract.renew_recovery_codes.name: Who.PERSON,
    contract.start_phone_change.name: Who.PERSON,
    contract.confirm_phone_change.name: Who.PERSON,
    contract.start_email_change.name: Who.SIGNED_IN,
    contract.confirm_email_change.name: Who.SIGNED_IN,
    contract.remove_work_email.name: Who.MEMBER,
    contract.change_password.name: Who.SIGNED_IN,
    contract.register_organisation.name: Who.PERSON,
    contract.list_organisations.name: Who.PERSON,
    contract.list_members.name: Who.PERSON,
    contract.invite_member.name: Who.PERSON,
    contract.answer_invitation.name: Who.PERSON,
    contract.take_back_invitation.name: Who.PERSON,
    contract.change_member.name: Who.PERSON,
    contract.remove_member.name: Who.PERSON,
    contract.act_for.name: Who.PERSON,
    contract.offer_delegation.name: Who.PERSON,
    contract.attach_evidence.name: Who.PERSON,
    contract.open_evidence.name: Who.PERSON,
    contract.answer_delegation.name: Who.PERSON,
    contract.revoke_delegation.name: Who.PERSON,
    contract.list_delegations.name: Who.PERSON,
    contract.start_provider_sign_in.name: Who.ANYONE,
    contract.confirm_provider_sign_in.name: Who.ANYONE,
    contract.start_recovery.name: Who.ANYONE,
    contract.confirm_recovery.name: Who.ANYONE,
    contract.list_consent_purposes.name: Who.ANYONE,
    contract.list_consents.name: Who.PERSON,
    contract.list_consent_history.name: Who.PERSON,
    contract.give_consent.name: Who.PERSON,
    contract.withdraw_consent.name: Who.PERSON,
    contract.open_export.name: Who.PERSON,
    contract.correct_account.name: Who.PERSON,
    contract.ask_correction.name: Who.PERSON,
    contract.attach_correction_evidence.name: Who.PERSON,
    contract.list_corrections.name: Who.PERSON,
    contract.list_correction_requests.name: Who.OPERATOR,
    contract.open_correction.name: Who.OPERATOR,
    contract.open_correction_evidence.name: Who.OPERATOR,
    contract.decide_correction.name: Who.OPERATOR,
    contract.list_account_looks.name: Who.PERSON,
    contract.restrict_account.name: Who.PERSON,
    contract.lift_restriction.name: Who.PERSON,
    contract.get_restriction.name: Who.PERSON,
    contract.ask_erasure.name: Who.PERSON,
    contract.cancel_erasure.name: Who.PERSON,
    contract.list_erasures.name: Who.PERSON,
    contract.get_erasure.name: Who.ANYONE,
    contract.list_erasure_requests.name: Who.OPERATOR,
    contract.export_personal_data.name: Who.PERSON,
}


def check(caller: Caller, method: Method[Any, Any]) -> None:
    """Let the caller pass, or raise `Unauthenticated` or `Forbidden`; a method without a row lets nobody pass."""
    who = TABLE.get(method.name)
    if who is Who.ANYONE:
        return
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    if who is Who.SIGNED_IN and (caller.is_citizen or caller.is_staff) and caller.session:
        return
    if who is Who.MEMBER and caller.is_staff:
        return
    if who is Who.PERSON and caller.is_citizen and caller.session:
        return
    if who is Who.GATEWAY and caller.kind is CallerKind.SYSTEM and caller.id == GATEWAY:
        return
    if who is Who.ADMINISTRATOR and caller.assurance >= SECOND_FACTOR and _holds(caller, "agency_administrator"):
        return
    if who is Who.OPERATOR and caller.assurance >= SECOND_FACTOR and _holds(caller, "operator"):
        return
    if who is Who.AUDITOR and caller.assurance >= SECOND_FACTOR and _holds(caller, "auditor"):
        return
    raise NOT_FOR_YOU()


def _holds(caller: Caller, role: str) -> bool:
    """By their own right, not as a deputy."""
    return any(held.role == role and not held.deputy_for for held in caller.reach())
