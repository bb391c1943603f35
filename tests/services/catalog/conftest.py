"""A database with the shipped catalogue, published once for tests that only read, and an empty one for the others."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from chassis.rendered import Rendered
from chassis.storage import Storage
from chassis.testing import call_of, drop_templates, fresh_storage, storage_on
from services.catalog import contract, snapshot
from services.catalog.handlers import finding, reading, suggesting
from services.catalog.load import load_catalogue
from services.catalog.snapshot import Snapshots


@dataclass
class Catalog:
    """Calls the handlers as the service would. ``now`` is the time of its transactions."""

    storage: Storage
    snapshots: Snapshots = field(default_factory=Snapshots)

    def list(self, **asked: Any) -> contract.SearchPage:
        call = call_of(contract.list_procedures, contract.ListProcedures(**asked))
        return finding.list_procedures(call, self.storage, self.snapshots).record

    def search(self, text: str, **asked: Any) -> contract.SearchPage:
        call = call_of(contract.search_procedures, contract.SearchProcedures(text=text, **asked))
        return finding.search_procedures(call, self.storage, self.snapshots).record

    def sent(self, text: str, **asked: Any) -> Rendered[contract.SearchPage]:
        """A page as it is sent; all that is listed where the text is empty."""
        if not text:
            call = call_of(contract.list_procedures, contract.ListProcedures(**asked))
            return finding.list_procedures(call, self.storage, self.snapshots)
        search = call_of(contract.search_procedures, contract.SearchProcedures(text=text, **asked))
        return finding.search_procedures(search, self.storage, self.snapshots)

    def suggest(self, text: str, **asked: Any) -> contract.Suggestions:
        call = call_of(contract.suggest_procedures, contract.SuggestProcedures(text=text, **asked))
        return suggesting.suggest_procedures(call, self.storage, self.snapshots).record

    def menu(self, tab: contract.Tab | None = None) -> contract.Menu:
        call = call_of(contract.get_menu, contract.GetMenu(tab=tab))
        return finding.get_menu(call, self.storage, self.snapshots).record

    def procedure(self, code: str, **asked: Any) -> contract.ProcedureVersion:
        call = call_of(contract.get_procedure, contract.GetProcedure(code=code, **asked))
        return reading.get_procedure(call, self.storage).record

    def agencies(self, **asked: Any) -> contract.AgencyPage:
        call = call_of(contract.list_agencies, contract.ListAgencies(**asked))
        return reading.list_agencies(call, self.storage, self.snapshots).record

    def agency(self, code: str) -> contract.Agency:
        call = call_of(contract.get_agency, contract.GetAgency(code=code))
        return reading.get_agency(call, self.storage)

    def life_events(self, tab: contract.Tab | None = None) -> contract.LifeEvents:
        call = call_of(contract.list_life_events, contract.ListLifeEvents(tab=tab))
        return reading.list_life_events(call, self.storage, self.snapshots).record

    def fields(self, tab: contract.Tab | None = None) -> contract.Fields:
        call = call_of(contract.list_fields, contract.ListFields(tab=tab))
        return reading.list_fields(call, self.storage, self.snapshots).record

    def revision(self) -> int:
        call = call_of(contract.get_revision, contract.GetRevision())
        return reading.get_revision(call, self.storage).record.revision


@pytest.fixture(autouse=True)
def building_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads after a publication waits for what was published, however long a slow machine builds it.

    The service answers from the catalogue before after a third of a second; tests of that set the time themselves.
    """
    monkeypatch.setattr(snapshot, "PATIENCE", 60.0)


@pytest.fixture(scope="session")
def catalog() -> Iterator[Catalog]:
    """The shipped catalogue, to be read only."""
    with fresh_storage("catalog") as storage:
        load_catalogue(storage)
        yield Catalog(storage)


def noon() -> dt.datetime:
    """Noon of 2026-11-24 in Vietnam."""
    return dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)


@pytest.fixture
def empty() -> Iterator[Catalog]:
    """An empty catalogue whose time stands at `noon`."""
    with fresh_storage("catalog", clock=noon) as storage:
        yield Catalog(storage)


def load_at_noon(url: str) -> None:
    with storage_on(url, noon) as storage:
        load_catalogue(storage)


@pytest.fixture
def shipped() -> Iterator[Catalog]:
    """The shipped catalogue to be changed, published at `noon`, where time stands."""
    with fresh_storage("catalog", clock=noon, fill=load_at_noon) as storage:
        yield Catalog(storage)


@pytest.fixture(scope="session", autouse=True)
def no_template_left() -> Iterator[None]:
    yield
    drop_templates()
