"""Who claims to pay less says so with the filing, reads what came of it, and pays what follows from that."""

import base64
import json
from typing import Any

import pytest

from chassis.errors import PortalError
from chassis.records import load
from gateway.texts import field_sentence
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.claims import PAPER
from services.dossiers.contract import ClaimState, DecidedClaim, DossierView, FeeClaim
from tests.services.dossiers.world import EXTRACT, PERSON, PROCESSOR, RECEIVER, World, a_procedure

POOR, ONLINE = FeeClaim(head="copy", relief="mien-1"), FeeClaim(head="copy", relief="truc-tuyen")
WHY = "Đã đối chiếu danh sách hộ nghèo của xã"
FEE = catalog.Fee(
    head="copy",
    kind=catalog.FeeKind.PHI,
    label="Phí cấp bản sao",
    rule=catalog.FeeRule.PER_UNIT,
    amount=8000,
    unit="bản",
    exemptions=("Người thuộc hộ nghèo",),
    basis="TT 281/2016/TT-BTC",
    reliefs=(catalog.FeeRelief(key="truc-tuyen", label="Nộp trực tuyến", percent=50, basis="NQ 12"),),
)


@pytest.fixture(autouse=True)
def _procedure(world: World) -> None:
    world.told(catalog.procedure_published, EXTRACT, a_procedure(fees=(FEE,)), version=2)


def claim(world: World, dossier: DossierView, *claims: FeeClaim) -> DossierView:
    return world.call(contract.claim_reliefs, PERSON, dossier_id=dossier.id, claims=claims)


def filled(world: World) -> DossierView:
    draft = world.draft()
    world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"copies": 1, "purpose": "Nộp hồ sơ"})
    world.attach(draft.id, "declaration")
    return world.attach(draft.id, "identity")


def filed(world: World, *claims: FeeClaim) -> DossierView:
    draft = filled(world)
    claim(world, draft, *claims)
    return world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)


def receive(world: World, dossier: DossierView, *claims: DecidedClaim, copies: int = 1) -> DossierView:
    fees = (contract.AssessedFee(head="copy", quantity=copies),)
    return world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id, fees=fees, claims=claims)


def granted(one: FeeClaim, reason: str = WHY) -> DecidedClaim:
    return DecidedClaim(head=one.head, relief=one.relief, granted=True, reason=reason)


def refused_claim(one: FeeClaim, reason: str = "Không có tên trong danh sách") -> DecidedClaim:
    return DecidedClaim(head=one.head, relief=one.relief, granted=False, reason=reason)


def refused(attempt: Any) -> str:
    with pytest.raises(PortalError) as found:
        attempt()
    return found.value.code


def test_a_claim_is_part_of_the_content_and_brings_a_place_for_its_paper(world: World) -> None:
    draft = filled(world)

    claimed = claim(world, draft, POOR)

    assert claimed.content_hash != draft.content_hash
    assert [(one.label, one.percent, one.basis, one.state) for one in claimed.fee_claims] == [
        ("Người thuộc hộ nghèo", 100, "TT 281/2016/TT-BTC", ClaimState.CLAIMED)
    ]
    assert [paper.key for paper in claimed.papers if not paper.required][-1] == PAPER
    assert PAPER not in claimed.missing
    proved = world.attach(draft.id, PAPER)
    assert proved.papers[-1].files
    assert claim(world, draft, POOR).content_hash == proved.content_hash
    assert claim(world, draft).content_hash == draft.content_hash
    assert claim(world, draft, ONLINE, POOR).content_hash == claim(world, draft, POOR, ONLINE).content_hash


def test_the_receipt_says_what_was_claimed_and_only_by_its_key(world: World) -> None:
    dossier = filed(world, POOR)

    assert dossier.receipt is not None
    assert dossier.receipt.fee_claims == ("copy:mien-1",)
    statement = json.loads(_content_of(dossier.receipt.signed))
    assert statement["fee_claims"] == ["copy:mien-1"]
    assert "hộ nghèo" not in json.dumps(statement, ensure_ascii=False)
    assert "fee_claims" not in json.loads(_content_of(_receipt(world.submitted()).signed))


def test_nobody_files_what_another_tab_claimed_meanwhile(world: World) -> None:
    draft = filled(world)
    seen = draft.content_hash
    claim(world, draft, POOR)

    with pytest.raises(PortalError) as found:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id, content_hash=seen)

    assert [one.pointer for one in found.value.problems] == ["/fee_claims/copy:mien-1"]


def test_what_is_granted_is_paid_less_and_the_person_reads_why(world: World) -> None:
    dossier = receive(world, filed(world, ONLINE), granted(ONLINE, "Nộp trực tuyến"), copies=2)

    assert dossier.fee is not None
    [item] = dossier.fee.items
    assert (dossier.fee.total, item.listed, item.reason, item.legal_basis) == (8000, 16_000, "Nộp trực tuyến", "NQ 12")
    [seen] = world.seen(dossier.id).fee_claims
    assert (seen.state, seen.reason) == (ClaimState.GRANTED, "Nộp trực tuyến")
    assert seen.decided_at == world.now
    [told] = world.events(contract.fee_claims_decided)
    assert [(one.granted, one.percent, one.label) for one in told.claims] == [(True, 50, "Nộp trực tuyến")]


