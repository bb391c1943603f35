"""A gateway with one of everything to show, over HTTP: pages for a browser, without any service behind them."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server
from werkzeug.wrappers import Request

from chassis.callers import CallerKind, Channel
from chassis.testing import call_of
from services.catalog import contract as catalog
from services.catalog.handlers import locating, quoting
from services.dossiers import contract as dossiers
from services.payments import contract as payments
from tests.browser import counter, office, own_account, own_dossier
from tests.unit.gateway.builders import HASH, NOON, a_dossier, a_look_up, a_procedure, a_return, found, groups
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_forms import CODE, KEY, a_form_view

FORM = f"/thu-tuc/{CODE}/mau/{KEY}"
FILE = dossiers.FileView(
    id="fil-1", name="giấy tờ.pdf", media_type="application/pdf", size=2_400_000, sha256=HASH, added_at=NOON,
    scan=dossiers.ScanState.CLEAN, active=False,
)  # fmt: skip
PAPERS = (
    dossiers.PaperView(key="giay-1", name="Giấy tờ tùy thân", required=True, originals=1, copies=0, files=(FILE,)),
    dossiers.PaperView(key="giay-2", name="Giấy tờ cư trú", required=False, originals=0, copies=1, condition="Nếu có"),
)
FILED: dict[str, Any] = {
    "code": "H27.30.12-261124-0001",
    "state": 5,
    "state_vi": "Yêu cầu bổ sung giấy tờ",
    "state_en": "Supplement asked for",
    "papers": PAPERS,
    "submitted_at": NOON,
    "actions": ("save_draft", "attach_paper", "remove_paper", "supplement_dossier", "withdraw_dossier"),
    "supplement": dossiers.SupplementView(
        id="sup-1",
        asked_at=NOON,
        items=(dossiers.SupplementItem(paper_key="giay-1", paper_name="Giấy tờ", reason="Bản chụp bị mờ"),),
        respond_by=NOON,
    ),
}
FEE = catalog.Fee(
    head="ban-sao", kind=catalog.FeeKind.PHI, label="Bản sao", rule=catalog.FeeRule.FIXED, amount=8000,
    exemptions=("Người thuộc hộ nghèo",),
)  # fmt: skip
CLAIM = dossiers.FeeClaimView(
    head="ban-sao", relief="mien-1", fee_label="Bản sao", label="Người thuộc hộ nghèo", percent=100, basis="TT 281"
)
CHANGED = dossiers.FeeView(
    state=dossiers.FeeState.DUE, items=(), total=8000, pay_online=True, before_processing=False, obligation_id="obl-1",
    changes=(
        dossiers.FeeChange(before=16_000, after=8000, reason="Nhầm số bản", legal_basis="TT 281", at=NOON),
    ),
)  # fmt: skip
ITEM = dossiers.FeeItem(head="ban-sao", kind=dossiers.FeeKind.PHI, label="Bản sao", amount=8000)
OWED = payments.ObligationView(
    id="obl-1", dossier_id="desk", dossier_code="H27.30.12-261124-0001", procedure_code="2.000635",
    procedure_name="Cấp bản sao trích lục hộ tịch", agency_code="H27", agency_name="UBND", items=(ITEM,), total=8000,
    state=payments.ObligationState.DUE, state_vi="Chờ nộp", state_en="Due", pay_online=True, requested_at=NOON,
)  # fmt: skip
PAID = dataclasses.replace(
    OWED, id="obl-2", state=payments.ObligationState.SETTLED, state_vi="Đã nộp", state_en="Paid", receipt_id="rec-1",
    payments=(
        payments.PaymentView(
            id="pay-1", obligation_id="obl-2", state=payments.PaymentState.PAID, state_vi="Đã thanh toán",
            state_en="Paid", provider=payments.Provider.DESK, txn_ref="x", amount=8000, created_at=NOON,
        ),
    ),
)  # fmt: skip
STEP = dossiers.TimelineItem(
    seq=1, at=NOON, action="submit", action_vi="Nộp hồ sơ", action_en="Filed", from_state=0, to_state=1,
    state_vi="Mới đăng ký", state_en="Registered", actor_kind=CallerKind.CITIZEN,
)  # fmt: skip
LINE = dossiers.DossierLine(
    id="dos-1", code="H27.30.12-261124-0001", state=1, state_vi="Mới đăng ký", state_en="Registered", version=3,
    procedure_code="2.000635", procedure_name="Cấp bản sao trích lục hộ tịch", agency_code="H27.30.12",
    agency_name="Ủy ban nhân dân xã Tân Mỹ Hà", applicant_name="Nguyễn Văn An", channel=Channel.ONLINE,
    changed_at=NOON, submitted_at=NOON, task=dossiers.Task.RECEIVE, next_due_at=NOON,
)  # fmt: skip
MEETING = dossiers.AppointmentView(
    id="app-1", kind=dossiers.AppointmentKind.SITE, place="Thửa đất số 5", starts_at=NOON,
    state=dossiers.AppointmentState.ARRANGED,
)  # fmt: skip
QUESTION = dossiers.ConsultationView(
    id="con-1", agency_code="H27.31", agency_name="Sở Tư pháp", question="Có vướng quy hoạch không?", asked_at=NOON,
    answer_by=NOON, pauses=True, state=dossiers.ConsultationState.ASKED,
)  # fmt: skip
ANSWERED = dossiers.ConsultationView(
    id="con-2", agency_code="H27.32", agency_name="Sở Xây dựng", question="Có chỉ giới đường đỏ không?", asked_at=NOON,
    answer_by=NOON, pauses=False, state=dossiers.ConsultationState.ANSWERED, answer="Không", answered_at=NOON,
    answered_by=dossiers.AnsweredBy(
        name="Lê Thị Hoa", agency_code="H27.30.12", agency_name="Ủy ban nhân dân xã Tân Mỹ Hà", recorded_by_asker=True
    ),
)  # fmt: skip
REASON = dossiers.ReasonView(
    code="wrong-papers", acts=tuple(dossiers.Act), vi="Giấy tờ không hợp lệ", en="Papers are not valid", source="NĐ 61"
)
PROCESSOR = dossiers.ProcessorView(id="stf-2", name="Phạm Văn Cường", agencies=("H27.30.12",))
AGENCY = catalog.Agency(
    code="H27.30.12", name="Ủy ban nhân dân xã Tân Mỹ Hà", kind=catalog.AgencyKind.PEOPLES_COMMITTEE,
    level=catalog.AgencyLevel.COMMUNE, dossier_unit="H27.30.12",
)  # fmt: skip
ONE_LEFT = dossiers.AnswerProblem(pointer="/copies", code="x", vi="Sổ gốc chỉ còn một bản.", en="One copy is left.")


def furnished(**filed: Any) -> House:
    """A gateway to which every service has one thing to say."""
    house = a_house(public_url="http://127.0.0.1")
    say = house.rpc.answer
    say(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    say(catalog.list_life_events, groups())
    say(catalog.list_fields, catalog.Fields(items=(catalog.Field(key="ho-tich", name="Hộ tịch", count=9),), revision=1))
    say(catalog.search_procedures, found("Đăng ký khai sinh"))
    say(catalog.list_procedures, found("Đăng ký khai sinh"))
    say(catalog.get_procedure, a_procedure())
    say(catalog.quote_fees, lambda asked: quoting.quote(a_procedure(fees=(FEE,)), _for(asked), NOON.date()))
    say(
        catalog.list_agencies,
        lambda asked: catalog.AgencyPage(items=(AGENCY,) if asked.text else (), next_cursor="", revision=1),
    )
    say(catalog.get_form, lambda asked: a_form_view(asked.form))
    say(catalog.list_communes, lambda asked: locating.list_communes(call_of(catalog.list_communes, asked)))
    say(dossiers.look_up_dossier, a_look_up())
    say(dossiers.list_my_dossiers, dossiers.DossierPage(items=(LINE,), next_cursor="x"))
    say(dossiers.list_agency_dossiers, dossiers.DossierPage(items=(LINE,), next_cursor="x"))
    say(dossiers.get_dossier, lambda asked: _dossier(asked.dossier_id, filed))
    say(dossiers.save_draft, lambda asked: _saved(asked, filed))
    say(dossiers.get_timeline, dossiers.TimelineView(dossier_id="dos-1", items=(STEP,)))
    say(dossiers.get_deadline, dossiers.DeadlineView(dossier_id="dos-1", due_at=NOON, rule_set="2026", steps=()))
    say(dossiers.get_figures, _figures)
    say(dossiers.list_reasons, dossiers.ReasonList(reasons=(REASON,)))
    say(dossiers.list_processors, dossiers.ProcessorList(items=(PROCESSOR,)))
    say(dossiers.find_dossiers, dossiers.DossierPage(items=(LINE,)))
    say(catalog.get_agency, AGENCY)
    say(payments.list_dossier_payments, _owed)
    own_dossier.furnish(house)
    say(payments.read_return, a_return())
    own_account.furnish(house)
    office.furnish(house)
    counter.furnish(house)
    return house


def _owed(asked: payments.ListDossierPayments) -> payments.DossierPayments:
    """On the desk one thing that is owed, and one that was paid; the citizen's own dossier has its own."""
    shown = (OWED, PAID) if asked.dossier_id == "desk" else own_dossier.FEES
    return payments.DossierPayments(dossier_id=asked.dossier_id, obligations=shown)


