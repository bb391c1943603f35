"""Who may do what in the catalogue: one table, and the one function that reads it. What is published, all may read."""

import enum
from typing import Any

from chassis.callers import Caller
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU
from services.catalog import contract


class Who(enum.Enum):
    """A set of callers."""

    ANYONE = "anyone"


TABLE: dict[str, Who] = {
    contract.get_revision.name: Who.ANYONE,
    contract.list_procedures.name: Who.ANYONE,
    contract.search_procedures.name: Who.ANYONE,
    contract.get_procedure.name: Who.ANYONE,
    contract.get_service_level.name: Who.ANYONE,
    contract.get_form.name: Who.ANYONE,
    contract.check_answers.name: Who.ANYONE,
    contract.list_agencies.name: Who.ANYONE,
    contract.get_agency.name: Who.ANYONE,
    contract.list_life_events.name: Who.ANYONE,
    contract.list_fields.name: Who.ANYONE,
    contract.list_provinces.name: Who.ANYONE,
    contract.list_communes.name: Who.ANYONE,
    contract.search_units.name: Who.ANYONE,
    contract.get_unit.name: Who.ANYONE,
    contract.find_former_units.name: Who.ANYONE,
    contract.get_open_data.name: Who.ANYONE,
    contract.suggest_procedures.name: Who.ANYONE,
    contract.get_menu.name: Who.ANYONE,
}


def check(caller: Caller, method: Method[Any, Any]) -> None:  # noqa: ARG001  # the same in every service
    """Let the caller pass or raise `Forbidden`; a method without a row lets nobody pass."""
    if TABLE.get(method.name) is not Who.ANYONE:
        raise NOT_FOR_YOU()
