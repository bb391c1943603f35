"""Electronic forms are edited by their sections and fields, and nothing of them is lost by editing something else."""

import copy
import dataclasses
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from chassis.records import dump, load
from gateway.web import form_editing
from services.catalog import contract as catalog
from services.catalog.contract.forms import FieldKind, Form, faults
from tests.browser import office
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send
from tests.unit.gateway.test_forms import FORMS

ROOM = "/can-bo/bien-tap/edi-2/mau"
FORM = office.FORM
SECTION, FIELD = f"{ROOM}/0.0", f"{ROOM}/0.0.0"


@pytest.fixture
def house() -> House:
    made = at_work()
    made.rpc.answer(catalog.change_edition, office.WITH_FORM)
    made.rpc.answer(catalog.check_edition, catalog.EditionCheck(problems=(), warnings=()))
    return made


def kept(house: House) -> list[Any]:
    """The forms of the last content that was saved; all else of it is as it was."""
    content = dict(house.rpc.calls_of(catalog.change_edition)[-1].request.content)
    forms = content.pop("forms")
    assert content == {name: value for name, value in office.WITH_FORM.content.items() if name != "forms"}
    return list(forms)


def as_drawn(house: House, page: str, **changed: str) -> dict[str, Any]:
    """What the page's form sends when this is changed in it."""
    typed: dict[str, Any] = {}
    for name, values in drawn(get(house, page).text):
        typed.setdefault(name, []).extend(values)
    return {**typed, **changed}


_FIELDS = re.compile(
    r'<input ([^>]*)>|<select [^>]*name="([^"]+)".*?</select>|<textarea ([^>]*)>(.*?)</textarea>', re.DOTALL
)
_NAME, _VALUE, _CHOSEN = (
    re.compile(r'name="([^"]+)"'),
    re.compile(r'value="([^"]*)"'),
    re.compile(r'"([^"]*)" selected'),
)


def drawn(page: str) -> Iterator[tuple[str, list[str]]]:
    """The fields of the page's record as a browser would send them."""
    for tag in _FIELDS.finditer(page, page.index('class="card record"')):
        if tag[2]:
            chosen = _CHOSEN.search(tag[0])
            yield tag[2], [unescape(chosen[1]) if chosen else ""]
            continue
        marks, value = tag[1] or tag[3], _VALUE.search(tag[1] or "")
        name = _NAME.search(marks)
        ticked = 'type="checkbox"' not in marks or " checked" in marks
        if name and ticked:
            yield name[1], [unescape(tag[4] if tag[1] is None else (value[1] if value else ""))]


def test_a_page_that_is_saved_as_it_was_drawn_changes_nothing(house: House) -> None:
    places = [ROOM, f"{ROOM}/0"]
    for at, section in enumerate(FORM["sections"]):
        places += [f"{ROOM}/0.{at}", *(f"{ROOM}/0.{at}.{n}" for n in range(len(section["fields"])))]
    before = load(Form, FORM)

    for place in places:
        answer = send(house, place, place, **as_drawn(house, place))

        assert answer.status_code == 303, place
        [after] = kept(house)
        assert load(Form, after) == before, place


def test_a_field_is_changed_in_its_place(house: House) -> None:
    send(house, FIELD, FIELD, **as_drawn(house, FIELD, **{"f:vi": "Nhãn mới", "f:help_en": "How to"}))

    [form] = kept(house)
    field = form["sections"][0]["fields"][0]
    assert (field["vi"], field["help_en"]) == ("Nhãn mới", "How to")
    assert form["sections"][0]["fields"][1:] == FORM["sections"][0]["fields"][1:]
    assert form["sections"][1:] == FORM["sections"][1:]


