"""A small world for payments: a real database, a clock that tests move, and a bank that answers as a test tells it."""

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from chassis.callers import ANONYMOUS, Caller, CallerKind, Channel, system
from chassis.contracts import EventType
from chassis.records import dump, load
from chassis.storage import Storage
from chassis.testing import call_of, emitted, event_of
from services.dossiers import contract as dossiers
from services.dossiers.contract import FeeItem, FeeKind
from services.payments import contract, store
from services.payments.contract import (
    CallbackAnswer,
    MoneyWork,
    ObligationView,
    PaymentStarted,
    Provider,
    RefundShare,
    RefundView,
    RefundWay,
    SuspenseView,
)
from services.payments.domain import vnpay
from services.payments.handlers import (
    attempts,
    callbacks,
    cash,
    closing,
    differences,
    enquiries,
    obligations,
    reading,
    refund_outcomes,
    refund_sending,
    refunding,
    suspense,
)
from services.payments.tables import cash_days
from tests.services.payments.scripted_bank import ACCOUNT, SECRET, ScriptedBank

AGENCY = "H27.12.34"
PAYER = Caller(kind=CallerKind.CITIZEN, id="buoi", network="203.0.113.7")
STRANGER = Caller(kind=CallerKind.CITIZEN, id="cuc")
RECEIVER = Caller(kind=CallerKind.STAFF, id="staff-1", agency=AGENCY, roles=("receiver",))
SECOND = Caller(kind=CallerKind.STAFF, id="staff-2", agency=AGENCY, roles=("supervisor",))
BOTH = Caller(kind=CallerKind.STAFF, id="staff-3", agency=AGENCY, roles=("receiver", "supervisor"))
OPERATING = "H27"
OPERATOR = Caller(kind=CallerKind.STAFF, id="staff-4", agency=OPERATING, roles=("receiver",))
ASK_AFTER = dt.timedelta(seconds=60)


