"""A copy of everything that dossiers hold about the caller, for themselves."""

from chassis.contracts import Call
from chassis.personal_data import ExportPersonalData, PersonalDataPage, page_of, require_own
from chassis.sealing import Sealer
from chassis.storage import Storage
from services.dossiers import contract, personal, policy, sealed


def export_personal_data(call: Call[ExportPersonalData], storage: Storage, sealer: Sealer) -> PersonalDataPage:
    """A page of it; only for who acts for themselves and has lately proved who they are."""
    policy.check(call.caller, call.method)
    require_own(call.caller, storage.now())
    with storage.read() as db:
        asked = call.request.cursor
        return page_of(db, sealer, contract.SERVICE, personal.PARTS, sealed.COLUMNS, call.caller.id, asked)
