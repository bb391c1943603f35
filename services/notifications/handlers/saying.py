"""From an event to the facts that its messages may tell; one function for each sort of event.

Text that officers wrote is shortened, so that a message always fits; the whole of it stands in the dossier.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from services.accounts.contract import (
    AccountCorrected,
    ContactChanged,
    CorrectionRefused,
    DataExported,
    DelegationGranted,
    DelegationRevoked,
    DeviceAdded,
    MemberRole,
    MemberState,
    PasswordChanged,
    SecondFactorChanged,
)
from services.dossiers.contract import DossierFacts, SupplementItem, ToldClaim
from services.notifications.domain.facts import Amount, Fact, Facts, Phrase
from services.payments.contract import PaymentFacts, RefundSettled, RefundWay

MAX_FACT = 1500

UNKNOWN_DEVICE = Phrase("chưa rõ tên", "of unknown name")
REFUND_WAYS = {
    RefundWay.PROVIDER: Phrase(
        "qua cổng thanh toán, về nơi bạn đã trả", "by the payment gateway, to where you paid from"
    ),
    RefundWay.CASH: Phrase("bằng tiền mặt", "in cash"),
    RefundWay.TRANSFER: Phrase("bằng chuyển khoản", "by bank transfer"),
}
NO_DATE = Phrase("theo thông báo của cơ quan", "as the agency will tell you")


def dossier_facts(payload: DossierFacts) -> Facts:
    """All that can be told of a dossier's event."""
    found: dict[str, Fact] = {
        "dossier_code": payload.code,
        "procedure_name": _short(payload.procedure_name),
        "agency_name": _short(payload.agency_name),
        "at": payload.at,
    }
    for member in dataclasses.fields(payload):
        value = getattr(payload, member.name)
        if member.name in ("due_at", "respond_by", "due_before", "until", "starts_at", "answer_by", "next_due_at"):
            found[member.name] = value or NO_DATE
        elif member.name == "claims" and value and isinstance(value[0], ToldClaim):
            found["claims"] = _decided(value)
        elif member.name in ("total_before", "total"):
            found[member.name] = Amount(value)
        elif member.name in ("submitted_at", "received_at"):
            found[member.name] = value
        elif member.name in ("reason", "legal_basis", "tracking_number", "place", "consulted_name", "number"):
            found[member.name] = _short(value) or "–"
        elif member.name == "task_vi":
            found["task"] = Phrase(_short(value), _short(getattr(payload, "task_en", "")))
        elif member.name == "items" and value and isinstance(value[0], SupplementItem):
            found["items"] = _asked(value)
    return found


def payment_facts(payload: PaymentFacts) -> Facts:
    """All that can be told of a payment's event."""
    found: dict[str, Fact] = {
        "dossier_code": payload.dossier_code,
        "procedure_name": _short(payload.procedure_name),
        "amount": Amount(payload.amount),
        "at": payload.at,
        "receipt_number": str(getattr(payload, "number", "")),
    }
    if hasattr(payload, "reason_vi"):
        found["reason"] = Phrase(_short(payload.reason_vi), _short(getattr(payload, "reason_en", "")))
    if isinstance(payload, RefundSettled):
        found["refunded"] = Amount(payload.refunded)
        found["way"] = REFUND_WAYS[payload.way]
    return found


Security = (
    AccountCorrected
    | ContactChanged
    | CorrectionRefused
    | DataExported
    | DeviceAdded
    | PasswordChanged
    | SecondFactorChanged
)
"""What is done with an account, and told to its owner."""


def security_facts(payload: Security) -> Facts:
    """All that can be told of what was done with an account; contacts are masked."""
    found: dict[str, Fact] = {"at": payload.at}
    if isinstance(payload, ContactChanged):
        found["contact"] = payload.masked
    if isinstance(payload, DeviceAdded):
        found["device"] = payload.device or UNKNOWN_DEVICE
        found["network"] = payload.network or "–"
    return found


ROLES = {
    MemberRole.OWNER: Phrase("người đại diện", "owner"),
    MemberRole.MANAGER: Phrase("người quản lý", "manager"),
    MemberRole.FILER: Phrase("người nộp hồ sơ", "filer"),
    MemberRole.VIEWER: Phrase("người xem", "viewer"),
}


def acting_facts(payload: DelegationGranted | DelegationRevoked | MemberState) -> Facts:
    """All that can be told of a right to act for others: neither side's name is in the event."""
    found: dict[str, Fact] = {"at": payload.at}
    if isinstance(payload, DelegationGranted):
        found["valid_from"] = f"{payload.valid_from:%d/%m/%Y}"
        found["valid_to"] = f"{payload.valid_to:%d/%m/%Y}"
    if isinstance(payload, MemberState):
        found["role"] = ROLES[payload.role]
    return found


def code_facts(code: str, expires_at: dt.datetime) -> Facts:
    return {"code": code, "expires_at": expires_at}


def _decided(claims: Sequence[ToldClaim]) -> Phrase:
    vi = [f"{one.label}: {'chấp nhận' if one.granted else 'không chấp nhận'} ({one.reason})" for one in claims]
    en = [f"{one.label}: {'granted' if one.granted else 'refused'} ({one.reason})" for one in claims]
    return Phrase(_short("; ".join(vi)), _short("; ".join(en)))


def _asked(items: Sequence[SupplementItem]) -> str:
    return _short("; ".join(f"{item.paper_name}: {item.reason}" for item in items))


def _short(text: str) -> str:
    return text if len(text) <= MAX_FACT else text[: MAX_FACT - 1].rstrip() + "…"
