"""An edition's problems come all at once, each at its place."""

from typing import Any

import pytest

from services.catalog import seeds, soundness
from services.catalog.domain.canonical import sparse
from tests.services.catalog.building import CODE, FORM, a_version, content, day

KNOWN = soundness.Known(fields={"ho-tich": "Hộ tịch"}, life_events=frozenset({"cu-tru"}))
FEE = {"head": "a", "kind": "phi", "label": "Phí", "basis": "TT 1"}


def found(**changes: Any) -> list[tuple[str, str]]:
    examined = soundness.examine(CODE, content(**changes), KNOWN)
    return [(problem.pointer.removeprefix("/content"), problem.code) for problem in examined.problems]


def warned(**changes: Any) -> list[tuple[str, str]]:
    examined = soundness.examine(CODE, content(**changes), KNOWN)
    return [(problem.pointer.removeprefix("/content"), problem.code) for problem in examined.warnings]


def test_a_fee_of_which_nobody_says_whether_it_is_phi_or_le_phi_is_let_pass_with_a_warning() -> None:
    open_kind = {**FEE, "kind": "unknown", "rule": "fixed", "amount": 8000}

    assert found(fees=[open_kind]) == []
    assert warned(fees=[open_kind]) == [("/fees/0/kind", "edition.fee-kind-open")]


