"""The step of the papers without scripts: what is wrong with a file is told beside its paper."""

import dataclasses
import io
import re

import pytest
from werkzeug.test import TestResponse

from chassis.uploads import BODY_TOO_LARGE
from services.dossiers import contract as dossiers
from tests.browser.portal import FILE
from tests.unit.gateway.builders import a_dossier
from tests.unit.gateway.fakes import House
from tests.unit.gateway.test_browser_sessions import HTML
from tests.unit.gateway.test_forms_not_done import a_signed_in_house, marks

PAPERS = tuple(
    dossiers.PaperView(key=key, name=name, required=True, originals=1, copies=0)
    for key, name in (("giay-1", "Giấy tờ tùy thân"), ("giay-2", "Giấy tờ cư trú"))
)


@pytest.fixture
def house() -> House:
    made = a_signed_in_house(paper_limit=100_000)
    made.rpc.answer(dossiers.get_dossier, a_dossier(papers=PAPERS))
    return made


def give(house: House, content: bytes, name: str) -> TestResponse:
    data = {**marks(house), "file": (io.BytesIO(content), name, "application/octet-stream")}
    return house.client.post("/ho-so/dos-1/giay-to/giay-2", data=data, headers=HTML)


def told(page: TestResponse) -> list[str]:
    """What is said beside the second paper; nothing is said beside the first."""
    first, second = page.text.split("Giấy tờ cư trú", 1)
    assert '<p class="wrong"' not in first
    return re.findall(r'<p class="wrong" role="alert" tabindex="-1" autofocus>([^<]+)</p>', second)


def test_a_form_without_a_file_comes_back_with_the_reason_beside_its_paper(house: House) -> None:
    fields = "".join(
        f'--grenze\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in marks(house).items()
    )
    none = '--grenze\r\nContent-Disposition: form-data; name="file"; filename=""\r\n'
    body = fields + none + "Content-Type: application/octet-stream\r\n\r\n\r\n--grenze--\r\n"
    kind = "multipart/form-data; boundary=grenze"

    page = house.client.post("/ho-so/dos-1/giay-to/giay-2", data=body.encode(), content_type=kind, headers=HTML)

    assert page.status_code == 422
    assert told(page) == ["Tệp tải lên không có nội dung. Xin chọn lại tệp."]


def test_a_file_that_is_too_large_leads_back_to_the_papers_and_is_not_read(house: House) -> None:
    page = give(house, b"x" * 300_000, "ảnh.jpg")

    assert page.status_code in (413, 422)
    [said] = told(page)
    assert said.startswith("ảnh.jpg: Tệp lớn hơn mức cho phép (100 kB)")
    assert house.objects.held == {}
    assert not house.rpc.calls_of(dossiers.attach_paper)


def test_a_file_beyond_what_the_server_itself_takes_is_told_in_the_same_way() -> None:
    house = a_signed_in_house()
    house.rpc.answer(dossiers.get_dossier, a_dossier(papers=PAPERS))
    data = {**marks(house), "file": (io.BytesIO(b"x" * 70_000), "phim.mp4", "application/octet-stream")}
    past_the_server = {"motcua.too_large": BODY_TOO_LARGE(limit=30_000_000), "CONTENT_LENGTH": "400000000"}

    page = house.client.post("/ho-so/dos-1/giay-to/giay-2", data=data, headers=HTML, environ_overrides=past_the_server)

    assert page.content_type.startswith("text/html")
    [said] = told(page)
    assert said.startswith("phim.mp4: Tệp lớn hơn mức cho phép (25 MB)")
    assert house.objects.held == {}


@pytest.mark.parametrize(("query", "said"), [("", "lớn hơn mức cho phép (1 MB)"), ("?lang=en", "than allowed (1 MB)")])
def test_a_form_beyond_what_the_server_takes_is_refused_in_a_page_and_to_programs_in_json(
    query: str, said: str
) -> None:
    house = a_signed_in_house()
    past_the_server = {"motcua.too_large": BODY_TOO_LARGE(limit=1_000_000)}

    page = house.client.post(f"/ho-so/dos-1/nop{query}", headers=HTML, environ_overrides=past_the_server)
    answer = house.client.post("/api/v1/dossiers", environ_overrides=past_the_server)

    assert (page.status_code, page.content_type) == (413, "text/html; charset=utf-8")
    assert said in page.text
    assert answer.content_type.startswith("application/problem+json")
    assert (answer.status_code, answer.json["code"]) == (413, "request.body-too-large")


def test_the_last_file_of_a_filed_paper_stays_and_beside_it_stands_what_to_do_first(house: House) -> None:
    held = dataclasses.replace(PAPERS[1], files=(FILE,))
    house.rpc.answer(dossiers.get_dossier, a_dossier(code="H27.30.12-261124-0001", state=1, papers=(PAPERS[0], held)))
    house.rpc.answer(dossiers.remove_paper, dossiers.PAPER_WOULD_BE_MISSING(paper="Giấy tờ cư trú"))

    page = house.client.post(f"/ho-so/dos-1/bo-tep/{FILE.id}", data=marks(house), headers=HTML)

    assert page.status_code == 409
    [said] = told(page)
    assert "thêm tệp mới trước" in said
