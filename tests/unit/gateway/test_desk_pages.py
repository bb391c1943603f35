"""The pages of the desk: acts come from one table, ask for what the law asks, and lose nothing that was typed."""

import dataclasses
import datetime as dt
import enum
import re
import typing
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from chassis.errors import Invalid
from chassis.records import load
from gateway.headers import FILE_POLICY
from gateway.web.deeds import Deed, plain_of
from gateway.web.desk_acts import ACTS, MEETING_ACTS, OPINION_ACTS, REASONS_OF, REVEAL, TASKS, offered
from gateway.web.desk_forms import asked_amount, asked_quantity, is_assessed, known_of
from gateway.web.money_deeds import ALL_DEEDS
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.dossiers.handlers.views import COMMANDS_OF
from tests.browser.portal import FILE
from tests.unit.gateway.builders import HASH, a_dossier, a_procedure
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send

PAPER = dossiers.PaperView(key="giay-1", name="Giấy tờ", required=True, originals=1, copies=0)


def commands_of_steps() -> set[str]:
    """All that the service can name among the ``actions`` of a dossier."""
    return {name for names in COMMANDS_OF.values() for name in names}


def asked(key: str, **typed: str) -> dict[str, Any]:
    view = a_dossier(papers=(PAPER,))
    deed, form = ACTS[key], MultiDict({"version": "3", **typed})
    return {**plain_of(deed, form), **known_of(deed, view, form)}


def test_every_task_has_its_words_in_the_list() -> None:
    assert set(TASKS) == set(dossiers.Task)


def test_an_act_is_offered_where_the_service_allows_it() -> None:
    view = a_dossier(actions=("receive_dossier", "refuse_dossier", "save_draft", "send_back"))

    assert [act.key for act in offered(view)] == ["tiep-nhan", "tu-choi"]


EVERY_DEED = (*ACTS.values(), *MEETING_ACTS.values(), *OPINION_ACTS.values(), REVEAL, *ALL_DEEDS)


@pytest.mark.parametrize("deed", EVERY_DEED, ids=lambda deed: deed.key)
def test_a_deed_fills_only_fields_that_its_command_has(deed: Deed) -> None:
    known = set(deed.method.request.__dataclass_fields__)
    lines = {"fee_changes": "fees", "duties": "items"}

    assert {lines.get(field.name, field.name) for field in deed.fields} <= known


@pytest.mark.parametrize("deed", EVERY_DEED, ids=lambda deed: deed.key)
def test_a_deed_offers_every_choice_that_its_command_knows_and_no_other(deed: Deed) -> None:
    for field in deed.fields:
        hint = typing.get_type_hints(deed.method.request)[field.name] if field.choices else None
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            assert {key for key, _ in field.choices} == {one.value for one in hint}


def test_every_act_that_has_a_reason_code_offers_those_of_its_own() -> None:
    coded = {key for key, deed in ACTS.items() if any(field.name == "reason_code" for field in deed.fields)}

    assert coded == set(REASONS_OF)


def test_every_command_of_the_desk_has_its_form() -> None:
    taken = {deed.method.name for deed in EVERY_DEED}
    elsewhere = {"attach_result", "save_draft", "attach_paper", "remove_paper", "claim_reliefs", "move_draft"}
    elsewhere |= {"discard_draft"}

    assert set(commands_of_steps()) - taken - elsewhere == {"submit_dossier"}


def test_a_time_is_that_of_hanoi_and_what_is_none_is_told() -> None:
    form = MultiDict({"until": "2026-12-01T08:30", "reason": "Chờ"})

    assert plain_of(ACTS["xin-loi-hen-lai"], form)["until"] == "2026-12-01T08:30:00+07:00"
    assert plain_of(ACTS["xin-loi-hen-lai"], MultiDict({"until": "mai"}))["until"] == "mai"


def test_a_duty_has_its_lines_and_an_empty_line_is_none() -> None:
    typed = {"duty:1": "Tiền sử dụng đất", "duty-amount:1": "12.500.000", "duty:2": "", "duty-amount:2": ""}
    request = asked("nghia-vu", **typed, legal_basis="NĐ 103")

    assert [(one.label, one.amount) for one in load(dossiers.RequireDuty, request).items] == [
        ("Tiền sử dụng đất", 12_500_000)
    ]


