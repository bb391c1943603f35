"""What an officer can do with a dossier on a page: each act with the fields that the law asks for, from one table.

An act is offered where the service says that this caller may do it now (``actions`` of the dossier); the form carries
the version that the officer saw, so that nobody acts on a dossier that has changed meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from chassis.contracts import Method
from gateway.routing import Words
from services.dossiers import contract as dossiers


@dataclass(frozen=True, slots=True)
class Act:
    """One act: the command behind it, its words, and which fields its form has."""

    key: str
    method: Method[Any, Any]
    words: Words
    fields: tuple[str, ...] = ()
    reasons: dossiers.Act | None = None
    """Whose reason codes the form offers."""
    grave: bool = False
    """Ends something for the person: not the first thing to press."""


ACTS: tuple[Act, ...] = (
    Act("tiep-nhan", dossiers.receive_dossier, Words("Tiếp nhận", "Receive"), ("fees", "claims", "note")),
    Act(
        "xac-dinh-lai-phi",
        dossiers.reassess_fees,
        Words("Xác định lại phí, lệ phí", "Change the fees"),
        ("fee_changes", "reason", "legal_basis"),
        grave=True,
    ),
    Act(
        "yeu-cau-bo-sung",
        dossiers.request_supplement,
        Words("Yêu cầu bổ sung", "Ask for a supplement"),
        ("items", "note", "legal_basis"),
    ),
    Act(
        "tu-choi",
        dossiers.refuse_dossier,
        Words("Từ chối tiếp nhận", "Refuse to receive"),
        ("reason_code", "reason", "legal_basis"),
        dossiers.Act.REFUSE,
        grave=True,
    ),
    Act("chuyen-xu-ly", dossiers.start_processing, Words("Chuyển xử lý", "Start processing"), ("note",)),
    Act("nhan-viec", dossiers.claim_dossier, Words("Nhận xử lý", "Take it on"), ("note",)),
    Act("trinh", dossiers.propose_decision, Words("Trình phê duyệt", "Propose a decision"), ("outcome", "note")),
    Act(
        "phe-duyet",
        dossiers.decide_dossier,
        Words("Phê duyệt", "Decide"),
        ("outcome", "decline_code", "reason", "legal_basis", "note"),
        dossiers.Act.DECLINE,
    ),
    Act("tra-lai", dossiers.send_back, Words("Trả lại để làm lại", "Send back"), ("reason",), grave=True),
    Act(
        "tra-ket-qua",
        dossiers.return_result,
        Words("Trả kết quả", "Return the result"),
        ("way", "tracking_number", "received_by", "note"),
    ),
    Act("bo-nhan", dossiers.release_dossier, Words("Thôi nhận", "Give it back"), ("reason",), grave=True),
    Act(
        "dung",
        dossiers.stop_dossier,
        Words("Dừng xử lý", "Stop the handling"),
        ("reason_code", "reason", "legal_basis"),
        dossiers.Act.STOP,
        grave=True,
    ),
)
BY_KEY: Mapping[str, Act] = {act.key: act for act in ACTS}


TASKS: Mapping[dossiers.Task, Words] = {
    dossiers.Task.RECEIVE: Words("Tiếp nhận", "Receive"),
    dossiers.Task.SUPPLEMENT: Words("Người nộp bổ sung", "Applicant supplements"),
    dossiers.Task.PAY: Words("Người nộp nộp tiền", "Applicant pays"),
    dossiers.Task.HAND_OVER: Words("Chuyển xử lý", "Hand over"),
    dossiers.Task.PROCESS: Words("Xử lý, trình", "Process, propose"),
    dossiers.Task.MEET: Words("Lịch hẹn", "Appointment"),
    dossiers.Task.APPROVE: Words("Phê duyệt", "Approve"),
    dossiers.Task.COMPLETE: Words("Người nộp hoàn thiện", "Applicant completes"),
    dossiers.Task.ANSWER: Words("Trả lời ý kiến", "Answer the question"),
    dossiers.Task.RESUME: Words("Cho tính tiếp", "Let the clock run"),
    dossiers.Task.CONFIRM_WITHDRAWAL: Words("Xác nhận rút", "Confirm the withdrawal"),
    dossiers.Task.END: Words("Kết thúc hồ sơ", "End the dossier"),
    dossiers.Task.RETURN: Words("Trả kết quả", "Return the result"),
    dossiers.Task.COLLECT: Words("Người nộp đến nhận", "Applicant collects"),
    dossiers.Task.CONFIRM_DELIVERY: Words("Xác nhận đã phát", "Confirm the delivery"),
}
"""What is to be done, in the few words of a list."""


def offered(view: dossiers.DossierView) -> tuple[Act, ...]:
    """The acts that this caller may do with the dossier now."""
    return tuple(act for act in ACTS if act.method.name in view.actions)


def request_of(act: Act, view: dossiers.DossierView, form: "MultiDict[str, str]") -> dict[str, Any]:
    """The command's request as plain values, from the form; checked by the command's record afterwards."""
    asked: dict[str, Any] = {"dossier_id": view.id}
    seen = form.get("version", "")
    if seen.isascii() and seen.isdigit():
        asked["expected_version"] = int(seen)
    for field in act.fields:
        if field == "items":
            asked["items"] = _items(view, form)
        elif field == "claims":
            asked["claims"] = _claims(view, form)
        elif field in ("fees", "fee_changes"):
            fees = _fees(form)
            if fees:
                asked["fees"] = fees
        else:
            said = form.get(field, "").strip()
            if said:
                asked["reason_code" if field == "decline_code" else field] = said
    return asked


def _items(view: dossiers.DossierView, form: "MultiDict[str, str]") -> list[dict[str, str]]:
    keys = [paper.key for paper in view.papers] + ["form"]
    said = {key: form.get(f"item:{key}", "").strip() for key in keys}
    return [{"paper_key": key, "reason": reason} for key, reason in said.items() if reason]


def _claims(view: dossiers.DossierView, form: "MultiDict[str, str]") -> list[dict[str, Any]]:
    """What was decided about each claim; one of which nothing was said is left to the service to ask for."""
    found = []
    for claim in view.fee_claims:
        name = f"{claim.head}:{claim.relief}"
        said = form.get(f"claim:{name}", "")
        if said:
            reason = form.get(f"claim-reason:{name}", "").strip()
            found.append({"head": claim.head, "relief": claim.relief, "granted": said == "granted", "reason": reason})
    return found


def _fees(form: "MultiDict[str, str]") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, value in form.items():
        head, quantity = name.removeprefix("fee:"), value.strip()
        amount = form.get(f"amount:{head}", "").strip().replace(".", "")
        if head == name or not (quantity or amount):
            continue
        fee: dict[str, Any] = {"head": head}
        # What is no number goes on as it is, so that the record says what is wrong with it.
        for field, said in (("quantity", quantity), ("amount", amount)):
            if said:
                fee[field] = int(said) if said.isascii() and said.isdigit() else said
        found.append(fee)
    return found
