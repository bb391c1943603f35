"""The level of one procedure at each agency on each day, as the API answers it."""

from typing import Any

import pytest

from chassis.errors import NotFound
from chassis.testing import call_of, emitted
from services.catalog import contract
from services.catalog.contract import PartialReason, Scheme, ServiceLevel
from services.catalog.handlers import providing
from tests.services.catalog.building import CODE, HERE, THERE, a_claim, day, furnish, publish

PRESENCE = [{"reason": "presence", "note": "Hai bên có mặt để ký.", "basis": "Luật Hộ tịch điều 18"}]


def level(world: Any, agency: str = HERE, at: str = "2026-11-24", code: str = CODE) -> contract.ServiceLevelView:
    request = contract.GetServiceLevel(code=code, agency=agency, at=day(at))
    return providing.get_service_level(call_of(contract.get_service_level, request), world.storage)


@pytest.fixture
def two_communes(empty: Any) -> Any:
    """Since 2020 one commune provides the procedure at level 4, the other at level 3."""
    furnish(empty.storage)
    old = {"scheme": "nd43-2011", "valid_from": "2020-01-01"}
    publish(
        empty.storage,
        a_claim(HERE, "level-4", **old),
        a_claim(THERE, "level-3", **old, pays_online=False, returns_online=False, returns_by_post=False),
        valid_from="2020-01-01",
    )
    return empty


@pytest.mark.parametrize(
    ("at", "scheme", "here", "there"),
    [
        ("2020-01-01", "nd43-2011", "level-4", "level-3"),
        ("2022-08-14", "nd43-2011", "level-4", "level-3"),
        ("2022-08-15", "nd42-2022", "full", "partial"),
        ("2026-06-30", "nd42-2022", "full", "partial"),
        ("2026-07-01", "nd224-2026", "full", "partial"),
        ("2026-11-24", "nd224-2026", "full", "partial"),
    ],
)
def test_one_procedure_is_full_in_one_commune_and_partial_in_another_by_the_words_of_the_day(
    two_communes: Any, at: str, scheme: str, here: str, there: str
) -> None:
    full, partial = level(two_communes, HERE, at), level(two_communes, THERE, at)

    assert (full.scheme.id, full.level, partial.level) == (scheme, here, there)
    assert (full.files_online, full.pays_online, full.returns_online) == (True, True, True)
    assert (partial.files_online, partial.pays_online, partial.returns_online) == (True, False, False)
    assert full.scheme.source


def test_what_others_are_told_is_cut_where_the_law_changes(two_communes: Any) -> None:
    (told,) = emitted(two_communes.storage, contract.procedure_published)

    here = [offer for offer in told.offers if offer.agency_code == HERE]
    assert [(o.valid_from, o.valid_to, o.scheme.value, o.level.value) for o in here] == [
        (day("2020-01-01"), day("2022-08-15"), "nd43-2011", "level-4"),
        (day("2022-08-15"), day("2026-07-01"), "nd42-2022", "full"),
        (day("2026-07-01"), None, "nd224-2026", "full"),
    ]
    assert two_communes.procedure(CODE).offers == told.offers


def test_since_2026_the_partial_one_publishes_its_reason(two_communes: Any) -> None:
    before, after = level(two_communes, THERE, "2026-06-30"), level(two_communes, THERE, "2026-07-01")

    assert before.partial_reason is None
    assert (after.partial_reason, after.partial_note) == (
        PartialReason.TECHNICAL,
        "Thủ tục có phí, lệ phí mà cơ quan chưa thu qua mạng.",
    )


def test_before_there_were_levels_there_is_none_to_tell(two_communes: Any) -> None:
    with pytest.raises(NotFound) as refused:
        level(two_communes, at="2011-07-26")

    assert refused.value.code == contract.NO_LEVELS.code
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/at", contract.NO_LEVELS.code)]
    assert [problem.pointer for problem in refused.value.problems] == ["/at"]


def test_an_agency_that_does_not_provide_it_or_does_not_exist_is_named(two_communes: Any) -> None:
    with pytest.raises(NotFound) as elsewhere:
        level(two_communes, f"{HERE}.1")
    with pytest.raises(NotFound) as nowhere:
        level(two_communes, "H99.1")

    assert elsewhere.value.code == contract.NOT_PROVIDED.code
    assert [problem.pointer for problem in nowhere.value.problems] == ["/agency"]


def test_a_claim_falls_to_what_a_later_version_bears(empty: Any) -> None:
    furnish(empty.storage)
    publish(empty.storage, a_claim())
    publish(empty.storage, a_claim(), valid_from="2026-11-24", online_exceptions=PRESENCE)

    before, after = level(empty, at="2026-11-23"), level(empty, at="2026-11-24")

    assert (before.level, after.level) == (ServiceLevel.FULL, ServiceLevel.PARTIAL)
    assert (after.partial_reason, after.partial_note) == (
        PartialReason.PRESENCE,
        "Pháp luật yêu cầu người làm thủ tục có mặt: Hai bên có mặt để ký.",
    )
    assert [exception.note for exception in after.exceptions] == ["Hai bên có mặt để ký."]
    assert [r.basis for r in after.reasons if r.code == "exception-presence"] == ["Luật Hộ tịch điều 18"]
    assert empty.list(service_level=ServiceLevel.FULL).total == 0
    assert empty.list(service_level=ServiceLevel.PARTIAL, agency=HERE).total == 1


def test_a_service_that_cannot_be_filed_online_says_how_to_file(empty: Any) -> None:
    furnish(empty.storage)
    claim = a_claim(
        level="information",
        files_online=False,
        pays_online=False,
        returns_online=False,
        partial_reason="presence",
        partial_note="Phải đối chiếu bản chính.",
    )
    publish(empty.storage, claim)

    found = level(empty)

    assert not found.files_online
    how = found.otherwise
    assert how.address == "Thôn 1, xã Tân Mỹ Hà"
    assert how.hours_vi == "thứ Hai đến thứ Sáu 07:30–11:30, 13:30–17:00"
    assert how.hours_en == "Monday to Friday 07:30–11:30, 13:30–17:00"
    assert (how.in_person, how.by_post) == (True, True)
    assert [form.form for form in how.forms] == ["Tờ khai"]
    assert "Điền mẫu: Tờ khai." in how.vi
    assert "bưu chính công ích" in how.vi
    assert "0239 3876 001" in how.vi
    assert "Fill in: Tờ khai." in how.en
    assert found.partial_note == "Phải đối chiếu bản chính."
    assert "Phải đối chiếu bản chính." in found.explanation_vi


def test_the_shipped_catalogue_claims_nothing_that_its_records_do_not_bear(catalog: Any) -> None:
    for summary in catalog.list(limit=100).items:
        procedure = catalog.procedure(summary.code)
        for offer in procedure.offers:
            found = level(catalog, offer.agency_code, code=summary.code)
            assert (found.level, found.claimed) == (offer.level, offer.level)
            assert found.scheme.id is Scheme.TWO_KINDS_BY_DEFAULT_FULL
            assert found.reasons
