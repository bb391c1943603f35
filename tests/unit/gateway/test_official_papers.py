"""The papers of the one-stop desk as PDF: every word of what was issued stands on them, and they never change."""

import datetime as dt
import io
import re
from typing import Any

import pypdf
import pytest

from chassis.callers import CallerKind
from services.dossiers import contract as dossiers
from services.dossiers.contract import IssuedPaper, ListedPaper, OfficialPaper, PaperContent, SupplementItem
from tests.unit.gateway.builders import NOON, a_dossier
from tests.unit.gateway.fakes import House

DUE = NOON + dt.timedelta(days=2)
CONTENT: dict[str, Any] = {
    "dossier_code": "H27.30.12-261124-0001",
    "procedure_code": "2.000635",
    "procedure_name": "Cấp bản sao Trích lục hộ tịch",
    "agency_name": "Ủy ban nhân dân xã Tân Mỹ Hà",
    "applicant_name": "Nguyễn Văn An",
    "applicant_identity_masked": "*********806",
    "applicant_phone_masked": "*******653",
    "papers": (ListedPaper(key="identity", name="Giấy tờ tùy thân", originals=0, copies=1, files=2),),
    "limit": "2 ngày làm việc",
    "received_at": NOON,
    "due_at": DUE,
}
WORDS: dict[OfficialPaper, tuple[dict[str, Any], tuple[str, ...]]] = {
    OfficialPaper.RECEPTION: (
        {"return_way": dossiers.ReturnWay.DESK},
        ("Mẫu số 01", "Giấy tờ tùy thân", "2 ngày làm việc", "12 giờ 00 phút, ngày 26 tháng 11 năm 2026"),
    ),
    OfficialPaper.SUPPLEMENT: (
        {
            "items": (SupplementItem(paper_key="identity", paper_name="Giấy tờ tùy thân", reason="Ảnh bị mờ"),),
            "respond_by": DUE,
        },
        ("Mẫu số 02", "Ảnh bị mờ", "Giấy tờ tùy thân"),
    ),
    OfficialPaper.REFUSAL: (
        {"reason": "Không thuộc thẩm quyền", "legal_basis": "Luật Hộ tịch điều 63"},
        ("Mẫu số 03", "Không thuộc thẩm quyền", "Luật Hộ tịch điều 63"),
    ),
    OfficialPaper.APOLOGY: (
        {"former_due_at": NOON, "reason": "Chờ xác minh"},
        ("Mẫu số 04", "Chờ xác minh", "12 giờ 00 phút, ngày 26 tháng 11 năm 2026", "xin lỗi"),
    ),
}


def issued(kind: OfficialPaper, **more: Any) -> IssuedPaper:
    facts = {**CONTENT, **WORDS[kind][0], **more}
    return IssuedPaper(
        id="paper-1",
        dossier_id="dos-1",
        kind=kind,
        agency_code="H27.30.12",
        issuer_name="Ủy ban nhân dân xã Tân Mỹ Hà",
        year=2026,
        number=7,
        reference="07/TTPVHCC",
        issued_at=NOON,
        issued_by_name="Trần Thị Bình",
        content=PaperContent(**facts),
    )


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read(body: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages))


def get(house: House, path: str, **asked: Any) -> Any:
    return house.client.get(path, headers=house.as_citizen(), **asked)


PAPER = "/api/v1/dossiers/dos-1/official-papers/paper-1.pdf"


@pytest.mark.parametrize("kind", list(OfficialPaper))
def test_a_paper_has_all_that_was_issued(house: House, kind: OfficialPaper) -> None:
    paper = issued(kind)
    house.rpc.answer(dossiers.list_official_papers, dossiers.OfficialPapers(dossier_id="dos-1", items=(paper,)))

    answer = get(house, PAPER)

    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    text = read(answer.data)
    for words in (
        *WORDS[kind][1],
        "07/TTPVHCC",
        CONTENT["dossier_code"],
        "Trần Thị Bình",
        "Độc lập - Tự do - Hạnh phúc",
    ):
        assert squeezed(words) in text, words
    assert get(house, PAPER).data == answer.data


@pytest.mark.parametrize("kind", list(OfficialPaper))
def test_a_paper_comes_on_a5_with_the_same_words_and_always_the_same_bytes(house: House, kind: OfficialPaper) -> None:
    paper = issued(kind)
    house.rpc.answer(dossiers.list_official_papers, dossiers.OfficialPapers(dossier_id="dos-1", items=(paper,)))

    small, large = (get(house, path) for path in (PAPER.replace(".pdf", "/a5.pdf"), PAPER))

    sheets = pypdf.PdfReader(io.BytesIO(small.data)).pages
    assert {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in sheets} == {(420, 595)}
    assert read(small.data) == read(large.data)
    assert get(house, PAPER.replace(".pdf", "/a5.pdf")).data == small.data
    assert "%28A5%29.pdf" in small.headers["Content-Disposition"]


