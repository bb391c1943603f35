"""What an account fills in of a form, and what of it nobody else can change."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.catalog.contract.forms import Context, check, facts_of, locked, overlay, plan_of, prefilled
from tests.unit.forms.generating import HOSTILE, TODAY
from tests.unit.forms.test_checking import a_form

PERSON = {
    "key": "who",
    "kind": "person",
    "parts": ["full_name", "birth_date", "sex", "identity", "phone", "residence"],
    "prefill": "person",
}
FACTS = facts_of("cccd", "001090012345", full_name="Nguyễn Văn A", birth_date="1990-05-17", phone="0912345678")


def a_plan(*fields: dict[str, Any]) -> dict[str, Any]:
    return plan_of(a_form(*fields), TODAY)


def test_a_personal_number_tells_the_sex_too_but_a_masked_one_tells_nothing() -> None:
    masked = facts_of("cccd", "*********345", full_name="Nguyễn Văn A", birth_date=None)

    assert FACTS["sex"] == "male"
    assert FACTS["personal_number"] == "001090012345"
    assert "sex" not in masked
    assert "birth_date" not in masked


def test_a_person_gets_the_parts_that_the_form_asks_and_the_account_knows() -> None:
    assert prefilled(a_plan(PERSON), FACTS) == {
        "who": {
            "full_name": "Nguyễn Văn A",
            "birth_date": "1990-05-17",
            "sex": "male",
            "identity": {"kind": "cccd", "number": "001090012345"},
            "phone": "0912345678",
        }
    }


def test_somebody_of_one_sex_is_filled_in_only_for_a_holder_of_that_sex() -> None:
    woman, man = PERSON | {"key": "woman", "prefill_sex": "female"}, PERSON | {"key": "man", "prefill_sex": "male"}

    assert set(prefilled(a_plan(woman, man), FACTS)) == {"man"}
    assert prefilled(a_plan(woman, man), facts_of("cmnd", "012345678", full_name="Nguyễn Văn A")) == {}


def test_a_paper_that_the_form_does_not_take_is_not_filled_in() -> None:
    found = prefilled(a_plan(PERSON | {"papers_taken": ["passport"]}), FACTS)

    assert "identity" not in found["who"]


def test_only_what_was_verified_is_locked() -> None:
    number = {"key": "number", "kind": "identity", "prefill": "personal_number", "locked": True}
    phone = {"key": "phone", "kind": "phone", "prefill": "phone", "locked": True}
    plan = a_plan(PERSON | {"locked": True}, number, phone)

    assert locked(plan, FACTS) == (
        "/who/full_name",
        "/who/birth_date",
        "/who/sex",
        "/who/identity/kind",
        "/who/identity/number",
        "/number",
    )
    assert locked(a_plan(PERSON), FACTS) == ()
    assert locked(plan, {}) == ()


def test_what_is_not_locked_stays_as_it_was_given() -> None:
    given = {"who": {"full_name": "Người Khác", "phone": "0987654321", "identity": {"issued_by": "Cục"}}, "more": 1}

    assert overlay(a_plan(PERSON), given, FACTS) == given
    laid = overlay(a_plan(PERSON | {"locked": True}), given, FACTS)
    assert laid["who"]["full_name"] == "Nguyễn Văn A"
    assert laid["who"]["phone"] == "0987654321"
    assert laid["who"]["identity"] == {"issued_by": "Cục", "kind": "cccd", "number": "001090012345"}
    assert given["who"]["full_name"] == "Người Khác"


@given(who=st.sampled_from(HOSTILE), identity=st.sampled_from(HOSTILE))
def test_nothing_that_is_sent_gets_around_a_lock(who: object, identity: object) -> None:
    plan = a_plan(PERSON | {"locked": True})

    for sent in ({"who": who}, {"who": {"identity": identity, "full_name": identity, "sex": identity}}):
        found = check(plan, overlay(plan, sent, FACTS), Context(TODAY)).answers["who"]
        assert {name: found[name] for name in ("full_name", "birth_date", "sex")} == {
            name: FACTS[name] for name in ("full_name", "birth_date", "sex")
        }
        assert found["identity"]["number"] == "001090012345"
