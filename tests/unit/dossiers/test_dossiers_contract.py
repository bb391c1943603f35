"""The public face: names that outlive code, and sentences that say what can be done."""

import re

from chassis.contracts import events_of, methods_of
from chassis.errors import ErrorType
from services.dossiers import contract
from services.dossiers.handlers.views import COMMANDS_OF

ERRORS = [value for value in vars(contract).values() if isinstance(value, ErrorType)]


def test_the_names_of_events_are_these() -> None:
    assert {event.name for event in events_of(contract.SERVICE)} == {
        "dossier_submitted",
        "dossier_received",
        "dossier_refused",
        "supplement_requested",
        "dossier_supplemented",
        "applicant_changed",
        "contact_left",
        "dossier_edited",
        "fee_due",
        "fee_changed",
        "fee_kept",
        "fee_claims_decided",
        "dossier_processing",
        "dossier_decided",
        "result_attached",
        "result_returned",
        "dossier_withdrawn",
        "dossier_stopped",
        "service_rated",
        "erasure_answered",
        "data_erased",
        "supplement_allowed",
        "dossier_suspended",
        "dossier_resumed",
        "appointment_changed",
        "consultation_changed",
        "dossier_assigned",
        "decision_proposed",
        "decision_sent_back",
        "apology_issued",
        "result_dispatched",
        "duty_alarm",
        "duty_digest",
    }
    assert {event.aggregate for event in events_of(contract.SERVICE)} == {"dossier", "erasure", "staff-digest"}


def test_every_event_carries_the_facts_of_its_dossier() -> None:
    of_dossiers = [event for event in events_of(contract.SERVICE) if event.aggregate == "dossier"]

    assert all(issubclass(event.payload, contract.DossierFacts) for event in of_dossiers)


OPERATING = {"get_workings", "replay_letter"}
"""What operators ask of every service."""


def test_every_command_but_the_first_is_a_step_of_the_state_table() -> None:
    commands = {method.name for method in methods_of(contract.SERVICE) if method.changes}

    # A look, a reading of the trail and a rating change no dossier; they are commands because they leave something.
    apart = {"create_draft", "begin_at_desk", "reveal_applicant", "list_audit", "rate_dossier"} | OPERATING
    # Ways of a paper into the dossier: each is an edit, which a view names as attach_paper.
    papers = {"begin_upload", "finish_upload", "drop_upload", "reuse_paper", "hand_in_papers"}
    # Many at once: each of them is assigned as by itself.
    apart.add("assign_dossiers")
    # How its applicant is told is nothing of what was filed.
    apart.add("correct_contact")
    assert commands - apart - papers == {name for names in COMMANDS_OF.values() for name in names}
    changing = [method for method in methods_of(contract.SERVICE) if method.changes]
    without_key = {method.name for method in changing if not method.takes_key}
    uploads = {"begin_upload", "finish_upload", "drop_upload"}
    assert without_key == {"reveal_applicant", "list_audit"} | uploads | OPERATING


def test_every_error_speaks_both_languages_with_the_same_facts() -> None:
    for error in ERRORS:
        facts_vi = {name.removesuffix("_vi") for name in re.findall(r"\{(\w+)\}", error.vi)}
        facts_en = {name.removesuffix("_en") for name in re.findall(r"\{(\w+)\}", error.en)}
        if facts_en:
            assert facts_vi >= facts_en, error.code
        assert error.vi.endswith(".")
        assert error.en.endswith(".")
