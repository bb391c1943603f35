"""The last step of filing: nothing is filed, by whoever, while a step before it is open."""

import dataclasses
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.errors import INVALID_REQUEST, FieldProblem
from services.dossiers import contract as dossiers
from tests.browser import counter
from tests.browser.portal import PAPERS, furnished
from tests.unit.gateway.builders import HASH, a_dossier
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import HTML, at_work, get

ROOMS = {"an": "/ho-so/dos-1", "binh": "/can-bo/lap/dos-1"}
FILED = a_dossier(code="H27.30.12-261124-0001", state=1, actions=())


def a_draft(who: str, **given: Any) -> dossiers.DossierView:
    at_the_desk = {**counter.AT_THE_COUNTER, "id": "dos-1"} if who == "binh" else {}
    return a_dossier(**{"actions": ("save_draft", "submit_dossier"), **at_the_desk, **given})


def a_house_with(who: str, view: dossiers.DossierView) -> House:
    house = at_work(who)
    house.rpc.answer(dossiers.get_dossier, view)
    house.rpc.answer(dossiers.submit_dossier, FILED)
    return house


def filed_from(house: House, page: str, to: str) -> TestResponse:
    """Send the form that the last step has when all is done, wherever it was drawn."""
    marks = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    return house.client.post(to, data={**marks, "content_hash": HASH}, headers=HTML, base_url="http://127.0.0.1")


@pytest.mark.parametrize("who", ROOMS)
def test_while_a_step_is_open_there_is_no_button_and_nothing_is_filed(who: str) -> None:
    room = ROOMS[who]
    house = a_house_with(who, a_draft(who, return_way=dossiers.ReturnWay.DESK))
    ready = get(house, f"{room}/kiem-tra").text
    assert f'action="{room}/nop"' in ready

    house.rpc.answer(dossiers.get_dossier, a_draft(who))
    assert f'action="{room}/nop"' not in get(house, f"{room}/kiem-tra").text
    answer = filed_from(house, ready, f"{room}/nop")

    assert answer.status_code == 422
    assert "Trước khi nộp, còn phải xong" in answer.text
    assert f'<li><a href="{room}/nhan-ket-qua">' in answer.text
    assert house.rpc.calls_of(dossiers.submit_dossier) == []


@pytest.mark.parametrize("who", ROOMS)
def test_when_every_step_is_done_the_dossier_is_filed(who: str) -> None:
    room = ROOMS[who]
    house = a_house_with(who, a_draft(who, return_way=dossiers.ReturnWay.DESK))

    answer = filed_from(house, get(house, f"{room}/kiem-tra").text, f"{room}/nop")

    assert answer.status_code == 303
    assert len(house.rpc.calls_of(dossiers.submit_dossier)) == 1


def test_what_was_filed_and_is_sent_once_more_is_answered_as_the_first_time() -> None:
    house = a_house_with("an", a_draft("an", return_way=dossiers.ReturnWay.DESK))
    ready = get(house, "/ho-so/dos-1/kiem-tra").text
    house.rpc.answer(dossiers.get_dossier, FILED)

    assert filed_from(house, ready, "/ho-so/dos-1/nop").status_code == 303


def test_what_is_not_as_it_was_seen_is_named_as_the_page_calls_it() -> None:
    paper = dossiers.PaperView(key="to-khai", name="Tờ khai", required=False, originals=1, copies=0, handed_originals=1)
    house = a_house_with("an", a_draft("an", return_way=dossiers.ReturnWay.DESK, papers=(paper,)))
    ready = get(house, "/ho-so/dos-1/kiem-tra").text
    found = [FieldProblem("/papers/to-khai", "changed", {}), FieldProblem("/answers/copies", "added", {})]
    differs = dossiers.CONTENT_CHANGED(problems=found, where_vi=" ở 2 mục", where_en="", by_vi="", by_en="")
    house.rpc.answer(dossiers.submit_dossier, differs)

    page = filed_from(house, ready, "/ho-so/dos-1/nop").text

    assert "khác với nội dung bạn đã xem ở 2 mục." in page
    assert "<li>Tờ khai: Mục này đã thay đổi từ khi bạn xem.</li>" in page
    assert "<li>Nội dung khai: Mục này được thêm từ khi bạn xem.</li>" in page
    assert "/answers" not in page


def test_what_is_wrong_with_what_is_filed_is_said_and_is_not_called_changed() -> None:
    house = a_house_with("an", a_draft("an", return_way=dossiers.ReturnWay.DESK))
    ready = get(house, "/ho-so/dos-1/kiem-tra").text
    said = {"vi": "Xin viết ít nhất 3 ký tự.", "en": "Please write at least 3 characters."}
    wrong = [FieldProblem("/answers/reason", "form.too-short", {"min": 3, **said})]
    house.rpc.answer(dossiers.submit_dossier, INVALID_REQUEST(problems=wrong))

    page = filed_from(house, ready, "/ho-so/dos-1/nop").text

    assert "Xin viết ít nhất 3 ký tự." in page
    assert "Những chỗ này đã khác" not in page


def test_a_part_in_which_nothing_is_filled_in_says_so_and_shows_no_empty_names() -> None:
    house = furnished()
    house.client.set_cookie("motcua-access", "an")
    empty = house.client.get("/ho-so/draft/kiem-tra", headers=HTML).text
    given = {"requester": {"full_name": "Nguyễn Văn An"}}
    key = house.rpc.answers[dossiers.get_dossier.address]
    house.rpc.answer(dossiers.get_dossier, lambda asked: dataclasses.replace(key(asked), answers={"copies": 2} | given))
    filled = house.client.get("/ho-so/draft/kiem-tra", headers=HTML).text

    assert "Chưa điền mục nào ở phần này." in empty
    assert "part-name" not in empty
    assert "<dd>2" in filled


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        ((), "Thủ tục này không cần giấy tờ kèm theo."),
        (
            (dossiers.PaperView(key="giay-2", name="Giấy tờ cư trú", required=False, originals=0, copies=1),),
            "Không có giấy tờ nào kèm theo",
        ),
    ],
    ids=["none asked for", "none given"],
)
def test_where_no_paper_goes_with_it_the_last_step_says_so(papers: tuple[dossiers.PaperView, ...], said: str) -> None:
    house = a_house_with("an", a_draft("an", return_way=dossiers.ReturnWay.DESK, papers=papers))

    page = get(house, "/ho-so/dos-1/kiem-tra").text

    assert said in page.partition("Giấy tờ kèm theo</h2>")[2].partition("</section>")[0]
    assert said not in get(a_house_with("an", a_draft("an", papers=PAPERS)), "/ho-so/dos-1/kiem-tra").text
