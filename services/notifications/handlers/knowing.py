"""Keeps what events say of things that messages remind of (see `domain.needed`)."""

from chassis.envelopes import Event
from chassis.storage import Work
from services.dossiers.contract import AppointmentChanged, DossierFacts, ServiceRated
from services.notifications.store import known
from services.payments.contract import PaymentFacts, PaymentRequested, PaymentSettled, PaymentWaived


def note_dossier(dossier: DossierFacts, work: Work) -> None:
    """Keep the state of a dossier, and how its appointment stands if the event is about one."""
    known.note_dossier(work.db, dossier.dossier_id, int(dossier.state), dossier.version, work.now)
    if isinstance(dossier, AppointmentChanged):
        known.note_appointment(
            work.db, dossier.appointment_id, dossier.appointment.value, dossier.starts_at, dossier.at
        )


def note_payment(payment: PaymentFacts, work: Work) -> None:
    """Keep whether a fee is to be paid: not when it is settled, was waived, or another took its place."""
    over = isinstance(payment, PaymentSettled | PaymentWaived)
    known.note_obligation(work.db, payment.obligation_id, work.now, settled=over)
    if isinstance(payment, PaymentRequested) and payment.replaces:
        known.note_obligation(work.db, payment.replaces, work.now, settled=True)


def on_service_rated(event: Event[ServiceRated], work: Work) -> None:
    """Keep that nobody need be asked any more how they were served."""
    known.note_rating(work.db, event.payload.dossier_id, work.now)
