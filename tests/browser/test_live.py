"""A page that is open keeps itself up to date, says so politely, and leaves alone what somebody is typing."""

from collections.abc import Iterator

import pytest

from services.dossiers import contract as dossiers
from services.payments import contract as payments
from tests.browser import chromium
from tests.browser.portal import furnished, served
from tests.unit.gateway.builders import a_dossier, a_return
from tests.unit.gateway.fakes import House

BROWSER = chromium.found()
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium on this machine (apt-get install chromium)"
)
LOOK_NOW = "document.dispatchEvent(new Event('visibilitychange')); 0"
"""As when somebody comes back to the page: it asks at once, and not after its pause."""
NEWS = "document.querySelector('[data-news]').textContent"


@pytest.fixture
def house() -> House:
    return furnished()


@pytest.fixture
def page(house: House) -> Iterator[chromium.Page]:
    assert BROWSER is not None
    with served(house) as address, chromium.page(BROWSER) as opened:
        opened.send("Network.setCookie", name="motcua-access", value="an", url=address)
        opened.open(f"{address}/ho-so/dos-1")
        yield opened


def test_what_changed_is_put_in_place_and_what_is_typed_stays(page: chromium.Page, house: House) -> None:
    page.type("#note", "Tôi đang gõ dở")
    page.asked.clear()
    page.run(LOOK_NOW)
    page.until("performance.getEntriesByType('resource').some((one) => one.name.includes('/tinh-trang'))")
    assert page.run(NEWS) == ""
    assert not any(one.endswith("/ho-so/dos-1") for one in page.asked), "the page was loaded although nothing changed"

    moved = a_dossier(
        code="H27.30.12-261124-0001", state=2, state_vi="Được tiếp nhận", state_en="Received", version=9,
        actions=("supplement_dossier",),
    )  # fmt: skip
    house.rpc.answer(dossiers.get_dossier, moved)
    page.run(LOOK_NOW)
    page.until(f"{NEWS} === 'Vừa cập nhật: Được tiếp nhận.'")

    assert page.run("document.querySelector('#trang-thai').innerText") == "Được tiếp nhận"
    assert page.run("document.querySelector('#note').value") == "Tôi đang gõ dở"
    assert page.complaints == []


def test_who_was_signed_out_elsewhere_is_told_that_the_page_stands_still(page: chromium.Page) -> None:
    page.send("Network.clearBrowserCookies")
    page.run(LOOK_NOW)

    page.until(f"{NEWS}.startsWith('Phiên đăng nhập đã kết thúc')")


def test_the_page_after_paying_tells_the_end_as_soon_as_it_is_known(page: chromium.Page, house: House) -> None:
    page.open(page.at.replace("/ho-so/dos-1", "/payments/vnpay/return?vnp_TxnRef=1"))
    assert page.run("document.querySelector('[data-asks-again]') !== null")

    paid = a_return(state=payments.PaymentState.PAID, final=True, message_vi="Đã nộp xong", message_en="Paid")
    house.rpc.answer(payments.read_return, paid)
    page.run(LOOK_NOW)

    page.until(f"{NEWS} === 'Đã nộp xong'")
    assert page.run("document.querySelector('.note.good') !== null")
