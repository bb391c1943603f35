"""Payments as a service: its table of contents."""

from chassis.audit_reading import AuditEntries, ListAudit
from chassis.operated import operated
from chassis.personal_data import ExportPersonalData, PersonalDataPage
from chassis.service import Call, Database, Event, SettingsOf, Signing, Work, every, rpc, subscribe
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.payments import contract, policy
from services.payments.contract import (
    CallbackAnswer,
    DossierPayments,
    MoneyWork,
    ObligationView,
    PaymentStarted,
    PaymentView,
    ReceiptView,
    RefundView,
    ReturnView,
    SuspenseView,
)
from services.payments.handlers import (
    attempts,
    auditing,
    books,
    callbacks,
    cash,
    closing,
    collecting,
    differences,
    enquiries,
    erasing,
    exporting,
    obligations,
    reading,
    receipts,
    refund_outcomes,
    refund_sending,
    refunding,
    suspense,
    transfers,
    watching,
)
from services.payments.toolbox import Toolbox


@operated(contract.get_workings, contract.replay_letter, policy.check_operator)
class PaymentsService:
    """What people owe, how they pay, and the proof of it."""

    name = contract.SERVICE

    storage = Database()
    settings = SettingsOf()
    tools = Toolbox()
    signer = Signing("receipts")

    @rpc(contract.start_payment)
    def start_payment(self, call: Call[contract.StartPayment]) -> PaymentStarted:
        return attempts.start_payment(call, self.storage, self.tools.provider, self.tools.ask_after)

    @rpc(contract.handle_callback)
    def handle_callback(self, call: Call[contract.HandleCallback]) -> CallbackAnswer:
        return callbacks.handle_callback(call, self.storage, self.tools.provider)

    @rpc(contract.pay_at_desk)
    def pay_at_desk(self, call: Call[contract.PayAtDesk]) -> ObligationView:
        return attempts.pay_at_desk(call, self.storage)

    @rpc(contract.list_dossier_payments)
    def list_dossier_payments(self, call: Call[contract.ListDossierPayments]) -> DossierPayments:
        return reading.list_dossier_payments(call, self.storage)

    @rpc(contract.get_obligation)
    def get_obligation(self, call: Call[contract.GetObligation]) -> ObligationView:
        return reading.get_obligation(call, self.storage)

    @rpc(contract.get_payment)
    def get_payment(self, call: Call[contract.GetPayment]) -> PaymentView:
        return reading.get_payment(call, self.storage)

    @rpc(contract.read_return)
    def read_return(self, call: Call[contract.ReadReturn]) -> ReturnView:
        return reading.read_return(call, self.storage, self.tools.provider)

    @rpc(contract.get_receipt)
    def get_receipt(self, call: Call[contract.GetReceipt]) -> ReceiptView:
        return reading.get_receipt(call, self.storage)

    @rpc(contract.check_receipt)
    def check_receipt(self, call: Call[contract.CheckReceipt]) -> contract.ReceiptProof:
        return receipts.check_receipt(call, self.storage, self.signer)

    @rpc(contract.ask_receipt_correction)
    def ask_receipt_correction(self, call: Call[contract.AskReceiptCorrection]) -> contract.ReceiptCorrection:
        return receipts.ask_receipt_correction(call, self.storage)

    @rpc(contract.decide_receipt_correction)
    def decide_receipt_correction(self, call: Call[contract.DecideReceiptCorrection]) -> contract.ReceiptCorrection:
        return receipts.decide_receipt_correction(call, self.storage)

    @rpc(contract.list_receipt_corrections)
    def list_receipt_corrections(self, call: Call[contract.ListReceiptCorrections]) -> contract.ReceiptCorrections:
        return receipts.list_receipt_corrections(call, self.storage)

    @rpc(contract.get_receipt_register)
    def get_receipt_register(self, call: Call[contract.GetReceiptRegister]) -> contract.ReceiptRegister:
        return receipts.get_receipt_register(call, self.storage)

    @rpc(contract.get_books)
    def get_books(self, call: Call[contract.GetBooks]) -> contract.AgencyBooks:
        return books.get_books(call, self.storage)

    @rpc(contract.get_transfer)
    def get_transfer(self, call: Call[contract.GetTransfer]) -> contract.TransferView:
        return transfers.get_transfer(call, self.storage)

    @rpc(contract.import_statement)
    def import_statement(self, call: Call[contract.ImportStatement]) -> contract.StatementImported:
        return transfers.import_statement(call, self.storage)

    @rpc(contract.list_bank_lines)
    def list_bank_lines(self, call: Call[contract.ListBankLines]) -> contract.BankLines:
        return transfers.list_bank_lines(call, self.storage)

    @rpc(contract.open_cash_day)
    def open_cash_day(self, call: Call[contract.OpenCashDay]) -> contract.CashDay:
        return cash.open_cash_day(call, self.storage)

    @rpc(contract.count_cash_day)
    def count_cash_day(self, call: Call[contract.CountCashDay]) -> contract.CashDay:
        return cash.count_cash_day(call, self.storage)

    @rpc(contract.confirm_cash_day)
    def confirm_cash_day(self, call: Call[contract.ConfirmCashDay]) -> contract.CashDay:
        return cash.confirm_cash_day(call, self.storage)

    @rpc(contract.get_cash_day)
    def get_cash_day(self, call: Call[contract.GetCashDay]) -> contract.CashDay:
        return cash.get_cash_day(call, self.storage)

    @rpc(contract.list_cash_days)
    def list_cash_days(self, call: Call[contract.ListCashDays]) -> contract.CashDays:
        return cash.list_cash_days(call, self.storage)

    @rpc(contract.propose_collector)
    def propose_collector(self, call: Call[contract.ProposeCollector]) -> contract.CollectorProposal:
        return collecting.propose_collector(call, self.storage)

    @rpc(contract.decide_collector)
    def decide_collector(self, call: Call[contract.DecideCollector]) -> contract.CollectorProposal:
        return collecting.decide_collector(call, self.storage)

    @rpc(contract.get_collector)
    def get_collector(self, call: Call[contract.GetCollector]) -> contract.CollectorView:
        return collecting.get_collector(call, self.storage)

    @rpc(contract.request_refund)
    def request_refund(self, call: Call[contract.RequestRefund]) -> RefundView:
        return refunding.request_refund(call, self.storage, self.tools.provider)

    @rpc(contract.decide_refund)
    def decide_refund(self, call: Call[contract.DecideRefund]) -> RefundView:
        return refunding.decide_refund(call, self.storage, self.settings.operating_agency)

    @rpc(contract.pay_out_refund)
    def pay_out_refund(self, call: Call[contract.PayOutRefund]) -> RefundView:
        return refunding.pay_out_refund(call, self.storage, self.settings.operating_agency)

    @rpc(contract.get_refund)
    def get_refund(self, call: Call[contract.GetRefund]) -> RefundView:
        return refunding.get_refund(call, self.storage, self.settings.operating_agency)

    @rpc(contract.refund_suspense)
    def refund_suspense(self, call: Call[contract.RefundSuspense]) -> RefundView:
        return suspense.refund_suspense(call, self.storage, self.tools.provider, self.settings.operating_agency)

    @rpc(contract.credit_suspense)
    def credit_suspense(self, call: Call[contract.CreditSuspense]) -> SuspenseView:
        return suspense.credit_suspense(call, self.storage, self.settings.operating_agency)

    @rpc(contract.decide_credit)
    def decide_credit(self, call: Call[contract.DecideCredit]) -> SuspenseView:
        return suspense.decide_credit(call, self.storage, self.settings.operating_agency)

    @rpc(contract.get_suspense)
    def get_suspense(self, call: Call[contract.GetSuspense]) -> SuspenseView:
        return suspense.get_suspense(call, self.storage, self.settings.operating_agency)

    @rpc(contract.list_money_work)
    def list_money_work(self, call: Call[contract.ListMoneyWork]) -> MoneyWork:
        return suspense.list_money_work(call, self.storage, self.settings.operating_agency)

    @rpc(contract.list_differences)
    def list_differences(self, call: Call[contract.ListDifferences]) -> contract.Differences:
        return differences.list_differences(call, self.storage, self.settings.operating_agency)

    @rpc(contract.get_difference)
    def get_difference(self, call: Call[contract.GetDifference]) -> contract.DifferenceView:
        return differences.get_difference(call, self.storage, self.settings.operating_agency)

    @rpc(contract.propose_repair)
    def propose_repair(self, call: Call[contract.ProposeRepair]) -> contract.DifferenceView:
        return differences.propose_repair(call, self.storage, self.settings.operating_agency)

    @rpc(contract.decide_repair)
    def decide_repair(self, call: Call[contract.DecideRepair]) -> contract.DifferenceView:
        return differences.decide_repair(call, self.storage, self.settings.operating_agency)

    @rpc(contract.propose_closing)
    def propose_closing(self, call: Call[contract.ProposeClosing]) -> contract.ClosingView:
        return closing.propose_closing(call, self.storage, self.settings.operating_agency)

    @rpc(contract.decide_closing)
    def decide_closing(self, call: Call[contract.DecideClosing]) -> contract.ClosingView:
        return closing.decide_closing(call, self.storage, self.settings.operating_agency)

    @rpc(contract.list_closings)
    def list_closings(self, call: Call[contract.ListClosings]) -> contract.Closings:
        return closing.list_closings(call, self.storage, self.settings.operating_agency)

    @rpc(contract.export_personal_data)
    def export_personal_data(self, call: Call[ExportPersonalData]) -> PersonalDataPage:
        return exporting.export_personal_data(call, self.storage)

    @rpc(contract.list_audit)
    def list_audit(self, call: Call[ListAudit]) -> AuditEntries:
        return auditing.list_audit(call, self.storage, operating_agency=self.settings.operating_agency)

    @subscribe(dossiers.fee_due)
    def on_fee_due(self, event: Event[dossiers.FeeDue], work: Work) -> None:
        obligations.on_fee_due(event, work)

    @subscribe(dossiers.applicant_changed)
    def on_applicant_changed(self, event: Event[dossiers.ApplicantChanged], work: Work) -> None:
        obligations.on_applicant_changed(event, work)

    @subscribe(dossiers.dossier_withdrawn)
    def on_dossier_withdrawn(self, event: Event[dossiers.DossierWithdrawn], work: Work) -> None:
        obligations.on_dossier_withdrawn(event, work)
        refund_outcomes.on_dossier_withdrawn(event, work)

    @subscribe(dossiers.dossier_stopped)
    def on_dossier_stopped(self, event: Event[dossiers.DossierStopped], work: Work) -> None:
        obligations.on_dossier_stopped(event, work)
        refund_outcomes.on_dossier_stopped(event, work)

    @subscribe(dossiers.dossier_refused)
    def on_dossier_refused(self, event: Event[dossiers.DossierRefused], work: Work) -> None:
        obligations.on_dossier_refused(event, work)
        refund_outcomes.on_dossier_refused(event, work)

    @subscribe(accounts.erasure_asked)
    def on_erasure_asked(self, event: Event[accounts.ErasureAsked], work: Work) -> None:
        erasing.on_erasure_asked(event, work)

    @subscribe(accounts.account_erased)
    def on_account_erased(self, event: Event[accounts.AccountErased], work: Work) -> None:
        erasing.on_account_erased(event, work)

    @every(seconds=2)
    def ask_provider(self) -> None:
        enquiries.ask_due(self.storage, self.tools.provider, self.tools.ask_after)

    @every(seconds=30)
    def judge_leftovers(self) -> None:
        callbacks.judge_leftovers(self.storage, self.tools.provider)

    @every(seconds=2)
    def send_refunds(self) -> None:
        refund_sending.send_due(self.storage, self.tools.provider, self.tools.ask_after)

    @every(seconds=30)
    def watch_money(self) -> None:
        watching.watch(self.storage)
