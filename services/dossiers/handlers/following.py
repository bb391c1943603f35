"""What other services tell: procedures, agencies, applicants, and what was paid."""

import datetime as dt
from collections.abc import Sequence

from chassis.records import dump
from chassis.service import Event, Sealer, Work
from services.accounts.contract import AccountState, StaffState
from services.catalog.contract import Agency, ProcedureVersion, ProcedureWithdrawn
from services.dossiers import contract
from services.dossiers.contract import DossierReceived, FeeState
from services.dossiers.domain.actions import Action, State
from services.dossiers.domain.guards import Facts
from services.dossiers.handlers import clock, counting, digesting, issuing, reassessing, taking_over
from services.dossiers.handlers.assessing import unpaid_of
from services.dossiers.handlers.moves import held, move
from services.dossiers.handlers.pausing import settle_duty
from services.dossiers.handlers.views import facts
from services.dossiers.procedures import pinned
from services.dossiers.store import contents, known, rows
from services.payments.contract import PaymentRequested, PaymentSettled


def on_agency_published(event: Event[Agency], work: Work) -> None:
    """Know the agency as it is now; an old state that was replayed late changes nothing that is newer."""
    agency = event.payload
    if event.late and known.agency(work.db, agency.code) is not None:
        return
    known.put_agency(
        work.db,
        code=agency.code,
        name=agency.name,
        unit=agency.dossier_unit,
        active=agency.active,
        body=dump(agency),
    )
    known.renew_lines(work.db, agency.code)


def on_procedure_published(event: Event[ProcedureVersion], work: Work) -> None:
    """Know this version and who offers it; told again, it replaces what is known of it."""
    version = event.payload
    if event.late and known.procedure_version(work.db, version.code, version.version) is not None:
        return
    offered = [
        {
            "procedure_code": version.code,
            "procedure_version": version.version,
            "agency_code": offer.agency_code,
            "desk_code": offer.desk_code,
            "valid_from": offer.valid_from,
            "valid_to": offer.valid_to,
            "scheme": offer.scheme.value,
            "level": offer.level.value,
            "files_online": offer.files_online,
            "pays_online": offer.pays_online,
            "returns_online": offer.returns_online,
            "returns_by_post": offer.returns_by_post,
            "returns_at_desk": offer.returns_at_desk,
        }
        for offer in version.offers
    ]
    known.put_procedure(
        work.db,
        offered,
        code=version.code,
        version=version.version,
        content_hash=version.content_hash,
        name=version.name,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        withdrawn_at=version.withdrawn_at,
        withdrawal_reason=version.withdrawal_reason,
        body=dump(version),
    )


def on_procedure_withdrawn(event: Event[ProcedureWithdrawn], work: Work) -> None:
    """New dossiers cannot be begun with it from its last day on; those that keep it go on."""
    told = event.payload
    known.withdraw_procedure(work.db, told.code, told.version, told.withdrawn_at, told.valid_to, told.reason)


def on_account_state(event: Event[AccountState], work: Work, sealer: Sealer) -> None:
    """Know the person or organisation as they are now; numbers stay sealed."""
    account = event.payload
    if event.late and known.applicant(work.db, account.account_id) is not None:
        return
    number = taking_over.hold(work, account, sealer)
    known.put_applicant(
        work.db,
        account_id=account.account_id,
        kind=account.kind.value,
        name=account.display_name,
        identity_kind=account.identity_kind.value,
        identity_sealed=account.identity_sealed,
        identity_masked=account.identity_masked,
        identity_last4_index=sealer.indexed(account.identity_last4_index),
        phone_sealed=account.phone_sealed,
        phone_masked=account.phone_masked,
        phone_last4_index=sealer.indexed(account.phone_last4_index),
        birth_date=account.birth_date,
        email_sealed=account.email_sealed,
        active=account.active,
    )
    if number:
        taking_over.take_over(work, account, number, sealer)


def on_staff_changed(event: Event[StaffState], work: Work) -> None:
    """Know a member of staff with their roles: who can be given a dossier, and who is told of one that is late."""
    member = event.payload
    if event.late and known.member(work.db, member.staff_id) is not None:
        return
    known.put_member(
        work.db,
        staff_id=member.staff_id,
        name=member.name,
        active=member.active,
        holdings=dump(member)["holdings"],
    )
    digesting.note_member(member, work)


def on_payment_requested(event: Event[PaymentRequested], work: Work) -> None:
    """Remember under which obligation payments keeps the fee; one that replaces another answers a change."""
    told = event.payload
    if told.replaces:
        reassessing.on_replaced(event, work)
        return
    row = held(work, told.dossier_id)
    if row is None:
        raise LookupError("an obligation names a dossier that is not here")
    fees = contents.fees_of(work.db, row.id)
    if any(fee.obligation_id == told.obligation_id for fee in fees):
        return  # A word that comes late, after its payment: what waits for an obligation now waits for another.
    for fee in fees:
        if not fee.obligation_id:
            contents.change_fee(work.db, fee.id, obligation_id=told.obligation_id)


def on_payment_settled(event: Event[PaymentSettled], work: Work) -> None:
    """The fee is paid. A dossier that waited for it goes on, and its clock starts at the moment of payment."""
    told = event.payload
    row = held(work, told.dossier_id)
    if row is None:
        raise LookupError("a payment names a dossier that is not here")
    fee = _paid_fee(contents.fees_of(work.db, row.id), told.obligation_id)
    if fee.state == FeeState.SETTLED:
        return
    if told.amount != fee.total:
        # A human has to look at it: the event is parked as dead and the dossier goes on waiting.
        raise ValueError(f"{told.amount} đồng were settled for a fee of {fee.total} đồng")
    contents.change_fee(
        work.db,
        fee.id,
        state=FeeState.SETTLED.value,
        settled_at=told.at,
        obligation_id=told.obligation_id,
        payment_id=told.payment_id,
        way=told.provider.value,
    )
    if fee.purpose == "fee":
        counting.count(work.db, row, counting.paid(told.at, told.provider.value))
    if row.state == State.PAYMENT and fee.purpose == "fee":
        _start_after_payment(work, row, told.at, told.payment_id)
    elif row.state == State.PAYMENT and fee.purpose == "duty":
        settle_duty(work, row, told.at, told.payment_id)


def _paid_fee(fees: Sequence[rows.Row], obligation_id: str) -> rows.Row:
    """The fee of an obligation, or one of which payments had not told yet.

    Money for a fee that is not owed, or that is not known, is for people to look at: the event is parked as dead.
    """
    fee = next((fee for fee in fees if fee.obligation_id == obligation_id), None)
    fee = fee or next((fee for fee in fees if not fee.obligation_id and fee.state == FeeState.DUE), None)
    if fee is None or fee.state == FeeState.WITHDRAWN:
        raise LookupError("a payment settles a fee that is not owed here")
    return fee


def _start_after_payment(work: Work, row: rows.Row, paid_at: dt.datetime, payment_id: str) -> None:
    row = move(
        work,
        row,
        Action.SETTLE,
        Facts(now=work.now, unpaid=unpaid_of(work.db, row)),
        details={"payment_id": payment_id},
        kept=clock.started(work.db, row, pinned(work.db, row), paid_at),
    )
    event = DossierReceived(**facts(row), received_at=row.received_at, due_at=row.due_at)
    work.emit(contract.dossier_received, row.id, event)
    issuing.issue(work, row, contract.OfficialPaper.RECEPTION)
