"""Desks ask what the telephone that is left is used for, and correct it on the dossier's page."""

import re
from typing import Any

from chassis.errors import INVALID_REQUEST, FieldProblem
from services.dossiers import contract as dossiers
from services.dossiers.contract import ContactUse
from tests.browser.portal import FILED
from tests.unit.gateway.builders import NOON, a_dossier
from tests.unit.gateway.fakes import House
from tests.unit.gateway.test_browser_sessions import HTML
from tests.unit.gateway.test_deeds import desk, refuses, send  # noqa: F401  # the fixture

AT, TO = "/can-bo/lap?thu-tuc=2.000635", "/can-bo/lap/2.000635"
CORRECTED = "/can-bo/lien-he/desk"


def test_the_form_asks_what_is_wanted_with_nothing_ticked_before(desk: House) -> None:  # noqa: F811
    page = desk.client.get(AT, headers=HTML).text

    offered = re.findall(r'<input type="radio" name="messages" value="(\w+)"([^>]*)>', page)
    assert [value for value, _ in offered] == ["notices", "all", "none"]
    assert all("required" in rest and "checked" not in rest for _, rest in offered)
    assert "không nhận tin nhắn" not in page


def test_what_the_person_said_goes_along(desk: House) -> None:  # noqa: F811
    desk.rpc.answer(dossiers.begin_at_desk, a_dossier(id="counter"))
    who = {"identity_kind": "cccd", "full_name": "Phạm Văn Quầy", "identity_number": "001090000001"}

    send(desk, AT, TO, channel="post", agency_code="H27.30.12", phone="0912345678", messages="all", **who)

    assert desk.rpc.calls_of(dossiers.begin_at_desk)[0].request.person.messages is ContactUse.ALL


def test_a_number_is_corrected_on_the_page_of_the_dossier_which_says_how_its_holder_is_told(
    desk: House,  # noqa: F811
) -> None:
    desk.rpc.answer(dossiers.correct_contact, a_dossier(id="desk"))
    assert "những tin cần biết" in desk.client.get("/can-bo/ho-so/desk", headers=HTML).text

    page = send(desk, "/can-bo/ho-so/desk", CORRECTED, phone="0987333444", messages="notices")

    asked = desk.rpc.calls_of(dossiers.correct_contact)[0].request
    assert (asked.phone, asked.phone_removed, asked.messages) == ("0987333444", False, ContactUse.NOTICES)
    assert page.headers["Location"] == "/can-bo/ho-so/desk?da=lien-he"


def test_a_number_is_removed_by_a_tick_and_what_is_wrong_is_told_at_its_field(desk: House) -> None:  # noqa: F811
    refuses(desk, dossiers.correct_contact, INVALID_REQUEST(problems=[FieldProblem("/phone", "required", {})]))

    page = send(desk, "/can-bo/ho-so/desk", CORRECTED, phone_removed="yes", messages="notices")

    assert desk.rpc.calls_of(dossiers.correct_contact)[0].request.phone_removed
    assert page.status_code == 422
    assert 'id="lien-he-phone-wrong"' in page.text


def test_who_may_not_correct_it_or_has_an_applicant_with_an_account_is_shown_no_form(desk: House) -> None:  # noqa: F811
    other: Any = a_dossier(**{**FILED, "id": "desk", "state": 1, "supplement": None, "contact_use": None})
    desk.rpc.answer(dossiers.get_dossier, other)

    assert CORRECTED not in desk.client.get("/can-bo/ho-so/desk", headers=HTML).text


def test_a_number_that_messages_do_not_reach_is_told_beside_it_with_the_way_to_correct_it(desk: House) -> None:  # noqa: F811
    assert "không tới được" not in desk.client.get("/can-bo/ho-so/desk", headers=HTML).text
    left = {"contact_use": ContactUse.NOTICES, "applicant_phone_masked": "*******678", "contact_unreached_at": NOON}
    other: Any = a_dossier(**{**FILED, "id": "desk", "state": 1, "supplement": None, **left})
    desk.rpc.answer(dossiers.get_dossier, other)

    page = desk.client.get("/can-bo/ho-so/desk", headers=HTML).text

    assert "Tin nhắn không tới được số này" in page
    assert 'href="#viec-lien-he"' in page
    assert 'id="viec-lien-he"' in page
