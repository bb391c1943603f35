"""What commands bring where dossiers live by chance: right most of the time, and as varied as one number makes it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from services.dossiers import contract
from services.dossiers.contract import DossierView, Outcome, ReturnWay, WaitsFor
from tests.services.dossiers.test_handling import COLLEAGUE, PAUSING
from tests.services.dossiers.test_refusals import FIELDS
from tests.services.dossiers.world import OTHER_AGENCY, PROCESSOR, SUPERVISOR, World


def fields_of(world: World, name: str, dossier: DossierView, how: int, paper: bytes) -> dict[str, Any]:
    """The fields of a command, chosen by a number; now and then for a version of the dossier that is not the last."""
    now, staff = world.now, world.seen(dossier.id, SUPERVISOR) if dossier.state else dossier
    soon = now + dt.timedelta(hours=(3, 30, 100)[how % 3])
    made: dict[str, Callable[[], dict[str, Any]]] = {
        "save_draft": lambda: {"answers": {"copies": how % 4 + 1, "purpose": "Nộp hồ sơ"}},
        "attach_paper": lambda: {
            "paper_key": ("declaration", "identity")[how % 2],
            "file_name": "giay-to.png",
            **world.stored(paper),
        },
        "attach_result": lambda: {"file_name": "ket-qua.pdf", "number": f"{how}", **world.stored()},
        "remove_paper": lambda: {"file_id": next((f.id for p in dossier.papers for f in p.files), "none")},
        "submit_dossier": lambda: {"content_hash": dossier.content_hash},
        "receive_dossier": lambda: (
            {"fees": (contract.AssessedFee(head="copy", quantity=how % 3 + 1),)} if how % 2 else {}
        ),
        "reassess_fees": lambda: {
            "fees": (contract.AssessedFee(head="copy", quantity=how % 4 + 1),),
            "reason": "Đếm lại số bản",
            "legal_basis": "TT 281/2016/TT-BTC",
        },
        "decide_dossier": lambda: (
            {"outcome": Outcome.APPROVED}
            if how % 2
            else {**FIELDS["refuse_dossier"], "reason_code": "not-eligible", "outcome": Outcome.REFUSED}
        ),
        "return_result": lambda: {
            "way": list(ReturnWay)[how % 3],
            "tracking_number": "EV123456789VN" if how % 2 else "",
        },
        "withdraw_dossier": lambda: {"reason": "Tôi không cần nữa"},
        "suspend_processing": lambda: {
            **FIELDS["suspend_processing"],
            "waits_for": list(WaitsFor)[how % 2],
            "until": soon,
        },
        "arrange_appointment": lambda: {**FIELDS["arrange_appointment"], "starts_at": soon},
        "move_appointment": lambda: {
            **FIELDS["move_appointment"],
            "appointment_id": next((one.id for one in reversed(staff.appointments)), "none"),
            "starts_at": soon,
        },
        "end_appointment": lambda: {
            "appointment_id": next((one.id for one in reversed(staff.appointments)), "none"),
            "outcome": list(contract.AppointmentOutcome)[how % 3],
        },
        "consult_agency": lambda: {
            "agency_code": OTHER_AGENCY,
            "question": "Có ý kiến gì không?",
            "answer_by": soon,
            **(PAUSING if how % 2 else {}),
        },
        "answer_consultation": lambda: {"consultation_id": _asked(staff), "answer": "Đồng ý"},
        "take_back_consultation": lambda: {"consultation_id": _asked(staff), "reason": "Không cần nữa"},
        "assign_dossier": lambda: {"assignee_id": (PROCESSOR, COLLEAGUE)[how % 2].id},
        "transfer_dossier": lambda: {"assignee_id": COLLEAGUE.id, "reason": "Nghỉ phép"},
        "extend_deadline": lambda: {**FIELDS["extend_deadline"], "until": now + dt.timedelta(days=how % 9 + 1)},
    }
    found = made[name]() if name in made else dict(FIELDS.get(name, {}))
    if how % 10 == 9 and name != "answer_consultation":
        found["expected_version"] = max(1, dossier.version - how % 2)
    return found


def _asked(staff: DossierView) -> str:
    return next((one.id for one in staff.consultations if one.state == "asked"), "none")
