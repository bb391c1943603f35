"""Payloads of the events that notifications follow, sound unless a test changes something."""

import datetime as dt
from typing import Any

from chassis.callers import Channel
from chassis.contracts import EventType
from chassis.sealing import CODE, CONTACT, Sealer
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.payments import contract as payments

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 11, 27, 10, 30, tzinfo=dt.UTC)
APPLICANT = "0190f0e0-0000-7000-8000-000000000001"
DOSSIER = "0190f0e0-0000-7000-8000-000000000002"
CODE_OF_DOSSIER = "H27.12.34-261124-0001"
AGENCY = "H27.12.34"
PHONE = "+84912345678"
EMAIL = "an.nguyen@example.vn"
IDENTITY = "042090000123"

FACTS: dict[str, Any] = {
    "dossier_id": DOSSIER,
    "code": CODE_OF_DOSSIER,
    "procedure_code": "2.000635",
    "procedure_version": 1,
    "procedure_name": "Thủ tục cấp bản sao trích lục hộ tịch",
    "agency_code": AGENCY,
    "agency_name": "Ủy ban nhân dân xã Tân Mỹ Hà",
    "applicant_id": APPLICANT,
    "channel": Channel.ONLINE,
    "state": 2,
    "version": 3,
    "at": NOW,
}
REASON: dict[str, Any] = {
    "reason_code": "wrong-place",
    "reason": "Hồ sơ không thuộc thẩm quyền.",
    "legal_basis": "NĐ 61/2018/NĐ-CP điều 17",
}
HASH = "0" * 64

ALARM: dict[str, Any] = {
    "responsible": dossiers.Responsible.PROCESSOR,
    "task": dossiers.Task.PROCESS,
    "task_vi": "xử lý",
    "task_en": "process",
    "next_due_at": DUE,
}

DOSSIER_EVENTS: list[tuple[EventType[Any], dict[str, Any]]] = [
    (dossiers.dossier_submitted, {"submitted_at": NOW, "content_hash": HASH, "papers": (), "state": 1}),
    (dossiers.dossier_received, {"received_at": NOW, "due_at": DUE}),
    (dossiers.dossier_received, {"received_at": NOW, "due_at": None}),
    (dossiers.dossier_refused, REASON),
    (
        dossiers.supplement_requested,
        {
            "request_id": "r-1",
            "items": (
                dossiers.SupplementItem(paper_key="to-khai", paper_name="Tờ khai", reason="Thiếu chữ ký."),
                dossiers.SupplementItem(paper_key="giay-chung-sinh", paper_name="Giấy chứng sinh", reason="Mờ."),
            ),
            "respond_by": DUE,
        },
    ),
    (dossiers.dossier_supplemented, {"request_id": "r-1", "content_hash": HASH, "papers": ()}),
    (
        dossiers.fee_due,
        {
            "items": (
                dossiers.FeeItem(head="copy", kind=dossiers.FeeKind.LE_PHI, label="Lệ phí trích lục", amount=8000),
            ),
            "total": 8000,
            "payer_id": APPLICANT,
            "pay_online": True,
            "before_processing": False,
        },
    ),
    (dossiers.dossier_edited, {"changed": "paper-attached", "content_hash": HASH, "state": 1}),
    (dossiers.dossier_processing, {"due_at": DUE}),
    (dossiers.dossier_decided, {"outcome": dossiers.Outcome.APPROVED, "due_at": DUE}),
    (dossiers.dossier_decided, {"outcome": dossiers.Outcome.REFUSED, "due_at": DUE, **REASON}),
    *(
        (dossiers.result_returned, {"outcome": dossiers.Outcome.APPROVED, "way": way, "due_at": DUE})
        for way in dossiers.ReturnWay
    ),
    (dossiers.result_attached, {"result_sha256": HASH}),
    (dossiers.dossier_withdrawn, {"final": True}),
    (dossiers.dossier_withdrawn, {"final": False}),
    (dossiers.dossier_stopped, REASON),
    (dossiers.supplement_allowed, {"reason": "Dữ liệu cơ quan khác đã thay đổi."}),
    *(
        (dossiers.dossier_suspended, {"kind": kind, "waits_for": dossiers.WaitsFor.APPLICANT, "until": DUE})
        for kind in dossiers.PauseKind
    ),
    (dossiers.dossier_resumed, {"kind": dossiers.PauseKind.DUTY, "due_at": DUE}),
    *(
        (
            dossiers.appointment_changed,
            {
                "appointment_id": "a-1",
                "kind": kind,
                "appointment": state,
                "place": "Thôn 1",
                "starts_at": DUE,
                "moved": moved,
            },
        )
        for kind in dossiers.AppointmentKind
        for state in dossiers.AppointmentState
        for moved in (False, True)
    ),
    (
        dossiers.consultation_changed,
        {
            "consultation_id": "c-1",
            "consulted_agency": "H27.1",
            "consulted_name": "Công an xã",
            "consultation": dossiers.ConsultationState.ASKED,
            "answer_by": DUE,
        },
    ),
    (dossiers.dossier_assigned, {"how": dossiers.Assigning.CLAIMED, "assignee_id": "s-1"}),
    (dossiers.decision_proposed, {"outcome": dossiers.Outcome.APPROVED}),
    (dossiers.decision_sent_back, {"reason": "Thiếu căn cứ."}),
    (
        dossiers.apology_issued,
        {
            "paper_id": "p-1",
            "number": "01/PXL",
            "due_before": NOW,
            "due_at": DUE,
            "reason": "Chưa kịp.",
            "automatic": True,
        },
    ),
    *((dossiers.duty_alarm, {**ALARM, "stage": stage, "by_agency": True}) for stage in dossiers.AlarmStage),
    (dossiers.duty_alarm, {**ALARM, "stage": dossiers.AlarmStage.WARNED, "by_agency": False}),
    (dossiers.result_dispatched, {"outcome": dossiers.Outcome.APPROVED, "tracking_number": "EA123456789VN"}),
]
"""Every event of a dossier, in each of its forms."""

