"""Who has the code and a second fact sees progress; everybody else learns nothing, not even that the code exists."""

import json

import pytest

from chassis.errors import NotFound
from chassis.records import dump
from services.dossiers import contract
from tests.services.dossiers.world import ANONYMOUS, World


@pytest.mark.parametrize("fact", ["1234", "5678"])
def test_four_digits_of_identity_number_or_telephone_show_progress(world: World, fact: str) -> None:
    dossier = world.processing()

    seen = world.call(contract.look_up_dossier, ANONYMOUS, code=f" {dossier.code.lower()} ", fact=fact)

    assert (seen.state, seen.completion) == (4, 60)
    assert [step.state for step in seen.steps] == [1, 2, 4]


def test_it_shows_nothing_of_the_person(world: World) -> None:
    dossier = world.processing()

    shown = json.dumps(dump(world.call(contract.look_up_dossier, ANONYMOUS, code=dossier.code, fact="1234")))

    for personal in (dossier.applicant_name, dossier.applicant_id, dossier.id, "1234", "678"):
        assert personal not in shown.replace(dossier.code, "")


def test_an_unknown_code_and_a_wrong_fact_are_answered_alike(world: World) -> None:
    dossier = world.submitted()

    answers = []
    for code, fact in ((dossier.code, "9999"), ("H27.30.12-260810-0099", "1234"), ("anything", "1234")):
        with pytest.raises(NotFound) as refused:
            world.call(contract.look_up_dossier, ANONYMOUS, code=code, fact=fact)
        answers.append(refused.value.to_wire())

    assert answers[0] == answers[1] == answers[2]
