"""What catalogue and accounts tell is known, and what is no longer so is no longer used."""

import datetime as dt

import pytest

from chassis.callers import Channel
from chassis.errors import Conflict, Invalid, NotFound
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract
from tests.services.dossiers.world import EXTRACT, PERSON, RECEIVER, World, a_procedure, an_offer, citizen


def test_a_draft_and_a_submitted_dossier_keep_their_version_while_new_ones_take_the_newest(world: World) -> None:
    submitted, draft = world.submitted(), world.draft()
    newer = a_procedure(
        version=2,
        valid_from=dt.date(2026, 8, 11),
        papers=(catalog.Paper(key="identity", name="Giấy tờ tùy thân", originals=1),),
    )
    world.told(catalog.procedure_published, EXTRACT, newer, version=2)
    assert world.draft().procedure_version == 1

    world.pass_time(days=1)
    assert world.draft().procedure_version == 2
    assert world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={}).procedure_version == 1
    assert world.call(contract.receive_dossier, RECEIVER, dossier_id=submitted.id).procedure_version == 1


def test_a_withdrawn_procedure_cannot_be_filed_for(world: World) -> None:
    submitted = world.submitted()
    gone = catalog.ProcedureWithdrawn(
        code=EXTRACT,
        version=1,
        content_hash=a_procedure().content_hash,
        withdrawn_at=world.now,
        valid_to=dt.date(2026, 8, 11),
        reason="Bãi bỏ",
    )
    world.told(catalog.procedure_withdrawn, EXTRACT, gone, version=2)

    world.pass_time(days=1)

    with pytest.raises(NotFound):
        world.draft()
    assert world.call(contract.receive_dossier, RECEIVER, dossier_id=submitted.id).state == 2


def test_an_offer_ends_on_its_day(world: World) -> None:
    world.told(catalog.procedure_published, EXTRACT, a_procedure(offers=(an_offer(valid_to=dt.date(2026, 8, 11)),)))
    world.draft()

    world.pass_time(days=1)

    with pytest.raises(Conflict):
        world.draft()


def test_a_person_who_is_not_known_yet_is_asked_to_wait(world: World) -> None:
    newcomer = citizen("moi")
    with pytest.raises(Conflict) as refused:
        world.draft(caller=newcomer)
    assert refused.value.code == contract.APPLICANT_UNKNOWN.code

    world.told(accounts.account_opened, newcomer.id, world.account(newcomer))

    assert world.draft(caller=newcomer).applicant_identity_masked == "********1234"


def test_the_case_decides_which_papers_are_asked_for(world: World) -> None:
    cases = (catalog.Case(key="own-house", name="Nhà của mình"), catalog.Case(key="rented", name="Nhà thuê"))
    papers = (
        catalog.Paper(key="declaration", name="Tờ khai", originals=1),
        catalog.Paper(key="lease", name="Hợp đồng thuê", originals=1, cases=("rented",)),
        catalog.Paper(key="post-only", name="Bản sao có chứng thực", copies=1, channels=(Channel.POST,)),
    )
    world.told(catalog.procedure_published, EXTRACT, a_procedure(cases=cases, papers=papers))
    draft = world.draft(case="own-house")
    assert draft.missing == ("declaration",)

    rented = world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={}, case="rented")

    assert rented.missing == ("declaration", "lease")
    with pytest.raises(Invalid):
        world.draft(case="castle")
    undecided = world.draft()
    world.attach(undecided.id, "declaration")
    with pytest.raises(Invalid) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=undecided.id)
    assert refused.value.params == {"cases": "Nhà của mình; Nhà thuê"}


def test_a_file_of_another_case_counts_for_nothing_until_that_case_is_chosen_again(world: World) -> None:
    cases = (catalog.Case(key="own-house", name="Nhà của mình"), catalog.Case(key="rented", name="Nhà thuê"))
    papers = (
        catalog.Paper(key="declaration", name="Tờ khai", originals=1),
        catalog.Paper(key="lease", name="Hợp đồng thuê", originals=1, cases=("rented",)),
    )
    world.told(catalog.procedure_published, EXTRACT, a_procedure(cases=cases, papers=papers))
    rented = world.draft(case="rented")
    world.attach(rented.id, "declaration")
    both = world.attach(rented.id, "lease")
    [lease] = both.papers[1].files

    own = world.call(contract.save_draft, PERSON, dossier_id=rented.id, answers={}, case="own-house")
    assert own.content_hash != both.content_hash
    submitted = world.call(contract.submit_dossier, PERSON, dossier_id=rented.id)
    assert submitted.receipt is not None
    assert [paper.paper_key for paper in submitted.receipt.papers] == ["declaration"]
    with pytest.raises(NotFound):
        world.call(contract.get_file, RECEIVER, dossier_id=rented.id, file_id=lease.id)

    back = world.call(contract.save_draft, PERSON, dossier_id=rented.id, answers={}, case="rented")
    assert (back.missing, back.content_hash) == ((), both.content_hash)


