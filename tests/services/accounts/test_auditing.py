"""How far auditors read, and which rows of the trail of accounts concern an agency."""

from typing import Any

import pytest

from chassis.audit_reading import ListAudit, Reach
from chassis.callers import Caller
from chassis.testing import call_of
from services.accounts import contract
from services.accounts.handlers import auditing
from tests.services.accounts.test_staffing import (
    COMMUNE,
    ELSEWHERE,
    NEIGHBOUR,
    PROVINCE,
    at_the_console,
    desk,
    member,
    refusal,
    role,
)

__all__ = ["desk"]

WHY = "kiểm tra định kỳ quý III"
PORTAL = "H27"


def reach(world: Any, caller: Caller, operating_agency: str = "") -> Reach:
    asked = call_of(contract.get_audit_reach, contract.GetAuditReach(), caller=caller)
    return auditing.get_audit_reach(asked, world.storage, operating_agency=operating_agency)


def rows(world: Any, caller: Caller, operating_agency: str = "") -> list[tuple[str, str]]:
    asked = ListAudit(why=WHY, reach=reach(world, caller, operating_agency), limit=100)
    call = call_of(contract.list_audit, asked, caller=caller)
    found = auditing.list_audit(call, world.storage, operating_agency=operating_agency)
    return [(entry.act, entry.about) for entry in found.items]


def test_an_auditor_reads_their_agency_and_those_under_it_and_the_portals_auditor_everything(desk: Any) -> None:
    _, of_commune = member(desk, "aud-1", role("auditor"))
    _, of_province = member(desk, "aud-2", role("auditor", PROVINCE), agency_code=PROVINCE)

    assert reach(desk, of_commune) == Reach(agencies=(COMMUNE,))
    assert reach(desk, of_province) == Reach(agencies=(PROVINCE, COMMUNE, NEIGHBOUR))
    assert reach(desk, of_province, operating_agency=PORTAL) == Reach(everything=True)
    assert reach(desk, of_commune, operating_agency=PORTAL) == Reach(agencies=(COMMUNE,))


def test_who_is_no_auditor_has_no_reach(desk: Any) -> None:
    _, admin = member(desk, "adm-1", role("agency_administrator", PROVINCE), agency_code=PROVINCE)

    assert refusal(lambda: reach(desk, admin, operating_agency=PORTAL)) == "request.forbidden"


def test_what_is_done_to_the_staff_of_an_agency_concerns_it_whoever_does_it(desk: Any) -> None:
    _, auditor = member(desk, "aud-1", role("auditor"))
    here = at_the_console(desk, "re-1", role("receiver")).staff.id
    there = at_the_console(desk, "re-2", role("receiver", NEIGHBOUR), agency_code=NEIGHBOUR).staff.id
    from_afar = at_the_console(desk, "re-3", role("receiver", COMMUNE), agency_code=ELSEWHERE).staff.id

    found = rows(desk, auditor)

    assert ("staff.added", here) in found
    assert ("staff.added", from_afar) in found
    assert there not in {about for _, about in found}


@pytest.mark.parametrize("operating_agency", ["", PORTAL])
def test_what_people_do_is_read_by_the_portals_auditor_alone(desk: Any, operating_agency: str) -> None:
    account = desk.caller_of(desk.register()).id
    _, auditor = member(desk, "aud-2", role("auditor", PROVINCE), agency_code=PROVINCE)

    found = rows(desk, auditor, operating_agency)

    assert (("session.opened", account) in found) is bool(operating_agency)