def test_a_request_for_a_supplement_names_every_paper_that_has_a_reason() -> None:
    request = asked("yeu-cau-bo-sung", **{"item:giay-1": " mờ ", "item:unknown": "x", "legal_basis": "điều 17"})

    assert request["items"] == [{"paper_key": "giay-1", "reason": "mờ"}]
    assert load(dossiers.RequestSupplement, request).expected_version == 3


def test_a_request_that_names_no_paper_is_refused_by_the_record() -> None:
    with pytest.raises(Invalid):
        load(dossiers.RequestSupplement, asked("yeu-cau-bo-sung"))


def test_a_fee_is_read_with_its_quantity_and_amount() -> None:
    request = asked("tiep-nhan", **{"fee:phi-1": "2", "amount:phi-1": "1.250.000", "fee:phi-2": ""})

    assert request["fees"] == [{"head": "phi-1", "quantity": 2, "amount": 1_250_000}]


def test_a_changed_fee_is_read_with_its_reason_and_an_amount_without_a_quantity_is_not_lost() -> None:
    typed = {"fee:phi-1": "", "amount:phi-1": "5.000", "fee:phi-2": "1", "amount:phi-2": "0", "fee:phi-3": ""}
    request = asked("xac-dinh-lai-phi", **typed, reason="Nhầm", legal_basis="NQ 1")

    assert request["fees"] == [{"head": "phi-1", "amount": 5000}, {"head": "phi-2", "quantity": 1, "amount": 0}]
    assert load(dossiers.ReassessFees, request).reason == "Nhầm"


def test_why_a_fee_is_not_asked_for_is_read_with_it() -> None:
    typed = {"fee:phi-1": "1", "amount:phi-1": "0", "fee-reason:phi-1": " Hộ nghèo ", "fee-basis:phi-1": "NQ 12"}

    (fee,) = asked("tiep-nhan", **typed)["fees"]

    assert fee == {"head": "phi-1", "quantity": 1, "amount": 0, "reason": "Hộ nghèo", "legal_basis": "NQ 12"}


def test_where_a_fee_is_open_the_desk_asks_why_nothing_is_taken() -> None:
    house = at_work("binh")
    house.rpc.answer(
        dossiers.get_dossier, a_dossier(id="desk", code="H27.30.12-261124-0001", state=1, actions=("receive_dossier",))
    )
    open_one = catalog.Fee(head="p", kind=catalog.FeeKind.PHI, label="Phí", rule=catalog.FeeRule.BY_PROVINCE)
    house.rpc.answer(catalog.get_procedure, a_procedure(fees=(open_one,)))

    page = get(house, "/can-bo/ho-so/desk").text

    assert all(f'name="{name}:p"' in page for name in ("amount", "fee-reason", "fee-basis"))


def test_a_quantity_that_is_no_number_is_told_and_not_guessed() -> None:
    with pytest.raises(Invalid) as refused:
        load(dossiers.ReceiveDossier, asked("tiep-nhan", **{"fee:phi-1": "hai"}))

    assert refused.value.problems[0].pointer == "/fees/0/quantity"


@pytest.mark.parametrize("rule", list(catalog.FeeRule))
def test_an_officer_is_asked_for_every_fee_that_the_record_does_not_fix(rule: catalog.FeeRule) -> None:
    fee = catalog.Fee(head="phi", kind=catalog.FeeKind.PHI, label="Phí", rule=rule, cases=("ban-sao",))

    asked_for = is_assessed(fee, a_dossier(case="ban-sao"))

    assert asked_for == (rule not in (catalog.FeeRule.FIXED, catalog.FeeRule.FREE))
    assert not is_assessed(fee, a_dossier(case="khac"))


def a_fee(unit: str) -> catalog.Fee:
    by_unit = catalog.FeeRule.PER_UNIT
    return catalog.Fee(head="p", kind=catalog.FeeKind.PHI, label="Phí", rule=by_unit, amount=8000, unit=unit)


@pytest.mark.parametrize(("said", "begins_with"), [(2, "2"), ("2", "2"), ("hai", "1"), (None, "1")])
def test_a_fee_by_the_copy_begins_with_the_copies_that_the_form_asks_for(said: Any, begins_with: str) -> None:
    view = a_dossier(answers={} if said is None else {"copies": said})

    assert asked_quantity(a_fee("bản"), view) == begins_with
    assert asked_quantity(a_fee("người"), view) == "1", "copies are no persons"


