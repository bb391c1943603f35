"""Money over HTTP, seen from outside only: a quote, an exemption, cash into a box that two people close, a transfer."""

import subprocess
import uuid
from typing import Any

import pytest
import requests

from deploy.demo.__main__ import Demo
from deploy.portal_client import Person, Refused, eventually, small_pdf
from tests.flows.conftest import System
from tests.flows.test_paying import at_the_bank

pytestmark = pytest.mark.flows

WHY = {"reason": "Người thuộc hộ nghèo được giảm", "legal_basis": "Thông tư 281/2016/TT-BTC"}


def filed(system: System, *roles: str) -> Demo:
    """A dossier that waits for its reception, and officers who have signed in."""
    story = system.a_story()
    for step in (
        story.read_procedure, story.register, story.confirm, story.draft, story.attach, story.submit,
    ):  # fmt: skip
        step()
    for account in story.staff:
        role = account["roles"][0]
        if role in roles:
            story.officers[role] = story._officer(account)
    return story


def received(story: Demo, *fees: dict[str, Any]) -> Any:
    """Receive the dossier; gives the obligation that is due for it."""
    receiver, path = story.officers["receiver"], f"/api/v1/desk/dossiers/{story.dossier['id']}/reception"
    tag = receiver.call("GET", f"/api/v1/dossiers/{story.dossier['id']}").tag
    receiver.post(path, {"fees": list(fees)}, tag)

    def due() -> Any:
        found = story.citizen.get(f"/api/v1/dossiers/{story.dossier['id']}/payments")["obligations"]
        return found[0] if found and found[0]["state"] == "due" else None

    return eventually("the fee is asked for", due)


def open_box(receiver: Person, agency: str) -> Any:
    """The box of a desk that no other run uses."""
    wanted = {"agency_code": agency, "desk": uuid.uuid4().hex[:12], "float_amount": 100_000}
    return receiver.post("/api/v1/desk/cash-days", wanted).body


