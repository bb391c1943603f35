"""Pages of claims to pay less: what the record grants to whom, what is expected, and what an officer decides."""

import datetime as dt
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from chassis.errors import KEY_REUSED, SERVICE_AWAY
from gateway.web.desk_acts import ACTS
from gateway.web.desk_forms import known_of
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.catalog.handlers import quoting
from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import NOON, a_dossier, a_procedure
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_browser_sessions import HTML, SENT, SIGNED_IN, drawn, sign_in

FEE = catalog.Fee(
    head="ban-sao",
    kind=catalog.FeeKind.PHI,
    label="Phí bản sao",
    rule=catalog.FeeRule.FIXED,
    amount=8000,
    exemptions=("Người thuộc hộ nghèo",),
    reliefs=(catalog.FeeRelief(key="truc-tuyen", label="Nộp trực tuyến", percent=50, basis="NQ 12"),),
)
SHOWN = a_procedure(fees=(FEE,))
CLAIM = dossiers.FeeClaimView(
    head="ban-sao", relief="truc-tuyen", fee_label="Phí bản sao", label="Nộp trực tuyến", percent=50, basis="NQ 12"
)
STEP = "/ho-so/dos-1/nhan-ket-qua"


@pytest.fixture
def house() -> House:
    made = a_house(public_url="http://localhost")
    say = made.rpc.answer
    say(accounts.start_sign_in, SENT)
    say(accounts.confirm_sign_in, SIGNED_IN)
    say(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    say(catalog.get_procedure, SHOWN)
    say(catalog.quote_fees, lambda asked: quoting.quote(SHOWN, asked, dt.date(2026, 11, 24)))
    say(dossiers.get_dossier, a_dossier())
    say(dossiers.claim_reliefs, a_dossier(fee_claims=(CLAIM,)))
    say(dossiers.save_draft, a_dossier(fee_claims=(CLAIM,), return_way=dossiers.ReturnWay.DESK))
    sign_in(made)
    return made


def test_the_step_of_the_fee_names_who_pays_less_by_which_text(house: House) -> None:
    page = house.client.get(STEP, headers=HTML).text

    assert 'name="claim" value="ban-sao:truc-tuyen"' in page
    assert 'name="claim" value="ban-sao:mien-1"' in page
    assert "Người thuộc hộ nghèo" in page
    assert "NQ 12" in page
    assert "Dự kiến phải nộp" not in page


def test_what_is_claimed_is_kept_chosen_and_the_fee_is_expected_and_not_promised(house: House) -> None:
    house.rpc.answer(dossiers.get_dossier, a_dossier(fee_claims=(CLAIM,)))

    page = house.client.get(STEP, headers=HTML).text

    assert 'value="ban-sao:truc-tuyen" checked' in page
    assert "nếu cơ quan chấp nhận đề nghị của bạn" in page
    assert "<b>4.000" in page


def test_claims_are_sent_once_and_only_if_they_are_others_than_before(house: House) -> None:
    typed = {**drawn(house.client.get(STEP, headers=HTML)), "return_way": "desk"}

    answer = house.client.post(STEP, data={**typed, "claim": ["ban-sao:truc-tuyen"]}, headers=HTML)
    assert answer.status_code == 303
    [call] = house.rpc.calls_of(dossiers.claim_reliefs)
    assert call.request.claims == (dossiers.FeeClaim(head="ban-sao", relief="truc-tuyen"),)

    house.rpc.answer(dossiers.get_dossier, a_dossier(fee_claims=(CLAIM,)))
    house.client.post(STEP, data={**typed, "claim": ["ban-sao:truc-tuyen"]}, headers=HTML)
    assert len(house.rpc.calls_of(dossiers.claim_reliefs)) == 1
    house.client.post(STEP, data=typed, headers=HTML)
    assert house.rpc.calls_of(dossiers.claim_reliefs)[-1].request.claims == ()


def test_what_the_service_refuses_is_told_on_the_step(house: House) -> None:
    typed = {**drawn(house.client.get(STEP, headers=HTML)), "return_way": "desk"}
    house.rpc.answer(dossiers.claim_reliefs, dossiers.CLAIMS_DECIDED())

    page = house.client.post(STEP, data={**typed, "claim": ["ban-sao:truc-tuyen"]}, headers=HTML)

    assert page.status_code == 409
    assert "không sửa đề nghị miễn, giảm được nữa" in page.text


def test_a_page_sent_again_with_other_content_comes_back_as_typed_with_a_new_key_and_plain_words(house: House) -> None:
    typed = {**drawn(house.client.get(STEP, headers=HTML)), "return_way": "desk", "claim": ["ban-sao:truc-tuyen"]}
    house.rpc.answer(dossiers.save_draft, KEY_REUSED())

    page = house.client.post(STEP, data=typed, headers=HTML)

    assert page.status_code == 422
    assert "xin bấm gửi lần nữa" in page.text
    assert "Idempotency" not in page.text
    assert 'value="ban-sao:truc-tuyen" checked' in page.text
    assert 'name="return_way" value="desk" required checked' in page.text
    assert drawn(page)["_key"] != typed["_key"]


def test_the_step_goes_on_without_the_catalogues_quote(house: House) -> None:
    house.rpc.answer(catalog.quote_fees, SERVICE_AWAY())

    page = house.client.get(STEP, headers=HTML)

    assert page.status_code == 200
    assert 'name="claim"' not in page.text


def decided(**typed: str) -> Any:
    view = a_dossier(fee_claims=(CLAIM,))
    return known_of(ACTS["tiep-nhan"], view, MultiDict(typed)).get("claims")


def test_an_officer_grants_or_refuses_each_claim_with_a_reason() -> None:
    name = "ban-sao:truc-tuyen"
    [found] = decided(**{f"claim:{name}": "granted", f"claim-reason:{name}": " Đã đối chiếu "})
    assert found == {"head": "ban-sao", "relief": "truc-tuyen", "granted": True, "reason": "Đã đối chiếu"}
    [found] = decided(**{f"claim:{name}": "refused", f"claim-reason:{name}": "Không thuộc diện"})
    assert not found["granted"]
    assert decided(**{"claim:ban-sao:mien-7": "granted"}) == []