def owing(item: dict[str, Any], **given: Any) -> dossiers.DossierView:
    """A dossier of which a fee was found before."""
    found = dossiers.FeeItem(**{"head": "p", "kind": dossiers.FeeKind.PHI, "label": "Phí", "amount": 24_000, **item})
    fee = dossiers.FeeView(
        state=dossiers.FeeState.DUE, items=(found,), total=found.amount, pay_online=True, before_processing=False
    )
    return a_dossier(fee=fee, **given)


def test_what_was_found_of_a_fee_before_is_where_the_officer_begins() -> None:
    three = owing({"quantity": 3}, answers={"copies": 2})
    open_one = catalog.Fee(head="p", kind=catalog.FeeKind.PHI, label="Phí", rule=catalog.FeeRule.BY_PROVINCE)
    claim = dossiers.FeeClaimView(
        head="p", relief="r", fee_label="Phí", label="Hộ nghèo", percent=50, basis="TT",
        state=dossiers.ClaimState.GRANTED,
    )  # fmt: skip

    assert (asked_quantity(a_fee("bản"), three), asked_amount(a_fee("bản"), three)) == ("3", "")
    assert asked_amount(open_one, owing({})) == "24000"
    assert asked_amount(a_fee("bản"), owing({"listed": 30_000, "reason": "Người cao tuổi"})) == "24000"
    relieved = owing({"listed": 48_000, "reason": "Hộ nghèo"}, fee_claims=(claim,))
    assert asked_amount(a_fee("bản"), relieved) == "", "the relief takes it off again by itself"
    assert asked_amount(open_one, owing({"listed": 48_000}, fee_claims=(claim,))) == "48000"


def test_a_fee_on_request_that_nobody_asked_for_begins_with_nothing() -> None:
    on_request = dataclasses.replace(a_fee("bản"), head="q", optional=True)

    assert asked_quantity(on_request, owing({"quantity": 3})) == ""
    assert asked_quantity(dataclasses.replace(on_request, head="p"), owing({"quantity": 3})) == "3"


def test_the_desk_shows_the_copies_of_the_form_where_the_dossier_is_received() -> None:
    house = at_work("binh")
    seen = a_dossier(
        id="desk", code="H27.30.12-261124-0001", state=1, actions=("receive_dossier",), answers={"copies": 2}
    )
    house.rpc.answer(dossiers.get_dossier, seen)
    house.rpc.answer(catalog.get_procedure, a_procedure(fees=(a_fee("bản"),)))

    assert re.search(r'name="fee:p"[^>]* value="2"', get(house, "/can-bo/ho-so/desk").text)


# A result that is returned online has to be there


@pytest.mark.parametrize(("act", "key"), [("propose_decision", "trinh"), ("decide_dossier", "phe-duyet")])
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, '<a href="#viec-ket-qua">đính kèm tệp PDF đã ký số'),
        ({"attaches": False}, "Người xử lý hoặc người phê duyệt đính kèm"),
        ({"return_way": dossiers.ReturnWay.DESK}, ""),
        ({"result": FILE}, ""),
    ],
    ids=["who attaches it", "who does not", "not online", "it is there"],
)
def test_who_proposes_or_decides_is_warned_that_the_result_to_be_returned_online_is_missing(
    act: str, key: str, facts: dict[str, Any], said: str
) -> None:
    known = {"return_way": dossiers.ReturnWay.ONLINE, **facts}
    actions = (act, "attach_result") if known.pop("attaches", True) else (act,)
    house = at_work("binh")
    seen = a_dossier(id="desk", code="H27.30.12-261124-0001", state=4, actions=actions, **known)
    house.rpc.answer(dossiers.get_dossier, seen)

    page = get(house, "/can-bo/ho-so/desk").text
    form = page.partition(f'id="viec-{key}"')[2].partition("</form>")[0]

    assert "Chưa có tệp kết quả" in form if said else "Chưa có tệp kết quả" not in page
    assert said in form


# Files beside the form


def granted(**facts: Any) -> dossiers.FileGrant:
    told = {"object_key": "k", "name": "đơn.pdf", "media_type": "application/pdf", "size": 3, "sha256": HASH}
    return dossiers.FileGrant(**{**told, **facts})


