"""A dossier's whole way on pages, without a script: what the citizen does, and what the officers do."""

import re
from html import unescape
from urllib.parse import urljoin

from deploy.demo.citizen import pay_at_bank
from deploy.portal_client import Browser, Person, eventually, own_tail, small_pdf
from deploy.rooms import FOLLOWS
from tests.flows.conftest import System
from tests.flows.paging import Pages, officer

PROCEDURE = "2.000635"
RESULT = small_pdf("The result")
PASSWORD = "mot cua mot lan mot noi"
ANSWERS = {
    "/requester/residence/province": "42",
    "/requester/residence/commune": "18073",
    "/requester/residence/street": "Thôn 3",
    "/relation": "self",
    "/event": "birth",
    "/registered_at": "Ủy ban nhân dân xã Tân Mỹ Hà",
    "/copies": "2",
}


def test_a_dossier_goes_its_whole_way_on_pages_without_any_script(system: System) -> None:
    story = system.a_story()
    story.read_procedure()
    agency = story.agency["code"]
    pages = Pages(system.address)
    tail = own_tail()
    phone = f"0912{own_tail()}"

    # From the procedure to the registration, and back to where one was.
    pages.open(f"/thu-tuc/{PROCEDURE}/nop")
    assert "/dang-nhap" in pages.at
    pages.open(f"/dang-ky?tiep=/thu-tuc/{PROCEDURE}/nop")
    who = {
        "identity_kind": "cccd",
        "identity_number": "001090" + tail,
        "full_name": "Trần Thị Thử",
        "birth_date": "17/05/1990",
        "password": PASSWORD,
    }
    pages.send("/dang-ky", **who, phone="12")
    assert pages.status == 422
    assert "Trần Thị Thử" in pages.page
    assert PASSWORD not in pages.page
    pages.send("/dang-ky", **who, phone=phone)
    pages.send("/ma-xac-thuc", code=_code(system, phone))
    assert pages.at.endswith(f"/thu-tuc/{PROCEDURE}/nop")

    # Step by step; what is wrong is told and what was right is kept.
    case = unescape(re.findall(r'name="case" value="([^"]+)"', pages.page)[0])
    begin = pages.page

    def begun() -> bool:
        pages.page = begin
        return "/khai" in pages.send("/nop", agency_code=agency, case=case).at

    eventually("dossiers knows the account", begun)
    pages.send("/khai", **{**ANSWERS, "/phone": phone, "/copies": "không rõ"})
    assert pages.status == 422
    assert "Số lượng bản sao" in pages.said()
    assert "Thôn 3" in pages.page
    pages.send("/khai", **{**ANSWERS, "/phone": phone})
    dossier = re.search(r"/ho-so/([^/]+)/giay-to", pages.at)
    assert dossier, pages.said()[:500]
    paper = re.findall(r'action="/ho-so/[^/]+/giay-to/([^"?]+)', pages.page)[0]
    pages.give(f"/giay-to/{paper}", "không phải.pdf", b"this is no PDF")
    assert pages.status == 422
    assert "không phải.pdf" in pages.said()
    pages.give(f"/giay-to/{paper}", "giấy tờ.pdf", small_pdf("A paper"))
    assert "giấy tờ.pdf" in pages.said()
    pages.open(f"/ho-so/{dossier[1]}/nhan-ket-qua").send("/nhan-ket-qua", return_way="online")
    assert "2" in pages.said()
    stale = pages.form("/nop").fields | {"content_hash": "0" * 64}
    pages.send("/nop", **stale)
    assert pages.status == 412
    pages.send("/nop")
    code = re.search(r"Mã hồ sơ của bạn là ([\w.-]+\d)", pages.said())
    assert code, pages.said()[:600]

    # The receiver asks for a better copy; the person sees which and why, and sends it.
    receiver, processor, approver = (
        officer(system, story.staff, role) for role in ("receiver", "processor", "approver")
    )
    at_the_desk = f"/can-bo/ho-so/{dossier[1]}"
    assert code[1] in _whole_queue(receiver, "to_receive")
    shown = re.findall(r'<iframe[^>]* src="([^"]+)"', receiver.open(at_the_desk).page)
    assert shown
    for address in shown:
        file = receiver.session.get(urljoin(receiver.at, address), timeout=30)
        assert file.content.startswith(b"%PDF")
        assert file.headers["Content-Type"] == "application/pdf"
        assert file.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
    receiver.open(at_the_desk).send("/yeu-cau-bo-sung")
    assert receiver.status == 422
    receiver.send("/yeu-cau-bo-sung", **{f"item:{paper}": "Bản chụp bị mờ"}, legal_basis="NĐ 61/2018/NĐ-CP điều 17")
    assert "Đã xong: Yêu cầu bổ sung" in receiver.said()
    pages.open(f"/ho-so/{dossier[1]}")
    assert "Cơ quan cần bạn bổ sung giấy tờ" in pages.said()
    assert "Bản chụp bị mờ" in pages.said()
    pages.give(f"/giay-to/{paper}", "rõ hơn.pdf", small_pdf("The same, clearer"))
    pages.send("/bo-sung", note="Đã gửi bản rõ")
    assert "Đã gửi bổ sung" in pages.said()

    # Received; what somebody decided on an old page is not done. The fee is asked for, changed, and paid at the bank.
    receiver.open(at_the_desk)
    old = receiver.form("/tiep-nhan").fields | {"version": "1"}
    receiver.send("/tiep-nhan", **old)
    assert receiver.status == 412
    receiver.send("/tiep-nhan")
    assert "Đã xong: Tiếp nhận" in receiver.said()

    eventually("the fee can be changed", lambda: "/xac-dinh-lai-phi" in receiver.open(at_the_desk).page)
    assert receiver.form("/xac-dinh-lai-phi").fields["fee:ban-sao"] == "2", "what was found at reception"
    receiver.send(
        "/xac-dinh-lai-phi", **{"fee:ban-sao": "1"}, reason="Chỉ lấy một bản", legal_basis="TT 281/2016/TT-BTC"
    )
    assert "Đã xong: Xác định lại phí" in receiver.said()
    eventually("the person reads why", lambda: "đã được xác định lại" in pages.open(f"/ho-so/{dossier[1]}").said())
    assert re.search(r"16\.000 đ.* → 8\.000 đ.*Chỉ lấy một bản", pages.said()), "the two copies of the form, then one"

    def owed() -> bool:
        return "Trả trực tuyến" in pages.open(f"/ho-so/{dossier[1]}").said()

    eventually("the fee is asked for", owed)
    bank = Browser(pages.session)
    bank.open(pages.at)
    bank.press(pages.form("/nop-tien/"))
    pay_at_bank(bank)
    eventually("the fee is paid", lambda: "đã nộp" in receiver.open(at_the_desk).said())

    # Processed, proposed, decided by a second person, returned; the person has the result.
    receiver.send("/chuyen-xu-ly")
    processor.open(at_the_desk).send("/nhan-viec")
    processor.give("/can-bo/ket-qua/", "trích lục.pdf", RESULT)
    processor.send("/trinh", outcome="approved")
    assert "Đã xong: Trình phê duyệt" in processor.said()
    approver.open(at_the_desk).send("/phe-duyet", outcome="approved")
    assert "Đã xong: Phê duyệt" in approver.said()
    receiver.open(at_the_desk).send("/tra-ket-qua", way="online")
    assert "Đã xong: Trả kết quả" in receiver.said()
    pages.open(f"/ho-so/{dossier[1]}")
    link = re.findall(r'href="(/ho-so/[^"]+/tep/[^"]+)">Tải kết quả', pages.page)
    assert pages.session.get(urljoin(system.address, link[0]), timeout=30).content == RESULT

    # The list knows it, and nobody else does.
    assert code[1] in pages.open("/ho-so").said()
    assert Pages(system.address).open(f"/ho-so/{dossier[1]}").at.partition("?")[0].endswith("/dang-nhap")
    pages.open("/dang-xuat").send("/dang-xuat")
    assert "Đăng nhập" in pages.said()