def _for(asked: catalog.QuoteFees) -> catalog.QuoteFees:
    return catalog.QuoteFees(code="2.000635", claims=asked.claims)


def _figures(asked: dossiers.GetFigures) -> dossiers.Figures:
    counts = {name: 3 for name in dossiers.FigureLine.__dataclass_fields__ if not name.endswith("permille")}
    shares = {name: 875 for name in dossiers.FigureLine.__dataclass_fields__ if name.endswith("permille")}
    named = {"key": "2026-11", "name": "Ủy ban nhân dân xã Tân Mỹ Hà"}
    line = dossiers.FigureLine(**{**counts, **shares, **named})
    first, last = asked.first or dt.date(2026, 1, 1), asked.last or dt.date(2026, 11, 24)
    return dossiers.Figures(by=asked.by, first=first, last=last, as_of=NOON, total=line, lines=(line,))


def _saved(asked: dossiers.SaveDraft, filed: dict[str, Any]) -> dossiers.DossierView:
    """The draft; of seven copies the service finds something wrong that no page can know."""
    wrong = (ONE_LEFT,) if str(asked.answers.get("copies")) == "7" else ()
    return dataclasses.replace(_dossier(asked.dossier_id, filed), problems=wrong)


def _dossier(dossier_id: str, filed: dict[str, Any]) -> dossiers.DossierView:
    if dossier_id in ("of-org", "of-an"):
        raise dossiers.DOSSIER_NOT_FOUND()
    if dossier_id == "draft":
        draft = {
            "fee_claims": (CLAIM,),
            "id": "draft",
            "papers": PAPERS,
            "actions": ("save_draft", "submit_dossier"),
            "form_key": KEY,
        }
        return a_dossier(**{**draft, "procedure_code": CODE})
    if dossier_id.startswith("counter"):
        form = {"form_key": KEY, "procedure_code": CODE} if dossier_id == "counter-form" else {}
        filed = {"receipt": counter.FILED, "code": counter.FILED.code} if dossier_id == "counter-filed" else {}
        return a_dossier(papers=PAPERS, **counter.AT_THE_COUNTER, **form, **filed)
    if dossier_id == "desk":
        acts = ("receive_dossier", "request_supplement", "refuse_dossier", "attach_result", "decide_dossier")
        acts += ("assign_dossier", "arrange_appointment", "move_appointment", "end_appointment", "consult_agency")
        acts += ("require_duty", "suspend_processing", "extend_deadline", "allow_supplement")
        shown = {
            "agency_code": "H27",
            "appointments": (MEETING,),
            "consultations": (QUESTION, ANSWERED),
            "fee": CHANGED,
            "fee_claims": (CLAIM,),
            "actions": (*acts, "reassess_fees"),
            "contact_use": dossiers.ContactUse.NOTICES,
        }
        return a_dossier(**{**FILED, "id": "desk", "state": 1, "supplement": None, **shown, **filed})
    if dossier_id == "done":
        over = {
            "fee": CHANGED,
            "fee_claims": (CLAIM,),
            "id": "done",
            "state": 10,
            "supplement": None,
            "actions": (),
            "returned_at": NOON,
            "result": FILE,
        }
        return a_dossier(**{**FILED, **over})
    return a_dossier(**{**FILED, **filed})


@contextmanager
def served(house: House) -> Iterator[str]:
    """The gateway at an address of this machine."""

    def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
        return house.application.handle(Request(environ))(environ, start_response)

    server = make_server("127.0.0.1", 0, wsgi, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
