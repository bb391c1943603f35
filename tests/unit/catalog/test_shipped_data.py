"""The shipped catalogue keeps the promises that its readers rely on."""

import json
import re
import unicodedata
from importlib import resources

import pytest

from services.catalog import seeds
from services.catalog.contract import FeeRule, Handling, ProcedureVersion, Scheme, ServiceLevel
from services.catalog.domain.search import Index
from services.catalog.legal_data import lexicon, read
from services.catalog.listings import listing_of
from services.catalog.snapshot import document_of

SHIPPED = seeds.read_seeds()
TAN_MY_HA = "H27.30.12"

each_procedure = pytest.mark.parametrize("procedure", SHIPPED.procedures, ids=lambda procedure: procedure.code)
each_version = pytest.mark.parametrize(
    "procedure",
    [*SHIPPED.procedures, *SHIPPED.history],
    ids=lambda procedure: f"{procedure.code}-{procedure.valid_from}",
)


def test_there_are_enough_procedures_each_once() -> None:
    codes = [procedure.code for procedure in SHIPPED.procedures]

    assert len(codes) == len(set(codes)) >= 100


def test_all_files_are_in_nfc_without_invisible_characters() -> None:
    for path, file in seeds._files(resources.files(seeds.DATA), ""):
        text = file.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), path
        assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\u00a0]", text), path
        assert "…" not in text, path


def test_no_file_says_the_same_thing_twice() -> None:
    twice: list[str] = []
    for path, file in seeds._files(resources.files(seeds.DATA), ""):

        def once(pairs: list[tuple[str, object]], path: str = path) -> dict[str, object]:
            plain = dict(pairs)
            if len(plain) < len(pairs):
                twice.append(path)
            return plain

        if path.endswith(".json"):
            json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=once)

    assert twice == []


@each_procedure
def test_no_record_keeps_only_the_first_of_its_steps(procedure: ProcedureVersion) -> None:
    assert not any("chỉ giữ" in doubt for doubt in procedure.provenance.doubts)


def test_whose_agency_was_read_from_the_steps_says_so() -> None:
    birth = next(p for p in SHIPPED.procedures if p.code == "1.001193")

    assert birth.competent_agency == birth.implementing_agency == "Ủy ban nhân dân cấp xã"
    assert any("theo trình tự thực hiện của chính bản ghi" in doubt for doubt in birth.provenance.doubts)


@each_procedure
def test_a_procedure_says_how_where_and_by_what_law_it_is_carried_out(procedure: ProcedureVersion) -> None:
    assert procedure.ways
    assert procedure.papers
    assert procedure.steps
    assert procedure.results
    assert procedure.legal_basis
    assert procedure.offers
    assert procedure.provenance.url.startswith("https://dichvucong.gov.vn/")


@each_version
def test_keys_are_unique_and_cases_are_known(procedure: ProcedureVersion) -> None:
    keys = [paper.key for paper in procedure.papers]
    cases = {case.key for case in procedure.cases}
    used = [
        *(w.cases for w in procedure.ways),
        *(f.cases for f in procedure.fees),
        *(p.cases for p in procedure.papers),
    ]

    assert len(keys) == len(set(keys))
    assert len(cases) == len(procedure.cases)
    assert {key for some in used for key in some} <= cases


@each_version
def test_every_case_has_one_way_for_each_channel(procedure: ProcedureVersion) -> None:
    channels = {way.channel for way in procedure.ways}
    for case in [case.key for case in procedure.cases] or [""]:
        for channel in channels:
            fitting = [w for w in procedure.ways if w.channel is channel and (not w.cases or case in w.cases)]
            assert len(fitting) == 1, (case, channel)


@each_version
def test_a_fee_never_guesses(procedure: ProcedureVersion) -> None:
    assert procedure.fees or "fees" in procedure.unrecorded
    for fee in procedure.fees:
        has_price = fee.amount is not None or bool(fee.tiers)
        assert has_price is (fee.rule in {FeeRule.FIXED, FeeRule.PER_UNIT}), fee
        assert fee.amount is None or fee.amount >= 1000, fee
        assert bool(fee.unit) is (fee.rule is FeeRule.PER_UNIT), fee
        assert fee.basis, fee
        if fee.rule is FeeRule.UNKNOWN:
            assert not fee.verified