@pytest.mark.timeout(300)
def test_a_fee_is_quoted_reduced_with_a_reason_and_paid_in_cash_into_a_box_that_two_people_close(
    system: System,
) -> None:
    story = filed(system, "receiver", "supervisor")
    receiver, watcher, agency = story.officers["receiver"], story.officers["supervisor"], story.agency["code"]
    code, case = story.dossier["procedure_code"], story.dossier["case"]

    quote = story.citizen.get(f"/api/v1/procedures/{code}/fee-quote", case=case, units="ban-sao:2")
    (item,) = [one for one in quote["items"] if one["head"] == "ban-sao"]
    half = item["amount"] // 2
    with pytest.raises(Refused) as bare:
        received(story, {"head": "ban-sao", "quantity": 2, "amount": half})
    obligation = received(story, {"head": "ban-sao", "quantity": 2, "amount": half, **WHY})

    assert bare.value.code == "dossier.fee-reason-needed"
    assert [(one["amount"], one["listed"], one["reason"]) for one in obligation["items"]] == [
        (half, item["amount"], WHY["reason"])
    ]

    cash = {"amount": half, "desk": "never-opened"}
    with pytest.raises(Refused) as shut:
        receiver.post(f"/api/v1/desk/obligations/{obligation['id']}/cash", cash)
    assert shut.value.code == "cash.day-not-open"
    box = open_box(receiver, agency)
    paid = receiver.post(f"/api/v1/desk/obligations/{obligation['id']}/cash", {**cash, "desk": box["desk"]}).body
    assert (paid["state"], paid["total"]) == ("settled", half)

    notes = [{"value": 100_000, "count": 1}, {"value": 1000, "count": half // 1000}]
    counted = receiver.post(f"/api/v1/desk/cash-days/{box['id']}/count", {"notes": notes}).body
    assert counted["difference"] == 0
    closed = watcher.post(f"/api/v1/desk/cash-days/{box['id']}/confirmation", {"agree": True}).body
    assert closed["state"] == "closed"

    receipt = story.citizen.get(f"/api/v1/receipts/{paid['receipt_id']}")
    proof = requests.get(f"{system.address}/api/v1/receipt-proofs/{receipt['look_up']}", timeout=15).json()
    assert (proof["total"], proof["stands_for"], proof["number"]) == (half, half, receipt["number"])
    paper = story.citizen.call("GET", f"/api/v1/receipts/{paid['receipt_id']}.pdf")
    assert paper.content[:4] == b"%PDF"
    page = requests.get(f"{system.address}/bien-lai?code={receipt['look_up']}", timeout=15)
    assert (page.status_code, receipt["total_in_words"] in page.text) == (200, True)


@pytest.mark.timeout(300)
def test_a_transfer_is_found_in_the_banks_statement_and_the_books_agree(system: System) -> None:
    story = filed(system, "receiver", "supervisor", "agency_administrator")
    receiver, agency = story.officers["receiver"], story.agency["code"]
    account = {"bank_bin": "970436", "account_number": "1012345678", "account_name": "UBND XA TAN MY HA"}
    said = {"name": story.agency["name"][:200], "tax_code": "0100109106", **account}
    head, watcher = story.officers["agency_administrator"], story.officers["supervisor"]
    asked = head.post(f"/api/v1/desk/collectors/{agency}/proposals", said).body
    watcher.post(f"/api/v1/desk/collector-proposals/{asked['id']}/decision", {"agree": True})
    obligation = received(story)

    told = story.citizen.get(f"/api/v1/obligations/{obligation['id']}/transfer")
    number, words = f"FT{obligation['id'][-12:]}", f"CK {told['purpose'].lower()}"
    line = f"{number},2026-08-03,{account['account_number']},{told['amount']},{words}\n"
    content = "transaction_no,booked_at,account_number,amount,description\n" + line
    done = receiver.post(
        "/api/v1/desk/bank-statements", {"agency_code": agency, "name": "sao-ke.csv", "content": content}
    ).body

    assert (done["settled"], done["suspended"]) == (1, 0)
    assert story.citizen.get(f"/api/v1/obligations/{obligation['id']}")["state"] == "settled"
    if system.launcher is not None:
        checked: subprocess.CompletedProcess[str] = system.launcher("payments", "audit")
        assert checked.returncode == 0, checked.stderr


def reassess(story: Demo, *fees: dict[str, Any]) -> Any:
    """An officer asks that the fee be changed; gives the dossier as they see it then."""
    receiver, path = story.officers["receiver"], f"/api/v1/dossiers/{story.dossier['id']}"
    tag = receiver.call("GET", path).tag
    said = {"fees": list(fees), "reason": "Ghi nhầm số bản", "legal_basis": "Thông tư 281/2016/TT-BTC"}
    return receiver.post(f"/api/v1/desk/dossiers/{story.dossier['id']}/fee-reassessment", said, tag).body


@pytest.mark.timeout(300)
def test_a_fee_is_changed_while_nobody_pays_it_and_stays_when_somebody_does_or_did(system: System) -> None:
    story = filed(system, "receiver")
    citizen, path = story.citizen, f"/api/v1/dossiers/{story.dossier['id']}"
    three = received(story, {"head": "ban-sao", "quantity": 3})

    def answered() -> Any:
        fee = citizen.get(path)["fee"]
        return fee if fee["obligation_id"] and not fee["changing"] else None

    # Nobody is paying: the new amount takes the place of the former, and the person reads why.
    eventually("dossiers knows the obligation", answered)
    asked = reassess(story, {"head": "ban-sao", "quantity": 2})
    assert asked["fee"]["changing"]["before"] == three["total"]
    fee = eventually("the change is made", answered)
    assert (fee["state"], fee["total"] * 3) == ("due", three["total"] * 2)
    assert [(one["before"], one["after"]) for one in fee["changes"]] == [(three["total"], fee["total"])]
    newer, former = citizen.get(f"{path}/payments")["obligations"]
    assert [(one["state"], one["total"]) for one in (newer, former)] == [
        ("due", fee["total"]),
        ("withdrawn", three["total"]),
    ]
    eventually(
        "the person is told",
        lambda: any(one["matter"] == "dossier.fee-changed" for one in citizen.get("/api/v1/me/messages")["messages"]),
    )

    # Somebody is at the bank: the fee stays, the history says why, and the payment that comes counts.
    started = citizen.post(f"/api/v1/obligations/{newer['id']}/attempts").body
    reassess(story, {"head": "ban-sao", "quantity": 1})
    kept = eventually("payments have answered", answered)
    assert kept["total"] == fee["total"]
    assert citizen.get(f"{path}/timeline")["items"][-1]["action"] == "keep_fee"
    at_the_bank(started["redirect_url"], "success")
    paid = eventually("it is settled", lambda: (found := citizen.get(path))["fee"]["state"] == "settled" and found)
    assert paid["fee"]["total"] == fee["total"]
    assert [one["state"] for one in citizen.get(f"{path}/payments")["obligations"]] == ["settled", "withdrawn"]

    # It is paid: what is too much goes back as a refund.
    with pytest.raises(Refused) as refused:
        reassess(story, {"head": "ban-sao", "quantity": 1})
    assert refused.value.code == "dossier.fee-paid"
    if system.launcher is not None:
        checked: subprocess.CompletedProcess[str] = system.launcher("payments", "audit")
        assert checked.returncode == 0, checked.stderr


@pytest.mark.timeout(300)
def test_who_claims_an_exemption_with_the_filing_reads_what_came_of_it_and_owes_what_follows(system: System) -> None:
    story = system.a_citizen()
    citizen, code = story.citizen, "2.002516"
    account = next(one for one in story.staff if "receiver" in one["roles"])
    receiver = story._officer(account)
    wanted = {"procedure_code": code, "agency_code": story.agency["code"], "channel": "online"}

    def begun() -> Any:
        try:
            return citizen.post("/api/v1/dossiers", wanted)
        except Refused as refused:
            if refused.status in (404, 409):
                return None  # What other services tell arrives a moment later.
            raise

    draft = eventually("dossiers knows the account", begun)
    path = f"/api/v1/dossiers/{draft.body['id']}"
    claims = [{"head": "xac-nhan", "relief": "mien-2"}]
    quote = citizen.get(f"/api/v1/procedures/{code}/fee-quote", units="xac-nhan:2", claims="xac-nhan:mien-2")
    assert (quote["total"], quote["total_after_relief"]) == (16_000, 0)
    claimed = citizen.call("PUT", f"{path}/fee-claims", json={"claims": claims}, headers={"If-Match": draft.tag})
    assert claimed.body["content_hash"] != draft.body["content_hash"]
    for paper in claimed.body["papers"]:
        if paper["required"] or paper["key"] == "fee.relief":
            citizen.upload(f"{path}/papers/{paper['key']}", "giay-to.pdf", small_pdf(paper["key"]))
    ready = citizen.call("GET", path)
    filed = citizen.post(f"{path}/submission", {"content_hash": ready.body["content_hash"]}, ready.tag).body
    assert filed["receipt"]["fee_claims"] == ["xac-nhan:mien-2"]

    desk = f"/api/v1/desk/dossiers/{filed['id']}/reception"
    tag = receiver.call("GET", path).tag
    with pytest.raises(Refused) as undecided:
        receiver.post(desk, {}, tag)
    assert undecided.value.code == "dossier.claim-undecided"
    said = {**claims[0], "granted": True, "reason": "Có tên trong danh sách hộ nghèo"}
    seen = receiver.post(desk, {"claims": [said]}, tag).body

    assert (seen["state"], seen["fee"]) == (2, None)
    [decided] = citizen.get(path)["fee_claims"]
    assert (decided["state"], decided["percent"], decided["reason"]) == ("granted", 100, said["reason"])
    eventually(
        "the person is told",
        lambda: any(
            one["matter"] == "dossier.fee-claims-decided" and said["reason"] in one["body"]
            for one in citizen.get("/api/v1/me/messages")["messages"]
        ),
    )