PAYMENT: dict[str, Any] = {
    "obligation_id": "o-1",
    "dossier_id": DOSSIER,
    "dossier_code": CODE_OF_DOSSIER,
    "procedure_code": "2.000635",
    "procedure_name": FACTS["procedure_name"],
    "agency_code": AGENCY,
    "payer_id": APPLICANT,
    "amount": 8000,
    "at": NOW,
}
PAYMENT_EVENTS: list[tuple[EventType[Any], dict[str, Any]]] = [
    (payments.payment_requested, {"items": (), "pay_online": True}),
    (
        payments.payment_settled,
        {"payment_id": "p-1", "provider": payments.Provider.VNPAY, "receipt_id": "b-1"},
    ),
    (
        payments.payment_failed,
        {
            "payment_id": "p-1",
            "provider": payments.Provider.VNPAY,
            "state": payments.PaymentState.CANCELLED,
            "reason_code": "24",
            "reason_vi": "Khách hàng hủy giao dịch.",
            "reason_en": "The customer cancelled.",
        },
    ),
    (
        payments.refund_settled,
        {
            "refund_id": "r-1",
            "payment_id": "p-1",
            "refunded": 3000,
            "whole": False,
            "way": payments.RefundWay.PROVIDER,
            "reason_code": "charged-wrongly",
            "receipt_id": "b-2",
        },
    ),
    (
        payments.receipt_issued,
        {"receipt_id": "b-1", "payment_id": "p-1", "form": "01BLP", "series": "BC-26E", "number": "00000001"},
    ),
]
"""Every event of a payment."""


def dossier_payload(event_type: EventType[Any], **changes: Any) -> Any:
    own = next(own for known, own in DOSSIER_EVENTS if known == event_type)
    return event_type.payload(**{**FACTS, **own, **changes})


def account(sealer: Sealer, **changes: Any) -> accounts.AccountState:
    bound = accounts.account_context(APPLICANT)
    phone = changes.pop("phone", PHONE)
    values = {
        "account_id": APPLICANT,
        "kind": accounts.AccountKind.CITIZEN,
        "display_name": "Nguyễn Văn An",
        "identity_kind": accounts.IdentityKind.CCCD,
        "identity_sealed": sealer.seal("identity", IDENTITY, bound),
        "identity_masked": "*********123",
        "identity_last4_index": sealer.index("lookup", IDENTITY[-4:]),
        "phone_sealed": sealer.seal(CONTACT, phone, bound),
        "phone_masked": "09******78",
        "phone_last4_index": sealer.index("lookup", PHONE[-4:]),
        "email_sealed": sealer.seal(CONTACT, EMAIL, bound),
    }
    return accounts.AccountState(**{**values, **changes})


def code_request(
    sealer: Sealer, *, code: str, expires_at: dt.datetime, phone: str = PHONE, challenge: str = "c-1"
) -> accounts.CodeRequested:
    bound = accounts.challenge_context(challenge)
    return accounts.CodeRequested(
        challenge_id=challenge,
        purpose=accounts.CodePurpose.SIGN_IN,
        phone_sealed=sealer.seal(CONTACT, phone, bound),
        phone_masked="09******78",
        code_sealed=sealer.seal(CODE, code, bound),
        expires_at=expires_at,
    )
