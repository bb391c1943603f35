"""One's own account and acting for others, on pages without a script and through all services."""

import io
import json
import random
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
import requests

from deploy.portal_client import eventually, own_tail, small_pdf, totp
from services.accounts.domain.tax_code import check_digit
from tests.flows.conftest import System
from tests.flows.lives import RETURN
from tests.flows.test_pages import PROCEDURE, Pages

pytestmark = pytest.mark.flows

PASSWORD, ANOTHER = "mot cua mot lan mot noi", "cua nay mo ra cho moi nguoi"


@dataclass
class Somebody:
    """A person with a browser, and what their telephone gets."""

    system: System
    name: str
    identity: str = field(default_factory=lambda: f"001090{own_tail()}")
    phone: str = field(default_factory=lambda: f"0986{own_tail()}")
    pages: Pages = field(init=False)

    def __post_init__(self) -> None:
        self.pages = Pages(self.system.address)

    def code(self, matter: str) -> str:
        """The newest code for a purpose, as soon as it has come."""

        def found() -> str | None:
            told = self.system.anybody().get("/api/v1/sandbox/messages", phone=self.phone)["messages"]
            texts = [one["text"] for one in told if one["matter"] == f"account.code.{matter}"]
            return re.findall(r"\d{6}", texts[0])[0] if texts else None

        return eventually(f"a code for {matter}", found)

    def register(self, **more: Any) -> "Somebody":
        who = {"identity_kind": "cccd", "identity_number": self.identity, "full_name": self.name}
        self.pages.open("/dang-ky").send(
            "/dang-ky", **who, birth_date="17/05/1990", phone=self.phone, password=PASSWORD, **more
        )
        self.pages.send("/ma-xac-thuc", code=self.code("registration"))
        assert "Đang làm việc cho chính tôi" in self.pages.said()
        return self

    def elsewhere(self, password: str = PASSWORD) -> Pages:
        """Another browser, at the page that asks for the code."""
        other = Pages(self.system.address)
        return other.open("/dang-nhap").send("/dang-nhap", identity_number=self.identity, password=password)


def test_a_second_factor_is_asked_for_and_nothing_is_typed_twice_and_a_business_files_on_pages(system: System) -> None:
    owner = Somebody(system, "Trần Thị Chủ").register()
    pages, other = owner.pages, owner.elsewhere()
    other.send("/ma-xac-thuc", code=owner.code("sign-in"))
    pages.open("/ca-nhan/to-chuc")

    # An authenticator, set up in another browser, which ends the session in this one.
    other.open("/ca-nhan/hai-lop").send("/hai-lop/them")
    secret = "".join(re.findall(r"<code>([A-Z2-7 ]+)</code>", other.page)[0].split())
    other.send("/hai-lop/xac-nhan", code=totp(secret))
    recovery = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", other.page)
    assert len(recovery) >= 8

    # What is sent here now is kept through a sign-in that asks for the second factor, and is not typed again.
    def signed_out() -> bool:
        at = urljoin(system.address, "/ca-nhan")
        return pages.session.get(at, timeout=30, allow_redirects=False).status_code == 303

    eventually("the session here has ended", signed_out, 5)
    pages.send("/ca-nhan/to-chuc", tax_code=(code := _a_tax_code()))
    assert pages.status == 401
    pages.send("/dang-nhap", identity_number=owner.identity, password=PASSWORD)
    assert "Mở ứng dụng xác thực" in pages.said()
    pages.send("/ma-xac-thuc", code=recovery[0].lower().replace("-", " "))
    assert f'value="{code}"' in pages.page
    pages.send("/ca-nhan/to-chuc")
    assert "Đã mở tài khoản doanh nghiệp" in pages.said()

    # A proof, asked for by hand as none is due yet: a wrong password ends nothing.
    shown = pages.page
    pages.open("/xac-thuc-lai?tiep=/ca-nhan/thiet-bi").send("/xac-thuc-lai", password="khong phai mat khau")
    assert (pages.status, "Mật khẩu chưa đúng" in pages.said()) == (401, True)
    pages.send("/xac-thuc-lai", password=PASSWORD).send("/xac-thuc-lai/ma", code=recovery[1])
    assert pages.at.endswith("/ca-nhan/thiet-bi")
    pages.page = shown

    # For the business from here on: it is told on every page, and what is begun is the business's.
    member = Somebody(system, "Lê Văn Viên").register()
    business = re.findall(r'href="(/ca-nhan/to-chuc/[^"]+)"', pages.page)[0]
    pages.open(business).send("/moi", identity_number=member.identity, role="filer")
    assert "Đã mời" in pages.said()
    member.pages.open("/ca-nhan/to-chuc").send("/ca-nhan/loi-moi/", accept="yes")
    assert "Bạn đã là thành viên" in member.pages.said()
    member.pages.send("/ca-nhan/lam-viec-cho")
    assert "Bạn đang làm việc thay" in member.pages.said()
    name = re.findall(r"Bạn đang làm việc thay (.+?) \(người nộp hồ sơ\)", member.pages.said())[0]
    dossier = _begin(system, member.pages)
    assert dossier in pages.open("/ca-nhan/lam-viec-cho").send("/ca-nhan/lam-viec-cho", **_chosen(pages, name)).page
    assert dossier not in member.pages.send("/ca-nhan/lam-viec-cho", principal_id="").page
    assert "Đang làm việc cho chính tôi" in member.pages.said()

    # Who opens its dossier as themselves is one press away from it; for whom nobody lets see it, it is nowhere.
    draft = f"{dossier}/giay-to"
    member.pages.open(draft)
    assert (member.pages.status, f"Hồ sơ này là của {name}" in member.pages.said()) == (404, True)
    member.pages.send("/ca-nhan/lam-viec-cho")
    assert member.pages.at.endswith(draft)
    assert f"Bạn đang làm việc thay {name}" in member.pages.said()
    member.pages.open("/ho-so").send("/ca-nhan/lam-viec-cho", principal_id="")
    stranger = Somebody(system, "Vũ Thị Lạ").register()
    assert (stranger.pages.open(draft).status, name in stranger.pages.page) == (404, False)

    # An invitation that was taken back while its person looked at it cannot be answered, and they are told why.
    pages.open(business).send("/moi", identity_number=stranger.identity, role="viewer")
    stranger.pages.open("/ca-nhan/to-chuc")
    pages.open(business).send("/rut-loi-moi/")
    assert "Đã rút lại lời mời" in pages.said()
    stranger.pages.send("/ca-nhan/loi-moi/", accept="yes")
    assert (stranger.pages.status, "đã rút lại lời mời này" in stranger.pages.said()) == (409, True)

    # Who is removed loses the business at once.
    row = re.findall(r'action="(/ca-nhan/to-chuc/[^"]+/bo/[^"]+)"', pages.open(business).page)[-1]
    pages.send(row)
    assert "không còn là thành viên" in pages.said()
    assert name not in member.pages.open("/ca-nhan/lam-viec-cho").said()


