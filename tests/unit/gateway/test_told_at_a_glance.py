"""What a page says at first sight: that something is wrong and where, what is there already, and what a figure is."""

import dataclasses
from typing import Any

import pytest

from chassis.errors import INVALID_REQUEST, FieldProblem
from services.dossiers import contract as dossiers
from tests.browser.portal import FILED, furnished
from tests.unit.gateway.builders import NOON, a_dossier
from tests.unit.gateway.fakes import House
from tests.unit.gateway.test_browser_sessions import HTML
from tests.unit.gateway.test_deeds import refuses, send

DESK, TO = "/can-bo/ho-so/desk", "/can-bo/ho-so/desk/tu-choi"
MINE = "/ho-so/done"


def somebody(who: str) -> House:
    made = furnished()
    made.client.set_cookie("motcua-access", who)
    return made


def refused(language: str = "") -> str:
    house = somebody("binh")
    refuses(house, dossiers.refuse_dossier, INVALID_REQUEST(problems=[FieldProblem("/legal_basis", "required", {})]))
    typed = {"reason_code": "wrong-papers", "reason": "Không phải của người nộp", "legal_basis": "x"}
    return send(house, DESK + language, TO + language, **typed).text


def test_the_title_of_a_refused_form_says_so_and_that_of_a_page_does_not() -> None:
    assert "<title>Lỗi: H27" in refused()
    assert "<title>Error: H27" in refused("?lang=en")
    assert "<title>H27" in somebody("binh").client.get(DESK, headers=HTML).text


def test_who_comes_back_to_a_refused_form_begins_at_what_is_wrong_which_names_its_field() -> None:
    page = refused()

    told = page.partition('role="alert" tabindex="-1" autofocus>')[2].partition("</div>")[0]
    assert '<a href="#tu-choi-legal_basis">Căn cứ pháp lý: ' in told


@pytest.mark.parametrize(("rating", "said"), [(None, ""), (dossiers.Rating.SATISFIED, "Hài lòng")])
def test_a_dossier_that_was_rated_shows_what_was_said_and_asks_no_more(
    rating: dossiers.Rating | None, said: str
) -> None:
    house = somebody("an")
    returned: Any = {"id": "done", "state": 10, "supplement": None, "actions": (), "returned_at": NOON}
    house.rpc.answer(dossiers.get_dossier, a_dossier(**{**FILED, **returned, "rating": rating}))

    page = house.client.get(MINE, headers=HTML).text

    assert ('action="/ho-so/done/danh-gia"' in page) is (rating is None)
    assert ("gửi rồi không sửa được" in page) is (rating is None)
    assert ('id="da-danh-gia"' in page) is (rating is not None)
    assert said in page.partition('id="da-danh-gia"')[2]


def test_the_result_comes_before_what_was_paid_for_it() -> None:
    page = somebody("an").client.get(MINE, headers=HTML).text

    assert page.index("Tải kết quả") < page.index('id="phai-nop"')


@pytest.mark.parametrize(("address", "said"), [("/so-lieu", "12.500"), ("/so-lieu?lang=en", "12,500")])
def test_large_figures_are_grouped_as_the_language_does(address: str, said: str) -> None:
    house = furnished()
    found = house.rpc.answers[dossiers.get_figures.address](dossiers.GetFigures())
    line = dataclasses.replace(found.lines[0], received=12_500)
    house.rpc.answer(dossiers.get_figures, dataclasses.replace(found, lines=(line,)))

    assert f'class="number">{said}</td>' in house.client.get(address, headers=HTML).text


@pytest.mark.parametrize(("number", "said"), [(1, "1 original, 1 copy"), (2, "2 originals, 2 copies")])
def test_sheets_of_paper_are_counted_in_english_as_one_or_many(number: int, said: str) -> None:
    house = somebody("binh")
    paper = dossiers.PaperView(
        key="giay-1",
        name="Giấy tờ",
        required=True,
        originals=1,
        copies=0,
        handed_originals=number,
        handed_copies=number,
    )
    at_hand: Any = {**FILED, "id": "desk", "state": 1, "supplement": None, "papers": (paper,)}
    house.rpc.answer(dossiers.get_dossier, a_dossier(**at_hand))

    assert said in house.client.get(DESK + "?lang=en", headers=HTML).text
