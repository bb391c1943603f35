"""Work e-mail addresses of staff: kept by whoever adds them, used once their owner proved them, gone with the access.

Guarantees: other services hear of an address only when it is proved, in the transaction in which it is; of another one
the former is told; who has no access any more has no address here either. A proved one is its owner's: nobody else
replaces or removes it.
"""

from collections.abc import Mapping
from typing import Any

from chassis.errors import INVALID_REQUEST, FieldProblem, PortalError
from chassis.sealing import Sealer, mask_email
from chassis.storage import Work
from services.accounts import audit, staff_store
from services.accounts.audit import Act
from services.accounts.contract import (
    ACCOUNT_NOT_FOUND,
    CODE_SPENT,
    CONTACT,
    EMAIL_FORM,
    ContactChanged,
    StaffContact,
    account_context,
    contact_changed,
    staff_changed,
    staff_contact_changed,
)
from services.accounts.domain.contact import email_address
from services.accounts.handlers.account_states import staff_state
from services.accounts.store import Row

NO_EMAIL = {"email_sealed": "", "email_masked": "", "email_verified_at": None}
"""The columns of who has no address."""


def own(work: Work) -> Row:
    """The caller, a member of staff with access; held until the end of the transaction."""
    member = staff_store.lock_member(work.db, work.caller.id)
    if member is None or not member.active:
        raise ACCOUNT_NOT_FOUND()
    return member


def unproved(sealer: Sealer, staff_id: str, raw: str) -> dict[str, str]:
    """The columns of an address that somebody else wrote down, if they did."""
    if not raw:
        return {}
    email = email_address(raw)
    if email is None:
        raise INVALID_REQUEST(problems=[FieldProblem("/email", EMAIL_FORM.code, {})])
    sealed = sealer.seal(CONTACT, email, account_context(staff_id))
    return {"email_sealed": sealed, "email_masked": mask_email(email)}


def use_email(work: Work, sealer: Sealer, staff_id: str, pending: Mapping[str, Any]) -> PortalError | Row:
    """Use an address that was just proved; a former one that had been proved is told."""
    former = staff_store.lock_member(work.db, staff_id)
    if former is None or not former.active:
        return CODE_SPENT()
    proved = {name: pending[name] for name in ("email_sealed", "email_masked")}
    same = _opened(sealer, staff_id, former.email_sealed) == _opened(sealer, staff_id, proved["email_sealed"])
    member = staff_store.change_member(work.db, staff_id, **proved, email_verified_at=work.now, changed_at=work.now)
    work.emit(staff_changed, staff_id, staff_state(member, staff_store.holdings_of(work.db, [staff_id])[staff_id]))
    work.emit(staff_contact_changed, staff_id, StaffContact(staff_id=staff_id, email_sealed=member.email_sealed))
    if former.email_verified_at is not None and not same:
        told = ContactChanged(
            account_id=staff_id,
            contact="email",
            had_former=True,
            former_sealed=former.email_sealed,
            former_masked=former.email_masked,
            masked=member.email_masked,
            at=work.now,
        )
        work.emit(contact_changed, staff_id, told)
    audit.record(work, Act.CONTACT_CHANGED, about=staff_id, facts={"contact": "email"})
    return member


def removed(work: Work, former: Row) -> Row:
    """The member without an address, whose row is held; others hear of it if it was proved."""
    if not former.email_sealed:
        return former
    member = staff_store.change_member(work.db, former.id, **NO_EMAIL, changed_at=work.now)
    if former.email_verified_at is not None:
        held = staff_store.holdings_of(work.db, [member.id])[member.id]
        work.emit(staff_changed, member.id, staff_state(member, held))
    tell_gone(work, former)
    audit.record(work, Act.CONTACT_CHANGED, about=member.id, facts={"contact": "email", "removed": True})
    return member


def tell_gone(work: Work, former: Row) -> None:
    """Tell that a member of staff who has no address any more is not reached, if they were."""
    if former.email_verified_at is not None:
        work.emit(staff_contact_changed, former.id, StaffContact(staff_id=former.id, email_sealed=""))


def _opened(sealer: Sealer, staff_id: str, sealed: str) -> str:
    return sealer.unseal(CONTACT, sealed, account_context(staff_id)) if sealed else ""