@pytest.mark.parametrize(
    ("facts", "framed"),
    [
        ({"active": False}, True),
        ({"active": True}, False),
        ({"active": None}, False),
        ({"active": False, "media_type": "image/png"}, False),
    ],
    ids=["passive", "active", "nobody looked", "no PDF"],
)
def test_only_a_pdf_in_which_nothing_runs_is_shown_in_a_frame_and_only_by_our_own_pages(
    facts: dict[str, Any], framed: bool
) -> None:
    house = at_work("binh")
    house.rpc.answer(dossiers.get_file, granted(**facts))
    house.objects.held["k"] = b"pdf"

    answer = get(house, "/can-bo/ho-so/desk/xem/fil-1")

    policy = answer.headers["Content-Security-Policy"]
    assert answer.data == b"pdf"
    assert answer.headers["Content-Disposition"].startswith("inline" if framed else "attachment")
    assert policy == ("default-src 'none'; frame-ancestors 'self'" if framed else FILE_POLICY)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    if framed:
        assert answer.headers["Content-Type"] == "application/pdf"


def files_of(house: House, *files: dossiers.FileView) -> None:
    paper = dataclasses.replace(PAPER, files=files)
    house.rpc.answer(dossiers.get_dossier, a_dossier(papers=(paper,), code="H27.30.12-261124-0001", state=1))


@pytest.mark.parametrize(
    "facts",
    [{"active": True}, {"active": None}, {"scan": dossiers.ScanState.PENDING}, {"media_type": "image/png"}],
    ids=["active", "nobody looked", "not scanned", "no PDF"],
)
def test_a_page_without_a_pdf_to_show_may_frame_nothing(facts: dict[str, Any]) -> None:
    house = at_work("binh")
    files_of(house, dataclasses.replace(FILE, **facts))

    page = get(house, "/can-bo/ho-so/dos-1")

    assert "<iframe" not in page.text
    assert "frame-src" not in page.headers["Content-Security-Policy"]
    assert ("có phần tự chạy" in page.text) == (facts.get("active") is True)


def test_the_page_that_shows_a_pdf_may_frame_our_own_addresses_and_be_framed_by_nobody() -> None:
    house = at_work("binh")
    files_of(house, FILE)

    page = get(house, "/can-bo/ho-so/dos-1")

    policy = page.headers["Content-Security-Policy"]
    assert 'src="/can-bo/ho-so/dos-1/xem/fil-1#navpanes=0&amp;view=FitH"' in page.text
    assert policy.endswith("; frame-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "frame-src" not in get(house, "/can-bo").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("told", "shown", "hidden"),
    [("042090001234", "042090001234", "0010********"), ("", "0010********", "042090001234")],
    ids=["who handles it", "who watches over it"],
)
def test_the_number_of_who_applies_stands_as_the_service_tells_it(told: str, shown: str, hidden: str) -> None:
    house = at_work("binh")
    view = a_dossier(code="H27.30.12-261124-0001", state=1, applicant_identity=told)
    house.rpc.answer(dossiers.get_dossier, view)

    page = get(house, "/can-bo/ho-so/dos-1").text

    assert shown in page
    assert hidden not in page


@pytest.mark.parametrize(("by_asker", "said"), [(True, 1), (False, 0)])
def test_an_answer_of_another_agency_says_who_wrote_it(by_asker: bool, said: int) -> None:
    house = at_work("binh")
    by = dossiers.AnsweredBy(name="Trần Văn Tư", agency_code="H27", agency_name="Sở Nội vụ", recorded_by_asker=by_asker)
    now = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
    opinion = dossiers.ConsultationView(
        id="con", agency_code="H28", agency_name="Sở Xây dựng", question="Có vướng không?", asked_at=now, answer_by=now,
        pauses=False, state=dossiers.ConsultationState.ANSWERED, answer="Không", answered_by=by,
    )  # fmt: skip
    seen = a_dossier(id="desk", code="H27.30.12-261124-0001", state=4, consultations=(opinion,))
    house.rpc.answer(dossiers.get_dossier, seen)

    page = get(house, "/can-bo/ho-so/desk").text

    assert "Trần Văn Tư, Sở Nội vụ" in page
    assert page.count("cơ quan hỏi ghi lại") == said