class World:
    """Calls the handlers as the service would."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.bank = ScriptedBank()
        self.tampered = False
        """Set by a test that changes rows as no code of ours does; all others leave books that agree."""
        self.now = dt.datetime(2026, 8, 3, 2, 0, tzinfo=dt.UTC)
        self._dossiers = itertools.count(1)
        self._numbers = itertools.count(1)

    def pass_time(self, **span: float) -> None:
        self.now += dt.timedelta(**span)

    # What dossiers tell

    def fee_due(self, *amounts: int, dossier: str = "", version: int = 3, **changes: Any) -> ObligationView:
        """A fee is asked for; gives the obligation that is due for the dossier afterwards."""
        dossier = dossier or f"dossier-{next(self._dossiers)}"
        items = tuple(
            FeeItem(head=f"fee-{n}", kind=FeeKind.LE_PHI, label="Lệ phí cấp bản sao", amount=amount)
            for n, amount in enumerate(amounts or (8000,), start=1)
        )
        total = sum(item.amount for item in items)
        extra = {"items": items, "total": total, "payer_id": "buoi", "pay_online": True, "before_processing": True}
        self.tell(dossiers.fee_due, dossier, version, **extra | changes)
        return self.obligation_of(dossier)

    def tell(self, event_type: EventType[Any], dossier: str, version: int, **values: Any) -> None:
        facts = {
            "dossier_id": dossier,
            "code": f"{AGENCY}-260803-0001",
            "procedure_code": "2.000635",
            "procedure_version": 1,
            "procedure_name": "Cấp bản sao trích lục hộ tịch",
            "agency_code": AGENCY,
            "agency_name": "Ủy ban nhân dân xã Tân Mỹ Hà",
            "applicant_id": "buoi",
            "channel": Channel.ONLINE,
            "state": 6,
            "version": version,
            "at": self.now,
        }
        payload = load(event_type.payload, dump(event_type.payload(**facts | values)))
        self.deliver(event_type, dossier, version, payload)

    def deliver(self, event_type: EventType[Any], dossier: str, version: int, payload: Any) -> None:
        """Have the event handled, as the inbox would."""
        handlers: dict[EventType[Any], list[Any]] = {
            dossiers.fee_due: [obligations.on_fee_due],
            dossiers.applicant_changed: [obligations.on_applicant_changed],
            dossiers.dossier_stopped: [obligations.on_dossier_stopped, refund_outcomes.on_dossier_stopped],
            dossiers.dossier_withdrawn: [obligations.on_dossier_withdrawn, refund_outcomes.on_dossier_withdrawn],
            dossiers.dossier_refused: [obligations.on_dossier_refused, refund_outcomes.on_dossier_refused],
        }
        with self.storage.work(system("payments")) as work:
            for handler in handlers[event_type]:
                handler(event_of(event_type, dossier, payload, version=version), work)

    def withdraw(self, dossier: str, *, final: bool = True) -> None:
        """A person takes a dossier back: before reception for good, later as a request."""
        self.tell(dossiers.dossier_withdrawn, dossier, 8, final=final)

    def refuse(self, dossier: str, **changes: Any) -> None:
        """The agency does not receive a dossier."""
        why = {"reason_code": "incomplete", "reason": "Thiếu giấy tờ", "legal_basis": "NĐ 61/2018/NĐ-CP"}
        self.tell(dossiers.dossier_refused, dossier, 8, **why | changes)

    def stop(self, dossier: str) -> None:
        """The handling of a dossier ends."""
        why = {"reason_code": "withdrawn", "reason": "Công dân rút hồ sơ", "legal_basis": "NĐ 61/2018/NĐ-CP"}
        self.tell(dossiers.dossier_stopped, dossier, 9, **why)

    # What people do

    def start(self, obligation: ObligationView, caller: Caller = PAYER, key: str | None = None) -> PaymentStarted:
        request = contract.StartPayment(obligation_id=obligation.id)
        call = call_of(contract.start_payment, request, caller=caller, key=key)
        return attempts.start_payment(call, self.storage, self.bank, ASK_AFTER)

    def open_box(self, float_amount: int = 0, caller: Caller = RECEIVER, desk: str = "1") -> contract.CashDay:
        """Open the cash box of today."""
        request = contract.OpenCashDay(agency_code=AGENCY, desk=desk, float_amount=float_amount)
        return cash.open_cash_day(call_of(contract.open_cash_day, request, caller=caller), self.storage)

    def pay_at_desk(self, obligation: ObligationView, amount: int, caller: Caller = RECEIVER) -> ObligationView:
        """Pay into the box of today, which is opened if it never was."""
        if not self.rows(cash_days):
            self.open_box()
        request = contract.PayAtDesk(obligation_id=obligation.id, amount=amount)
        return attempts.pay_at_desk(call_of(contract.pay_at_desk, request, caller=caller), self.storage)

    # What officers do about money that goes back

    def paid(self, *amounts: int, **changes: Any) -> PaymentStarted:
        """An attempt that was paid."""
        started = self.start(self.fee_due(*amounts, **changes))
        number = str(14_000_100 + next(self._numbers))
        assert self.hear(self.ipn(started, vnp_TransactionNo=number)) == "00"
        return started

    def refund(
        self,
        payment_id: str,
        *shares: tuple[str, int],
        way: RefundWay = RefundWay.PROVIDER,
        caller: Caller = RECEIVER,
        reason_code: str = "charged-wrongly",
        **more: str,
    ) -> RefundView:
        request = contract.RequestRefund(
            payment_id=payment_id,
            way=way,
            reason_code=reason_code,
            reason="Thu nhầm mức lệ phí",
            shares=tuple(RefundShare(head=head, amount=amount) for head, amount in shares),
            **more,
        )
        call = call_of(contract.request_refund, request, caller=caller)
        return refunding.request_refund(call, self.storage, self.bank)

    def decide(self, refund: RefundView, approve: bool = True, caller: Caller = SECOND, note: str = "") -> RefundView:
        request = contract.DecideRefund(refund_id=refund.id, approve=approve, note=note)
        return refunding.decide_refund(call_of(contract.decide_refund, request, caller=caller), self.storage, OPERATING)

    def pay_out(self, refund: RefundView, voucher: str = "PC-0001", caller: Caller = RECEIVER) -> RefundView:
        request = contract.PayOutRefund(refund_id=refund.id, voucher=voucher)
        return refunding.pay_out_refund(
            call_of(contract.pay_out_refund, request, caller=caller), self.storage, OPERATING
        )

    def send_refunds(self) -> int:
        return refund_sending.send_due(self.storage, self.bank, ASK_AFTER)

    def propose_closing(self, refund: RefundView, paid: bool, caller: Caller = RECEIVER) -> contract.ClosingView:
        request = contract.ProposeClosing(
            refund_id=refund.id, paid=paid, reason="Công văn trả lời của ngân hàng", provider_no="24000077"
        )
        call = call_of(contract.propose_closing, request, caller=caller)
        return closing.propose_closing(call, self.storage, OPERATING)

    def decide_closing(
        self, item: contract.ClosingView, agree: bool = True, caller: Caller = SECOND, note: str = ""
    ) -> contract.ClosingView:
        request = contract.DecideClosing(refund_id=item.refund_id, closing_id=item.id, agree=agree, note=note)
        call = call_of(contract.decide_closing, request, caller=caller)
        return closing.decide_closing(call, self.storage, OPERATING)

    def closings(self, caller: Caller = RECEIVER) -> tuple[contract.ClosingView, ...]:
        call = call_of(contract.list_closings, contract.ListClosings(agency_code=AGENCY), caller=caller)
        return closing.list_closings(call, self.storage, OPERATING).items

    def refund_now(self, refund: RefundView, caller: Caller = PAYER) -> RefundView:
        """The refund as it is now, as the payer sees it."""
        call = call_of(contract.get_refund, contract.GetRefund(refund_id=refund.id), caller=caller)
        return refunding.get_refund(call, self.storage, OPERATING)

    def money_work(self, caller: Caller = RECEIVER, agency: str = AGENCY) -> MoneyWork:
        call = call_of(contract.list_money_work, contract.ListMoneyWork(agency_code=agency), caller=caller)
        return suspense.list_money_work(call, self.storage, OPERATING)

    def credit(self, item: SuspenseView, to: ObligationView, caller: Caller = RECEIVER) -> SuspenseView:
        request = contract.CreditSuspense(suspense_id=item.id, obligation_id=to.id, reason="Nộp cho hồ sơ này")
        call = call_of(contract.credit_suspense, request, caller=caller)
        return suspense.credit_suspense(call, self.storage, OPERATING)

    def decide_credit(
        self, item: SuspenseView, agree: bool = True, caller: Caller = SECOND, note: str = ""
    ) -> SuspenseView:
        request = contract.DecideCredit(suspense_id=item.id, credit_id=item.credits[-1].id, agree=agree, note=note)
        call = call_of(contract.decide_credit, request, caller=caller)
        return suspense.decide_credit(call, self.storage, OPERATING)

    def give_back(
        self, item: SuspenseView, caller: Caller = RECEIVER, way: str = "provider", **more: int
    ) -> RefundView:
        request = contract.RefundSuspense(suspense_id=item.id, way=RefundWay(way), reason="Không rõ khoản nào", **more)
        call = call_of(contract.refund_suspense, request, caller=caller)
        return suspense.refund_suspense(call, self.storage, self.bank, OPERATING)

    # What they do about differences with the bank

    def differences(self, caller: Caller = RECEIVER, agency: str = AGENCY, **more: Any) -> contract.Differences:
        request = contract.ListDifferences(agency_code=agency, **more)
        call = call_of(contract.list_differences, request, caller=caller)
        return differences.list_differences(call, self.storage, OPERATING)

    def difference(self, difference_id: str, caller: Caller = RECEIVER) -> contract.DifferenceView:
        request = contract.GetDifference(difference_id=difference_id)
        return differences.get_difference(
            call_of(contract.get_difference, request, caller=caller), self.storage, OPERATING
        )

    def propose(self, item: contract.DifferenceView, caller: Caller = RECEIVER) -> contract.DifferenceView:
        request = contract.ProposeRepair(difference_id=item.id, reason="Theo văn bản tra soát của ngân hàng")
        return differences.propose_repair(
            call_of(contract.propose_repair, request, caller=caller), self.storage, OPERATING
        )

    def decide_repair(
        self, item: contract.DifferenceView, agree: bool = True, caller: Caller = SECOND, note: str = ""
    ) -> contract.DifferenceView:
        request = contract.DecideRepair(difference_id=item.id, repair_id=item.repairs[-1].id, agree=agree, note=note)
        return differences.decide_repair(
            call_of(contract.decide_repair, request, caller=caller), self.storage, OPERATING
        )

    # What the bank tells

    def ipn(self, started: PaymentStarted, **changes: str) -> dict[str, str]:
        """The signed parameters of a success; what changes is signed, too."""
        params = {
            "vnp_TmnCode": ACCOUNT.tmn_code,
            "vnp_Amount": vnpay.wire_amount(started.payment.amount),
            "vnp_BankCode": "NCB",
            "vnp_OrderInfo": "Nop le phi",
            "vnp_TransactionNo": "14000001",
            "vnp_ResponseCode": "00",
            "vnp_TransactionStatus": "00",
            "vnp_TxnRef": started.payment.txn_ref,
        } | changes
        return params | {vnpay.HASH: vnpay.sign(vnpay.canonical(params), SECRET)}

    def hear(self, params: Mapping[str, str]) -> str:
        """The RspCode that a callback is answered with."""
        request = contract.HandleCallback(provider=Provider.VNPAY, params=dict(params), network="198.51.100.9")
        call = call_of(contract.handle_callback, request, caller=ANONYMOUS)
        answer: CallbackAnswer = callbacks.handle_callback(call, self.storage, self.bank)
        return answer.code

    def ask(self) -> int:
        return enquiries.ask_due(self.storage, self.bank, ASK_AFTER)

    # What is known

    def obligation_of(self, dossier: str) -> ObligationView:
        """The newest obligation of a dossier."""
        return self.obligations(dossier)[0]

    def obligations(self, dossier: str) -> tuple[ObligationView, ...]:
        """What the payer sees of a dossier, newest first."""
        request = contract.ListDossierPayments(dossier_id=dossier)
        call = call_of(contract.list_dossier_payments, request, caller=PAYER)
        return reading.list_dossier_payments(call, self.storage).obligations

    def again(self, obligation: ObligationView) -> ObligationView:
        """The obligation as it is now."""
        request = contract.GetObligation(obligation_id=obligation.id)
        return reading.get_obligation(call_of(contract.get_obligation, request, caller=PAYER), self.storage)

    def state_of(self, started: PaymentStarted) -> str:
        request = contract.GetPayment(payment_id=started.payment.id)
        return reading.get_payment(call_of(contract.get_payment, request, caller=PAYER), self.storage).state.value

    def balances(self) -> dict[str, int]:
        """The balances by kind of account, those of zero left out; all of them together are zero."""
        found: dict[str, int] = {}
        with self.storage.read() as db:
            for (account, _agency, _head), amount in store.balances(db).items():
                found[account] = found.get(account, 0) + amount
        assert sum(found.values()) == 0
        return {account: amount for account, amount in found.items() if amount}

    def events(self, event_type: EventType[Any]) -> list[Any]:
        return emitted(self.storage, event_type)

    def rows(self, table: sa.Table) -> list[Any]:
        with self.storage.read() as db:
            return list(db.execute(sa.select(table)))
