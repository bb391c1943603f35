"""A fee over HTTP, seen from outside only: refused, paid at the second try, and paid back after a withdrawal."""

import html
import re
import urllib.parse
from typing import Any

import pytest
import requests

from deploy.portal_client import eventually
from tests.flows.conftest import System

pytestmark = pytest.mark.flows


def at_the_bank(redirect_url: str, outcome: str) -> str:
    """Choose an outcome on the bank's page, as a browser without scripts does; gives where it leads back to."""
    page = requests.get(redirect_url, timeout=15)
    assert page.status_code == 200
    form = {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    }
    target = urllib.parse.urljoin(redirect_url, "/paymentv2/pay")
    answer = requests.post(target, form | {"choice": "pay", "outcome": outcome}, timeout=20, allow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["Location"]


@pytest.mark.timeout(300)
def test_a_fee_is_refused_paid_at_the_second_try_and_paid_back_after_a_withdrawal(system: System) -> None:
    story = system.a_story()
    for step in (
        story.read_procedure, story.register, story.confirm, story.draft, story.attach, story.submit,
        story.officers_sign_in, story.receive,
    ):  # fmt: skip
        step()
    citizen, receiver = story.citizen, story.officers["receiver"]
    dossier = story.dossier["id"]

    def due() -> Any:
        found = citizen.get(f"/api/v1/dossiers/{dossier}/payments")["obligations"]
        return found[0] if found and found[0]["state"] == "due" else None

    obligation = eventually("the fee is asked for", due)
    path = f"/api/v1/obligations/{obligation['id']}"

    # The bank refuses; the page says why, and the fee is still due.
    first = citizen.post(f"{path}/attempts").body
    back = requests.get(at_the_bank(first["redirect_url"], "refused"), timeout=15)
    failed = eventually(
        "the refusal is known",
        lambda: next((one for one in citizen.get(path)["payments"] if one["state"] == "failed"), None),
    )
    assert (failed["id"], failed["outcome_code"]) == (first["payment"]["id"], "51")
    assert "số dư" in back.text
    assert citizen.get(path)["state"] == "due"

    # The second try is another attempt, and settles it once.
    second = citizen.post(f"{path}/attempts").body
    assert second["payment"]["id"] != first["payment"]["id"]
    at_the_bank(second["redirect_url"], "success")
    paid = eventually("the fee is settled", lambda: (found := citizen.get(path))["state"] == "settled" and found)
    assert paid["receipt_id"]
    assert [one["state"] for one in paid["payments"]] == ["paid", "failed"]

    # Withdrawn after the reception nothing goes back by itself; an officer asks for it with the basis.
    eventually(
        "dossiers knows that it is paid",
        lambda: citizen.get(f"/api/v1/dossiers/{dossier}")["fee"]["state"] == "settled",
    )
    tag = citizen.call("GET", f"/api/v1/dossiers/{dossier}").tag
    citizen.post(f"/api/v1/dossiers/{dossier}/withdrawal", {"reason": "Không cần nữa"}, tag)
    wanted = {
        "way": "provider",
        "reason_code": "other",
        "reason": "Công dân rút hồ sơ, cơ quan chưa giải quyết",
        "legal_basis": "Quyết định của cơ quan thu",
    }
    asked = receiver.post(f"/api/v1/desk/payments/{second['payment']['id']}/refunds", wanted).body
    refund = eventually(
        "the bank pays back",
        lambda: (found := citizen.get(f"/api/v1/refunds/{asked['id']}"))["state"] == "settled" and found,
    )

    assert refund["amount"] == paid["total"]
    assert refund["counter_receipt_id"]
    seen = citizen.get(f"/api/v1/payments/{second['payment']['id']}")
    assert (seen["state"], seen["refunded"]) == ("refunded", paid["total"])
    work = receiver.get(f"/api/v1/desk/agencies/{obligation['agency_code']}/money-work")
    assert all(one["id"] != asked["id"] for one in work["refunds"])
