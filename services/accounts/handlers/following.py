"""What the catalogue tells: agencies, and which is under which."""

from chassis.service import Event, Work
from services.accounts import staff_store
from services.catalog.contract import Agency


def on_agency_published(event: Event[Agency], work: Work) -> None:
    """Know the agency as it is now; an old state that was replayed late changes nothing that is newer."""
    agency = event.payload
    if event.late and staff_store.agency(work.db, agency.code) is not None:
        return
    staff_store.put_agency(
        work.db, code=agency.code, parent_code=agency.parent_code, name=agency.name, active=agency.active
    )