def open_question(house: House, **stands: object) -> None:
    """The desk's dossier has a question that another agency may still answer."""
    now = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
    facts = {"state": dossiers.ConsultationState.ASKED, **stands}
    opinion = dossiers.ConsultationView(
        id="con", agency_code="H28", agency_name="Sở Xây dựng", question="Có vướng không?", asked_at=now, answer_by=now,
        pauses=False, **facts,
    )  # fmt: skip
    actions = ("consult_agency", "take_back_consultation", "decide_dossier")
    seen = a_dossier(id="desk", code="H27.30.12-261124-0001", state=4, consultations=(opinion,), actions=actions)
    house.rpc.answer(dossiers.get_dossier, seen)


def test_an_open_question_is_taken_back_from_its_place_with_the_reason() -> None:
    house = at_work("binh")
    open_question(house)
    house.rpc.answer(dossiers.take_back_consultation, a_dossier(id="desk", code="x", state=4))

    answer = send(house, "/can-bo/ho-so/desk", "/can-bo/ho-so/desk/y-kien/con/rut", reason="Đã có văn bản")

    assert answer.status_code == 303
    asked = house.rpc.calls_of(dossiers.take_back_consultation)[0].request
    assert (asked.consultation_id, asked.reason, asked.expected_version) == ("con", "Đã có văn bản", 3)


def test_a_decision_that_an_open_question_holds_up_names_it() -> None:
    house = at_work("binh")
    open_question(house)
    house.rpc.answer(dossiers.decide_dossier, dossiers.OPINION_AWAITED(agencies="Sở Xây dựng"))

    page = send(house, "/can-bo/ho-so/desk", "/can-bo/ho-so/desk/phe-duyet", outcome="approved")

    assert page.status_code == 409
    assert "Đang chờ ý kiến của Sở Xây dựng" in page.text


def test_a_question_that_was_dropped_says_why() -> None:
    house = at_work("binh")
    open_question(house, state=dossiers.ConsultationState.DROPPED, ended_why="Rút hồ sơ")

    page = get(house, "/can-bo/ho-so/desk").text

    assert "không cần nữa" in page
    assert "Rút hồ sơ</span>" in page
    assert "/y-kien/con/rut" not in page


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_register_offers_the_desks_that_have_one_or_says_that_none_has(there: bool) -> None:
    house = at_work("binh")
    desks = (dossiers.DeskWithBook(agency_code="H27.30.12", agency_name="Phường Minh Khai"),) if there else ()
    empty = dossiers.RegisterPage(agency_code="H27", agency_name="UBND tỉnh", year=2026, items=(), elsewhere=desks)
    house.rpc.answer(dossiers.get_register, empty)

    page = get(house, "/can-bo/so?nam=2026&co-quan=H27").text

    assert ('href="/can-bo/so?nam=2026&amp;co-quan=H27.30.12"' in page) is there
    assert ("Không bộ phận nào mà bạn được xem sổ" in page) is not there


@pytest.mark.parametrize(("who", "told"), [("binh", True), ("hanh", False)])
@pytest.mark.parametrize("path", ["/can-bo?viec=all", "/can-bo/bang-theo-doi"])
def test_who_reaches_other_agencies_reads_whose_dossier_it_is(who: str, told: bool, path: str) -> None:
    page = get(at_work(who), path)

    assert page.status_code == 200
    assert (">Ủy ban nhân dân xã Tân Mỹ Hà</a>" in page.text) is told


def test_a_queue_of_one_agency_is_a_press_away_says_so_and_is_left_again() -> None:
    house = at_work("binh")
    link = "/can-bo?viec=late&amp;co-quan=H27.30.12"
    assert f'<a href="{link}">' in get(house, "/can-bo?viec=late").text

    page = get(house, "/can-bo?viec=late&co-quan=H27.30.12").text

    assert house.rpc.calls_of(dossiers.list_agency_dossiers)[-1].request.agency_code == "H27.30.12"
    assert "Chỉ hồ sơ của" in page
    assert '<a href="/can-bo?viec=late">xem tất cả</a>' in page
    assert 'name="co-quan" value="H27.30.12"' in page


def test_a_draft_that_somebody_else_discarded_is_told_as_that_at_the_desk() -> None:
    house = at_work("binh")
    house.rpc.answer(dossiers.get_dossier, dossiers.DOSSIER_NOT_FOUND())

    page = get(house, "/can-bo/lap/dos-1/khai")

    assert page.status_code == 404
    assert "bởi bạn, đồng nghiệp hoặc người giám sát" in page.text
    assert '<a href="/can-bo/lap">' in page.text
