"""Whatever happens to a dossier, no number of its answers can be read in the service's database."""

import base64
import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import Invalid
from chassis.storage import AlreadyDone, fingerprint
from chassis.testing import in_the_clear, spellings
from services.accounts import contract as accounts
from services.accounts.contract import CONTACT, IDENTITY, account_context
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.domain import content
from tests.services.dossiers.test_forms import FORM, HOME, MARITAL
from tests.services.dossiers.world import (
    AGENCY,
    CAR,
    PDF,
    PERSON,
    PNG,
    PROCESSOR,
    RECEIVER,
    World,
    a_procedure,
    an_offer,
)

OWN_IDENTITY, OWN_PHONE, OWN_EMAIL = "042090771234", "0917345678", "an.nguyen.771@example.vn"
TYPED_PHONE, LATER_PHONE = "0987650021", "0987650099"
FREE = {"father": {"number": "001071889911"}, "mail": "cha.771@example.vn", "account": "9704229988776655"}
IN_A_NAME = ("001071889922", "0912 345 776", "me.771@example.vn")
NEVER = (
    *(OWN_IDENTITY, OWN_PHONE, OWN_PHONE[1:], OWN_EMAIL, TYPED_PHONE, LATER_PHONE),
    *("001071889911", "cha.771@example.vn", "9704229988776655"),
    *IN_A_NAME,
)


@pytest.fixture
def place(world: World) -> World:
    """The world with a procedure that has a form, and an applicant whose numbers can be opened."""
    world.told(catalog.procedure_published, MARITAL, a_procedure(MARITAL, forms=(FORM,), offers=(an_offer(),)))
    context = account_context(PERSON.id)
    plain = world.account(PERSON)
    facts = {name: getattr(plain, name) for name in accounts.AccountState.__dataclass_fields__}
    sealed = {
        "identity_sealed": world.sealer.seal(IDENTITY, OWN_IDENTITY, context),
        "phone_sealed": world.sealer.seal(CONTACT, "+84" + OWN_PHONE[1:], context),
        "email_sealed": world.sealer.seal(CONTACT, OWN_EMAIL, context),
        "birth_date": dt.date(1990, 5, 17),
    }
    world.told(accounts.account_changed, PERSON.id, accounts.AccountState(**{**facts, **sealed}), version=2)
    return world


def save(place: World, dossier_id: str, answers: dict[str, Any], key: str | None = None) -> contract.DossierView:
    saved: contract.DossierView = place.call(
        contract.save_draft, PERSON, dossier_id=dossier_id, answers=answers, key=key
    )
    return saved


def answers_of(phone: str) -> dict[str, Any]:
    return {"requester": {"phone": phone}, "home": HOME, "copies": 2}


def whole_life(place: World) -> contract.DossierView:
    """Draft, wrong answers, right answers, submission, request for a supplement, supplement, reception."""
    draft = place.draft(MARITAL)
    save(place, draft.id, {"requester": {"phone": TYPED_PHONE}, "home": {"street": OWN_EMAIL}, "more": TYPED_PHONE})
    with pytest.raises(Invalid):
        place.call(contract.submit_dossier, PERSON, dossier_id=draft.id)
    save(place, draft.id, answers_of(TYPED_PHONE), key="the-key")
    with pytest.raises(AlreadyDone) as repeated:
        save(place, draft.id, answers_of(TYPED_PHONE), key="the-key")
    assert repeated.value.reply.answers["requester"]["phone"] == TYPED_PHONE
    for paper, written in zip(("declaration", "identity", "mandate"), IN_A_NAME, strict=True):
        body = PNG if paper == "identity" else PDF
        place.attach(draft.id, paper, body, file_name=f"Giấy tờ {written}.pdf")
    filed = place.call(contract.submit_dossier, PERSON, dossier_id=draft.id)
    assert filed.answers["requester"]["identity"]["number"] == OWN_IDENTITY
    place.asked(filed.id, RECEIVER, papers=(contract.FORM,))
    save(place, filed.id, answers_of(LATER_PHONE))
    place.call(contract.supplement_dossier, PERSON, dossier_id=filed.id)
    place.call(contract.receive_dossier, RECEIVER, dossier_id=filed.id)
    started: contract.DossierView = place.call(contract.start_processing, PROCESSOR, dossier_id=filed.id)
    assert started.answers["requester"]["phone"] == LATER_PHONE
    return started


def test_no_number_of_a_dossier_can_be_read_in_any_column_of_any_table(place: World) -> None:
    whole_life(place)
    free = place.draft(CAR)
    save(place, free.id, FREE)
    place.call(contract.move_draft, PERSON, dossier_id=free.id, to_version=1)

    assert in_the_clear(place.storage.engine, NEVER) == []


def test_no_digest_in_the_database_can_be_found_by_trying_numbers(place: World) -> None:
    """Who reads the database knows all of a dossier but a number or two: no plain digest over these may be in it."""
    last = whole_life(place)
    files = [
        content.HeldFile(id=file.id, paper_key=paper.key, sha256=file.sha256)
        for paper in last.papers
        for file in paper.files
    ]
    guesses = [
        content.content_hash(MARITAL, last.procedure_content_hash, AGENCY, "", content.Filled(last.answers), files)
    ]
    for phone in (TYPED_PHONE, LATER_PHONE):
        person = last.answers["requester"] | {"phone": phone}
        guesses.append(content.answers_hash("", content.Filled(last.answers | {"requester": person})))
        request = contract.SaveDraft(dossier_id=last.id, answers=answers_of(phone))
        guesses.append(fingerprint(request))

    assert in_the_clear(place.storage.engine, guesses) == []


def test_the_search_itself_finds_every_spelling(place: World) -> None:
    """The tests above are worth something only if what they look with sees."""
    with place.storage.engine.begin() as db:
        for name, written in (
            ("plain", f"x{OWN_IDENTITY}x"),
            ("hex", f"x{OWN_IDENTITY.encode().hex()}x"),
            *((f"base64-{n}", base64.b64encode(b"x" * n + OWN_IDENTITY.encode() + b"xy").decode()) for n in range(3)),
        ):
            db.execute(sa.text("CREATE TABLE IF NOT EXISTS spelt (name text, written text)"))
            spelt = sa.table("spelt", sa.column("name"), sa.column("written"))
            db.execute(spelt.insert().values(name=name, written=written))

    found = in_the_clear(place.storage.engine, [OWN_IDENTITY])

    assert {line.split("(")[1].rstrip(")") for line in found} >= {"plain", "hex", "base64-0", "base64-1", "base64-2"}
    assert len(set(spellings(OWN_IDENTITY).values())) >= 5