def _whole_queue(officer: Pages, queue: str) -> str:
    """What all pages of a queue say."""
    said, path = "", f"/can-bo?viec={queue}"
    while path:
        said += officer.open(path).said()
        more = re.findall(r'href="([^"]*cursor=[^"]*)"', officer.page)
        path = unescape(more[0]) if more else ""
    return said


def _code(system: System, phone: str) -> str:
    def found() -> str | None:
        told = Person(system.address).get("/api/v1/sandbox/messages", phone=phone)["messages"]
        return next((match[0] for one in told if (match := re.search(r"\b\d{6}\b", one["text"]))), None)

    return eventually("the code arrives", found)


def test_an_operator_sees_every_queue_at_the_broker_and_that_it_is_consumed(system: System) -> None:
    operator = officer(system, system.a_story().staff, "operator")

    operator.open("/can-bo/van-hanh")

    for service, sources in FOLLOWS.items():
        queues = [f"rpc-{service}", *(f"{service}.{source}" for source in sources)]
        # Who follows nobody consumes no events, and so nothing that could not be delivered.
        for queue in [*queues, f"{service}.dead-letters"] if sources else queues:
            assert f">{queue}<" in operator.page
    assert "không biết được" not in operator.said()
    assert "không ai nhận" not in operator.said()
