"""What notifications do when something happened elsewhere. No provider is called here: sending has its own time."""

from typing import TypeVar

from chassis.envelopes import Event
from chassis.sealing import CODE, CONTACT, Sealer
from chassis.storage import Work
from services.accounts.contract import (
    AccountRestricted,
    AccountState,
    CodeRequested,
    ConsentChanged,
    ContactChanged,
    DelegationGranted,
    DelegationRevoked,
    EmailCodeRequested,
    MemberState,
    account_context,
    account_opened,
    challenge_context,
)
from services.dossiers.contract import (
    ConsultationChanged,
    DecisionProposed,
    DossierAssigned,
    DossierFacts,
    DutyAlarm,
    FeeDue,
    came_to_a_desk,
)
from services.notifications.domain.desk import DESK
from services.notifications.handlers import desk_mail, feed, knowing, members, saying
from services.notifications.handlers.feed import Portal
from services.notifications.handlers.saying import Security
from services.notifications.handlers.telling import PERSON, STAFF, About, Recipient, tell
from services.notifications.store import desk_contacts, listeners, reached
from services.payments.contract import PaymentFacts

AnyDossier = TypeVar("AnyDossier", bound=DossierFacts)
ActingEvent = DelegationGranted | DelegationRevoked | MemberState
StaffEvent = DutyAlarm | ConsultationChanged | DossierAssigned | DecisionProposed
AnyPayment = TypeVar("AnyPayment", bound=PaymentFacts)


def on_account(event: Event[AccountState], work: Work, sealer: Sealer) -> None:
    """Keep how to reach an account's owner; greet a new one."""
    account = event.payload
    reached.put_contact(
        work.db,
        {
            "account_id": account.account_id,
            "phone_sealed": account.phone_sealed,
            "email_sealed": account.email_sealed,
            "active": account.active,
            "version": event.version,
            "changed_at": event.time,
        },
    )
    if event.type == account_opened:
        tell(work, sealer, event, Recipient(account.account_id), {})


def on_consent_changed(event: Event[ConsentChanged], work: Work) -> None:
    """Go by what a person said of a purpose; an older word that is replayed late changes nothing."""
    said = event.payload
    reached.put_consent(
        work.db,
        {
            "account_id": said.account_id,
            "purpose": said.purpose.value,
            "given": said.given,
            "version": said.version,
            "changed_at": said.at,
        },
    )


def on_account_restricted(event: Event[AccountRestricted], work: Work, sealer: Sealer) -> None:
    """Send nothing that needs a consent while a person's data is restricted; tell them that it is so."""
    told = event.payload
    reached.set_restriction(work.db, told.account_id, restricted=told.restricted, at=told.at)
    contact = reached.contact(work.db, told.account_id)
    tell(work, sealer, event, Recipient(told.account_id, contact.language if contact else "vi"), {"at": told.at})


def on_code_requested(event: Event[CodeRequested], work: Work, sealer: Sealer) -> None:
    """Send a one-time code while it is good; it replaces an earlier one of its challenge that has not gone out yet."""
    asked = event.payload
    if asked.expires_at <= work.now:
        return
    sealed_to = challenge_context(asked.challenge_id)
    code = sealer.unseal(CODE, asked.code_sealed, sealed_to)
    phone = sealer.unseal(CONTACT, asked.phone_sealed, sealed_to)
    tell(
        work,
        sealer,
        event,
        Recipient(f"challenge:{asked.challenge_id}", address=phone),
        saying.code_facts(code, asked.expires_at),
        expires_at=asked.expires_at,
    )


def on_email_code_requested(event: Event[EmailCodeRequested], work: Work, sealer: Sealer) -> None:
    """Send a one-time code by e-mail while it is good."""
    asked = event.payload
    if asked.expires_at <= work.now:
        return
    sealed_to = challenge_context(asked.challenge_id)
    tell(
        work,
        sealer,
        event,
        Recipient(f"challenge:{asked.challenge_id}", address=sealer.unseal(CONTACT, asked.email_sealed, sealed_to)),
        saying.code_facts(sealer.unseal(CODE, asked.code_sealed, sealed_to), asked.expires_at),
        expires_at=asked.expires_at,
    )


