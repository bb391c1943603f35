"""Forms on paper: every label and answer, nothing that is hidden, and what is printed agrees with the check."""

import io
import re

import pypdf
import pytest

from chassis.callers import Channel
from chassis.paper import Boxes, Heading, Item, Line, Table, Text, Ticks, set_paper
from gateway.printing.answers import Words
from gateway.printing.forms import Filled, Origin, answers_hash, paper_of
from services.catalog import contract as catalog
from services.catalog.contract.forms import Context, check, plan_of
from services.catalog.seeds import read_seeds
from services.dossiers import contract as dossiers
from tests.unit.forms.examples import FILLED_WELL
from tests.unit.forms.generating import TODAY, Maker
from tests.unit.gateway.builders import HASH, NOON, a_dossier, a_procedure
from tests.unit.gateway.fakes import House

FORMS = {form.key: form for version in read_seeds().procedures for form in version.forms}
ORIGIN = Origin("1.000000", 1, HASH)


def printed(form, filled=None):
    plan = plan_of(form, TODAY)
    return paper_of(form, plan, Words(plan["lists"], TODAY), ORIGIN, filled)


def text_of(paper):
    return read(set_paper(paper, NOON))


def read(pdf):
    """What a PDF says, page after page, without page numbers and small print between them."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    body = [
        re.sub(r"Thủ tục \d\.\d{6}, phiên bản.*", "", re.sub(r"^\d+\n", "", text), flags=re.DOTALL) for text in pages
    ]
    return squeezed(" ".join((*body, pages[-1])))


def squeezed(text):
    """Text without blanks: where lines broke does not matter."""
    return re.sub(r"\s+", "", text)


def words_of(paper):
    """Everything that the blocks of a paper say, labels and answers."""
    for block in paper.blocks:
        match block:
            case Line():
                for item in block.items:
                    yield item.label
                    yield item.answer or ""
            case Item():
                yield block.label
            case Ticks():
                yield block.label
                yield from (f"X{words}" if ticked else words for words, ticked in block.options)
            case Boxes():
                yield block.label
                yield block.answer or ""
            case Table():
                yield block.label
                yield from (column.title for column in block.columns)
                for row in block.rows:
                    yield from row
            case Heading() | Text():
                yield block.text
            case _:
                pass


def fields_of(plan):
    return [(section, field) for section in plan["sections"] for field in section["fields"]]


@pytest.mark.parametrize("key", FORMS)
def test_a_blank_form_has_every_label_of_the_form(key):
    form = FORMS[key]
    text = text_of(printed(form))

    assert squeezed(form.vi.partition(" (")[0].upper()) in text
    assert squeezed(form.number) in text
    assert squeezed("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc") in text
    assert squeezed(form.declaration_vi) in text
    for title in form.signed_by:
        assert squeezed(title) in text
    for _, field in fields_of(plan_of(form, TODAY)):
        if field.get("what") == "person":
            for part in field["fields"] if len(field["fields"]) > 1 else ():
                assert squeezed(part["vi"]) in text
        else:
            assert squeezed(field["vi"]) in text, field["key"]
        for option in field.get("options", ()) if len(field.get("options", ())) < 9 else ():
            short = sum(len(each["vi"]) for each in field["options"]) <= 12
            assert short or squeezed(option["vi"]) in text
        for column in field["fields"] if field["kind"] == "table" else ():
            assert squeezed(column["vi"]) in text
    assert "X" not in [
        words for block in printed(form).blocks if isinstance(block, Ticks) for words, on in block.options if on
    ]


@pytest.mark.parametrize(("key", "case", "answers"), FILLED_WELL)
def test_a_filled_form_has_every_answer_and_no_field_that_is_hidden(key, case, answers):
    form = FORMS[key]
    plan = plan_of(form, TODAY)
    found = check(plan, answers, Context(TODAY, case))
    assert found.is_whole
    words = Words(plan["lists"], TODAY)

    text = text_of(printed(form, Filled(found.answers, found.shown)))

    for _, field in fields_of(plan):
        if field["key"] in found.answers:
            for said in leaves(field, found.answers[field["key"]], words):
                assert squeezed(said) in text, field["key"]
    said = set(map(squeezed, words_of(printed(form, Filled(found.answers, found.shown)))))
    for _, field in fields_of(plan):
        if f"/{field['key']}" not in found.shown and field.get("what") != "person":
            assert squeezed(f"{field.get('number', '')}{field['vi']}:") not in said, field["key"]

    for typed in typed_in([field for _, field in fields_of(plan)], found.answers):
        assert squeezed(typed) in text


def typed_in(fields, answers):
    """Every text that somebody typed, as it was typed, wherever it stands."""
    for field in fields:
        value = answers.get(field["key"])
        if value is None:
            continue
        if field["kind"] in ("text", "long_text", "name", "phone", "email", "identity", "paper_number", "tax_code"):
            yield value
        elif field["kind"] == "group":
            yield from typed_in(field["fields"], value)
        elif field["kind"] == "table":
            for row in value:
                yield from typed_in(field["fields"], row)


def leaves(field, value, words):
    """The answers of a field as they are printed, part for part."""
    if field["kind"] == "group" and field["what"] == "person":
        for part in field["fields"]:
            if part["key"] in value:
                yield words.of(part, value[part["key"]])
    elif field["kind"] == "table":
        for row in value:
            for column in field["fields"]:
                if column["key"] in row:
                    yield words.of(column, row[column["key"]])
    elif isinstance(value, list):
        yield from (words.of(field, one) for one in value)
    elif field["kind"] == "yes_no":
        yield "XCó" if value else "XKhông"
    else:
        yield words.of(field, value)


@pytest.mark.parametrize("seed", range(250))
def test_paper_and_check_agree_on_forms_and_answers_made_by_chance(seed):
    """Exactly the fields that the check shows are printed, with exactly the answers that it keeps."""
    by = Maker(seed)
    form = by.form()
    plan = plan_of(form, TODAY)
    context = by.context()
    found = check(plan, by.answers(plan, by.one(0.0, 0.1)), context)
    words = Words(plan["lists"], TODAY)

    said = list(words_of(printed(form, Filled(found.answers, found.shown))))

    for _, field in fields_of(plan):
        key = field["key"]
        mentions = [text for text in said if re.search(rf"\b(M|m)ục {key}\b", text)]
        if (
            field["kind"] == "group"
            and field["what"] == "person"
            and not any(part["key"] == "full_name" for part in field["fields"])
        ):
            continue  # A person without a name has its label where its parts are.
        assert bool(mentions) == (f"/{key}" in found.shown and bool(printable(plan, key, found))), (seed, key)
        if key in found.answers:
            for answer in leaves(field, found.answers[key], words):
                assert any(answer in text for text in (*said, *map(squeezed, said))), (seed, key)


def printable(plan, key, found):
    """Whether the section of a field has anything to fill in; a section of notes and files alone has no place."""
    section = next(section for section, field in fields_of(plan) if field["key"] == key)
    there = [field for field in section["fields"] if f"/{field['key']}" in found.shown]
    mine = next(field for field in there if field["key"] == key) if f"/{key}" in found.shown else None
    return mine is not None and (
        mine["kind"] == "file" or any(field["kind"] not in ("note", "file") for field in there)
    )


def test_the_same_answers_give_the_same_bytes_and_name_their_hash():
    key, case, answers = FILLED_WELL[0]
    form = FORMS[key]
    found = check(plan_of(form, TODAY), answers, Context(TODAY, case))
    filled = Filled(found.answers, found.shown)

    assert set_paper(printed(form, filled), NOON) == set_paper(printed(form, filled), NOON)
    digest = answers_hash(ORIGIN, form, found.answers)
    assert digest in text_of(printed(form, filled))
    assert printed(form, filled).footer.qr == f"MOTCUA:1.000000:1:{key}:{digest}"
    assert answers_hash(ORIGIN, form, {**found.answers, "copies": 4}) != digest


def test_words_are_written_as_vietnamese_writes_them():
    words = Words({}, TODAY)

    assert words.of({"kind": "money"}, 150000000) == "150.000.000 đồng"
    assert words.of({"kind": "number", "unit_vi": "m²"}, "1250.50") == "1.250,50 m²"
    assert words.of({"kind": "number"}, "-0.5") == "-0,5"
    assert words.of({"kind": "date"}, "2026-11-01") == "01/11/2026"
    assert words.of({"kind": "date"}, "2026-11") == "11/2026"
    assert words.of({"kind": "yes_no"}, True) == "Có"


def test_an_address_is_written_from_the_house_to_the_province():
    plan = plan_of(FORMS["khai-sinh"], TODAY)
    origin = next(field for _, field in fields_of(plan) if field["key"] == "origin")
    words = Words(plan["lists"], TODAY)

    today = {"way": "current", "province": "01", "commune": "00004", "street": "số 12 phố Phan Đình Phùng"}
    assert words.of(origin, today) == "số 12 phố Phan Đình Phùng, phường Ba Đình, thành phố Hà Nội"
    assert words.of(origin, {"way": "old", "text": "huyện Đức Thọ"}) == "huyện Đức Thọ"


def test_an_identity_paper_is_written_with_kind_number_day_and_issuer():
    plan = plan_of(FORMS["khai-sinh"], TODAY)
    mother = next(field for _, field in fields_of(plan) if field["key"] == "mother")
    identity = next(part for part in mother["fields"] if part["key"] == "identity")
    whole = {"kind": "passport", "number": "C1234567", "issued_on": "2022-05-04", "issued_by": "Cục Xuất nhập cảnh"}

    said = Words(plan["lists"], TODAY).of(identity, whole)

    assert said == "Hộ chiếu Việt Nam số C1234567, cấp ngày 04/05/2022, nơi cấp: Cục Xuất nhập cảnh"


def test_exactly_what_was_chosen_is_ticked():
    _, case, answers = next(example for example in FILLED_WELL if example[0] == "khai-tu")
    found = check(plan_of(FORMS["khai-tu"], TODAY), answers, Context(TODAY, case))

    paper = printed(FORMS["khai-tu"], Filled(found.answers, found.shown, frozenset({"giay-bao-tu"})))

    ticked = [words for block in paper.blocks if isinstance(block, Ticks) for words, on in block.options if on]
    assert ticked == ["Con", "Giấy báo tử", "Không"]


@pytest.fixture
def version() -> catalog.ProcedureVersion:
    return a_procedure(forms=(FORMS["ban-sao-trich-luc"],), content_hash="cd" * 32)


@pytest.fixture
def catalogue(house: House, version: catalog.ProcedureVersion) -> House:
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.get_procedure, version)
    return house


BLANK = "/api/v1/procedures/2.000635/forms/ban-sao-trich-luc.pdf"


def test_a_blank_form_is_downloaded_with_its_name_and_may_be_kept(catalogue: House) -> None:
    answer = catalogue.client.get(BLANK)

    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"].startswith("public")
    again = catalogue.client.get(BLANK, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_blank_form_of_a_named_version_never_changes(catalogue: House) -> None:
    assert "immutable" in catalogue.client.get(f"{BLANK}?version=1").headers["Cache-Control"]


def test_a_form_that_the_procedure_does_not_have_is_not_found(catalogue: House) -> None:
    answer = catalogue.client.get("/api/v1/procedures/2.000635/forms/khai-sinh.pdf")

    assert (answer.status_code, answer.json["code"]) == (404, "procedure.form-not-found")


def filed(**more) -> dossiers.DossierView:
    _, case, answers = next(example for example in FILLED_WELL if example[0] == "ban-sao-trich-luc")
    facts = {
        "answers": answers,
        "case": case,
        "channel": Channel.ONLINE,
        "submitted_at": NOON,
        "code": "H27.30.12-261124-0001",
    }
    return a_dossier(**{**facts, **more})


FILLED = "/api/v1/dossiers/dos-1/forms/ban-sao-trich-luc.pdf"


def test_who_may_read_a_dossier_downloads_its_form_with_its_answers(catalogue: House) -> None:
    catalogue.rpc.answer(dossiers.get_dossier, filed())

    answer = catalogue.client.get(FILLED, headers=catalogue.as_citizen())

    assert answer.headers["Cache-Control"] == "no-store"
    text = read(answer.data)
    for words in (
        "Nguyễn Văn An",
        "H27.30.12-261124-0001",
        "Ngày 24 tháng 11 năm 2026",
        "X Bản thân",
        "Kính gửi: Ủy ban nhân dân xã Tân Mỹ Hà",
    ):
        assert squeezed(words) in text
    (asked,) = catalogue.rpc.calls_of(dossiers.get_dossier)
    assert asked.caller.id == "acc-1"


def test_who_may_not_read_a_dossier_gets_no_form(catalogue: House) -> None:
    catalogue.rpc.answer(dossiers.get_dossier, dossiers.DOSSIER_NOT_FOUND())

    assert catalogue.client.get(FILLED, headers=catalogue.as_citizen()).status_code == 404
    assert catalogue.client.get(FILLED).status_code == 401


def test_a_dossier_that_is_filled_in_on_another_form_has_not_this_one(catalogue: House) -> None:
    catalogue.rpc.answer(dossiers.get_dossier, filed(case="co-quan"))

    assert catalogue.client.get(FILLED, headers=catalogue.as_citizen()).status_code == 404


def test_a_draft_that_is_half_filled_in_prints_what_is_right_so_far(catalogue: House) -> None:
    half = {"relation": "self", "copies": "nhiều", "registered_at": "Ủy ban nhân dân xã Đức Thọ"}
    catalogue.rpc.answer(dossiers.get_dossier, filed(answers=half, submitted_at=None, code=""))

    answer = catalogue.client.get(FILLED, headers=catalogue.as_citizen())

    text = read(answer.data)
    assert squeezed("Ủy ban nhân dân xã Đức Thọ") in text
    assert squeezed("nhiều") not in text
