"""To whom dossiers can be given: processors whose role reaches one dossier, or what the caller's own roles reach."""

from collections.abc import Iterable
from typing import Any

from chassis.callers import Holding
from chassis.contracts import Call
from chassis.service import Storage
from services.dossiers import policy
from services.dossiers.contract import ListProcessors, ProcessorList, ProcessorView
from services.dossiers.domain.actions import Party
from services.dossiers.handlers.moves import Row
from services.dossiers.store import known, rows


def list_processors(call: Call[ListProcessors], storage: Storage) -> ProcessorList:
    """By name. That somebody is listed gives nobody a right: the step itself asks again."""
    with storage.read() as db:
        if call.request.dossier_id:
            row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
            agencies = {row.agency_code, row.desk_code, *(row.within or ())}
            found = [one for one in known.processors(db, agencies) if _reaches(one, agencies, row.procedure_code)]
        else:
            policy.check(call.caller, call.method)
            agencies = set()
            for held in policy.giving(call.caller):
                agencies |= known.under(db, held.agency) | known.above(db, held.agency)
            found = list(known.processors(db, agencies))
    return ProcessorList(items=tuple(_view(one) for one in found))


def _reaches(member: Row, agencies: Iterable[str], procedure_code: str) -> bool:
    held = [Holding(role=one["role"], agency=one["agency_code"], procedures=one["procedures"]) for one in _held(member)]
    return any(one.covers(set(agencies), procedure_code) for one in held)


def _held(member: Row) -> list[dict[str, Any]]:
    return [one for one in member.holdings if one["role"] == Party.PROCESSOR]


def _view(member: Row) -> ProcessorView:
    agencies = tuple(sorted({one["agency_code"] for one in _held(member)}))
    return ProcessorView(id=member.staff_id, name=member.name, agencies=agencies)
