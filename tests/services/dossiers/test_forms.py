"""Dossiers of procedures with an electronic form: filled from the account, checked while edited, refused if wrong."""

import datetime as dt
from typing import Any

import pytest

from chassis.errors import Invalid
from chassis.records import load
from services.accounts import contract as accounts
from services.accounts.contract import CONTACT, IDENTITY, account_context
from services.catalog import contract as catalog
from services.catalog.contract.forms import Form
from services.dossiers import contract
from services.dossiers.domain import content
from tests.services.dossiers.world import AGENCY, PDF, PERSON, PNG, RECEIVER, World, a_procedure, an_offer

MARITAL = "1.004873"
FORM = load(
    Form,
    {
        "key": "to-khai-thu",
        "vi": "Tờ khai thử",
        "en": "Trial declaration",
        "sections": [
            {
                "key": "all",
                "vi": "Người yêu cầu",
                "en": "Who asks",
                "fields": [
                    {
                        "key": "requester",
                        "kind": "person",
                        "vi": "Người yêu cầu",
                        "en": "Applicant",
                        "parts": ["full_name", "birth_date", "identity", "phone"],
                        "optional_parts": ["phone"],
                        "prefill": "person",
                        "locked": True,
                    },
                    {"key": "home", "kind": "address", "vi": "Nơi ở", "en": "Home"},
                    {"key": "copies", "kind": "number", "low": 1, "high": 20, "vi": "Số bản", "en": "Copies"},
                    {"key": "mandate", "kind": "file", "paper": "mandate", "vi": "Ủy quyền", "en": "Mandate"},
                ],
            }
        ],
        "provenance": {"name": "test", "retrieved_on": "2026-07-01", "verified": True},
    },
)
HOME = {"province": "01", "commune": "00004", "street": " Số 1 "}
GOOD = {"home": HOME, "copies": "2"}


@pytest.fixture
def place(world: World) -> World:
    """The world with a procedure that has a form, and an applicant whose numbers can be opened."""
    world.told(catalog.procedure_published, MARITAL, a_procedure(MARITAL, forms=(FORM,), offers=(an_offer(),)))
    world.told(accounts.account_changed, PERSON.id, an_account(world), version=2)
    return world


def an_account(world: World, **changes: Any) -> accounts.AccountState:
    context = account_context(PERSON.id)
    sealed = {
        "identity_sealed": world.sealer.seal(IDENTITY, "042090001234", context),
        "phone_sealed": world.sealer.seal(CONTACT, "+84912345678", context),
        "birth_date": dt.date(1990, 5, 17),
    }
    plain = world.account(PERSON)
    facts = {name: getattr(plain, name) for name in accounts.AccountState.__dataclass_fields__}
    return accounts.AccountState(**{**facts, **sealed, **changes})


def a_draft(place: World, answers: dict[str, Any] | None = None) -> contract.DossierView:
    draft = place.draft(MARITAL)
    for paper in ("declaration", "identity", "mandate"):
        place.attach(draft.id, paper, PNG if paper == "identity" else PDF)
    return save(place, draft.id, GOOD if answers is None else answers)


def save(place: World, dossier_id: str, answers: dict[str, Any]) -> contract.DossierView:
    saved: contract.DossierView = place.call(contract.save_draft, PERSON, dossier_id=dossier_id, answers=answers)
    return saved


def pointers(view: contract.DossierView) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in view.problems]


def test_a_draft_begins_with_what_the_account_knows(place: World) -> None:
    draft = place.draft(MARITAL)

    assert draft.form_key == "to-khai-thu"
    assert draft.answers["requester"] == {
        "full_name": "Nguyễn Văn An",
        "birth_date": "1990-05-17",
        "identity": {"kind": "cccd", "number": "042090001234"},
        "phone": "0912345678",
    }
    assert ("/copies", "form.required") in pointers(draft)


def test_wrong_answers_are_kept_in_a_draft_and_told_of(place: World) -> None:
    draft = a_draft(place, {"home": HOME | {"commune": "99999"}, "copies": "rất nhiều"})

    assert pointers(draft) == [("/home/commune", "form.commune"), ("/copies", "form.number")]
    assert draft.answers["copies"] == "rất nhiều"
    assert all(problem.vi and problem.en for problem in draft.problems)
    assert pointers(place.seen(draft.id)) == pointers(draft)


def test_right_answers_are_kept_in_their_normal_form_which_the_hash_covers(place: World) -> None:
    draft = a_draft(place)
    again = save(place, draft.id, {"copies": 2, "home": {"way": "current", **HOME, "street": "Số 1"}})

    assert draft.problems == ()
    assert draft.answers["copies"] == 2
    assert draft.answers["home"] == {"way": "current", "province": "01", "commune": "00004", "street": "Số 1"}
    assert again.content_hash == draft.content_hash


def test_a_dossier_with_wrong_answers_is_refused_with_every_problem(place: World) -> None:
    draft = a_draft(place, {"home": HOME, "copies": 99, "more": 1})

    with pytest.raises(Invalid) as refused:
        place.call(contract.submit_dossier, PERSON, dossier_id=draft.id)

    assert refused.value.code == contract.FORM_WRONG.code
    found = [(problem.pointer, problem.code) for problem in refused.value.problems]
    assert found == [("/answers/more", "form.unknown"), ("/answers/copies", "form.high")]
    assert refused.value.problems[1].params["vi"] == "Số này không được quá 20; xin sửa lại."
    assert place.seen(draft.id).state == 0


