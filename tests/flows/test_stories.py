"""Whole stories in a real browser, over the real system: a citizen on a phone and the officers at their desk."""

import hashlib
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.portal_client import small_pdf
from tests.browser import chromium
from tests.flows.conftest import System
from tests.flows.test_own_pages import _a_tax_code
from tests.flows.walking import PROCEDURE, Walker, form

FOUND = chromium.found()
pytestmark = [
    pytest.mark.flows,
    pytest.mark.timeout(300),  # The first of them may have to wait until the whole system is up.
    pytest.mark.skipif(FOUND is None, reason="there is no Chromium on this machine (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[chromium.Browser]:
    assert FOUND is not None
    with chromium.browser(FOUND) as opened:
        yield opened


@pytest.fixture(scope="module", params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browsers of a story run the pages' scripts; every page is whole without them."""
    return bool(request.param)


@pytest.fixture(scope="module")
def desk(
    system: System, browser: chromium.Browser, tmp_path_factory: pytest.TempPathFactory, scripts: bool
) -> dict[str, Walker]:
    """The officers of one agency, each signed in at a desk of their own."""
    story = system.a_story()
    found = {}
    for role in ("receiver", "processor", "approver"):
        account = next(one for one in story.staff if role in one["roles"])
        found[role] = Walker(system, browser.page(chromium.DESK, scripts=scripts), tmp_path_factory.mktemp(role))
        found[role].sign_in_as_staff(account)
    return found


def test_a_citizen_on_a_phone_and_the_officers_bring_a_dossier_to_its_end(
    system: System, browser: chromium.Browser, desk: dict[str, Walker], tmp_path: Path, scripts: bool
) -> None:
    citizen = Walker(system, browser.page(chromium.PHONE, scripts=scripts), tmp_path)
    page = citizen.page

    # Finds the procedure, reads it, and is led through the registration back to where the filing begins.
    citizen.open("/")
    page.type("#q", "trich luc ho tich")
    page.follow('form[role="search"] button')
    page.follow(f'.results a[href="/thu-tuc/{PROCEDURE}"]')
    citizen.sees("Giấy tờ cần có")
    page.follow(".file-it a")
    page.follow('main a[href^="/dang-ky"]')
    citizen.register("Trần Thị Thử")
    assert page.at.endswith(f"/thu-tuc/{PROCEDURE}/nop")

    _fill_in(citizen, system.a_story().staff[0]["agency_code"], scripts)
    dossier = _file(citizen)
    code = re.search(r"[A-Z]\d+[\d.]*-\d{6}-\d{4}", page.said)
    assert code, page.said

    # The receipt has what was filed, the code leads to the look-up, and the history holds.
    page.follow('main a[href$="/giay-tiep-nhan"]')
    citizen.sees("giấy tờ.pdf", hashlib.sha256(small_pdf("A paper")).hexdigest())
    page.follow('a[href*="/tra-cuu?code="]')
    page.type("#fact", citizen.identity[-4:])
    page.follow('form[action="/tra-cuu"] button')
    citizen.sees(code[0], "Mới đăng ký")
    citizen.open(f"/ho-so/{dossier}/lich-su").sees("nguyên vẹn", "Nộp hồ sơ")

    # The receiver asks for a better copy; the person reads which and why, and gives it.
    receiver = desk["receiver"]
    at_the_desk = f"/can-bo/ho-so/{dossier}"
    receiver.open(at_the_desk)
    receiver.send("/yeu-cau-bo-sung", **{f"item:{_paper(receiver)}": "Bản chụp bị mờ"})
    receiver.sees("Đã xong")
    citizen.open(f"/ho-so/{dossier}").sees("Cơ quan cần bạn bổ sung giấy tờ", "Bản chụp bị mờ")
    _give(citizen, "rõ hơn.pdf", small_pdf("The same, clearer"))
    citizen.send("/bo-sung", note="Đã gửi bản rõ").sees("Đã gửi bổ sung")

    # Received, the fee is asked for; broken off at the bank, it is still due, and is paid the second time.
    receiver.open(at_the_desk).send("/tiep-nhan").sees("Đã xong")
    citizen.waits_for("Trả trực tuyến", f"/ho-so/{dossier}")
    page.follow('form[action*="/nop-tien/"] button')
    citizen.sees("Ngân hàng thử nghiệm")
    page.follow('button[value="cancel"]')
    citizen.waits_for("Khoản phải nộp vẫn còn", "" if scripts else page.at.removeprefix(system.address))
    citizen.open(f"/ho-so/{dossier}")
    page.follow('form[action*="/nop-tien/"] button')
    page.follow('button[value="pay"]')
    citizen.waits_for("Chúng tôi đã nhận đủ tiền", "" if scripts else page.at.removeprefix(system.address))

    _decide_and_return(desk, citizen, dossier)
    assert page.complaints == []


def test_a_large_paper_goes_on_after_a_pause_a_lost_network_and_a_lost_page(
    system: System, browser: chromium.Browser, tmp_path: Path
) -> None:
    citizen = Walker(system, browser.page(chromium.PHONE), tmp_path)
    page = citizen.page
    citizen.open(f"/dang-ky?tiep=/thu-tuc/{PROCEDURE}/nop").register("Trần Thị Thử")
    _fill_in(citizen, system.a_story().staff[0]["agency_code"], scripts=True)
    large, paper = small_pdf("A large scan", ballast=3_000_000), _paper(citizen)
    begin = f"{form('/giay-to/' + paper)} button"

    # Over a slow line there is time to pause; while paused nothing is sent.
    page.network(up=400_000)
    citizen.give(paper, "bản quét lớn.pdf", large)
    page.press(begin)
    page.until("document.querySelector('.sending progress').value > 5")
    page.press(".sending button")
    page.until("document.querySelector('.sending [role=status]').textContent.includes('Đã tạm dừng')")
    paused_at = page.run("document.querySelector('.sending progress').value")
    page.network(away=True)
    page.press(".sending button")
    page.until("document.querySelector('.sending [role=status]').textContent.includes('Mất kết nối')")
    assert page.run("document.querySelector('.sending progress').value") == paused_at

    # The page is lost; who chooses the same file again goes on from there.
    page.network()
    citizen.open(page.at.removeprefix(system.address))
    page.until("document.querySelector('.unfinished') !== null")
    citizen.sees("Có một tệp đang gửi dở")
    citizen.give(paper, "bản quét lớn.pdf", large)
    page.asked.clear()
    page.press(begin)
    page.until("document.body.innerText.includes('Đã gửi xong bản quét lớn.pdf')")
    assert any(one.startswith("PATCH") for one in page.asked)
    assert not any(one.startswith("POST") for one in page.asked), "it began anew"

    citizen.open(page.at.removeprefix(system.address)).sees("bản quét lớn.pdf", "2,9 MB")
    assert page.run("localStorage.length") == 0


def test_a_business_is_served_from_filing_to_result_by_who_represents_it(
    system: System, browser: chromium.Browser, desk: dict[str, Walker], tmp_path: Path, scripts: bool
) -> None:
    owner = Walker(system, browser.page(chromium.PHONE, scripts=scripts), tmp_path)
    page = owner.page
    owner.open("/dang-ky?tiep=/ca-nhan/to-chuc").register("Trần Thị Chủ")
    owner.send("/ca-nhan/to-chuc", tax_code=_a_tax_code()).sees("Đã mở tài khoản doanh nghiệp")
    name = page.run("document.querySelector('.papers b a').innerText")
    owner.send("/ca-nhan/lam-viec-cho").sees("Bạn đang làm việc thay", name)

    owner.open(f"/thu-tuc/{PROCEDURE}")
    page.follow(".file-it a")
    owner.sees(name)
    # A business has no date of birth: who files for it says who they are.
    who = {
        "/requester/full_name": "Trần Thị Chủ",
        "/requester/birth_date": "17/05/1990",
        "/requester/identity/number": owner.identity,
    }
    _fill_in(owner, system.a_story().staff[0]["agency_code"], scripts, **who)
    dossier = _file(owner)

    desk["receiver"].open(f"/can-bo/ho-so/{dossier}").sees(name)
    desk["receiver"].send("/tiep-nhan").sees("Đã xong")
    owner.waits_for("Trả trực tuyến", f"/ho-so/{dossier}")
    page.follow('form[action*="/nop-tien/"] button')
    page.follow('button[value="pay"]')
    owner.waits_for("Chúng tôi đã nhận đủ tiền", "" if scripts else page.at.removeprefix(system.address))
    _decide_and_return(desk, owner, dossier)

    # It is the business's: for themselves they do not see it.
    owner.open("/ho-so?q=trich+luc")
    assert page.run(f"document.querySelector('.results a[href*=\"{dossier}\"]') !== null")
    page.follow(".acting-bar form button")
    owner.open("/ho-so")
    assert page.run(f"document.querySelector('.results a[href*=\"{dossier}\"]') === null")
    assert page.complaints == []


def _decide_and_return(desk: dict[str, Walker], citizen: Walker, dossier: str) -> None:
    """From the reception, with its fee paid, to the result in the applicant's hands and what they think of it."""
    receiver, processor, approver = desk["receiver"], desk["processor"], desk["approver"]
    at_the_desk = f"/can-bo/ho-so/{dossier}"
    receiver.waits_for("đã nộp", at_the_desk)
    citizen.open(f"/ho-so/{dossier}/phi").sees("Đã nộp", "Tải biên lai")

    # Processed by one, decided by another, returned; the person has the result, and says what they think of it.
    receiver.open(at_the_desk).send("/chuyen-xu-ly").sees("Đã xong")
    processor.open(at_the_desk).send("/nhan-viec").sees("Đã xong")
    result = small_pdf(f"The result {random.random()}")
    (processor.home / "trích lục.pdf").write_bytes(result)
    processor.page.give('form[action*="/can-bo/ket-qua/"] input[type="file"]', processor.home / "trích lục.pdf")
    processor.send(f"/can-bo/ket-qua/{dossier}")
    processor.tick("/trinh", "outcome", "approved")
    processor.send("/trinh").sees("Đã xong")
    approver.open(at_the_desk)
    approver.tick("/phe-duyet", "outcome", "approved")
    approver.send("/phe-duyet").sees("Đã xong")
    receiver.open(at_the_desk).tick("/tra-ket-qua", "way", "online")
    receiver.send("/tra-ket-qua").sees("Đã xong")
    citizen.open(f"/ho-so/{dossier}").sees("Đã có kết quả")
    citizen.page.press('label:has([value="satisfied"])')
    citizen.send("/danh-gia").sees("Cảm ơn bạn")


def _fill_in(citizen: Walker, agency: str, scripts: bool, **more: str) -> None:
    page = citizen.page
    page.press(f'label:has([value="{agency}"])')
    page.press('label:has([name="case"])')
    page.follow(f"{form('/nop')} button")
    step = f"{form('/khai')} "

    def choose(name: str, value: str) -> None:
        page.choose(f'{step}[name="{name}"]', value)
        if not scripts:
            page.follow(f'{step}button[name="_refresh"]')

    choose("/requester/residence/province", "42")
    page.until('document.querySelector(\'[name="/requester/residence/commune"] [value="18073"]\') !== null')
    page.choose('[name="/requester/residence/commune"]', "18073")
    typed = {
        "/requester/residence/street": "Thôn 3",
        "/phone": citizen.phone,
        "/registered_at": "Ủy ban nhân dân xã Tân Mỹ Hà",
        "/copies": "2",
        **more,
    }
    for name, value in typed.items():
        page.type(f'[name="{name}"]', value)
    chosen = {"/relation": "self", "/event": "birth"}
    if more:
        chosen["/requester/identity/kind"] = "cccd"
    for name, value in chosen.items():
        if page.run(f"document.querySelector('[name=\"{name}\"]').type === 'radio'"):
            page.press(f'label:has([name="{name}"][value="{value}"])')
        else:
            page.choose(f'[name="{name}"]', value)
    page.follow(f"{step}.actions button")
    assert "/giay-to" in page.at, page.said


def _paper(walker: Walker) -> str:
    """The key of the first paper of the page's dossier."""
    found = walker.page.run(
        """(document.querySelector('[action*="/giay-to/"]') || {action: ""}).action.split("/").pop()
        || (document.querySelector('[name^="item:"]:not([name="item:form"])') || {name: ""}).name.slice(5)"""
    )
    assert found, walker.page.said
    return str(found)


def _give(citizen: Walker, name: str, content: bytes) -> None:
    """Give a paper: with scripts it is sent in parts and the page stays, without them in one piece."""
    page, paper = citizen.page, _paper(citizen)
    citizen.give(paper, name, content)
    if page.run("document.querySelector('[data-sends]') === null"):
        page.follow(f"{form('/giay-to/' + paper)} button")
    else:
        page.press(f"{form('/giay-to/' + paper)} button")
        page.until(f"document.body.innerText.includes('Đã gửi xong {name}')")
    citizen.sees(name)


def _file(citizen: Walker) -> str:
    """From the papers to the receipt; returns the dossier's id."""
    page = citizen.page
    _give(citizen, "giấy tờ.pdf", small_pdf("A paper"))
    page.follow(".actions a.button")
    citizen.tick("/nhan-ket-qua", "return_way", "online")
    citizen.send("/nhan-ket-qua").sees("Kiểm tra", "Thôn 3", "giấy tờ.pdf")
    dossier = page.at.split("/ho-so/")[1].split("/")[0]
    citizen.send("/nop").sees("Đã nộp hồ sơ")
    return dossier