def test_a_field_is_added_with_a_key_made_of_its_label_and_the_others_stay(house: House) -> None:
    new = {"new:vi": "Đơn vị công tác", "new:en": "Employer", "new:kind": "text"}

    send(house, SECTION, SECTION, **as_drawn(house, SECTION, **new))

    *before, last = kept(house)[0]["sections"][0]["fields"]
    assert before == FORM["sections"][0]["fields"]
    assert last == {"key": "don_vi_cong_tac", "vi": "Đơn vị công tác", "en": "Employer", "kind": "text"}


def test_a_form_and_a_section_are_added_empty_and_the_check_says_what_they_lack(house: House) -> None:
    send(house, ROOM, ROOM, **as_drawn(house, ROOM, **{"new:vi": "Tờ khai mới", "new:en": "New form"}))
    assert kept(house)[1] == {"key": "to-khai-moi", "vi": "Tờ khai mới", "en": "New form", "sections": []}

    at = f"{ROOM}/0"
    send(house, at, at, **as_drawn(house, at, **{"new:vi": "Mục mới", "new:en": "New"}))
    assert kept(house)[0]["sections"][-1] == {"key": "muc_moi", "vi": "Mục mới", "en": "New", "fields": []}


def test_what_is_ticked_is_taken_out(house: House) -> None:
    send(house, SECTION, SECTION, **as_drawn(house, SECTION, **{"x:0": "1"}))

    assert kept(house)[0]["sections"][0]["fields"] == FORM["sections"][0]["fields"][1:]


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ({}, "abcd"),
        ({"o:2": "1"}, "cabd"),
        ({"o:0": "3"}, "bcad"),
        ({"o:3": "2", "x:0": "1"}, "dbc"),
        ({"o:0": "99"}, "bcda"),
        ({"o:1": "x", "o:2": "", "o:3": "12345"}, "abcd"),
        ({"x:0": "1", "x:1": "1", "x:2": "1", "x:3": "1"}, ""),
    ],
)
def test_a_number_moves_a_thing_to_that_place(said: dict[str, str], order: str) -> None:
    form = MultiDict({f"o:{at}": str(at + 1) for at in range(4)} | said)

    assert "".join(form_editing.arranged("abcd", form)) == order


def test_a_field_shows_what_its_kind_uses_and_what_else_it_holds(house: House) -> None:
    choice = {"key": "a", "kind": "choice", "vi": "A", "en": "A", "pattern": "[0-9]+"}
    form = {**copy.deepcopy(FORM), "sections": [{"key": "s", "vi": "S", "en": "S", "fields": [choice]}]}
    edition = dataclasses.replace(office.WITH_FORM, content={**office.CONTENT, "forms": [form]})
    house.rpc.answer(catalog.get_edition, edition)

    page = get(house, FIELD).text

    assert 'name="f:many"' in page
    assert 'name="f:options.0.vi"' in page
    assert 'name="f:pattern"' in page
    for name in ("f:low", "f:decimals", "f:parts", "f:max_rows", "f:paper"):
        assert f'name="{name}"' not in page


def test_a_condition_that_is_no_json_is_told_at_its_field_and_nothing_is_lost(house: House) -> None:
    page = send(house, FIELD, FIELD, **as_drawn(house, FIELD, **{"f:show": "{ thiếu", "f:vi": "Nhãn mới"}))

    assert page.status_code == 422
    assert 'id="f-show-wrong"' in page.text
    assert "{ thiếu" in page.text
    assert "Nhãn mới" in page.text
    assert not house.rpc.calls_of(catalog.change_edition)


def test_an_edition_that_somebody_else_changed_is_told_and_what_was_typed_stays(house: House) -> None:
    house.rpc.answer(catalog.change_edition, catalog.EDITION_STALE(expected=4, actual=5))

    page = send(house, FIELD, FIELD, **as_drawn(house, FIELD, **{"f:vi": "Nhãn mới"}))

    assert page.status_code in (409, 412)
    assert "Nhãn mới" in page.text


