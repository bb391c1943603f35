"""One whole dossier, from search to result, driven through the public HTTP API only: ``./motcua demo``.

A citizen registers, files a dossier, is asked for a supplement, pays at the sandbox bank and downloads the result;
three officers of a commune receive, process, approve and return it. Every step is told as a person would see it, and
is checked. Exit code 0 only if every step held.
"""

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from deploy.portal_client import Browser, Failed, Person, Refused, eventually, forms, small_pdf, totp

KEYWORDS = "cap ban sao trich luc ho tich"
PROCEDURE = "2.000635"
COPIES = 2
HERE = dt.timezone(dt.timedelta(hours=7))
SUBMITTED, RECEIVED, PROCESSING, SUPPLEMENT, DECIDED, RETURNED = 1, 2, 4, 5, 9, 10


class Demo:
    """The story; each step is a method, and keeps what later ones need."""

    def __init__(self, address: str, accounts: Path) -> None:
        self.address = address.rstrip("/")
        self.accounts = accounts
        self.citizen = Person(self.address)
        self.officers: dict[str, Person] = {}
        self.dossier: dict[str, Any] = {}
        self.tag = ""
        self.papers: dict[str, bytes] = {}

    def steps(self) -> list[tuple[str, str, Callable[[], None]]]:
        """What happens, in Vietnamese and English."""
        return [
            ("Cổng đã sẵn sàng", "the portal is there", self.visit),
            (f"Công dân tìm “{KEYWORDS}”, không dấu", "search without accents", self.search),
            ("Đọc thủ tục", "read the procedure", self.read_procedure),
            ("Đăng ký tài khoản bằng CCCD và số điện thoại", "register", self.register),
            ("Đọc mã trong tin nhắn, xác nhận và đăng nhập", "confirm by the code, signed in", self.confirm),
            ("Lập hồ sơ", "begin a dossier", self.draft),
            ("Đính kèm giấy tờ", "upload papers", self.attach),
            ("Nộp hồ sơ, nhận mã hồ sơ", "submit, get the code", self.submit),
            ("Tra cứu bằng mã hồ sơ và 4 số cuối, không đăng nhập", "look it up, not signed in", self.look_up),
            ("Cán bộ đăng nhập (mật khẩu và mã xác thực)", "officers sign in", self.officers_sign_in),
            ("Bộ phận một cửa yêu cầu bổ sung, một lần", "a supplement is asked for, once", self.ask_supplement),
            ("Công dân bổ sung hồ sơ", "the citizen supplements", self.supplement),
            ("Tiếp nhận hồ sơ, hẹn ngày trả", "received, with a due date", self.receive),
            ("Nộp lệ phí qua ngân hàng (thử nghiệm)", "pay at the sandbox bank", self.pay),
            ("Biên lai điện tử", "receipt", self.receipt),
            ("Chuyển xử lý", "processing", self.process),
            ("Đính kèm kết quả và phê duyệt", "result attached, approved", self.approve),
            ("Trả kết quả", "result returned", self.hand_over),
            ("Công dân tải kết quả, đối chiếu SHA-256", "download, compare the hash", self.download),
            ("Quá trình xử lý", "timeline", self.timeline),
            ("Tin báo đã nhận ở từng bước", "messages got at each step", self.messages),
        ]

    def run(self) -> None:
        steps = self.steps()
        for number, (vietnamese, english, step) in enumerate(steps, start=1):
            say(f"\n{number:>2}/{len(steps)}  {vietnamese}  ({english})")
            step()

    # The citizen finds and reads

    def visit(self) -> None:
        def answers() -> bool:
            try:
                return requests.get(f"{self.address}/openapi.json", timeout=5).status_code == 200
            except requests.ConnectionError:
                return False

        eventually(f"{self.address} answers", answers, 60)
        tell(self.address)

    def search(self) -> None:
        found = self.citizen.get("/api/v1/procedures", q=KEYWORDS)
        for item in found["items"][:3]:
            tell(f"{item['code']}  {item['name']}")
        need(found["items"], "nothing was found")
        need(found["items"][0]["code"] == PROCEDURE, f"{PROCEDURE} is not the first that was found")

    def read_procedure(self) -> None:
        self.procedure = self.citizen.get(f"/api/v1/procedures/{PROCEDURE}")
        tell(self.procedure["name"])
        tell(f"Lĩnh vực: {self.procedure['field_name']}; căn cứ: {len(self.procedure['legal_basis'])} văn bản")
        for fee in self.procedure["fees"]:
            tell(f"Lệ phí: {fee['label']} {dong(fee['amount'] or 0)}{'/' + fee['unit'] if fee['unit'] else ''}")
        self.staff = json.loads(self.accounts.read_text(encoding="utf-8"))
        agency = self.staff[0]["agency_code"]
        offers = [offer for offer in self.procedure["offers"] if offer["agency_code"] == agency]
        need(offers and offers[-1]["files_online"], f"agency {agency} does not take it online")
        self.agency = self.citizen.get(f"/api/v1/agencies/{agency}")
        tell(f"Nơi giải quyết: {self.agency['name']}")

    # Registers

    def register(self) -> None:
        # Every run is another person. Four last digits that begin with 7 mean nothing special to the sandbox.
        tail = f"{random.randrange(100):02d}7{random.randrange(1000):03d}"
        self.identity = "001090" + tail
        self.phone = f"0912{random.randrange(100):02d}7{random.randrange(1000):03d}"
        person = {
            "identity_kind": "cccd",
            "identity_number": self.identity,
            "full_name": "Nguyễn Văn Thử",
            "birth_date": "1990-05-17",
            "phone": self.phone,
            "password": "mot cua mot lan mot noi",
        }
        self.challenge = self.citizen.post("/api/v1/registrations", person).body
        tell(f"CCCD {'*' * 8}{self.identity[-4:]}, mã được gửi tới {'*' * 6}{self.phone[-4:]}")

    def confirm(self) -> None:
        def code() -> str | None:
            for message in self._texts():
                if found := re.search(r"\b\d{6}\b", message["text"]):
                    tell(f"Tin nhắn: {message['text']}")
                    return found[0]
            return None

        path = f"/api/v1/registrations/{self.challenge['challenge_id']}/confirmation"
        signed_in = self.citizen.post(path, {"code": eventually("the code arrives", code)}).body
        self.citizen.token = signed_in["access_token"]
        me = self.citizen.get("/api/v1/me")
        tell(f"Đã đăng nhập: {me['name']}, {me['identity_masked']}")
        need(me["identity_masked"] != self.identity, "the identity number is not masked")

    def _texts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.citizen.get("/api/v1/sandbox/messages", phone=self.phone)["messages"]
        return found

    # Files

    def draft(self) -> None:
        wanted = {"procedure_code": PROCEDURE, "agency_code": self.agency["code"], "channel": "online"}
        if self.procedure["cases"]:
            wanted["case"] = self.procedure["cases"][0]["key"]

        def made() -> Any:
            try:
                return self.citizen.post("/api/v1/dossiers", wanted)
            except Refused as refused:
                # What other services tell of procedure, agency and account arrives a moment later.
                if refused.status in (404, 409):
                    return None
                raise

        self._keep(eventually("dossiers knows the procedure and the account", made))
        answers = {"so_ban_sao": COPIES, "noi_dung": "Trích lục khai sinh"}
        self._keep(self.citizen.patch(self._path(), {"answers": answers, "return_way": "online"}, self.tag))
        tell(f"Bản nháp cho {self.dossier['agency_name']}")

    def attach(self) -> None:
        papers = [paper for paper in self.dossier["papers"] if paper["required"]] or self.dossier["papers"][:1]
        for paper in papers:
            self._upload(paper["key"], f"giay-to-{paper['key']}.pdf", small_pdf(f"Paper {paper['key']}, first copy"))
            tell(f"{paper['name'][:90]}")
        need(not self.dossier["missing"], f"still missing: {self.dossier['missing']}")

    def _upload(self, key: str, name: str, content: bytes) -> None:
        self._keep(self.citizen.upload(f"{self._path()}/papers/{key}", name, content))
        self.papers[key] = content
        paper = next(paper for paper in self.dossier["papers"] if paper["key"] == key)
        hashes = [file["sha256"] for file in paper["files"]]
        need(hashlib.sha256(content).hexdigest() in hashes, f"{name} was not kept as it was sent")

    def submit(self) -> None:
        self._keep(
            self.citizen.post(f"{self._path()}/submission", {"content_hash": self.dossier["content_hash"]}, self.tag)
        )
        need(self.dossier["state"] == SUBMITTED, "it is not submitted")
        self.code = self.dossier["code"]
        tell(f"Mã hồ sơ: {self.code}; nộp lúc {local(self.dossier['submitted_at'])}")
        self._message("dossier.submitted")

    def look_up(self) -> None:
        anybody = Person(self.address)
        seen = anybody.post("/api/v1/dossier-lookups", {"code": self.code, "fact": self.identity[-4:]}).body
        tell(f"{seen['code']}: {seen['state_vi']}")
        need("Nguyễn Văn Thử" not in json.dumps(seen, ensure_ascii=False), "the look-up shows the applicant's name")
        wrong = f"{(int(self.identity[-4:]) + 1) % 10000:04d}"
        if wrong != self.phone[-4:]:
            refused(404, lambda: anybody.post("/api/v1/dossier-lookups", {"code": self.code, "fact": wrong}))
            tell("Sai 4 số cuối: không có hồ sơ nào khớp")

    # The officers work

    def officers_sign_in(self) -> None:
        for account in self.staff:
            role = account["roles"][0]
            if role in ("receiver", "processor", "approver"):
                self.officers[role] = self._officer(account)
                tell(f"{account['name']}: {role}, {self.agency['name']}")
        need(len(self.officers) == 3, "receiver, processor and approver are needed")

    def _officer(self, account: dict[str, Any]) -> Person:
        officer = Person(self.address)

        def signed_in() -> Any:
            credentials = {"staff_number": account["staff_number"], "password": account["password"]}
            try:
                return officer.post(
                    "/api/v1/staff-sessions", {**credentials, "totp_code": totp(account["totp_secret"])}
                )
            except Refused as refused:
                if refused.status != 401:
                    raise
                time.sleep(1)  # Each code works once; another run may have spent it. The next one comes within 30 s.
                return None

        officer.token = eventually(f"{account['staff_number']} signs in", signed_in, 40).body["access_token"]
        return officer

    def ask_supplement(self) -> None:
        receiver = self.officers["receiver"]

        def arrived() -> bool:
            queue = receiver.get("/api/v1/desk/dossiers", queue="to_receive", procedure_code=PROCEDURE, limit=100)
            return any(line["id"] == self.dossier["id"] for line in queue["items"])

        eventually("the dossier is in the desk's queue", arrived)
        self.asked = next(iter(self.papers))
        reason = "Bản chụp bị mờ, xin gửi lại bản rõ hơn"
        wanted = {"items": [{"paper_key": self.asked, "reason": reason}], "legal_basis": "NĐ 61/2018/NĐ-CP điều 17"}
        self._act("receiver", "supplement-request", wanted)
        need(self.dossier["state"] == SUPPLEMENT, "it does not wait for a supplement")
        tell(reason)
        self._message("dossier.supplement-asked")

    def supplement(self) -> None:
        self._keep(self.citizen.call("GET", self._path()))
        self._upload(self.asked, "giay-to-ro-hon.pdf", small_pdf("The same paper, a clearer copy"))
        self._keep(self.citizen.post(f"{self._path()}/supplement", {"note": "Đã gửi lại bản rõ"}, self.tag))
        need(self.dossier["state"] == SUBMITTED, "it is not back at the desk")
        tell(self.dossier["state_vi"])
        again = {"items": [{"paper_key": self.asked, "reason": "Xin gửi lại lần nữa"}]}
        refused(409, lambda: self._act("receiver", "supplement-request", again))
        tell("Yêu cầu bổ sung lần thứ hai: bị từ chối, pháp luật chỉ cho một lần")
        self._message("dossier.supplemented")

    def receive(self) -> None:
        variable = [fee for fee in self.procedure["fees"] if fee["rule"] in ("per_unit", "by_province", "unknown")]
        fees = [{"head": fee["head"], "quantity": COPIES} for fee in variable if not fee["optional"]]
        self._act("receiver", "reception", {"fees": fees})
        tell(f"{self.dossier['state_vi']}; hẹn trả {local(self.dossier['due_at'])}")

    def pay(self) -> None:
        def due() -> Any:
            found = self.citizen.get(f"{self._path()}/payments")["obligations"]
            return found[0] if found and found[0]["state"] == "due" else None

        obligation = eventually("the fee is asked for", due)
        self.obligation = obligation["id"]
        for item in obligation["items"]:
            tell(f"{item['label'][:80]}: {dong(item['amount'])}")
        self._message("payment.requested")
        started = self.citizen.post(f"/api/v1/obligations/{self.obligation}/attempts").body
        browser = Browser()
        browser.open(started["redirect_url"])
        tell(f"Chuyển tới ngân hàng: {started['redirect_url'].partition('?')[0]}")
        pay_at_bank(browser)
        tell(f"Ngân hàng đưa về: {browser.address.partition('?')[0]}")
        need(browser.address.startswith(self.address), "the bank did not send the browser back to the portal")

        def settled() -> Any:
            found = self.citizen.get(f"/api/v1/obligations/{self.obligation}")
            return found if found["state"] == "settled" and found["receipt_id"] else None

        self.paid = eventually("the bank's signed callback settles the fee", settled)
        tell(f"{self.paid['state_vi']}: {dong(self.paid['total'])}")

    def receipt(self) -> None:
        receipt = self.citizen.get(f"/api/v1/receipts/{self.paid['receipt_id']}")
        tell(f"{receipt['name']} {receipt['series']} số {receipt['number']}: {receipt['total_in_words']}")
        need(receipt["total"] == self.paid["total"], "the receipt is over another amount")
        self._message("payment.settled")

    def process(self) -> None:
        def paid() -> bool:
            self._keep(self.officers["receiver"].call("GET", self._path()))
            fee = self.dossier["fee"]
            return self.dossier["state"] == RECEIVED and (fee is None or fee["state"] == "settled")

        eventually("dossiers knows that it is paid", paid)
        self._act("receiver", "processing", {})
        need(self.dossier["state"] == PROCESSING, "it is not in process")
        tell(f"{self.dossier['state_vi']}; hẹn trả {local(self.dossier['due_at'])}")
        self._message("dossier.processing")

    def approve(self) -> None:
        self.result = small_pdf(f"Result of dossier {self.code}: certified extract, {COPIES} copies")
        path = f"/api/v1/desk/dossiers/{self.dossier['id']}/result"
        number = f"{random.randrange(1, 900)}/TLKS-BS"
        self._keep(self.officers["processor"].upload(path, "trich-luc.pdf", self.result, number=number))
        tell(f"Kết quả số {number}, SHA-256 {hashlib.sha256(self.result).hexdigest()[:16]}…")
        refused(403, lambda: self._act("receiver", "decision", {"outcome": "approved"}))
        tell("Cán bộ tiếp nhận không được phê duyệt: bị từ chối")
        self._act("approver", "decision", {"outcome": "approved"})
        need(self.dossier["state"] == DECIDED, "it is not decided")
        tell(self.dossier["state_vi"])
        self._message("dossier.approved")

    def hand_over(self) -> None:
        self._act("receiver", "result-return", {"way": "online"})
        need(self.dossier["state"] == RETURNED, "the result is not returned")
        tell(self.dossier["state_vi"])
        self._message("dossier.returned-online")

    # The citizen has the result

    def download(self) -> None:
        self._keep(self.citizen.call("GET", self._path()))
        result = self.dossier["result"]
        content = self.citizen.call("GET", f"{self._path()}/files/{result['id']}").content
        need(content == self.result, "what was downloaded is not what was attached")
        need(hashlib.sha256(content).hexdigest() == result["sha256"], "the hash differs")
        tell(f"{result['name']}, {len(content)} byte, SHA-256 khớp")

    def timeline(self) -> None:
        items = self.citizen.get(f"{self._path()}/timeline")["items"]
        for item in items:
            tell(f"{local(item['at'])}  {item['action_vi']}: {item['state_vi']}")
        need([item["seq"] for item in items] == list(range(1, len(items) + 1)), "the timeline has gaps")
        states = [item["to_state"] for item in items]
        for state in (SUBMITTED, SUPPLEMENT, RECEIVED, PROCESSING, DECIDED, RETURNED):
            need(state in states, f"the timeline lacks state {state}")

    def messages(self) -> None:
        seen = [message["matter"] for message in self.citizen.get("/api/v1/me/messages", limit=100)["messages"]]
        for matter in reversed(seen):
            tell(matter)
        need(len(seen) == len(set(seen)), "a message came twice")
        need(
            not self._texts() or all(self.identity not in text["text"] for text in self._texts()), "a text has the CCCD"
        )

    # What all steps use

    def _path(self) -> str:
        return f"/api/v1/dossiers/{self.dossier['id']}"

    def _keep(self, answer: Any) -> None:
        self.dossier, self.tag = answer.body, answer.tag

    def _act(self, role: str, step: str, body: dict[str, Any]) -> None:
        """Let an officer do something with the dossier as it is now."""
        officer = self.officers[role]
        tag = officer.call("GET", self._path()).tag
        self._keep(officer.post(f"/api/v1/desk/dossiers/{self.dossier['id']}/{step}", body, tag))

    def _message(self, matter: str) -> None:
        """Wait until the citizen's inbox has a message on a matter, and show it."""

        def arrived() -> Any:
            found = self.citizen.get("/api/v1/me/messages", limit=100)["messages"]
            return next((message for message in found if message["matter"] == matter), None)

        tell(f"✉ {eventually(f'a message on {matter}', arrived)['title']}")


