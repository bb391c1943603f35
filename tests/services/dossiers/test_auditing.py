"""Which rows of the trail of dossiers an auditor reads."""

import dataclasses

import pytest

from chassis.audit_reading import ListAudit, Reach
from chassis.callers import Caller
from chassis.errors import Forbidden
from chassis.testing import call_of
from services.dossiers import contract
from services.dossiers.contract import PersonalField
from services.dossiers.handlers import auditing
from tests.services.dossiers.test_looking import sealed
from tests.services.dossiers.world import AGENCY, OTHER_AGENCY, RECEIVER, World, officer

__all__ = ["sealed"]

WHY = "kiểm tra định kỳ quý III"


def rows(world: World, caller: Caller, *agencies: str) -> list[tuple[str, str]]:
    asked = ListAudit(why=WHY, reach=Reach(agencies=agencies))
    found = auditing.list_audit(call_of(contract.list_audit, asked, caller=caller), world.storage, operating_agency="")
    return [(entry.act, entry.thing) for entry in found.items if entry.act != "audit.read"]


def test_what_is_done_to_an_agency_s_dossier_concerns_it_whoever_does_it(sealed: World) -> None:
    dossier = sealed.submitted()
    # Somebody at home elsewhere who holds a role here.
    guest = dataclasses.replace(RECEIVER, id="guest", agency=OTHER_AGENCY, holdings=RECEIVER.reach())
    fields = (PersonalField.PHONE,)
    sealed.call(contract.reveal_applicant, guest, dossier_id=dossier.id, fields=fields, why=WHY)
    auditor = dataclasses.replace(officer("auditor", name="aud"), assurance=2)
    other = dataclasses.replace(officer("auditor", agency=OTHER_AGENCY, name="far"), assurance=2)

    assert rows(sealed, auditor, AGENCY) == [("personal-data.revealed", dossier.id)]
    assert rows(sealed, other, OTHER_AGENCY) == [("personal-data.revealed", dossier.id)]
    assert rows(sealed, other, AGENCY) == []


def test_somebody_without_the_role_reads_nothing(sealed: World) -> None:
    for caller in (RECEIVER, officer("supervisor", name="sup")):
        with pytest.raises(Forbidden):
            rows(sealed, caller, AGENCY)