def test_problems_stand_at_their_fields_on_every_page_on_the_way(house: House) -> None:
    key = FORM["sections"][0]["fields"][1]["key"]
    problems = (
        catalog.EditionProblem(pointer="/content/forms/0/sections/0/fields/0/vi", code="x", vi="Quá dài.", en="Long."),
        catalog.EditionProblem(
            pointer="/content/forms/0", code="form.unsound", vi="Mẫu sai.", en="Bad.", params={"fault": f"{key}: bad"}
        ),
    )
    house.rpc.answer(catalog.check_edition, catalog.EditionCheck(problems=problems, warnings=()))

    assert 'id="f-vi-wrong">Quá dài.' in get(house, FIELD).text
    assert "Mẫu sai." not in get(house, FIELD).text
    assert "Mẫu sai." in get(house, f"{ROOM}/0.0.1").text
    for above in (SECTION, f"{ROOM}/0", ROOM):
        page = get(house, above).text
        assert "Quá dài." in page
        assert "Mẫu sai." in page


@pytest.mark.parametrize("at", ["9", "0.99", "0.0.0.0", "x", "0.0.0.0.0.0", "-1", "0..1"])
def test_a_place_where_nothing_is_is_not_found(house: House, at: str) -> None:
    assert get(house, f"{ROOM}/{at}").status_code == 404


def test_who_may_not_change_it_looks_only(house: House) -> None:
    house.rpc.answer(catalog.get_edition, dataclasses.replace(office.WITH_FORM, actions=("approve",)))

    page = get(house, FIELD).text

    assert '<fieldset class="whole" disabled>' in page
    assert "<button>Lưu" not in page


def test_a_form_can_be_made_from_nothing_by_its_pages_alone(house: House) -> None:
    edition = dataclasses.replace(office.WITH_FORM, content={**office.CONTENT, "forms": []})

    def step(at: str, **typed: Any) -> None:
        nonlocal edition
        house.rpc.answer(catalog.get_edition, edition)
        assert send(house, at, at, **as_drawn(house, at, **typed)).status_code == 303
        edition = dataclasses.replace(edition, content={**edition.content, "forms": kept(house)})

    step(ROOM, **{"new:vi": "Đơn đề nghị", "new:en": "Request"})
    source = {"f:provenance.name": "Thông tư", "f:provenance.retrieved_on": "1/7/2026", "f:provenance.verified": "1"}
    step(f"{ROOM}/0", **{"new:vi": "Người nộp", "new:en": "Applicant", **source})
    step(f"{ROOM}/0.0", **{"new:vi": "Việc", "new:en": "Matter", "new:kind": "choice"})
    step(f"{ROOM}/0.0.0", **{"f:options.0.key": "a", "f:options.0.vi": "A", "f:options.0.en": "A"})

    [made] = edition.content["forms"]
    form = load(Form, made)
    assert faults(form) == ()
    assert [field.kind for field in form.sections[0].fields] == [FieldKind.CHOICE]


def test_every_shipped_form_is_drawn_by_fields_to_the_last_column(house: House) -> None:
    for key, form in FORMS.items():
        plain = dump(form)
        edition = dataclasses.replace(office.WITH_FORM, content={**office.CONTENT, "forms": [plain]})
        house.rpc.answer(catalog.get_edition, edition)
        for at, section in enumerate(plain["sections"]):
            for n, field in enumerate(section["fields"]):
                for column in range(len(field["columns"])):
                    page = get(house, f"{ROOM}/0.{at}.{n}.{column}")
                    assert page.status_code == 200, key
                    assert field["columns"][column]["key"] in page.text


def test_options_are_put_in_order_too(house: House) -> None:
    at = f"{ROOM}/0.0.1"
    before = [one["key"] for one in FORM["sections"][0]["fields"][1]["options"]]

    send(house, at, at, **as_drawn(house, at, **{"o:options.2": "1", "x:options.0": "1"}))

    after = [one["key"] for one in kept(house)[0]["sections"][0]["fields"][1]["options"]]
    assert after == [before[2], before[1], *before[3:]]