def test_the_slip_has_no_line_for_a_paper_of_which_nothing_was_given(house: House) -> None:
    nothing = ListedPaper(key="mandate", name="Văn bản ủy quyền", originals=0, copies=0, files=0)
    paper = issued(OfficialPaper.RECEPTION, papers=(*CONTENT["papers"], nothing))
    house.rpc.answer(dossiers.list_official_papers, dossiers.OfficialPapers(dossier_id="dos-1", items=(paper,)))

    text = read(get(house, PAPER).data)

    assert squeezed("Giấy tờ tùy thân") in text
    assert squeezed("Văn bản ủy quyền") not in text


def test_a_paper_of_another_dossier_is_not_found(house: House) -> None:
    house.rpc.answer(dossiers.list_official_papers, dossiers.OfficialPapers(dossier_id="dos-1", items=()))

    answer = get(house, PAPER)

    assert (answer.status_code, answer.json["code"]) == (404, "dossier.official-paper-not-found")


@pytest.mark.parametrize(
    ("hours", "said"), [(-24, "Trước hạn"), (-1, "Đúng hạn"), (1, "Quá hạn")], ids=["before", "on the day", "late"]
)
def test_the_control_slip_has_every_step_and_says_if_the_decision_was_in_time(
    house: House, hours: int, said: str
) -> None:
    def step(seq: int, action: str, at: dt.datetime, **more: Any) -> dossiers.TimelineItem:
        facts = {
            "action_vi": f"việc {seq}",
            "action_en": "",
            "from_state": 1,
            "to_state": 2,
            "state_vi": "Được tiếp nhận",
            "state_en": "",
            "actor_kind": CallerKind.STAFF,
            **more,
        }
        return dossiers.TimelineItem(seq=seq, at=at, action=action, **facts)

    items = (
        step(1, "receive", NOON, actor_name="Trần Thị Bình"),
        step(2, "decide", DUE + dt.timedelta(hours=hours), actor_name="Lê Văn Cường", note="Đã ký"),
    )
    house.rpc.answer(dossiers.get_timeline, dossiers.TimelineView(dossier_id="dos-1", items=items))
    house.rpc.answer(dossiers.get_dossier, a_dossier(code=CONTENT["dossier_code"], due_at=DUE))

    text = read(get(house, "/api/v1/dossiers/dos-1/control-slip.pdf").data)

    for words in ("Mẫu số 05", "việc 1", "việc 2", "Trần Thị Bình", "Lê Văn Cường", "Đã ký", said):
        assert squeezed(words) in text, words


def line(number: int) -> dossiers.RegisterLine:
    return dossiers.RegisterLine(
        number=number,
        dossier_id=f"dos-{number}",
        dossier_code=f"H27.30.12-261124-{number:04}",
        procedure_name="Cấp bản sao Trích lục hộ tịch",
        applicant_name="Nguyễn Văn An",
        applicant_phone_masked="*******653",
        agency_name="Ủy ban nhân dân xã Tân Mỹ Hà",
        received_at=NOON,
    )


def page(*numbers: int, after: str = "", parts: int = 1) -> dossiers.RegisterPage:
    return dossiers.RegisterPage(
        agency_code="H27.30.12",
        agency_name="Ủy ban nhân dân xã Tân Mỹ Hà",
        year=2026,
        items=tuple(line(number) for number in numbers),
        next_cursor=after,
        parts=parts,
    )


REGISTER = "/api/v1/desk/register.pdf?agency_code=H27.30.12&year=2026"


def test_the_register_is_printed_whole_and_lies_on_its_side(house: House) -> None:
    house.rpc.answer(dossiers.get_register, lambda asked: page(1, 2, after="next") if not asked.cursor else page(3))

    answer = house.client.get(REGISTER, headers=house.as_officer())

    assert all(squeezed(f"261124-{number:04}") in read(answer.data) for number in (1, 2, 3))
    sheet = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].mediabox
    assert sheet.width > sheet.height


def test_a_register_that_is_too_long_to_print_says_in_how_many_parts_it_comes(house: House) -> None:
    house.rpc.answer(dossiers.get_register, page(*range(1, 101), after="more", parts=3))

    answer = house.client.get(REGISTER, headers=house.as_officer())

    assert (answer.status_code, answer.json["code"]) == (409, "dossier.register-too-long")
    assert "part=1 đến part=3" in answer.json["detail"]


def test_a_part_of_a_long_register_is_printed_and_says_which(house: House) -> None:
    asked_for: list[int] = []

    def give(asked: dossiers.GetRegister) -> dossiers.RegisterPage:
        asked_for.append(asked.part)
        return page(1001, 1002, parts=3)

    house.rpc.answer(dossiers.get_register, give)

    answer = house.client.get(f"{REGISTER}&part=2", headers=house.as_officer())

    assert (answer.status_code, asked_for) == (200, [2])
    assert squeezed("phần 2/3") in read(answer.data)
    assert house.client.get(f"{REGISTER}&part=x", headers=house.as_officer()).status_code == 422