def test_a_paper_that_the_form_asks_for_is_missed_until_it_is_there(place: World) -> None:
    draft = place.draft(MARITAL)
    view = save(place, draft.id, GOOD)
    assert pointers(view) == [("/mandate", "form.file")]

    assert pointers(place.attach(draft.id, "mandate")) == []


def test_what_is_locked_is_set_by_the_server_whatever_was_sent(place: World) -> None:
    forged = {
        "full_name": "Người Khác",
        "birth_date": "2001-01-01",
        "identity": {"kind": "cmnd", "number": "123456789"},
    }
    draft = a_draft(place, GOOD | {"requester": forged | {"phone": "0987654321"}})

    filed = place.call(contract.submit_dossier, PERSON, dossier_id=draft.id)

    assert filed.answers["requester"] == {
        "full_name": "Nguyễn Văn An",
        "birth_date": "1990-05-17",
        "identity": {"kind": "cccd", "number": "042090001234"},
        "phone": "0987654321",
    }


def test_who_changed_their_name_since_must_look_at_the_dossier_again(place: World) -> None:
    draft = a_draft(place)
    place.told(accounts.account_changed, PERSON.id, an_account(place, display_name="Nguyễn Văn Bình"), version=3)

    with pytest.raises(Exception, match=contract.CONTENT_CHANGED.code):
        place.call(contract.submit_dossier, PERSON, dossier_id=draft.id, content_hash=draft.content_hash)

    place.call(contract.save_draft, PERSON, dossier_id=draft.id, answers=draft.answers)
    filed = place.call(contract.submit_dossier, PERSON, dossier_id=draft.id)
    assert filed.answers["requester"]["full_name"] == "Nguyễn Văn Bình"
    assert filed.receipt.content_hash == filed.content_hash != draft.content_hash


def test_what_is_filed_and_hashed_is_the_same(place: World) -> None:
    filed = place.call(contract.submit_dossier, PERSON, dossier_id=a_draft(place).id)

    files = [
        content.HeldFile(id=file.id, paper_key=paper.key, sha256=file.sha256)
        for paper in filed.papers
        for file in paper.files
    ]
    content_with = content.Filled(filed.answers, filed.receipt.salt)
    expected = content.content_hash(MARITAL, filed.procedure_content_hash, AGENCY, "", content_with, files)
    assert filed.content_hash == filed.receipt.content_hash == expected
    assert len(filed.receipt.salt) == 32
    assert filed.receipt.salt == filed.content_salt
    assert filed.problems == ()


def test_a_supplement_with_wrong_answers_is_refused_too(place: World) -> None:
    filed = place.call(contract.submit_dossier, PERSON, dossier_id=a_draft(place).id)
    place.asked(filed.id, RECEIVER, papers=(contract.FORM,))
    saved = save(place, filed.id, GOOD | {"copies": 0})
    assert pointers(saved) == [("/copies", "form.low")]

    with pytest.raises(Invalid) as refused:
        place.call(contract.supplement_dossier, PERSON, dossier_id=filed.id)
    assert refused.value.code == contract.FORM_WRONG.code

    save(place, filed.id, GOOD | {"copies": "3"})
    supplemented = place.call(contract.supplement_dossier, PERSON, dossier_id=filed.id)
    assert supplemented.answers["copies"] == 3


def test_a_procedure_without_a_form_takes_any_answers(place: World) -> None:
    draft = place.draft()
    saved = place.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"anything": ["at", {"all": 1}]})

    assert (saved.form_key, saved.problems) == ("", ())
    assert saved.answers == {"anything": ["at", {"all": 1}]}


def corrected(place: World, name: str) -> None:
    """Accounts tell that the person is called otherwise, and that this was a correction."""
    place.told(accounts.account_changed, PERSON.id, an_account(place, display_name=name), version=3)
    told = accounts.AccountCorrected(
        account_id=PERSON.id, correction_id="c-1", fields=(accounts.CorrectionField.NAME,), at=place.now
    )
    place.told(accounts.account_corrected, PERSON.id, told, version=4)


def test_after_a_correction_drafts_say_what_the_account_says_and_keep_the_rest(place: World) -> None:
    draft = a_draft(place)

    corrected(place, "Nguyễn Văn Ân")

    seen = place.seen(draft.id)
    assert seen.applicant_name == seen.answers["requester"]["full_name"] == "Nguyễn Văn Ân"
    assert seen.answers["home"]["commune"] == HOME["commune"]
    assert seen.content_hash != draft.content_hash


def test_a_dossier_that_was_submitted_stays_as_it_was_signed(place: World) -> None:
    draft = a_draft(place)
    filed = place.call(contract.submit_dossier, PERSON, dossier_id=draft.id)

    corrected(place, "Nguyễn Văn Ân")

    seen = place.seen(filed.id)
    assert (seen.applicant_name, seen.content_hash) == (filed.applicant_name, filed.content_hash)
    assert seen.answers == filed.answers