def on_security_event(event: Event[Security], work: Work, sealer: Sealer) -> None:
    """Tell the owner of an account what was done with it; of a changed contact, at the former one."""
    happened = event.payload
    address = ""
    if isinstance(happened, ContactChanged) and happened.had_former:
        address = sealer.unseal(CONTACT, happened.former_sealed, account_context(happened.account_id))
    contact = reached.contact(work.db, happened.account_id)
    to = Recipient(happened.account_id, language=contact.language if contact else "vi", address=address)
    tell(work, sealer, event, to, saying.security_facts(happened))


def on_acting_event(event: Event[ActingEvent], work: Work, sealer: Sealer) -> None:
    """Tell both sides of a delegation, and the member of an organisation, what they may do from now on."""
    happened = event.payload
    if isinstance(happened, MemberState):
        members.note_member(happened, work)
        people: tuple[str, ...] = (happened.account_id,)
    else:
        people = (happened.principal_id, happened.delegate_id)
    for person in people:
        contact = reached.contact(work.db, person)
        to = Recipient(person, language=contact.language if contact else "vi")
        tell(work, sealer, event, to, saying.acting_facts(happened))


def on_dossier_event(event: Event[AnyDossier], work: Work, sealer: Sealer, portal: Portal) -> None:
    """Tell the applicant, and add the event to the agencies' feed."""
    dossier = event.payload
    if not (isinstance(dossier, FeeDue) and dossier.replaces):  # Agencies are told when payments have answered.
        feed.append(event, work, portal)
    knowing.note_dossier(dossier, work)
    facts, about = saying.dossier_facts(dossier), About(dossier.dossier_id, dossier.code)
    for to, reader in _whoever_hears(work, dossier.applicant_id, dossier.dossier_id):
        tell(work, sealer, event, to, facts, about=about, reader=reader)


def on_event_for_staff(event: Event[StaffEvent], work: Work, sealer: Sealer, portal: Portal) -> None:
    """Tell the applicant what concerns them, and the members of staff whom the event names."""
    happened = event.payload
    on_dossier_event(event, work, sealer, portal)
    if isinstance(happened, DutyAlarm):
        desk_mail.note_escalated(happened, event.id, work)
    about = About(happened.dossier_id, happened.code)
    for member in happened.tell:
        tell(work, sealer, event, Recipient(member), saying.dossier_facts(happened), about=about, reader=STAFF)


def on_payment_event(event: Event[AnyPayment], work: Work, sealer: Sealer) -> None:
    """Tell whoever has to pay."""
    payment = event.payload
    knowing.note_payment(payment, work)
    facts, about = saying.payment_facts(payment), About(payment.dossier_id, payment.dossier_code)
    for to, reader in _whoever_hears(work, payment.payer_id, payment.dossier_id):
        tell(work, sealer, event, to, facts, about=about, reader=reader)


def _whoever_hears(work: Work, party: str, dossier_id: str) -> list[tuple[Recipient, str]]:
    """Whose dossier it is, and of an organisation the members who follow it; each in their language, and as what.

    Who has no account is told at the telephone that they left for the dossier, unless an account took it over since.
    """
    if came_to_a_desk(party):
        contact = desk_contacts.contact_held(work.db, dossier_id)
        if contact is None or came_to_a_desk(contact.applicant_id):
            left = listeners.who_left(dossier_id, contact)
            return [(Recipient(left.person, known=left), DESK)]
        party = contact.applicant_id
    return [(Recipient(one.person, one.language, known=one), PERSON) for one in listeners.listeners(work.db, party)]
