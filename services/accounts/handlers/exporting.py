"""A copy of everything that is held about a person: the act is noted and told to them, then each service is asked."""

from chassis.contracts import Call
from chassis.ids import new_id
from chassis.personal_data import OWN_NAME_ONLY, ExportPersonalData, PersonalDataPage, page_of, require_own
from chassis.sealing import Sealer
from chassis.storage import Storage
from services.accounts import audit, contract, personal, policy, sealed
from services.accounts.audit import Act
from services.accounts.contract import DataExported, ExportOpened, OpenExport, data_exported
from services.accounts.handlers.fresh import require_fresh


def open_export(call: Call[OpenExport], storage: Storage) -> ExportOpened:
    """Let a copy begin; its owner is told, so that nobody takes one unnoticed."""
    policy.check(call.caller, call.method)
    if call.caller.acting is not None:
        raise OWN_NAME_ONLY()
    with storage.command(call) as work:
        require_fresh(work, call.caller)
        opened = ExportOpened(export_id=new_id(), at=work.now)
        facts = {"files": call.request.files}
        audit.record(work, Act.EXPORTED, about=call.caller.id, thing=opened.export_id, facts=facts)
        told = DataExported(export_id=opened.export_id, account_id=call.caller.id, at=work.now)
        work.emit(data_exported, opened.export_id, told)
        return work.done(opened)


def export_personal_data(call: Call[ExportPersonalData], storage: Storage, sealer: Sealer) -> PersonalDataPage:
    """A page of what accounts hold; only for who acts for themselves and has lately proved who they are."""
    policy.check(call.caller, call.method)
    require_own(call.caller, storage.now())
    with storage.read() as db:
        asked = call.request.cursor
        return page_of(db, sealer, contract.SERVICE, personal.PARTS, sealed.COLUMNS, call.caller.id, asked)