@each_version
def test_a_paper_that_not_everybody_gives_says_who(procedure: ProcedureVersion) -> None:
    for paper in procedure.papers:
        assert paper.required or paper.condition, paper.key
        assert paper.originals or paper.copies, paper.key
        assert len(paper.name) >= 8, paper.key
        assert len(paper.name) < 600, paper.key


@each_version
def test_what_is_doubtful_is_said(procedure: ProcedureVersion) -> None:
    doubtful = any(not fee.verified for fee in procedure.fees) or any(
        way.limit is None or not way.limit.verified for way in procedure.ways
    )

    assert procedure.provenance.doubts or not doubtful


def test_every_agency_that_offers_is_shipped_with_a_desk_that_has_hours() -> None:
    agencies = {agency.code: agency for agency in SHIPPED.agencies}

    for offer in (offer for procedure in SHIPPED.procedures for offer in procedure.offers):
        assert offer.agency_code in agencies
        assert agencies[offer.desk_code].hours
        assert agencies[offer.desk_code].address
    for agency in SHIPPED.agencies:
        assert not agency.parent_code or agency.parent_code in agencies
        assert agency.dossier_unit in agencies


def test_whatever_is_not_wholly_online_publishes_its_reason() -> None:
    for procedure in SHIPPED.procedures:
        for offer in (offer for offer in procedure.offers if offer.scheme is Scheme.TWO_KINDS_BY_DEFAULT_FULL):
            whole = offer.level is ServiceLevel.FULL
            assert whole or (offer.partial_reason and offer.partial_note), (procedure.code, offer.agency_code)
            assert not whole or offer.partial_reason is None


def test_nobody_offers_in_full_what_is_called_partly_online() -> None:
    called = [procedure for procedure in SHIPPED.procedures if "dịch vụ công trực tuyến một phần" in procedure.name]

    assert called
    for procedure in called:
        assert {offer.level for offer in procedure.offers} <= {ServiceLevel.PARTIAL, ServiceLevel.INFORMATION}


def test_tan_my_ha_offers_what_a_commune_does() -> None:
    offered = [p.code for p in SHIPPED.procedures if any(o.agency_code == TAN_MY_HA for o in p.offers)]

    assert len(offered) >= 30
    assert {"1.001193", "1.000894", "1.000656", "1.004873", "2.000635", "2.000815", "1.001612"} <= set(offered)


def test_papers_that_are_shown_are_not_lost() -> None:
    birth = next(p for p in SHIPPED.procedures if p.code == "1.001193")

    assert [paper.key for paper in birth.papers if paper.handling is Handling.SHOW] == [
        "giay-to-tuy-than",
        "giay-to-cu-tru",
    ]


def test_schemes_follow_each_other_without_gap() -> None:
    schemes = read("schemes.json")["schemes"]

    assert [s["valid_from"] for s in schemes[1:]] == [s["valid_to"] for s in schemes[:-1]]
    assert schemes[-1]["valid_to"] is None


def test_what_people_say_is_not_said_twice() -> None:
    said = [(synonym.say.lower(), synonym.mean) for synonym in lexicon().synonyms]

    assert len(said) == len(set(said))
    assert all(say and mean and say != mean for say, mean in said)


def test_everything_a_saying_means_is_found() -> None:
    index = Index([document_of(p.code, listing_of(p), {}) for p in seeds.read_seeds().procedures], lexicon())
    # These are said of what is not shipped, or only together with other words.
    apart = {"thủ tục hành chính", "đăng ký thuế lần đầu cá nhân"}

    nothing = [one.mean for one in lexicon().synonyms if not index.count(one.mean, index.everything)]

    assert set(nothing) <= apart


def test_a_file_that_is_read_is_one_procedure() -> None:
    for path, file in seeds._files(resources.files(seeds.DATA) / "procedures", ""):
        plain = json.loads(file.read_text(encoding="utf-8"))
        assert path == f"{plain['field']}/{plain['code']}.json"
