"""How who filed at a desk without an account is told of their dossier: by the telephone that they left for it.

Nobody has proved whose telephone it is, so an officer can correct it, have it used less, or take it away at any time.
Notifications hear of it before they hear of the filing, and of every correction; the trail says who asked and did it.
"""

from typing import Any

import sqlalchemy as sa

from chassis import audit
from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.service import Event, Sealer, Signer, Storage, Work
from services.accounts.contract import CONTACT, PHONE_FORM, account_context
from services.dossiers import contacts, contract
from services.dossiers.contacts import Contact
from services.dossiers.contract import ContactLeft, ContactUse, CorrectContact, DossierView
from services.dossiers.domain.actions import State
from services.dossiers.handlers import drafts
from services.dossiers.handlers.moves import opened
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.store import desk_people, known, rows
from services.notifications.contract import ContactReach
from services.persons import mobile_number

Row = sa.Row[Any]


def telephone(given: str, pointer: str) -> str:
    """What was given as a telephone, in E.164; raises `INVALID_REQUEST` at its field."""
    phone = mobile_number(given)
    if phone is None:
        raise INVALID_REQUEST(problems=[FieldProblem(pointer, PHONE_FORM.code, {})])
    return phone


def tell(work: Work, row: Row) -> None:
    """Say how the applicant is told from now on, if they have no account; nothing of a draft, of which nobody is."""
    if row.code is None or not contract.came_to_a_desk(row.applicant_id):
        return
    left = ContactLeft(
        **facts(row) | {"at": work.now},
        phone_sealed=row.contact_sealed,
        messages=ContactUse(row.contact_use) if row.contact_sealed else ContactUse.NONE,
    )
    work.emit(contract.contact_left, row.id, left)


def correct_contact(call: Call[CorrectContact], storage: Storage, sealer: Sealer, signer: Signer) -> DossierView:
    """Put another telephone in place of the one that was left, take it away, or use it otherwise."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        if not contract.came_to_a_desk(row.applicant_id):
            raise contract.CONTACT_OF_ACCOUNT()
        phone = telephone(request.phone, "/phone") if request.phone else ""
        if phone and request.phone_removed:
            raise INVALID_REQUEST(problems=[FieldProblem("/phone", "invalid", {})])
        known_now = bool(phone) or (bool(row.applicant_phone_masked) and not request.phone_removed)
        if not known_now and request.messages is not ContactUse.NONE:
            raise INVALID_REQUEST(problems=[FieldProblem("/phone", "required", {})])
        values: dict[str, Any] = {"contact_use": request.messages.value}
        if phone or request.phone_removed:
            _person_too(work, sealer, row, phone)
            values |= Contact(phone, request.messages).columns(sealer, row.id) if phone else contacts.NONE
            values["contact_unreached_at"] = None
        row = rows.keep_turn(work.db, row.id, **values)
        if row.state == State.DRAFT:
            row = drafts.edited(work, row, sealer, signer, "contact")
        done = "replaced" if phone else "removed" if request.phone_removed else "kept"
        what = {"phone": done, "messages": request.messages.value}
        audit.record(work, "dossier.contact-corrected", about=row.applicant_id, thing=row.id, facts=what)
        tell(work, row)
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def on_contact_reach_changed(event: Event[ContactReach], work: Work, sealer: Sealer) -> None:
    """Keep that messages do not reach the telephone of a dossier, or do again; what is said of another one is over."""
    told = event.payload
    row = rows.load_for_change(work.db, told.dossier_id)
    if row is None or not row.contact_sealed or not contract.came_to_a_desk(row.applicant_id):
        return
    bound = contract.contact_context(row.id)
    if sealer.unseal(CONTACT, told.phone_sealed, bound) == sealer.unseal(CONTACT, row.contact_sealed, bound):
        rows.keep_turn(work.db, row.id, contact_unreached_at=None if told.reached else told.at)


def _person_too(work: Work, sealer: Sealer, row: Row, phone: str) -> None:
    """Where the person is known by the very number that was wrong, let them be known by the right one, or by none."""
    person = known.applicant(work.db, row.applicant_id)
    if person is None or not person.phone_sealed:
        return
    context = account_context(person.account_id)
    if sealer.unseal(CONTACT, person.phone_sealed, context) != contacts.phone_of(sealer, row, person):
        return
    desk_people.set_phone(
        work.db,
        person.account_id,
        phone_sealed=sealer.seal(CONTACT, phone, context) if phone else "",
        phone_masked=contacts.masked(phone) if phone else "",
        phone_last4_index=sealer.index(contract.LOOKUP, phone[-4:]) if phone else "",
    )
