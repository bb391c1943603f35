"""Who examines a dossier may ask for a supplement within three working days of reception, and later only by a
supervisor's word (NĐ 61/2018/NĐ-CP điều 19 khoản 4)."""

from services.dossiers import contract
from services.dossiers.contract import DossierView
from tests.services.dossiers.test_pauses import handled, refused
from tests.services.dossiers.world import PERSON, PROCESSOR, RECEIVER, SUPERVISOR, World, a_picture

REASON = "Luật Đất đai cho phép yêu cầu trong 10 ngày"


def asked(world: World, dossier: DossierView) -> DossierView:
    return world.asked(dossier.id, PROCESSOR)


def allowed(world: World, dossier: DossierView) -> DossierView:
    found: DossierView = world.act(contract.allow_supplement, SUPERVISOR, dossier, reason=REASON)
    return found


def answered_and_handled(world: World, dossier: DossierView, side: int) -> DossierView:
    """What was asked for is given, and the dossier is received and in process again."""
    world.attach(dossier.id, "identity", a_picture(side=side))
    world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
    found: DossierView = world.call(contract.start_processing, PROCESSOR, dossier_id=dossier.id)
    return found


def test_a_supplement_may_be_asked_for_until_the_third_working_days_end(world: World) -> None:
    dossier = handled(world)
    world.pass_time(days=3, hours=8)  # from Monday at 09:00 to Thursday at 17:00

    assert asked(world, dossier).state == 5


def test_after_the_third_working_day_nothing_is_asked_for_and_it_is_said_until_when_it_could_be(world: World) -> None:
    dossier = handled(world)
    world.pass_time(days=3, hours=8, minutes=1)

    found = refused(contract.EXAMINATION_OVER, lambda: asked(world, dossier))

    assert found.params == {"until": "17:00 ngày 13/08/2026"}
    assert world.call(contract.get_dossier, PROCESSOR, dossier_id=dossier.id).state == 4


def test_later_a_supervisors_word_allows_one_request_and_no_second(world: World) -> None:
    dossier = handled(world)
    refused(contract.SUPPLEMENT_NOT_USED, lambda: allowed(world, dossier))
    world.pass_time(days=4)

    dossier = allowed(world, dossier)
    refused(contract.SUPPLEMENT_STILL_ALLOWED, lambda: allowed(world, dossier))
    dossier = asked(world, dossier)
    again = answered_and_handled(world, dossier, side=9)

    refused(contract.SUPPLEMENT_ALREADY_ASKED, lambda: asked(world, again))


def test_a_word_for_a_second_request_holds_after_the_time_too(world: World) -> None:
    dossier = asked(world, handled(world))
    dossier = answered_and_handled(world, dossier, side=9)
    world.pass_time(days=6)

    dossier = allowed(world, dossier)

    assert asked(world, dossier).state == 5


def test_the_time_counts_from_reception_and_not_from_the_filing(world: World) -> None:
    dossier = world.submitted()
    world.pass_time(days=7)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
    dossier = world.call(contract.start_processing, PROCESSOR, dossier_id=dossier.id)

    assert asked(world, dossier).state == 5
