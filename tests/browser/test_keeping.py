"""Without a network nothing that was typed is lost: the page stays, says so, and sends when it can."""

from collections.abc import Iterator

import pytest

from services.dossiers import contract as dossiers
from tests.browser import chromium
from tests.browser.portal import furnished, served
from tests.unit.gateway.fakes import House

BROWSER = chromium.found()
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium on this machine (apt-get install chromium)"
)
FORM = 'form[action$="/bo-sung"]'


@pytest.fixture(scope="module")
def house() -> House:
    made = furnished()
    made.rpc.answer(dossiers.supplement_dossier, made.rpc.answers[dossiers.get_dossier.address])
    return made


@pytest.fixture
def page(house: House) -> Iterator[chromium.Page]:
    """Somebody's dossier, open on a phone, with a word typed to the agency."""
    assert BROWSER is not None
    with served(house) as address, chromium.page(BROWSER) as opened:
        opened.send("Network.setCookie", name="motcua-access", value="an", url=address)
        opened.open(f"{address}/ho-so/dos-1")
        opened.type("#note", "Đã gửi bản rõ")
        yield opened


def test_a_form_that_cannot_be_sent_stays_with_what_was_typed_and_goes_later(page: chromium.Page, house: House) -> None:
    before = page.at
    page.network(away=True)
    page.press(f"{FORM} button")
    page.until("document.querySelector('.unsent') !== null")

    assert "Những gì bạn nhập còn nguyên" in page.said
    assert page.run("document.activeElement.className").endswith("unsent")
    assert page.run("document.querySelector('#note').value") == "Đã gửi bản rõ"
    assert page.at == before
    assert not house.rpc.calls_of(dossiers.supplement_dossier)

    page.network()
    page.follow(f"{FORM} button")

    assert "da=bo-sung" in page.at
    [made] = house.rpc.calls_of(dossiers.supplement_dossier)
    assert made.request.note == "Đã gửi bản rõ"
