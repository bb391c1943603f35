"""What the check of a form promises, and what it says of the answers that people really give."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.records import load
from services.catalog.contract.forms import Context, Form, check, faults, plan_of
from services.catalog.contract.forms.checking import ANSWERS_MAX, PROBLEMS_MAX
from tests.unit.forms.generating import COMMUNES, HOSTILE, TODAY, Maker

CONTEXT = Context(TODAY, papers=frozenset(), communes=COMMUNES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def a_form(*fields: dict[str, Any], rules: tuple[dict[str, Any], ...] = ()) -> Form:
    named = [{"vi": "Mục", "en": "Field", **field} for field in fields]
    return load(
        Form,
        {
            "key": "thu",
            "vi": "Mẫu thử",
            "en": "Trial",
            "sections": [{"key": "all", "vi": "Phần", "en": "Part", "fields": named}],
            "rules": [{"vi": "Xin sửa.", "en": "Please correct.", **rule} for rule in rules],
            "provenance": {"name": "x", "retrieved_on": "2026-07-01", "verified": False},
        },
    )


def said(form: Form, answers: object, context: Context = CONTEXT) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    assert faults(form) == ()
    found = check(plan_of(form, TODAY), answers, context)
    return found.answers, [(problem.pointer, problem.code) for problem in found.problems]


def value(kind: str, raw: object, **details: Any) -> object:
    """The normal form of a single value, or the code of its problem."""
    answers, problems = said(a_form({"key": "x", "kind": kind, **details}), {"x": raw})
    return problems[0][1] if problems else answers["x"]


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 10**6), answers=JSON)
def test_no_answers_whatever_make_the_check_fail(seed: int, answers: object) -> None:
    by = Maker(seed)
    plan = plan_of(by.form(), TODAY)

    found = check(plan, answers, by.context())

    assert len(found.problems) <= PROBLEMS_MAX
    json.dumps(found.answers).encode()


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_checking_what_a_check_returned_gives_the_same_again(seed: int) -> None:
    by = Maker(seed)
    plan = plan_of(by.form(), TODAY)
    context = by.context()
    first = check(plan, by.answers(plan, 0.02), context)

    again = check(plan, first.answers, context)

    if first.is_whole:
        assert again.is_whole
        assert again.answers == first.answers
        assert dict(again.shown) == dict(first.shown) or plan_has_table(plan)


def plan_has_table(plan: dict[str, Any]) -> bool:
    """Rows that were left empty are dropped, so the rows after them have other pointers afterwards."""
    return any(field["kind"] == "table" for section in plan["sections"] for field in section["fields"])


def test_a_field_that_is_not_shown_is_dropped_unread() -> None:
    form = a_form(
        {"key": "married", "kind": "yes_no"},
        {"key": "spouse", "kind": "name", "show": {"op": "in", "field": "married", "values": ["true"]}},
    )

    assert said(form, {"married": False, "spouse": "<script>"}) == ({"married": False}, [])
    assert said(form, {"married": True, "spouse": "<script>"})[1] == [("/spouse", "form.name")]
    assert said(form, {"married": True})[1] == [("/spouse", "form.required")]


def test_while_an_answer_is_missing_or_wrong_what_hangs_on_it_is_not_there() -> None:
    form = a_form(
        {"key": "age", "kind": "number", "required": False},
        {"key": "why", "kind": "text", "show": {"op": "lt", "left": {"field": "age"}, "right": {"number": 18}}},
    )

    assert said(form, {"why": "x"}) == ({}, [])
    assert said(form, {"age": "abc", "why": "x"}) == ({}, [("/age", "form.number")])
    assert said(form, {"age": 17, "why": "x"}) == ({"age": 17, "why": "x"}, [])


def test_all_problems_are_told_at_once_and_say_what_to_do_in_both_languages() -> None:
    form = a_form({"key": "a", "kind": "email"}, {"key": "b", "kind": "date"}, {"key": "c", "kind": "text", "max": 3})

    found = check(plan_of(form, TODAY), {"a": "x", "b": "31/2/2020", "c": "abcd", "d": 1}, CONTEXT)

    codes = {problem.pointer: problem.code for problem in found.problems}
    assert codes == {"/a": "form.email", "/b": "form.no-such-day", "/c": "form.too-long", "/d": "form.unknown"}
    long = next(problem for problem in found.problems if problem.pointer == "/c")
    assert (long.vi, long.en) == (
        "Xin viết ngắn lại, nhiều nhất 3 ký tự.",
        "Please shorten this to at most 3 characters.",
    )


def test_a_problem_never_repeats_what_was_typed() -> None:
    secret = "001090012345x"
    form = a_form({"key": "a", "kind": "identity"}, {"key": "b", "kind": "person", "parts": ["full_name", "identity"]})

    found = check(plan_of(form, TODAY), {"a": secret, "b": {secret: 1, "full_name": secret}, secret + " ": 2}, CONTEXT)

    told = [problem for problem in found.problems if problem.pointer != f"/b/{secret}"]
    assert len(told) >= 4
    assert all(secret not in repr(problem) for problem in told)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1.250", 1250),
        ("1.250.000", 1_250_000),
        ("007", 7),
        (12.0, 12),
        ("12,5", "form.whole"),
        ("1,250", "form.number"),
        ("mười", "form.number"),
        (True, "form.number"),
        (10**30, "form.number"),
    ],
)
def test_whole_numbers_are_read_as_they_are_written_in_vietnam(typed: object, kept: object) -> None:
    assert value("number", typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("120,5", "120.5"),
        ("120.5", "120.5"),
        ("1.200,50", "1200.5"),
        (0.1, "0.1"),
        ("5,00", 5),
        ("1,234", "form.number"),
    ],
)
def test_numbers_with_decimals_have_one_normal_form(typed: object, kept: object) -> None:
    assert value("number", typed, decimals=2) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("8.000 đồng", 8000), ("8000đ", 8000), (8000, 8000), ("8 000 VNĐ", 8000), (-1, "form.low"), (0.5, "form.money")],
)
def test_money_is_whole_dong(typed: object, kept: object) -> None:
    assert value("money", typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1/7/2026", "2026-07-01"),
        ("01-07-2026", "2026-07-01"),
        (" 2026-7-1 ", "2026-07-01"),
        ("29/02/2024", "2024-02-29"),
        ("01072026", "2026-07-01"),
        ("31022026", "form.no-such-day"),
        ("20261231", "form.date"),
        ("29/02/2023", "form.no-such-day"),
        ("7/2026", "form.day-needed"),
        ("hôm nay", "form.date"),
        (20260701, "form.not-text"),
    ],
)
def test_days_are_read_as_people_write_them(typed: object, kept: object) -> None:
    assert value("date", typed) == kept


def test_a_year_suffices_where_the_form_says_so() -> None:
    assert value("date", "1954", precision="year") == "1954"
    assert value("date", "5/1954", precision="year") == "1954-05"
    assert value("date", "1954", precision="month") == "form.month-needed"


def test_a_year_that_may_lie_within_the_bounds_is_not_outside_them() -> None:
    today = {"field": "$today"}

    assert value("date", "2026", precision="year", not_after=today) == "2026"
    assert value("date", "2027", precision="year", not_after=today) == "form.too-late"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("phone", "+84 912.345.678", "0912345678"),
        ("phone", "(024) 3825 1234", "02438251234"),
        ("phone", "0123456789", "form.phone"),
        ("phone", "+33612345678", "+33612345678"),
        ("email", "An.Nguyen@Example.VN", "An.Nguyen@example.vn"),
        ("tax_code", "0314409058002", "0314409058-002"),
        ("tax_code", "0100233489", "form.tax-check"),
        ("tax_code", "001090012345", "001090012345"),
        ("identity", "001 090 012 345", "001090012345"),
        ("identity", "003090012345", "form.identity-place"),
        ("identity", "12345", "form.identity"),
        ("name", "  Nguye\u0302\u0303n   Văn\u200b A ", "Nguyễn Văn A"),
        ("name", "An 2", "form.name"),
        ("text", "a\u202eb", "form.characters"),
        ("text", "một\nhai", "một hai"),
        ("long_text", "một\r\nhai", "một\nhai"),
    ],
)
def test_single_values_have_one_normal_form(kind: str, typed: object, kept: object) -> None:
    assert value(kind, typed) == kept


A_MAN = {
    "full_name": "Nguyễn Văn A",
    "birth_date": "17/05/1990",
    "sex": "male",
    "identity": {"kind": "cccd", "number": "001090012345"},
    "residence": {"province": "42", "commune": "18073", "street": "Thôn 3"},
}
PERSON = {"key": "who", "kind": "person", "parts": list(A_MAN)}


def test_a_person_is_kept_part_by_part() -> None:
    answers, problems = said(a_form(PERSON), {"who": A_MAN})

    assert problems == []
    assert answers["who"]["birth_date"] == "1990-05-17"
    assert answers["who"]["residence"] == {"way": "current", "province": "42", "commune": "18073", "street": "Thôn 3"}


def test_a_personal_number_must_fit_birth_and_sex() -> None:
    _, problems = said(a_form(PERSON), {"who": A_MAN | {"birth_date": "1/1/1991", "sex": "female"}})

    assert problems == [("/who/identity/number", "form.identity-year"), ("/who/identity/number", "form.identity-sex")]


def test_the_number_is_asked_for_in_the_form_of_its_paper() -> None:
    for paper, number, code in (
        ("cmnd", "1234", "form.cmnd"),
        ("passport", "12345678", "form.passport"),
        ("cccd", "123456789", "form.identity"),
    ):
        _, problems = said(a_form(PERSON), {"who": A_MAN | {"identity": {"kind": paper, "number": number}}})
        assert problems == [("/who/identity/number", code)]


def test_a_commune_must_lie_in_its_province() -> None:
    where = {"key": "home", "kind": "address", "addresses": ["current", "old"]}

    def problems_of(address: dict[str, Any], context: Context = CONTEXT) -> list[tuple[str, str]]:
        return said(a_form(where), {"home": address}, context)[1]

    elsewhere = {"way": "current", "province": "01", "commune": "18073"}
    assert problems_of(elsewhere) == [("/home/commune", "form.commune-elsewhere")]
    assert problems_of(elsewhere | {"commune": "99999"}) == [("/home/commune", "form.commune")]
    assert problems_of(elsewhere | {"province": "77"})[0] == ("/home/province", "form.province")
    assert problems_of({"way": "old", "text": "Xã cũ, huyện cũ", "province": "77"}) == []
    assert problems_of(elsewhere, Context(TODAY)) == []


def test_a_person_who_may_be_left_out_is_left_out_whole_or_given_whole() -> None:
    form = a_form(PERSON | {"required": False})

    assert said(form, {"who": {"full_name": " ", "residence": {"way": ""}}}) == ({}, [])
    assert ("/who/birth_date", "form.required") in said(form, {"who": {"full_name": "An"}})[1]


def test_empty_rows_are_dropped_and_the_others_counted() -> None:
    column = {"key": "name", "kind": "name", "vi": "Tên", "en": "Name"}
    form = a_form({"key": "kin", "kind": "table", "columns": [column], "min_rows": 1, "max_rows": 2})

    assert said(form, {"kin": [{}, {"name": "An"}, {"name": " "}]}) == ({"kin": [{"name": "An"}]}, [])
    assert said(form, {"kin": [{}]})[1] == [("/kin", "form.rows-few")]
    assert said(form, {"kin": [{"name": "An"}] * 3})[1] == [("/kin", "form.rows-many")]
    assert said(form, {"kin": [{"name": "An"}, {"name": "1"}]})[1] == [("/kin/1/name", "form.name")]


def test_a_file_is_asked_of_the_dossier_not_of_the_answers() -> None:
    form = a_form({"key": "proof", "kind": "file", "paper": "to-khai"})

    assert said(form, {})[1] == [("/proof", "form.file")]
    assert said(form, {}, Context(TODAY, papers=frozenset({"to-khai"}))) == ({}, [])
    assert said(form, {}, Context(TODAY)) == ({}, [])
    assert said(form, {"proof": "to-khai"}, Context(TODAY))[1] == [("/proof", "form.unknown")]


AGES = {
    "key": "of-age",
    "at": "born",
    "holds": {"op": "le", "left": {"field": "born", "years": 20}, "right": {"field": "$today"}},
}


@pytest.mark.parametrize(
    ("born", "today", "of_age"),
    [
        ("27/11/2006", dt.date(2026, 11, 27), True),
        ("28/11/2006", dt.date(2026, 11, 27), False),
        ("29/2/2004", dt.date(2024, 2, 28), False),
        ("29/2/2004", dt.date(2024, 2, 29), True),
        ("29/2/2008", dt.date(2028, 2, 29), True),
        ("2006", dt.date(2026, 11, 27), True),
        ("2007", dt.date(2026, 11, 27), False),
    ],
)
def test_somebody_comes_of_age_on_the_birthday_of_the_age(born: str, today: dt.date, of_age: bool) -> None:
    form = a_form({"key": "born", "kind": "date", "precision": "year"}, rules=(AGES,))

    _, problems = said(form, {"born": born}, Context(today))

    assert problems == ([] if of_age else [("/born", "form.rule.of-age")])


def test_in_a_year_without_29_february_that_birthday_is_1_march() -> None:
    eighteen = AGES | {"holds": {"op": "le", "left": {"field": "born", "years": 18}, "right": {"field": "$today"}}}
    form = a_form({"key": "born", "kind": "date"}, rules=(eighteen,))

    assert said(form, {"born": "29/2/2008"}, Context(dt.date(2026, 2, 28)))[1] == [("/born", "form.rule.of-age")]
    assert said(form, {"born": "29/2/2008"}, Context(dt.date(2026, 3, 1)))[1] == []


def test_a_sum_of_a_column_is_compared_exactly_and_not_at_all_while_a_row_lacks_it() -> None:
    share = {"key": "share", "kind": "number", "decimals": 2, "vi": "Phần", "en": "Share"}
    whole = {"op": "eq", "left": {"field": "kin.share", "take": "sum"}, "right": {"number": 100}}
    form = a_form(
        {"key": "kin", "kind": "table", "columns": [share]}, rules=({"key": "all", "at": "kin", "holds": whole},)
    )

    assert said(form, {"kin": [{"share": "33,33"}, {"share": "33,33"}, {"share": "33,34"}]})[1] == []
    assert said(form, {"kin": [{"share": "33,33"}, {"share": "66"}]})[1] == [("/kin", "form.rule.all")]
    assert said(form, {"kin": [{"share": "33,33"}, {"share": "x"}]})[1] == [("/kin/1/share", "form.number")]


def test_what_comes_out_is_bounded() -> None:
    form = a_form(*({"key": f"x{n}", "kind": "long_text", "max": 5000} for n in range(21)))

    answers, problems = said(form, {f"x{n}": "ạ" * 5000 for n in range(21)})

    assert sum(len(text) for text in answers.values()) > ANSWERS_MAX
    assert problems == [("", "form.too-large")]