def pay_at_bank(browser: Browser) -> None:
    """Go through the bank's pages as somebody who pays: the first button of every form, until the portal is back."""
    bank = browser.address.partition("?")[0].rsplit("/", 2)[0]
    for _ in range(6):
        if not browser.address.startswith(bank):
            return
        found = forms(browser.page)
        need(found, f"the bank's page {browser.address} has no form")
        browser.press(found[0], found[0].buttons[0] if found[0].buttons else ("", ""))
    raise Failed("the bank does not come to an end")


def need(condition: object, otherwise: str) -> None:
    """Go on only if something holds."""
    if not condition:
        raise Failed(otherwise)


def refused(status: int, attempt: Callable[[], object]) -> None:
    """Something has to be refused, with this status."""
    try:
        attempt()
    except Refused as problem:
        need(problem.status == status, f"refused otherwise than with {status}: {problem}")
        return
    raise Failed(f"this should have been refused with {status}")


def dong(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")


def local(moment: str | None) -> str:
    """A moment as people in Vietnam read it."""
    return dt.datetime.fromisoformat(moment).astimezone(HERE).strftime("%H:%M %d/%m/%Y") if moment else "(chưa có)"


def say(line: str) -> None:
    print(line, flush=True)


def tell(line: str) -> None:
    say(f"       {line}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Drive one whole dossier through the portal.")
    parser.add_argument("--against", required=True, metavar="URL", help="the portal's address")
    parser.add_argument("--accounts", type=Path, metavar="FILE", help="the sandbox's staff accounts")
    options = parser.parse_args()
    accounts = options.accounts or Path(os.environ.get("MOTCUA_SANDBOX_ACCOUNTS", ".motcua/sandbox-accounts.json"))
    if not accounts.exists():
        say(f"The sandbox's staff accounts are not at {accounts}: name them by --accounts FILE.")
        return 1
    begun = time.monotonic()
    demo = Demo(options.against, accounts)
    try:
        demo.run()
    except (Failed, requests.RequestException, KeyError, LookupError) as failed:
        say(f"\n✗ {type(failed).__name__}: {failed}" if not isinstance(failed, Failed) else f"\n✗ {failed}")
        return 1
    say(f"\n✓ Hồ sơ {demo.code} đi trọn đường, từ tìm kiếm đến kết quả, sau {time.monotonic() - begun:.0f} s.")
    say("  (one whole dossier, from search to result; every step held)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