def test_a_delegation_is_accepted_by_another_person_and_rights_are_used_on_pages(system: System) -> None:
    purpose = system.anybody().get("/api/v1/consent-purposes")["purposes"][-1]
    agreed = f"{purpose['purpose']}:{purpose['words'][-1]['version']}"
    giver = Somebody(system, "Hồ Thị Giao").register(agreed=agreed)
    taker = Somebody(system, "Vũ Văn Nhận").register()

    # A delegation with its paper; the other accepts it, acts, and it ends.
    giver.pages.open(f"/ca-nhan/uy-quyen?thu-tuc={PROCEDURE}").send(
        "/ca-nhan/uy-quyen", delegate_identity_number=taker.identity, valid_to="1/1/2020"
    )
    assert giver.pages.status == 422
    assert f'value="{taker.identity}"' in giver.pages.page
    giver.pages.send(
        "/ca-nhan/uy-quyen", valid_to=re.findall(r'name="valid_from"[^>]*value="([^"]+)"', giver.pages.page)[0]
    )
    giver.pages.give("/van-ban", "giấy ủy quyền.pdf", paper := small_pdf("giay uy quyen"))
    assert "Đã đính kèm văn bản" in giver.pages.said()
    taker.pages.open("/ca-nhan/uy-quyen")
    link = re.findall(r'href="(/ca-nhan/uy-quyen/[^"]+/van-ban)"', taker.pages.page)[0]
    assert taker.pages.session.get(urljoin(system.address, link), timeout=30).content == paper
    taker.pages.send("/tra-loi", accept="yes")
    taker.pages.send("/ca-nhan/lam-viec-cho", **_chosen(taker.pages, "Hồ Thị Giao"))
    assert "Bạn đang làm việc thay Hồ Thị Giao" in taker.pages.said()
    dossier = _begin(system, taker.pages)
    assert dossier in giver.pages.open("/ho-so").page
    giver.pages.open("/ca-nhan/uy-quyen").send("/cham-dut")
    assert "Ủy quyền đã chấm dứt" in giver.pages.said()
    eventually("the session in which they acted has ended", lambda: "/dang-nhap" in taker.pages.open("/ho-so").at, 5)

    # What was agreed to at the registration is withdrawn; the copy of everything knows both.
    giver.pages.open("/ca-nhan/dong-y").send("/rut")
    assert "Đã rút lại" in giver.pages.said()
    assert "Đồng ý khi đăng ký" in giver.pages.said()
    form = giver.pages.open("/ca-nhan/du-lieu").form("/ban-sao")

    def acts() -> list[str] | None:
        answer = giver.pages.session.post(urljoin(system.address, form.action), data=form.fields, timeout=30)
        assert answer.headers["Content-Type"] == "application/zip", answer.text[:500]
        told = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("du-lieu.json"))["services"]
        return [row["act"] for row in told["accounts"]["consents"]] if told["notifications"]["messages"] else None

    assert sorted(eventually("every service knows the person", acts)) == ["given", "withdrawn"]

    # Messages came, are counted and read; a forgotten password is set anew, and the old one is none.
    eventually("a message has come", lambda: "tin chưa đọc" in giver.pages.open("/ca-nhan/tin-bao").said())
    giver.pages.send("/doc-het")
    assert "Chưa đọc (0)" in giver.pages.said()
    forgetful = Pages(system.address)
    forgetful.open("/quen-mat-khau").send("/quen-mat-khau", identity_number=giver.identity)
    forgetful.send("/dat-lai", code=giver.code("recovery"), new_password=ANOTHER)
    assert "Đã đặt mật khẩu mới" in forgetful.said()
    assert giver.elsewhere().status == 401
    assert "Nhập mã xác thực" in giver.elsewhere(ANOTHER).said()

    # Who leaves altogether sees by the receipt what became of it, without an account.
    leaver = Somebody(system, "Đỗ Thị Thôi").register()
    leaver.pages.open("/ca-nhan/du-lieu").send("/ca-nhan/du-lieu/xoa")
    link = unescape(re.findall(r'href="(/xoa-du-lieu[^"]+)"', leaver.pages.page)[0])
    anybody = Pages(system.address)
    eventually("everything is erased", lambda: "Đã xóa xong" in anybody.open(link).said())


