"""Electronic forms as the catalogue answers for them."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from chassis.errors import Invalid, NotFound
from chassis.records import dump, load
from chassis.testing import call_of
from services.catalog import contract
from services.catalog.contract.forms import plan_of
from services.catalog.domain.validity import day_in_vietnam
from services.catalog.handlers import filling
from services.catalog.handlers.publishing import hash_of

MARITAL = "1.004873"
FORM = "xac-nhan-tinh-trang-hon-nhan"


def ask(catalog: Any, **asked: Any) -> contract.FormView:
    return filling.get_form(call_of(contract.get_form, contract.GetForm(**asked)), catalog.storage)


def checked(catalog: Any, answers: dict[str, Any], **asked: Any) -> contract.AnswersChecked:
    request = contract.CheckAnswers(**{"code": MARITAL, "form": FORM, "answers": answers, **asked})
    return filling.check_answers(call_of(contract.check_answers, request), catalog.storage)


def test_a_form_is_that_of_the_version_and_comes_with_its_plan(catalog: Any) -> None:
    version = catalog.procedure(MARITAL)

    found = ask(catalog, code=MARITAL, form=FORM)

    assert found.form == version.form(FORM)
    assert (found.version, found.content_hash) == (version.version, version.content_hash)
    assert found.plan == plan_of(found.form, day_in_vietnam(dt.datetime.now(dt.UTC)))
    assert ask(catalog, code=MARITAL, form=FORM, version=version.version) == found


def test_a_form_survives_the_wire_unchanged(catalog: Any) -> None:
    version = catalog.procedure(MARITAL)

    assert load(contract.ProcedureVersion, dump(version)) == version


def test_the_content_hash_covers_the_form(catalog: Any) -> None:
    version = catalog.procedure(MARITAL)
    other = dataclasses.replace(version.forms[0], vi="Tờ khai khác")

    assert hash_of(version) == version.content_hash
    assert hash_of(dataclasses.replace(version, forms=(other,))) != version.content_hash
    assert hash_of(dataclasses.replace(version, forms=())) != version.content_hash


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"code": MARITAL, "form": "khong-co"}, contract.FORM_NOT_FOUND.code),
        ({"code": "9.999999", "form": FORM}, contract.PROCEDURE_NOT_FOUND.code),
        ({"code": MARITAL, "form": FORM, "version": 99}, contract.VERSION_NOT_FOUND.code),
        ({"code": MARITAL, "form": FORM, "at": dt.date(2001, 1, 1)}, contract.NOT_RECORDED.code),
    ],
)
def test_a_form_that_is_not_there_is_not_found(catalog: Any, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(NotFound) as missing:
        ask(catalog, **asked)

    assert missing.value.code == code


def test_a_version_and_a_day_together_are_refused(catalog: Any) -> None:
    with pytest.raises(Invalid):
        ask(catalog, code=MARITAL, form=FORM, version=1, at=dt.date(2026, 11, 1))


def test_answers_are_checked_by_the_units_of_today(catalog: Any) -> None:
    somewhere = {"requester": {"residence": {"province": "01", "commune": "18073"}}}

    found = checked(catalog, somewhere)

    told = {problem.pointer: problem.code for problem in found.problems}
    assert told["/requester/residence/commune"] == "form.commune-elsewhere"
    assert told["/status"] == "form.required"
    assert "/requester/full_name" in found.required
    assert "/requester/residence/street" in found.optional


def test_a_case_or_paper_that_the_procedure_does_not_have_is_refused_at_its_field(catalog: Any) -> None:
    for asked, pointer, code in (
        ({"case": "khong-co"}, "/case", "procedure.case-unknown"),
        ({"papers": ("giay-khong-co",)}, "/papers/0", "procedure.paper-unknown"),
    ):
        with pytest.raises(Invalid) as refused:
            checked(catalog, {}, **asked)
        assert [(one.pointer, one.code) for one in refused.value.problems] == [(pointer, code)]


def test_no_form_tells_a_visitor_that_an_account_filled_it_in(catalog: Any) -> None:
    """The sentences of the description are read by everybody, also by who is not signed in."""
    for code in [one.code for one in catalog.list(limit=100).items]:
        for form in catalog.procedure(code).forms:
            for section in form.sections:
                assert not [field.key for field in section.fields if field.help_vi.startswith("Lấy từ tài khoản")]


def test_files_are_asked_for_only_of_who_says_which_papers_there_are(catalog: Any) -> None:
    other = {"relation": "parent"}

    assert "/authority" not in {problem.pointer for problem in checked(catalog, other).problems}
    assert "/authority" in {problem.pointer for problem in checked(catalog, other, papers=()).problems}
    held = checked(catalog, other, papers=("van-ban-uy-quyen",))
    assert "/authority" not in {problem.pointer for problem in held.problems}


def test_a_paper_tells_whether_its_form_can_be_filled_in_here(catalog: Any) -> None:
    version = catalog.procedure(MARITAL)

    assert version.has_interactive_form("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân")
    assert not version.has_interactive_form("Văn bản ủy quyền")
    assert not version.has_interactive_form("")
