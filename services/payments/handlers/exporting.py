"""A copy of everything that payments hold about the caller, for themselves."""

from chassis.contracts import Call
from chassis.personal_data import ExportPersonalData, PersonalDataPage, page_of, require_own
from chassis.storage import Storage
from services.payments import contract, personal, policy, sealed


def export_personal_data(call: Call[ExportPersonalData], storage: Storage) -> PersonalDataPage:
    """A page of it; only for who acts for themselves and has lately proved who they are."""
    policy.check_person(call.caller, call.method)
    require_own(call.caller, storage.now())
    with storage.read() as db:
        asked = call.request.cursor
        return page_of(db, None, contract.SERVICE, personal.PARTS, sealed.COLUMNS, call.caller.id, asked)