def test_a_sound_edition_has_no_problem_and_is_a_version() -> None:
    examined = soundness.examine(CODE, content(), KNOWN)

    assert (examined.problems, examined.warnings) == ((), ())
    assert examined.version is not None
    assert examined.version.field_name == "Hộ tịch"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": None}, ("/name", "required")),
        ({"name": 5}, ("/name", "not-text")),
        ({"surprise": 1}, ("/surprise", "unknown")),
        ({"version": 7}, ("/version", "unknown")),
        ({"offers": []}, ("/offers", "unknown")),
        ({"field": "khong-co"}, ("/field", "field.unknown")),
        ({"life_events": ["cu-tru", "khong-co"]}, ("/life_events/1", "life-event.unknown")),
        ({"steps": []}, ("/steps", "edition.part-missing")),
        ({"results": []}, ("/results", "edition.part-missing")),
        ({"legal_basis": []}, ("/legal_basis", "edition.part-missing")),
        ({"publication_decision": ""}, ("/publication_decision", "edition.part-missing")),
        ({"implementing_agency": ""}, ("/implementing_agency", "edition.part-missing")),
        ({"related": [CODE]}, ("/related", "edition.related-to-itself")),
        (
            {"ways": [{"channel": "online"}, {"channel": "direct"}, {"channel": "online"}]},
            ("/ways/2", "edition.way-twice"),
        ),
        ({"ways": [{"channel": "online", "cases": ["gap"]}]}, ("/ways/0/cases/0", "edition.case-not-listed")),
        (
            {"ways": [{"channel": "online", "limit": {"value": -1, "unit": "hour"}}]},
            ("/ways/0/limit/value", "out-of-range"),
        ),
        (
            {"papers": [{"key": "a", "name": "Giấy A", "originals": 1}, {"key": "a", "name": "Giấy B", "copies": 1}]},
            ("/papers/1/key", "edition.key-twice"),
        ),
        ({"papers": [{"key": "a", "name": "Ghi chú"}]}, ("/papers/0/originals", "edition.paper-without-copies")),
        (
            {"papers": [{"key": "a", "name": "Giấy A", "originals": 1, "required": False}]},
            ("/papers/0/condition", "required"),
        ),
        (
            {"papers": [{"key": "a", "name": "Giấy A", "originals": 1, "form_key": "khac"}]},
            ("/papers/0/form_key", "edition.form-not-there"),
        ),
        ({"fees": [{**FEE, "rule": "fixed"}]}, ("/fees/0/amount", "edition.fee-price-wrong")),
        ({"fees": [{**FEE, "rule": "free", "amount": 1000}]}, ("/fees/0/amount", "edition.fee-price-wrong")),
        ({"fees": [{**FEE, "rule": "per_unit", "amount": 1000}]}, ("/fees/0/unit", "required")),
        ({"fees": [{**FEE, "rule": "free", "basis": ""}]}, ("/fees/0/basis", "required")),
        ({"fees": [{**FEE, "rule": "foreign_currency"}]}, ("/fees/0/foreign", "edition.fee-price-wrong")),
        (
            {"fees": [{**FEE, "rule": "free", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}]},
            ("/fees/0/valid_to", "edition.ends-before-it-begins"),
        ),
        (
            {"fees": [{**FEE, "rule": "per_unit", "unit": "trang", "tiers": [{"start": 2, "amount": 1000}]}]},
            ("/fees/0/tiers/0", "edition.tiers-wrong"),
        ),
        (
            {
                "fees": [
                    {**FEE, "rule": "per_unit", "unit": "trang", "tiers": [{"start": 1, "upto": 2, "amount": 1000}]}
                ]
            },
            ("/fees/0/tiers", "edition.tiers-wrong"),
        ),
        (
            {"forms": [FORM, {**FORM, "sections": [*FORM["sections"], *FORM["sections"]]}]},
            ("/forms/1/key", "edition.key-twice"),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_problem_is_told_at_its_place(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in found(**changes)


def test_all_problems_come_at_once_also_those_behind_a_wrong_form() -> None:
    problems = found(
        name=None,
        sets=0,
        steps=[],
        papers=[{"key": "a", "name": "Giấy A", "originals": 1, "cases": ["gap"]}],
        fees=[{**FEE, "rule": "fixed"}],
    )

    assert set(problems) == {
        ("/name", "required"),
        ("/sets", "out-of-range"),
        ("/steps", "edition.part-missing"),
        ("/papers/0/cases/0", "edition.case-not-listed"),
        ("/fees/0/amount", "edition.fee-price-wrong"),
    }


def test_one_slip_in_a_part_does_not_bring_complaints_about_that_part() -> None:
    assert found(cases=[{"key": "GẤP", "name": "Gấp"}], ways=[{"channel": "online", "cases": ["gap"]}]) == [
        ("/cases/0/key", "wrong-form")
    ]


def test_an_empty_edition_is_told_everything_that_it_lacks() -> None:
    problems = soundness.examine(CODE, {}, KNOWN).problems

    required = {problem.pointer for problem in problems if problem.code == "required"}
    assert {"/content/name", "/content/field", "/content/levels", "/content/provenance"} <= required
    assert "/content/steps" in {problem.pointer for problem in problems}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ways": [{"channel": "online"}]}, ("/ways/0/limit", "edition.limit-missing")),
        ({"fees": [{**FEE, "rule": "fixed", "amount": 135}]}, ("/fees/0/amount", "edition.fee-doubtful")),
        ({"fees": []}, ("/fees", "edition.fees-not-said")),
        ({"publication_decided_on": None}, ("/publication_decided_on", "edition.decision-undated")),
    ],
)
def test_what_is_only_doubtful_is_a_warning(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert found(**changes) == []
    assert warned(**changes) == [expected]


@pytest.mark.parametrize(("signed", "warns"), [("2026-11-04", False), ("2026-11-05", True), ("2026-11-24", True)])
def test_a_decision_less_than_twenty_days_ahead_is_warned_of(signed: str, warns: bool) -> None:
    version = a_version(publication_decided_on=signed)

    told = list(soundness.notice(version, day("2026-11-24")))

    assert [problem.pointer for problem in told] == (["/valid_from"] if warns else [])
    assert all(problem.params["source"] == "Nghị định số 63/2010/NĐ-CP điều 15" for problem in told)


def test_every_shipped_procedure_could_be_an_edition() -> None:
    shipped = seeds.read_seeds()
    known = soundness.Known(
        fields={field["key"]: field["name"] for field in shipped.fields},
        life_events=frozenset(group["key"] for group in shipped.life_events),
    )

    for procedure in shipped.procedures:
        written = {k: v for k, v in sparse(procedure).items() if k not in soundness.OWN}
        problems = [
            problem
            for problem in soundness.examine(procedure.code, written, known).problems
            # The agency is named by the offers, which an edition does not have.
            if problem.pointer != "/content/implementing_agency"
        ]
        assert problems == [], procedure.code
