"""A form that was saved elsewhere after its page was opened: nothing is written over before the person was told."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest

from gateway.web.saved_meanwhile import differing, mark_of
from services.catalog.contract.forms import Context
from services.dossiers import contract as dossiers
from tests.browser.portal import KEY, PAPERS
from tests.unit.gateway.builders import a_dossier
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import HTML, at_work, get
from tests.unit.gateway.test_forms import CODE, a_form_view

PAGE = "/ho-so/draft/khai"
CONTEXT = Context(today=dt.date(2026, 11, 28), case="", communes=None)


def a_draft(**answers: Any) -> dossiers.DossierView:
    return a_dossier(
        id="draft", papers=PAPERS, actions=("save_draft",), form_key=KEY, procedure_code=CODE, answers=answers
    )


@pytest.fixture
def house() -> House:
    made = at_work("an")
    made.rpc.answer(dossiers.get_dossier, a_draft(copies=2))
    made.rpc.answer(dossiers.save_draft, a_draft(copies=5))
    return made


def sent(house: House, page: str, **typed: str) -> Any:
    marks = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    data = {name: unescape(value) for name, value in marks} | {f"/{name}": value for name, value in typed.items()}
    return house.client.post(PAGE, data=data, headers=HTML, base_url="http://127.0.0.1")


def test_what_another_tab_saved_is_told_and_what_was_typed_stays(house: House) -> None:
    page = get(house, PAGE).text
    house.rpc.answer(dossiers.get_dossier, a_draft(copies=3))

    answer = sent(house, page, copies="5")

    assert answer.status_code == 412
    assert house.rpc.calls_of(dossiers.save_draft) == []
    assert "Chưa lưu: bản nháp này đã được lưu ở nơi khác" in answer.text
    assert '<li><a href="#f-copies">' in answer.text
    assert re.search(r'<input[^>]*name="/copies"[^>]*value="5"', answer.text)


def test_who_was_told_and_sends_it_again_has_it_saved(house: House) -> None:
    page = get(house, PAGE).text
    house.rpc.answer(dossiers.get_dossier, a_draft(copies=3))

    sent(house, sent(house, page, copies="5").text, copies="5")

    assert [made.request.answers["copies"] for made in house.rpc.calls_of(dossiers.save_draft)] == ["5"]


def test_a_page_that_knows_what_is_saved_or_says_the_same_is_saved_at_once(house: House) -> None:
    page = get(house, PAGE).text
    sent(house, page, copies="5")
    house.rpc.answer(dossiers.get_dossier, a_draft(copies=5))
    sent(house, page, copies="05")

    assert len(house.rpc.calls_of(dossiers.save_draft)) == 2


def test_answers_differ_by_what_they_mean() -> None:
    plan = a_form_view(KEY).plan

    assert differing(plan, CONTEXT, {"copies": 2}, {"copies": "02"}) == ()
    assert differing(plan, CONTEXT, {"copies": 2}, {"copies": "3", "phone": ""}) == ("/copies",)
    assert mark_of({"a": 1, "b": 2}) == mark_of({"b": 2, "a": 1})
    assert mark_of({"a": 1}) != mark_of({"a": 2})
