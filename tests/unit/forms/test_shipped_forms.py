"""The shipped forms: each can be filled in well, tells of the mistakes that people make, and says its source."""

import pytest

from services.catalog.contract.forms import Context, check, facts_of, faults, plan_of, prefilled
from services.catalog.seeds import read_seeds
from tests.unit.forms.examples import FILLED_WELL, MISTAKES, changed
from tests.unit.forms.generating import COMMUNES, TODAY

FORMS = {form.key: (version, form) for version in read_seeds().procedures for form in version.forms}


def checked(key, case, answers):
    form = FORMS[key][1]
    return check(plan_of(form, TODAY), answers, Context(TODAY, case, communes=COMMUNES))


def told(found):
    return [f"{problem.pointer} {problem.code}" for problem in found.problems]


def test_every_form_has_an_example_and_a_mistake():
    assert {key for key, *_ in FILLED_WELL} == {key for key, *_ in MISTAKES} == set(FORMS)


@pytest.mark.parametrize("key", FORMS)
def test_a_form_is_sound_and_fits_the_procedure_that_has_it(key):
    version, form = FORMS[key]

    assert faults(form) == ()
    papers = {paper.key for paper in version.papers}
    named = {field.paper for section in form.sections for field in section.fields if field.paper}
    assert named <= papers
    assert set(form.cases) <= {case.key for case in version.cases}
    # An officer can fill it in for who comes to the desk.
    assert {"online", "direct"} <= {channel.value for channel in form.channels}


def test_of_a_couple_the_one_whose_account_it_is_is_filled_in():
    plan = plan_of(FORMS["ket-hon"][1], TODAY)
    woman = facts_of("cccd", "001190012345", full_name="Trần Thị B", birth_date="1990-05-17", phone="0912345678")
    man = facts_of("cccd", "001090012345", full_name="Nguyễn Văn A", birth_date="1990-05-17")

    assert set(prefilled(plan, woman)) == {"woman", "phone"}
    assert prefilled(plan, woman)["woman"]["identity"] == {"kind": "cccd", "number": "001190012345"}
    assert set(prefilled(plan, man)) == {"man"}


@pytest.mark.parametrize("key", FORMS)
def test_a_form_says_where_its_facts_come_from_and_what_was_not_checked(key):
    provenance = FORMS[key][1].provenance

    assert provenance.name
    assert provenance.verified or provenance.doubts


@pytest.mark.parametrize("key", FORMS)
def test_a_rule_that_limits_what_people_may_do_names_the_law(key):
    """Rules that only compare what must agree with itself (birth before death) need none."""
    form = FORMS[key][1]
    limits = ("of-age", "in-time", "late", "two-years", "14", "designer-needed", "in-person", "not-related")

    assert [rule.key for rule in form.rules if rule.key.endswith(limits) and not rule.source] == []


@pytest.mark.parametrize(("key", "case", "answers"), FILLED_WELL)
def test_a_form_that_is_filled_in_well_has_no_problem_and_keeps_every_answer(key, case, answers):
    found = checked(key, case, answers)

    assert told(found) == []
    assert set(found.answers) == set(answers)


@pytest.mark.parametrize(("key", "which", "changes", "problem"), MISTAKES)
def test_a_mistake_is_told_of_at_its_field_in_both_languages(key, which, changes, problem):
    _, case, answers = [example for example in FILLED_WELL if example[0] == key][which]

    found = checked(key, case, changed(answers, changes))

    assert problem in told(found)
    assert all(one.vi and one.en for one in found.problems)


@pytest.mark.parametrize(
    ("case", "day", "wrong"),
    [
        ("dung-han", "2026-09-28", False),
        ("dung-han", "2026-09-27", True),
        ("qua-han", "2026-09-27", False),
        ("qua-han", "2026-09-28", True),
    ],
)
def test_sixty_days_after_the_birth_registration_is_late(case, day, wrong):
    answers = next(answers for key, _, answers in FILLED_WELL if key == "khai-sinh")

    found = checked("khai-sinh", case, {**answers, "birth_date": day})

    assert bool(found.problems) is wrong
