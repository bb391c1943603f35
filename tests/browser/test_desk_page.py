"""The officers' desk in a real browser: keys of its lists, and pictures that are asked for only when looked at."""

import dataclasses
from collections.abc import Iterator

import pytest

from services.dossiers import contract as dossiers
from tests.browser import chromium
from tests.browser.portal import FILE, LINE, PAPERS, furnished, served
from tests.unit.gateway.builders import HASH
from tests.unit.gateway.fakes import House

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
    made = furnished(papers=(with_picture, PAPERS[1]))
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


def test_a_picture_is_asked_for_when_it_is_looked_at_and_not_before(page: chromium.Page, house: House) -> None:
    page.open(page.at.removesuffix("/can-bo") + "/can-bo/ho-so/desk")
    before = len(house.rpc.calls_of(dossiers.get_file))

    page.press(".preview summary")
    page.until("document.querySelector('.preview img').naturalWidth === 1")

    assert before == 0
    assert len(house.rpc.calls_of(dossiers.get_file)) == 1
