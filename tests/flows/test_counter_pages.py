"""A dossier's whole way over the counter, on pages without a script: who came, what they paid, who decided."""

import random
import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

from deploy.portal_client import eventually, small_pdf
from tests.flows.conftest import System
from tests.flows.paging import Pages, officer

PROCEDURE = "2.000635"


def test_papers_that_came_over_the_counter_are_paid_decided_and_handed_out(system: System) -> None:
    story = system.a_story()
    receiver, processor, approver, watcher = (
        officer(system, story.staff, role) for role in ("receiver", "processor", "approver", "supervisor")
    )
    tail = f"{random.randrange(100):02d}8{random.randrange(1000):03d}"
    who = {"identity_number": "001090" + tail, "full_name": "Phạm Văn Quầy", "phone": f"09128{tail[:5]}"}

    # The procedure is found; what is wrong with the person is told beside it, and nothing typed is lost.
    receiver.open("/can-bo/lap?q=trích+lục+hộ+tịch")
    assert f"thu-tuc={PROCEDURE}" in unescape(receiver.page)
    receiver.open(f"/can-bo/lap?thu-tuc={PROCEDURE}")
    agency = re.findall(r'<option value="(H[^"]+)"', receiver.page)[0]
    case = unescape(re.findall(r'id="lap-case".*?<option value="([^"]+)"', receiver.page, re.DOTALL)[0])
    chosen = {"channel": "direct", "agency_code": agency, "case": case, "identity_kind": "cccd", "on_paper": "yes"}
    chosen["messages"] = "notices"
    receiver.send(f"/can-bo/lap/{PROCEDURE}", **chosen, **{**who, "identity_number": "12"})
    assert receiver.status == 422
    assert 'id="lap-identity_number-wrong"' in receiver.page
    assert "Phạm Văn Quầy" in receiver.page
    receiver.send(f"/can-bo/lap/{PROCEDURE}", **chosen, **who)
    dossier = re.search(r"/can-bo/lap/([^/]+)/giay-to", receiver.at)
    assert dossier, receiver.said()[:600]
    assert "Nộp tại quầy" in receiver.said()

    # Left for somebody else who waits, it is found again where dossiers are begun, and goes on where it was.
    left = f'href="/can-bo/lap/{dossier[1]}"'
    assert left in receiver.open("/can-bo/lap").page
    receiver.open(f"/can-bo/lap/{dossier[1]}")
    assert receiver.at.endswith(f"/can-bo/lap/{dossier[1]}/giay-to")

    # The papers lie on the desk; the officer files, and the history says who filed.
    papers = re.findall(r'name="(chinh:[^"]+)"', receiver.page)
    receiver.send("/ban-giay", **dict.fromkeys(papers, "một"))
    assert receiver.status == 422
    receiver.send("/ban-giay", **dict.fromkeys(papers, "1"))
    receiver.open(f"/can-bo/lap/{dossier[1]}/nhan-ket-qua").send("/nhan-ket-qua", return_way="desk")
    receiver.send("/nop")
    assert "Đã xong: Nộp hồ sơ" in receiver.said()
    assert "1 bản chính" in receiver.said()
    assert left not in receiver.open("/can-bo/lap").page
    at_the_desk = f"/can-bo/ho-so/{dossier[1]}"

    slip = receiver.open(f"{at_the_desk}/bien-nhan").said()
    assert "Phạm Văn Quầy" in slip
    assert 'src="data:image/svg+xml' in receiver.page
    receiver.open(at_the_desk)

    # Received; the slip is printed. Cash is taken into a box that was opened, and the receipt is printed.
    receiver.send("/tiep-nhan")
    assert "Đã xong: Tiếp nhận" in receiver.said()
    for paper in re.findall(r'href="([^"]+/giay/[^"]+\.pdf)"', receiver.page):
        assert _file(receiver, paper).startswith(b"%PDF")
    box = f"q{random.randrange(10**6)}"
    receiver.open("/can-bo/quy").send("/can-bo/quy", desk=box, float_amount="50.000")
    assert "Đã xong: Mở sổ quỹ" in receiver.said()
    day = re.findall(rf'href="(/can-bo/quy/[^"]+)">[^<]*{box}<', receiver.page)[0]
    eventually("the fee is asked for", lambda: "/thu/" in receiver.open(at_the_desk).page)
    receiver.send("/thu/", desk=box)
    assert "Đã xong: Thu tiền mặt" in receiver.said()
    eventually("it is paid, and has its receipt", lambda: "/can-bo/bien-lai/" in receiver.open(at_the_desk).page)
    receipt = re.findall(r'href="(/can-bo/bien-lai/[^"]+\.pdf)"', receiver.page)[0]
    assert _file(receiver, receipt).startswith(b"%PDF")

    # What lies in the box is counted; a difference needs its reason, and a second person closes the day.
    receiver.open(day).send("/dem", **{"note:50000": "1"})
    assert receiver.status == 422
    assert 'name="note:50000" inputmode="numeric" maxlength="6" value="1"' in receiver.page
    receiver.send("/dem", **{"note:50000": "1"}, reason="Cuối ngày cất riêng")
    assert "Chờ người thứ hai" in receiver.said()
    watcher.open(day).send("/xac-nhan", agree="yes")
    assert "Đã khóa sổ" in watcher.said()

    # Processed by one, decided by another, handed out at the desk; found again by its code.
    eventually("the fee is known to be paid", lambda: "đã nộp" in receiver.open(at_the_desk).said())
    receiver.send("/chuyen-xu-ly")
    processor.open(at_the_desk).send("/nhan-viec")
    assert "Đã xong: Nhận xử lý" in processor.said()
    processor.give("/can-bo/ket-qua/", "trích lục.pdf", small_pdf("The result"))
    processor.send("/trinh", outcome="approved")
    approver.open(at_the_desk).send("/phe-duyet", outcome="refused")
    assert approver.status == 422
    approver.send("/phe-duyet", outcome="approved")
    assert "Đã xong: Phê duyệt" in approver.said()
    receiver.open(at_the_desk).send("/tra-ket-qua", way="desk", received_by="Phạm Thị Con")
    assert "Đã xong: Trả kết quả" in receiver.said()
    code = re.findall(r"<code>(H[^<]+)</code>", receiver.page)[0]
    assert code in receiver.open("/can-bo").send("/can-bo/tim", q=code).said()

    # They have no account: each of it was told to the telephone that they left, without a name or what it was about.
    expected = {"desk.filed", "desk.received", "desk.payment-requested", "desk.approved", "desk.returned-desk"}
    eventually(
        "all of it is on the telephone", lambda: expected <= {one["matter"] for one in texts(system, who["phone"])}
    )
    told = texts(system, who["phone"])
    assert {one["matter"] for one in told} == expected, "not of steps that they did not agree to be told of"
    assert all(code in one["text"] for one in told)
    assert not any(word in one["text"] for one in told for word in ("Quầy", "trích lục", who["identity_number"]))


def texts(system: System, phone: str) -> list[dict[str, Any]]:
    """What the sandbox's telephone got."""
    found: list[dict[str, Any]] = system.anybody().get("/api/v1/sandbox/messages", phone=phone)["messages"]
    return found


def _file(officer: Pages, link: str) -> bytes:
    return officer.session.get(urljoin(officer.at, unescape(link)), timeout=30).content
