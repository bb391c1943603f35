"""The officers' desk in a real browser: keys of its lists, and pictures that are asked for only when looked at."""

import dataclasses
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from chassis.testing import wait_until
from deploy.portal_client import small_pdf
from services.dossiers import contract as dossiers
from tests.browser import chromium
from tests.browser.portal import FILE, LINE, PAPERS, furnished, served
from tests.unit.gateway.builders import HASH
from tests.unit.gateway.fakes import House
from tests.unit.gateway.test_forms import CODE, KEY

BROWSER = chromium.found()
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium on this machine (apt-get install chromium)"
)
PICTURE = dataclasses.replace(FILE, id="fil-2", name="ảnh.png", media_type="image/png")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415478da63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture
def house() -> House:
    with_picture = dataclasses.replace(PAPERS[0], files=(FILE, PICTURE))
    made = furnished(papers=(with_picture, PAPERS[1]), form_key=KEY, procedure_code=CODE)
    lines = tuple(dataclasses.replace(LINE, id=f"dos-{at}") for at in (1, 2, 3))
    made.rpc.answer(dossiers.list_agency_dossiers, dossiers.DossierPage(items=lines))
    leave = dossiers.FileGrant(object_key="k", name="ảnh.png", media_type="image/png", size=len(PNG), sha256=HASH)
    made.rpc.answer(dossiers.get_file, leave)
    made.objects.held["k"] = PNG
    return made


@pytest.fixture
def page(house: House) -> Iterator[chromium.Page]:
    """An officer's browser at the desk."""
    assert BROWSER is not None
    with served(house) as address, chromium.page(BROWSER) as opened:
        opened.send("Network.enable")
        opened.send("Network.setCookie", name="motcua-access", value="binh", url=address)
        opened.open(address + "/can-bo")
        yield opened


