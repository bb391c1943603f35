"""Effects of what dossiers tell: a fee becomes due, or is not due any more."""

from collections.abc import Sequence

from chassis.ids import new_id
from chassis.logs import get_log
from chassis.records import dump
from chassis.service import Event, Work
from services.dossiers.contract import ApplicantChanged, DossierRefused, DossierStopped, DossierWithdrawn, FeeDue
from services.payments import contract, store
from services.payments.contract import ObligationState, WhyKept
from services.payments.domain.states import Withdrawn
from services.payments.handlers import booking, moving, settlement

log = get_log(__name__)


class UnsoundFee(ValueError):
    """A fee was asked for that cannot be right; the event is kept as dead, for people to look at."""


def on_fee_due(event: Event[FeeDue], work: Work) -> None:
    """Ask for a fee, or change one that is due by a newer request that names it; what was paid stays paid.

    A request with the very items that were paid already asks for nothing new. One older than what we know (a dead
    event that is replayed) is out of date and changes nothing.
    """
    fee = event.payload
    least = 0 if fee.replaces else 1
    if fee.total < least or sum(item.amount for item in fee.items) != fee.total:
        raise UnsoundFee(f"items sum to {sum(item.amount for item in fee.items)}, the total is {fee.total}")
    known = store.obligations_of(work.db, fee.dossier_id, lock=True)
    if known and known[0].dossier_version >= fee.version:
        log.warning("an older request for a fee was left aside", dossier_id=fee.dossier_id, version=fee.version)
        return
    if fee.replaces:
        _change(work, fee, known)
        return
    if any(row.state == ObligationState.SETTLED and booking.items_of(row) == fee.items for row in known):
        log.info("the fee asked for is paid already", dossier_id=fee.dossier_id)
        return
    if any(row.state == ObligationState.DUE for row in known):
        raise UnsoundFee("another fee of the dossier is due; only a request that names it can replace it")
    _ask_for(work, fee)


def _change(work: Work, fee: FeeDue, known: Sequence[store.Row]) -> None:
    """Put the new amount in the place of the one that is due, or tell why that stays: nobody is to pay twice.

    All of the dossier's obligations are locked, so no attempt begins and no callback is judged meanwhile.
    """
    former = next((row for row in known if row.id == fee.replaces), None)
    if former is None:
        raise UnsoundFee("the obligation to be replaced is not one of this dossier")
    open_attempts = store.open_payments(work.db, former.id)
    if former.state != ObligationState.DUE or open_attempts:
        _keep(work, former, open_attempts)
        return
    settlement.withdraw_obligation(work, former, Withdrawn.REPLACED if fee.total else Withdrawn.WAIVED)
    if fee.total:
        _ask_for(work, fee)
    else:
        work.emit(contract.payment_waived, former.id, contract.PaymentWaived(**moving.facts_of(work, former)))


def _keep(work: Work, former: store.Row, open_attempts: Sequence[store.Row]) -> None:
    why = {ObligationState.SETTLED: WhyKept.SETTLED, ObligationState.WITHDRAWN: WhyKept.NOT_DUE}.get(
        ObligationState(former.state), WhyKept.BEING_PAID
    )
    ends = max((row.expires_at + settlement.GRACE for row in open_attempts if row.expires_at), default=None)
    told = contract.FeeChangeRefused(
        **moving.facts_of(work, former),
        why=why,
        try_after=ends if why is WhyKept.BEING_PAID and ends is not None and ends > work.now else None,
    )
    work.emit(contract.fee_change_refused, former.id, told)
    log.info("a fee was not changed", dossier_id=former.dossier_id, why=why.value)


def _ask_for(work: Work, fee: FeeDue) -> None:
    obligation_id = new_id()
    store.add_obligation(
        work.db,
        id=obligation_id,
        dossier_id=fee.dossier_id,
        dossier_version=fee.version,
        dossier_code=fee.code,
        procedure_code=fee.procedure_code,
        procedure_name=fee.procedure_name,
        agency_code=fee.agency_code,
        agency_name=fee.agency_name,
        payer_id=fee.payer_id,
        items=[dump(item) for item in fee.items],
        total=fee.total,
        pay_online=fee.pay_online,
        state=ObligationState.DUE,
        requested_at=work.now,
    )
    obligation = store.find_obligation(work.db, obligation_id)
    if obligation is None:
        raise LookupError("the obligation was added a moment ago")
    settlement.book_request(work, obligation)
    requested = contract.PaymentRequested(
        **moving.facts_of(work, obligation), items=fee.items, pay_online=fee.pay_online, replaces=fee.replaces
    )
    work.emit(contract.payment_requested, obligation_id, requested)


def on_applicant_changed(event: Event[ApplicantChanged], work: Work) -> None:
    """Who came to a desk has an account now: what they owe and owed is theirs."""
    store.change_payer(work.db, event.payload.dossier_id, event.payload.former_id, event.payload.applicant_id)


def on_dossier_withdrawn(event: Event[DossierWithdrawn], work: Work) -> None:
    """A dossier that was finally taken back owes nothing more; one that only asks to be still does."""
    if event.payload.final:
        _withdraw_all(work, event.payload.dossier_id, Withdrawn.TAKEN_BACK)


def on_dossier_stopped(event: Event[DossierStopped], work: Work) -> None:
    """A dossier whose handling ended owes nothing more."""
    _withdraw_all(work, event.payload.dossier_id, Withdrawn.STOPPED)


def on_dossier_refused(event: Event[DossierRefused], work: Work) -> None:
    """A dossier that was not received owes nothing."""
    _withdraw_all(work, event.payload.dossier_id, Withdrawn.REFUSED)


def _withdraw_all(work: Work, dossier_id: str, why: Withdrawn) -> None:
    for row in store.obligations_of(work.db, dossier_id, lock=True):
        if row.state == ObligationState.DUE:
            settlement.withdraw_obligation(work, row, why)