def test_a_draft_can_be_saved_although_its_procedure_is_gone(world: World) -> None:
    draft = world.draft()
    world.told(catalog.procedure_published, EXTRACT, a_procedure(valid_to=dt.date(2026, 8, 11)), version=2)
    world.pass_time(days=1)

    assert world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"a": 1}).answers == {"a": 1}
    with pytest.raises(Conflict) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)
    assert refused.value.code == contract.PROCEDURE_ENDED.code


def test_an_empty_dossier_is_not_filed(world: World) -> None:
    optional = (catalog.Paper(key="mandate", name="Văn bản ủy quyền", required=False, condition="Khi được ủy quyền"),)
    world.told(catalog.procedure_published, EXTRACT, a_procedure(papers=optional))
    draft = world.draft()
    assert draft.papers[0].condition == "Khi được ủy quyền"

    with pytest.raises(Invalid) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)
    assert refused.value.code == contract.DOSSIER_EMPTY.code
    world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"copies": 2})
    assert world.call(contract.submit_dossier, PERSON, dossier_id=draft.id).state == 1


def test_an_officer_says_how_many_or_how_much(world: World) -> None:
    unknown = catalog.Fee(head="copy", kind=catalog.FeeKind.LE_PHI, label="Lệ phí", rule=catalog.FeeRule.BY_PROVINCE)
    dossier = world.submitted()
    counted = world.call(
        contract.receive_dossier,
        RECEIVER,
        dossier_id=dossier.id,
        fees=(contract.AssessedFee(head="copy", quantity=3),),
    )
    assert counted.fee is not None
    assert counted.fee.total == 24_000

    world.told(catalog.procedure_published, EXTRACT, a_procedure(version=2, fees=(unknown,)))
    dossier = world.submitted()
    with pytest.raises(Invalid) as refused:
        world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
    assert refused.value.code == contract.FEE_NOT_ASSESSED.code
    why = {"reason": "Tỉnh chưa quy định mức thu", "legal_basis": "NQ 01/2026/NQ-HĐND"}
    told = (contract.AssessedFee(head="copy", amount=0, **why),)
    assert world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id, fees=told).fee is None


def test_lists_are_given_page_by_page(world: World) -> None:
    dossiers = [world.submitted().id for _ in range(5)]
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossiers[3])

    for method, caller, order in (
        (contract.list_my_dossiers, PERSON, dossiers[::-1]),
        (contract.list_agency_dossiers, RECEIVER, [dossiers[3], *dossiers[:3], dossiers[4]]),
    ):
        seen: list[str] = []
        cursor = ""
        for _ in range(3):
            page = world.call(method, caller, limit=2, cursor=cursor)
            seen += [line.id for line in page.items]
            cursor = page.next_cursor
        assert (seen, cursor) == (order, "")
    with pytest.raises(Invalid):
        world.call(contract.list_my_dossiers, PERSON, cursor="nonsense")


def test_who_is_granted_an_exemption_reads_why_and_pays_the_rest(world: World) -> None:
    dossier = world.submitted()
    bare = (contract.AssessedFee(head="copy", quantity=2, amount=8000),)
    with pytest.raises(Invalid) as refused:
        world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id, fees=bare)
    assert refused.value.code == contract.FEE_REASON_NEEDED.code

    granted = contract.AssessedFee(
        head="copy", quantity=2, amount=8000, reason="Hộ cận nghèo", legal_basis="NQ 01/2026/NQ-HĐND"
    )
    seen = world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id, fees=(granted,))

    assert seen.fee is not None
    (item,) = seen.fee.items
    assert (item.amount, item.listed, item.reason) == (8000, 16_000, "Hộ cận nghèo")
