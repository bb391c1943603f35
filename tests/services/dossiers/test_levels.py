"""Each row of the law's table of levels, as a dossier meets it: filing, paying, and the way the result comes back."""

from typing import Any

import pytest

from chassis.errors import Conflict, Invalid, text_of
from services.catalog import contract as catalog
from services.catalog.contract import Scheme, ServiceLevel
from services.catalog.domain.service_level import Choice, terms_of
from services.catalog.legal_data import scheme as scheme_of
from services.dossiers import contract
from services.dossiers.contract import ReturnWay
from tests.services.dossiers.world import EXTRACT, PDF, PERSON, PROCESSOR, RECEIVER, World, a_procedure, an_offer

ROWS = [
    # scheme, level, what the agency chose -> files, pays online, ways of return
    ("nd43-2011", "level-1", {}, False, False, {"post", "desk"}),
    ("nd43-2011", "level-2", {}, False, False, {"post", "desk"}),
    ("nd43-2011", "level-3", {}, True, False, {"desk"}),
    ("nd43-2011", "level-3", {"returns_by_post": True}, True, False, {"post", "desk"}),
    ("nd43-2011", "level-4", {}, True, True, {"online", "post", "desk"}),
    ("nd42-2022", "information", {}, False, False, {"post", "desk"}),
    ("nd42-2022", "partial", {}, True, True, {"post", "desk"}),
    ("nd224-2026", "partial", {"pays_online": False}, True, False, {"post", "desk"}),
    ("nd224-2026", "partial", {"returns_online": True}, True, True, {"online", "post", "desk"}),
    ("nd224-2026", "full", {}, True, True, {"online", "post"}),
    ("nd224-2026", "full", {"returns_at_desk": True}, True, True, {"online", "post", "desk"}),
]
FILED = [row for row in ROWS if row[3]]


def told_of(world: World, scheme: str, level: str, chosen: dict[str, bool]) -> None:
    """The catalogue tells of the procedure, offered at this level."""
    terms = terms_of(scheme_of(scheme).rule(level), Choice(reason="technical", **chosen))
    offer = an_offer(
        scheme=Scheme(scheme),
        level=ServiceLevel(level),
        files_online=terms.files_online,
        pays_online=terms.pays_online,
        returns_online=terms.returns_online,
        returns_by_post=terms.returns_by_post,
        returns_at_desk=terms.returns_at_desk,
    )
    world.told(catalog.procedure_published, EXTRACT, a_procedure(offers=(offer,)), version=2)


@pytest.mark.parametrize(("scheme", "level", "chosen", "files", "pays", "ways"), ROWS)
def test_below_level_3_nothing_is_filed_online(
    world: World, scheme: str, level: str, chosen: Any, files: bool, pays: bool, ways: set[str]
) -> None:
    told_of(world, scheme, level, chosen)

    if files:
        assert world.submitted().state == 1
    else:
        with pytest.raises(Conflict) as refused:
            world.draft()
        assert refused.value.code == contract.NOT_OFFERED_ONLINE.code


@pytest.mark.parametrize(("scheme", "level", "chosen", "files", "pays", "ways"), FILED)
def test_a_fee_is_paid_online_only_where_the_level_has_it(
    world: World, scheme: str, level: str, chosen: Any, files: bool, pays: bool, ways: set[str]
) -> None:
    told_of(world, scheme, level, chosen)

    received = world.received()

    assert received.fee is not None
    assert received.fee.pay_online is pays
    (due,) = world.events(contract.fee_due)
    assert due.pay_online is pays


@pytest.mark.parametrize("way", list(ReturnWay))
@pytest.mark.parametrize(("scheme", "level", "chosen", "files", "pays", "ways"), FILED)
def test_a_result_comes_back_only_in_a_way_that_the_level_has(
    world: World, scheme: str, level: str, chosen: Any, files: bool, pays: bool, ways: set[str], way: ReturnWay
) -> None:
    told_of(world, scheme, level, chosen)
    draft = world.draft()
    decided = world.decided()
    world.pay(decided)
    world.call(
        contract.attach_result,
        PROCESSOR,
        dossier_id=decided.id,
        number="1/UBND",
        file_name="ket-qua.pdf",
        **world.stored(PDF + b"%"),
    )

    if way.value in ways:
        chosen_way = world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={}, return_way=way)
        assert chosen_way.return_way is way
        fields = {"way": way, "tracking_number": "EA123456789VN"}
        done = world.call(contract.return_result, RECEIVER, dossier_id=decided.id, **fields)
        assert done.state == (9 if way is ReturnWay.POST else 10)
        return
    with pytest.raises(Invalid) as asked:
        world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={}, return_way=way)
    with pytest.raises(Invalid) as returned:
        world.call(contract.return_result, RECEIVER, dossier_id=decided.id, way=way)
    assert asked.value.code == returned.value.code == contract.RETURN_WAY_NOT_OFFERED.code
    assert "tại quầy" in text_of(asked.value, "vi") or "qua bưu chính" in text_of(asked.value, "vi")


def test_a_way_that_the_agency_no_longer_offers_is_told_before_filing(world: World) -> None:
    draft = world.draft()
    world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"a": 1}, return_way=ReturnWay.ONLINE)
    for paper in ("declaration", "identity"):
        world.attach(draft.id, paper)
    told_of(world, "nd224-2026", "partial", {})

    with pytest.raises(Invalid) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)

    assert refused.value.code == contract.RETURN_WAY_NOT_OFFERED.code