def test_who_is_exempt_owes_nothing_and_what_is_refused_changes_nothing(world: World) -> None:
    free = receive(world, filed(world, POOR, ONLINE), granted(POOR), refused_claim(ONLINE, "Nộp tại quầy"))
    assert free.fee is None
    assert [one.state for one in free.fee_claims] == [ClaimState.GRANTED, ClaimState.REFUSED]

    whole = receive(world, filed(world, POOR), refused_claim(POOR))
    assert whole.fee is not None
    assert (whole.fee.total, whole.fee.items[0].listed) == (8000, None)
    [seen] = whole.fee_claims
    assert (seen.state, seen.reason) == (ClaimState.REFUSED, "Không có tên trong danh sách")


def test_every_claim_is_decided_with_a_reason_and_nothing_else_is(world: World) -> None:
    dossier = filed(world, POOR)

    assert refused(lambda: receive(world, dossier)) == contract.CLAIM_UNDECIDED.code
    assert refused(lambda: receive(world, dossier, refused_claim(POOR, " "))) == contract.CLAIM_UNDECIDED.code
    both = (granted(POOR), granted(ONLINE))
    assert refused(lambda: receive(world, dossier, *both)) == contract.CLAIM_UNKNOWN.code
    contradicting = (granted(POOR), refused_claim(POOR))
    assert refused(lambda: receive(world, dossier, *contradicting)) == "request.invalid"
    assert world.seen(dossier.id).state == 1


def test_only_reliefs_of_the_filing_are_claimed_and_only_until_the_agency_has_decided(world: World) -> None:
    draft = filled(world)
    other = FeeClaim(head="copy", relief="mien-9")
    assert refused(lambda: claim(world, draft, other)) == contract.CLAIM_UNKNOWN.code

    dossier = filed(world, POOR)
    changed = claim(world, dossier)
    assert changed.fee_claims == ()
    assert _receipt(changed).number == 2
    again = claim(world, dossier, POOR)
    assert _receipt(again).fee_claims == ("copy:mien-1",)
    received = receive(world, again, refused_claim(POOR))
    world.call(contract.start_processing, PROCESSOR, dossier_id=received.id)
    asked = world.asked(received.id, PROCESSOR)
    assert refused(lambda: claim(world, asked)) == contract.CLAIMS_DECIDED.code


def test_a_draft_whose_case_lost_a_relief_is_not_filed_with_it(world: World) -> None:
    draft = filled(world)
    claim(world, draft, POOR)
    without = a_procedure(version=2, fees=(catalog.Fee(**{**_members(FEE), "exemptions": ()}),))
    world.told(catalog.procedure_published, EXTRACT, without, version=3)
    moved = world.call(contract.move_draft, PERSON, dossier_id=draft.id, to_version=2)
    assert [one.percent for one in moved.fee_claims] == [0]

    submit = {"dossier_id": draft.id, "content_hash": moved.content_hash}
    assert refused(lambda: world.call(contract.submit_dossier, PERSON, **submit)) == contract.CLAIM_UNKNOWN.code
    claim(world, moved)

    assert world.call(contract.submit_dossier, PERSON, dossier_id=draft.id).state == 1


def test_a_fee_that_is_changed_keeps_what_was_granted(world: World) -> None:
    dossier = receive(world, filed(world, ONLINE), granted(ONLINE, "Nộp trực tuyến"), copies=2)
    world.request_payment(dossier)
    dossier = world.seen(dossier.id)
    assert dossier.fee is not None
    three = (contract.AssessedFee(head="copy", quantity=3),)

    asked = world.call(
        contract.reassess_fees, RECEIVER, dossier_id=dossier.id, fees=three, reason="Ba bản", legal_basis="TT 281"
    )

    assert asked.fee is not None
    assert asked.fee.changing is not None
    assert asked.fee.changing.after == 12_000


def _receipt(dossier: DossierView) -> contract.Receipt:
    assert dossier.receipt is not None
    return dossier.receipt


def _content_of(signed: str) -> bytes:
    middle = signed.split(".")[1]
    return base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))


def _members(fee: catalog.Fee) -> dict[str, Any]:
    return {name: getattr(fee, name) for name in fee.__dataclass_fields__}


@pytest.mark.parametrize(
    ("fixed", "error"), [(True, contract.FEE_REASON_NEEDED), (False, contract.FEE_WAIVER_REASON_NEEDED)]
)
def test_no_fee_is_waived_silently_and_each_empty_field_is_named(world: World, fixed: bool, error: Any) -> None:
    if not fixed:
        open_fee = catalog.Fee(
            head="copy", kind=catalog.FeeKind.LE_PHI, label="Lệ phí", rule=catalog.FeeRule.BY_PROVINCE
        )
        world.told(catalog.procedure_published, EXTRACT, a_procedure(fees=(open_fee,)), version=3)
    dossier = filed(world)
    bare = contract.AssessedFee(head="copy", amount=0, reason="Hộ nghèo")

    with pytest.raises(PortalError) as refused:
        world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id, fees=(bare,))

    (problem,) = refused.value.problems
    assert (refused.value.code, problem.pointer, problem.code) == (error.code, "/fees/0/legal_basis", error.code)
    assert "Phí" in field_sentence(problem, "vi") or "Lệ phí" in field_sentence(problem, "vi")
    assert "reason" in field_sentence(problem, "en")


def test_a_fee_by_the_unit_is_for_one_unit_at_least() -> None:
    with pytest.raises(PortalError) as refused:
        load(contract.ReceiveDossier, {"dossier_id": "d", "fees": [{"head": "copy", "quantity": 0}]})

    assert [problem.pointer for problem in refused.value.problems] == ["/fees/0/quantity"]