def _begin(system: System, pages: Pages) -> str:
    """Begin a draft on pages; gives its address."""
    procedure = system.anybody().get(f"/api/v1/procedures/{PROCEDURE}")
    agency = next(offer for offer in procedure["offers"] if offer["files_online"])["agency_code"]
    pages.open(f"/thu-tuc/{PROCEDURE}/nop")
    case = unescape(re.findall(r'name="case" value="([^"]+)"', pages.page)[0])
    begin = pages.page

    def begun() -> bool:
        pages.page = begin
        return "/khai" in pages.send("/nop", agency_code=agency, case=case).at

    eventually("dossiers knows the account", begun)
    found = re.search(r"/ho-so/[^/]+", pages.at)
    assert found
    return found[0]


def _chosen(pages: Pages, name: str) -> dict[str, str]:
    """What the form sends that goes on for somebody of this name."""
    [_, tail] = pages.page.split(f"<b>{name}</b>", 1) if f"<b>{name}</b>" in pages.page else ["", pages.page]
    return {"principal_id": re.findall(r'name="principal_id" value="([^"]+)"', tail)[0]}


def _a_tax_code() -> str:
    while True:
        nine = f"01{random.randrange(10**7):07d}"
        digit = check_digit(nine)
        # These have a meaning of their own to the sandbox.
        if digit is not None and nine[2:6] not in ("0404", "0409", "0503"):
            return f"{nine}{digit}"


def test_an_electronic_identity_signs_in_on_pages_and_goes_on_where_one_was_going(system: System) -> None:
    if not system.has_provider:
        pytest.skip("this system has no identity provider")
    known = Somebody(system, "Trần Thị Bưởi", identity="042090000123")
    known.pages.open("/dang-ky")
    # Another test of this system may have registered her already.
    who = {"identity_kind": "cccd", "identity_number": known.identity, "full_name": known.name}
    known.pages.send("/dang-ky", **who, birth_date="06/05/1990", phone=known.phone, password=PASSWORD)
    if known.pages.status != 409:
        known.pages.send("/ma-xac-thuc", code=known.code("registration"))

    pages = Pages(system.address)
    pages.open("/ca-nhan/thong-tin").send("/dang-nhap/danh-tinh")
    url = unescape(re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', pages.page)[0])
    there = requests.Session()
    there.cookies.update({"person": "buoi", "acr": quote("urn:vn:eid:loa:2", safe="")})
    while not url.startswith(RETURN):
        url = urljoin(url, there.get(url, allow_redirects=False, timeout=10).headers["Location"])
    back = f"/sign-in/return?{urlsplit(url).query}"

    assert Pages(system.address).open(back).status == 401
    assert pages.open(back).at.endswith("/ca-nhan/thong-tin")
    assert "Trần Thị Bưởi" in pages.said()
