"""What is to be paid for a dossier, attempts to pay it, receipts, and the provider's own way in."""

from werkzeug.wrappers import Response

from chassis.errors import PortalError
from chassis.logs import get_log
from chassis.records import dump, record
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit, json_response
from services.dossiers import contract as dossiers
from services.payments import contract as payments

log = get_log(__name__)

area = Area("payments", Words("Phí, lệ phí", "Fees and payments"))


@area.route(
    "GET",
    "/api/v1/dossiers/{dossier_id}/payments",
    payments.list_dossier_payments,
    auth=Auth.SIGNED_IN,
    summary=Words("Các khoản phải nộp của hồ sơ", "What a dossier owes"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
)
def list_dossier_payments(visit: Visit) -> Response:
    """What the caller may see of it. Nothing is no answer before it is known that the dossier is there for the caller:
    payments know no dossier that never owed anything."""
    found = visit.call()
    if not found.obligations:
        visit.send(dossiers.get_deadline, dossiers.GetDeadline(dossier_id=found.dossier_id))
    return visit.answer(found)


area.passes(
    "GET",
    "/api/v1/obligations/{obligation_id}",
    payments.get_obligation,
    auth=Auth.SIGNED_IN,
    summary=Words("Một khoản phải nộp", "One obligation"),
    errors=(payments.PAYMENT_NOT_FOUND,),
)


@area.route(
    "POST",
    "/api/v1/obligations/{obligation_id}/attempts",
    payments.start_payment,
    auth=Auth.SIGNED_IN,
    status=201,
    summary=Words("Thanh toán trực tuyến", "Pay online"),
    errors=(
        payments.PAYMENT_NOT_FOUND,
        payments.ALREADY_SETTLED,
        payments.OBLIGATION_WITHDRAWN,
        payments.NOT_PAYABLE_ONLINE,
        payments.AMOUNT_OUT_OF_RANGE,
        payments.PROVIDER_AWAY,
    ),
    notes=Words(
        "Mở redirect_url trong trình duyệt; kết quả chỉ chắc chắn khi ngân hàng báo về hệ thống.",
        "Open redirect_url in a browser; the outcome is certain only when the bank has told the system.",
    ),
)
def start_payment(visit: Visit) -> Response:
    """Begin an attempt and say where it is."""
    started = visit.call()
    return visit.answer(started, location=f"/api/v1/payments/{started.payment.id}")


area.passes(
    "POST",
    "/api/v1/desk/obligations/{obligation_id}/cash",
    payments.pay_at_desk,
    auth=Auth.STAFF,
    summary=Words("Thu tiền mặt tại bộ phận một cửa", "Take cash at the desk"),
    errors=(
        payments.PAYMENT_NOT_FOUND,
        payments.ALREADY_SETTLED,
        payments.OBLIGATION_WITHDRAWN,
        payments.AMOUNT_DIFFERS,
        payments.ROLE_MISSING,
        payments.CASH_DAY_NOT_OPEN,
        payments.CASH_DAY_LEFT_OPEN,
    ),
)


@record
class IpnAnswer:
    """What VNPAY is answered, in its own words (VNPAY 2.1.0)."""

    RspCode: str
    Message: str


@area.route(
    "GET",
    "/api/v1/payments/vnpay/ipn",
    payments.handle_callback,
    auth=Auth.PROVIDER,
    supplied=("provider", "params", "network"),
    free_query=True,
    limit="provider",
    reply=IpnAnswer,
    operation="vnpay_ipn",
    summary=Words("VNPAY báo kết quả giao dịch (IPN)", "VNPAY reports an outcome (IPN)"),
    notes=Words(
        "Do VNPAY gọi. Luôn trả 200 với RspCode và Message theo VNPAY 2.1.0; khác 00 hoặc 02 thì VNPAY gọi lại.",
        "Called by VNPAY. Always 200 with RspCode and Message by VNPAY 2.1.0; other than 00 or 02 it is sent again.",
    ),
)
def vnpay_ipn(visit: Visit) -> Response:
    """Hand the provider's message to payments and answer in the provider's words, whatever happens."""
    try:
        answer = visit.call(
            provider=payments.Provider.VNPAY, params=visit.request.args.to_dict(), network=visit.caller.network
        )
    except PortalError as failed:
        # 99 makes VNPAY send the message again later; an HTTP error would tell it nothing.
        log.warning("provider's message was not taken", problem=failed.code)
        return json_response(dump(IpnAnswer(RspCode="99", Message="Unknown error")))
    return json_response(dump(IpnAnswer(RspCode=answer.code, Message=answer.message)))


area.passes(
    "GET",
    "/api/v1/payments/{payment_id}",
    payments.get_payment,
    auth=Auth.SIGNED_IN,
    summary=Words("Một giao dịch thanh toán", "One attempt to pay"),
    errors=(payments.PAYMENT_NOT_FOUND,),
)
area.passes(
    "GET",
    "/api/v1/receipts/{receipt_id}",
    payments.get_receipt,
    auth=Auth.SIGNED_IN,
    summary=Words("Biên lai", "A receipt"),
    errors=(payments.RECEIPT_NOT_FOUND,),
)
