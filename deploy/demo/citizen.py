"""What the citizen does: search, read, register, file, supplement, pay, and have the result."""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import requests

from deploy.demo.story import (
    COPIES,
    DECIDED,
    KEYWORDS,
    PROCEDURE,
    PROCESSING,
    RECEIVED,
    RETURNED,
    SUBMITTED,
    SUPPLEMENT,
    Story,
    dong,
    local,
    need,
    refused,
    tell,
)
from deploy.portal_client import Browser, Failed, Person, Refused, eventually, forms, own_tail, small_pdf


class CitizenSteps(Story):
    """Each step is one thing that a citizen does, and what they see of it."""

    # The citizen finds and reads

    def visit(self) -> None:
        def answers() -> bool:
            try:
                return requests.get(f"{self.address}/openapi.json", timeout=5).status_code == 200
            except (requests.ConnectionError, requests.Timeout):
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
        agency = self.staff[0]["agency_code"]
        offers = [offer for offer in self.procedure["offers"] if offer["agency_code"] == agency]
        need(offers and offers[-1]["files_online"], f"agency {agency} does not take it online")
        self.agency = self.citizen.get(f"/api/v1/agencies/{agency}")
        tell(f"Nơi giải quyết: {self.agency['name']}")

    # Registers

    def register(self) -> None:
        # Every run is another person.
        self.register_as(f"001090{own_tail()}")

    def register_as(self, identity: str) -> None:
        """Register as the holder of an identity paper, with a telephone of their own."""
        self.identity, tail = identity, identity[-6:]
        self.phone = f"0912{own_tail()}"
        self.email = f"nguyen.van.thu.{tail}@example.vn"
        person = {
            "identity_kind": "cccd",
            "identity_number": self.identity,
            "full_name": "Nguyễn Văn Thử",
            "birth_date": "1990-05-17",
            "phone": self.phone,
            "email": self.email,
            "password": "mot cua mot lan mot noi",
            "consents": self.agreed(),
        }
        self.challenge = self.citizen.post("/api/v1/registrations", person).body
        tell(f"CCCD {'*' * 8}{self.identity[-4:]}, mã được gửi tới {'*' * 6}{self.phone[-4:]}")

    def agreed(self) -> list[dict[str, Any]]:
        """Everything that may be agreed to, in the words in force."""
        purposes = self.citizen.get("/api/v1/consent-purposes")["purposes"]
        asked = [purpose for purpose in purposes if purpose["basis"] == "consent"]
        for purpose in asked:
            tell(f"Đồng ý: {purpose['words'][-1]['title_vi']}")
        return [{"purpose": one["purpose"], "version": one["words"][-1]["version"]} for one in asked]

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
        # Name, date of birth and identity paper are the account's: the server fills them in by itself.
        answers = {
            "requester": {"residence": {"province": "42", "commune": "18073", "street": "Thôn 3"}},
            "phone": self.phone,
            "relation": "self",
            "event": "birth",
            "registered_at": "Ủy ban nhân dân xã Tân Mỹ Hà",
            "copies": "không rõ",
        }
        self._keep(self.citizen.patch(self._path(), {"answers": answers, "return_way": "online"}, self.tag))
        for problem in self.dossier["problems"]:
            tell(f"{problem['pointer']}: {problem['vi']}")
        answers["copies"] = str(COPIES)
        self._keep(self.citizen.patch(self._path(), {"answers": answers, "return_way": "online"}, self.tag))
        need(not self.dossier["problems"], f"the form is not right: {self.dossier['problems']}")
        need(self.dossier["answers"]["copies"] == COPIES, "the answers are not in their normal form")
        tell(f"Bản nháp cho {self.dossier['agency_name']}")

    def attach(self) -> None:
        papers = [paper for paper in self.dossier["papers"] if paper["required"]] or self.dossier["papers"][:1]
        for paper in papers:
            self._upload_in_parts(paper["key"])
            tell(f"{paper['name'][:90]}")
        need(not self.dossier["missing"], f"still missing: {self.dossier['missing']}")

    def _upload_in_parts(self, key: str) -> None:
        """A large scan over a bad line: it breaks off, and goes on where it broke."""
        content = small_pdf(f"Paper {key}, first copy", ballast=300_000)
        name, path = f"giay-to-{key}.pdf", f"{self._path()}/papers/{key}/uploads"
        parts = self.citizen.upload_in_parts(path, name, content, part=128_000, broken_at=200_000)
        tell(f"{name}: {len(content)} byte, đứt giữa chừng, gửi tiếp từ chỗ đứt, {parts} phần trọn")
        self._keep(self.citizen.call("GET", self._path()))
        self.papers[key] = content
        [file] = next(paper for paper in self.dossier["papers"] if paper["key"] == key)["files"]
        need(file["sha256"] == hashlib.sha256(content).hexdigest(), f"{name} was not kept as it was sent")
        need(file["scan"] == "clean", f"{name} is in quarantine: {file['scan']}")

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
        alone = anybody.post("/api/v1/dossier-completions", {"code": self.code}).body
        unknown = anybody.post("/api/v1/dossier-completions", {"code": "H27.30.12-200101-9999"}).body
        need({**alone, "code": ""} == {**unknown, "code": ""}, "an unknown code is answered otherwise")
        tell(f"Chỉ bằng mã: {alone['completion']}%")
        seen = anybody.post("/api/v1/dossier-lookups", {"code": self.code, "fact": self.identity[-4:]}).body
        tell(f"{seen['code']}: {seen['state_vi']}")
        need("Nguyễn Văn Thử" not in json.dumps(seen, ensure_ascii=False), "the look-up shows the applicant's name")
        wrong = f"{(int(self.identity[-4:]) + 1) % 10000:04d}"
        if wrong != self.phone[-4:]:
            refused(404, lambda: anybody.post("/api/v1/dossier-lookups", {"code": self.code, "fact": wrong}))
            tell("Sai 4 số cuối: không có hồ sơ nào khớp")

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

    # The citizen has the result

    def download(self) -> None:
        self._keep(self.citizen.call("GET", self._path()))
        result = self.dossier["result"]
        content = self.citizen.call("GET", f"{self._path()}/files/{result['id']}").content
        need(content == self.result, "what was downloaded is not what was attached")
        need(hashlib.sha256(content).hexdigest() == result["sha256"], "the hash differs")
        tell(f"{result['name']}, {len(content)} byte, SHA-256 khớp")

    def check_receipt(self) -> None:
        """As somebody who has the script, the keys and their files, and no portal."""
        script = Path(__file__).resolve().parents[2] / "docs" / "receipts" / "verify.py"
        receipts = self.citizen.get(f"{self._path()}/receipts")["receipts"]
        history = self.citizen.get(f"{self._path()}/history")
        need(history["sound"], f"the history does not hold: {history['breaks']}")
        with tempfile.TemporaryDirectory() as home:
            (Path(home) / "keys.json").write_text(json.dumps(self.citizen.get("/api/v1/signing-keys")))
            (Path(home) / "history.json").write_text(json.dumps(history))
            (Path(home) / "receipt.jws").write_text(receipts[-1]["signed"])
            files = []
            for key, content in self.papers.items():
                (Path(home) / f"{key}.pdf").write_bytes(content)
                files.append(f"{key}.pdf")

            def checked(*arguments: str) -> tuple[int, list[str]]:
                command = [sys.executable, "-I", str(script), *arguments]
                done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
                return done.returncode, done.stdout.splitlines()

            code, said = checked("receipt", "receipt.jws", "keys.json", *files)
            for line in said:
                tell(line)
            need(code == 0, "the receipt does not hold")
            code, said = checked("history", "history.json", "keys.json")
            need(code == 0, f"the history does not hold: {said}")
            tell(f"Lịch sử {history['length']} mục: {said[-1]}")
            head, content, signature = receipts[-1]["signed"].split(".")
            (Path(home) / "receipt.jws").write_text(f"{head}.{content[:-2]}AA.{signature}")
            need(checked("receipt", "receipt.jws", "keys.json")[0] == 1, "a changed receipt was not seen")
            tell("Giấy tiếp nhận bị sửa một chữ: bị phát hiện")

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
