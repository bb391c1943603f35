"""Reading the catalogue: always through what the gateway holds, so that a hot read makes no call."""

from typing import Annotated, Any

from chassis.callers import ANONYMOUS
from chassis.contracts import Method
from chassis.errors import PortalError
from chassis.records import Rule, record
from chassis.rendered import Rendered
from gateway.catalogue import Held
from gateway.visits import Means
from services.catalog import contract as catalog

READ_WITHIN = 2.5
"""Seconds for one catalogue read, so that a page of three reads still answers within ten while the catalog hangs."""


@record
class FindProcedures:
    """What a visitor looks for: keywords, and by what to narrow; all of it optional."""

    q: Annotated[str, Rule(max=200, description="Từ khóa", example="dang ky ket hon")] = ""
    tab: catalog.Tab | None = None
    audience: catalog.Audience | None = None
    life_event: Annotated[str, Rule(max=64)] = ""
    field: Annotated[str, Rule(max=64)] = ""
    level: catalog.AgencyLevel | None = None
    agency: Annotated[str, Rule(max=40)] = ""
    service_level: catalog.ServiceLevel | None = None
    facets: Annotated[bool, Rule(description="Đếm kết quả theo từng tiêu chí lọc")] = False
    cursor: catalog.Cursor = ""
    limit: catalog.PageSize = 20


@record
class Suggest:
    """What is typed so far."""

    q: Annotated[str, Rule(max=200, description="Đang gõ", example="khai s")]
    tab: catalog.Tab | None = None
    limit: Annotated[int, Rule(min=1, max=20)] = 8


def read(means: Means, method: Method[Any, Any], question: Any, *, immutable: bool = False) -> Held:
    """The catalogue's answer, held or fetched; what is public is asked for as nobody, since all visitors share it."""

    def fetch() -> Rendered[Any]:
        return means.rpc.fetch(method, question, caller=ANONYMOUS, timeout=READ_WITHIN)

    return means.catalogue.get(method.name, question, fetch, immutable=immutable)


def find(means: Means, wanted: FindProcedures) -> Held:
    """Procedures by keyword, or listed by name where none is given; the reply is a `SearchPage` either way."""
    narrowed: dict[str, Any] = {
        "tab": wanted.tab,
        "audience": wanted.audience,
        "life_event": wanted.life_event,
        "field": wanted.field,
        "level": wanted.level,
        "agency": wanted.agency,
        "service_level": wanted.service_level,
        "facets": wanted.facets,
        "cursor": wanted.cursor,
        "limit": wanted.limit,
    }
    if wanted.q:
        return read(means, catalog.search_procedures, catalog.SearchProcedures(text=wanted.q, **narrowed))
    return read(means, catalog.list_procedures, catalog.ListProcedures(**narrowed))


def life_events(means: Means, tab: catalog.Tab) -> catalog.LifeEvents:
    """The suggested groups of one tab, in the portal's order."""
    reply: catalog.LifeEvents = read(means, catalog.list_life_events, catalog.ListLifeEvents(tab=tab)).reply
    return reply


def fields(means: Means) -> catalog.Fields:
    """All fields that have a procedure."""
    reply: catalog.Fields = read(means, catalog.list_fields, catalog.ListFields()).reply
    return reply


def procedure(means: Means, question: catalog.GetProcedure) -> catalog.ProcedureVersion:
    """One version of a procedure."""
    reply: catalog.ProcedureVersion = read(means, catalog.get_procedure, question).reply
    return reply


def agencies_offering(means: Means, code: str) -> dict[str, catalog.Agency]:
    """The agencies that offer a procedure, by code (the first hundred)."""
    question = catalog.ListAgencies(procedure=code, limit=100)
    return {agency.code: agency for agency in read(means, catalog.list_agencies, question).reply.items}


def agency_name(means: Means, code: str) -> str:
    """What an agency is called; its code where it is not known, or the catalogue is away."""
    try:
        reply: catalog.Agency = read(means, catalog.get_agency, catalog.GetAgency(code=code)).reply
    except PortalError:
        return code
    return reply.name