def press(page: chromium.Page, key: str) -> None:
    page.send("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
    page.send("Input.dispatchKeyEvent", type="keyUp", key=key)


def focused(page: chromium.Page) -> str:
    return str(page.run("document.activeElement.getAttribute('href') || document.activeElement.id"))


def test_j_and_k_go_through_the_list_while_it_has_the_focus_and_do_nothing_elsewhere(page: chromium.Page) -> None:
    page.run("document.querySelector('[data-keys]').focus()")
    seen = []
    for key in "jjjjk":
        press(page, key)
        seen.append(focused(page))
    assert [one.rpartition("-")[2] for one in seen] == ["1", "2", "3", "3", "2"]

    page.run("document.querySelector('#q').focus()")
    press(page, "j")
    assert (focused(page), page.run("document.querySelector('#q').value")) == ("q", "j")


SEEN_FIRST = """
(() => {
  const [row, main, menu] = ["table.work tbody tr", "main", ".desk-menu"].map((part) =>
    document.querySelector(part).getBoundingClientRect());
  const links = [...document.querySelectorAll("main .on-wide a, .desk-menu .on-wide a")];
  const wide = links.some((link) => link.checkVisibility());
  return [row.top - main.top < 340, menu.height < 80, wide, document.documentElement.scrollWidth].join();
})()
"""


def test_on_a_phone_the_list_comes_first_and_queues_and_places_unfold_without_a_script(house: House) -> None:
    assert BROWSER is not None
    with served(house) as address, chromium.browser(BROWSER) as opened:
        phone = opened.page(chromium.PHONE)
        phone.send("Network.setCookie", name="motcua-access", value="binh", url=address)
        phone.open(address + "/can-bo")
        assert phone.run(SEEN_FIRST) == "true,true,false,390"

        phone.send("Emulation.setScriptExecutionDisabled", value=True)
        phone.open(address + "/can-bo")
        phone.press("main .folded summary")
        phone.follow('main .folded a[href$="viec=late"]')
        assert phone.at.endswith("viec=late")
        phone.press(".desk-menu .folded summary")
        phone.follow('.desk-menu .folded a[href="/can-bo/tai-khoan"]')
        assert phone.at.endswith("/can-bo/tai-khoan")


def printed(page: chromium.Page) -> str:
    """What of the page stands on paper."""
    page.send("Emulation.setEmulatedMedia", media="print")
    return page.said


def test_a_dossier_on_paper_says_whose_it_is_and_has_nothing_to_press(page: chromium.Page) -> None:
    page.open(page.at.removesuffix("/can-bo") + "/can-bo/ho-so/desk")
    paper = printed(page)

    assert "Người nộp\nNguyễn Văn An" in paper
    assert "Xem thông tin liên lạc đã che" not in paper
    assert "Tiếp nhận\n" not in paper


def test_the_receipt_on_paper_begins_with_the_code(page: chromium.Page) -> None:
    home = page.at.removesuffix("/can-bo")
    page.send("Network.setCookie", name="motcua-access", value="an", url=home)
    page.open(home + "/ho-so/done/giay-tiep-nhan")
    paper = printed(page)

    assert paper.index("H27.30.12-") < paper.index("Giấy xác nhận nộp hồ sơ")
    assert "Mở trang tra cứu" not in paper


def test_a_picture_is_asked_for_when_it_is_looked_at_and_not_before(page: chromium.Page, house: House) -> None:
    page.open(page.at.removesuffix("/can-bo") + "/can-bo/ho-so/desk")
    before = len(house.rpc.calls_of(dossiers.get_file))

    page.press(".preview summary")
    page.until("document.querySelector('.preview img').naturalWidth === 1")

    assert before == 0
    assert len(house.rpc.calls_of(dossiers.get_file)) == 1


FRAME = "document.querySelector('.preview.pdf iframe')"


def framed(page: chromium.Page) -> list[str]:
    """The addresses of the frames in a page."""
    tree = page.send("Page.getFrameTree")["frameTree"]
    return [child["frame"]["url"] for child in tree.get("childFrames", [])]


def unfolded(page: chromium.Page, house: House) -> str:
    """The dossier with its PDF unfolded; where the file is."""
    pdf = small_pdf("beside the form")
    leave = dossiers.FileGrant(
        object_key="p", name="giấy tờ.pdf", media_type="application/pdf", size=len(pdf), sha256=HASH, active=False
    )
    house.rpc.answer(dossiers.get_file, leave)
    house.objects.held["p"] = pdf
    home = page.at.removesuffix("/can-bo")
    page.open(home + "/can-bo/ho-so/desk")
    assert house.rpc.calls_of(dossiers.get_file) == []
    page.press(".preview.pdf summary")
    address = home + "/can-bo/ho-so/desk/xem/fil-1"
    wait_until(lambda: framed(page) == [address] and address in page.headers, what="the file in its frame")
    return address


def test_a_pdf_is_shown_beside_the_form_when_it_is_looked_at_and_not_before(page: chromium.Page, house: House) -> None:
    address = unfolded(page, house)

    assert page.headers[address]["content-type"] == "application/pdf"
    assert page.headers[address]["content-disposition"].startswith("inline")
    # Chromium gives its viewer, and no document of ours, where it took the file for a PDF that it may show.
    page.until(f"{FRAME}.contentDocument === null || {FRAME}.contentDocument.contentType === 'application/pdf'")
    assert len(house.rpc.calls_of(dossiers.get_file)) == 1
    assert page.complaints == []


BESIDE = """
(() => {
  const frame = document.querySelector(".preview.pdf iframe").getBoundingClientRect();
  const told = document.querySelector("#noi-dung-khai").getBoundingClientRect();
  const beside = frame.right <= told.left && told.top < frame.bottom && frame.top < told.bottom;
  return [beside, frame.width >= 400, told.width >= 400, document.documentElement.scrollWidth <= innerWidth].join();
})()
"""


@pytest.mark.parametrize("width", [1200, 1500])
def test_an_open_pdf_and_what_was_declared_stand_side_by_side(page: chromium.Page, house: House, width: int) -> None:
    page.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    unfolded(page, house)

    assert page.run(BESIDE) == "true,true,true,true"


def test_another_site_cannot_frame_the_file_nor_the_page_that_shows_it(page: chromium.Page, house: House) -> None:
    address = unfolded(page, house)
    dossier = address.partition("/xem/")[0]

    def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
        frames = f'<iframe src="{address}"></iframe><iframe src="{dossier}"></iframe>'
        return Response(frames, content_type="text/html")(environ, start_response)

    elsewhere = make_server("127.0.0.1", 0, wsgi, threaded=True)
    thread = threading.Thread(target=elsewhere.serve_forever)
    thread.start()
    try:
        page.complaints.clear()
        page.open(f"http://127.0.0.1:{elsewhere.server_port}/")
        wait_until(lambda: sum("frame-ancestors" in said for said in framing(page)) == 2, what="two refusals")
        assert all(url.startswith("chrome-error://") for url in framed(page))
    finally:
        elsewhere.shutdown()
        thread.join()
        elsewhere.server_close()


def framing(page: chromium.Page) -> list[str]:
    """What the browser complained of, as far as it has told."""
    page.run("1")
    return page.complaints
