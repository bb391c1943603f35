"""What the officers of the commune do: sign in, ask for a supplement, receive, process, approve, return."""

import hashlib
import random
from typing import Any

from deploy.demo.story import (
    COPIES,
    DECIDED,
    PROCEDURE,
    PROCESSING,
    RECEIVED,
    RETURNED,
    SUPPLEMENT,
    Story,
    local,
    need,
    refused,
    tell,
)
from deploy.portal_client import Person, Refused, eventually, small_pdf, totp


class OfficerSteps(Story):
    """Each step is one thing that an officer does at the desk."""

    def officers_sign_in(self) -> None:
        for account in self.staff:
            role = account["roles"][0]
            if role in ("receiver", "processor", "approver"):
                self.officers[role] = self._officer(account)
                tell(f"{account['name']}: {role}, {self.agency['name']}")
        need(len(self.officers) == 3, "receiver, processor and approver are needed")

    def _officer(self, account: dict[str, Any]) -> Person:
        officer = Person(self.address)

        refused_code = ""

        def signed_in() -> Any:
            nonlocal refused_code
            code = totp(account["totp_secret"])
            if code == refused_code:
                return None  # Sent again it would count as a guess, and after five the door stays closed.
            credentials = {"staff_number": account["staff_number"], "password": account["password"]}
            try:
                return officer.post("/api/v1/staff-sessions", {**credentials, "totp_code": code})
            except Refused as refused:
                if refused.status != 401:
                    raise
                refused_code = code  # Each code works once; another run may have spent it. The next comes within 30 s.
                return None

        officer.token = eventually(f"{account['staff_number']} signs in", signed_in, 70).body["access_token"]
        return officer

    def ask_supplement(self) -> None:
        receiver = self.officers["receiver"]

        def arrived() -> bool:
            place: dict[str, str] = {}
            while True:
                queue = receiver.get(
                    "/api/v1/desk/dossiers", queue="to_receive", procedure_code=PROCEDURE, limit=100, **place
                )
                if any(line["id"] == self.dossier["id"] for line in queue["items"]):
                    return True
                if not queue["next_cursor"]:
                    return False
                place = {"cursor": queue["next_cursor"]}

        eventually("the dossier is in the desk's queue", arrived)
        self.asked = next(iter(self.papers))
        reason = "Bản chụp bị mờ, xin gửi lại bản rõ hơn"
        wanted = {"items": [{"paper_key": self.asked, "reason": reason}], "legal_basis": "NĐ 61/2018/NĐ-CP điều 17"}
        self._act("receiver", "supplement-request", wanted)
        need(self.dossier["state"] == SUPPLEMENT, "it does not wait for a supplement")
        tell(reason)
        self._message("dossier.supplement-asked")

    def receive(self) -> None:
        not_fixed = ("per_unit", "by_province", "foreign_currency", "unknown")
        variable = [fee for fee in self.procedure["fees"] if fee["rule"] in not_fixed]
        fees = [{"head": fee["head"], "quantity": COPIES} for fee in variable if not fee["optional"]]
        self._act("receiver", "reception", {"fees": fees})
        tell(f"{self.dossier['state_vi']}; hẹn trả {local(self.dossier['due_at'])}")

    def process(self) -> None:
        def paid() -> bool:
            self._keep(self.officers["receiver"].call("GET", self._path()))
            fee = self.dossier["fee"]
            return self.dossier["state"] == RECEIVED and (fee is None or fee["state"] == "settled")

        eventually("dossiers knows that it is paid", paid)
        self._act("receiver", "processing", {})
        need(self.dossier["state"] == PROCESSING, "it is not in process")
        tell(f"{self.dossier['state_vi']}; hẹn trả {local(self.dossier['due_at'])}")
        turn = self.dossier["turn"]
        need(turn["responsible"] == "processor", f"it is the turn of {turn['responsible']}")
        tell(f"Đến lượt {turn['responsible_vi']}: {turn['task_vi']}, trước {local(turn['due_at'])}")
        self._message("dossier.processing")

    def why_that_day(self) -> None:
        told = self.citizen.get(f"{self._path()}/deadline")
        need(told["steps"] and told["standing"] in ("in_time", "due_soon"), f"the dossier stands {told['standing']}")
        for step in told["steps"]:
            tell(step["sentence_vi"])
        tell(told["summary_vi"])

    def propose(self) -> None:
        self._act("processor", "proposal", {"outcome": "approved"})
        need(self.dossier["proposed"] == "approved", "nothing is proposed")
        tell(f"Cán bộ thụ lý {self.dossier['assignee_name']} trình; người khác phê duyệt")

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
