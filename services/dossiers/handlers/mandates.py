"""The paper of a delegation (văn bản ủy quyền), for officers of the agency that handles what was filed by it.

Accounts tells of a delegation with its paper when it is accepted. Who of the staff may read the dossier may open it;
the person reads that they did, and the trail has a row.
"""

from chassis import audit
from chassis.contracts import Call
from chassis.service import Event, Storage, Work
from services.accounts.contract import DelegationGranted
from services.dossiers import contract, policy
from services.dossiers.contract import FileGrant, GetMandate, Look
from services.dossiers.domain.actions import Action
from services.dossiers.domain.codes import local_day
from services.dossiers.handlers import looking
from services.dossiers.store import contents, known, mandates, rows

DELEGATE = "delegate"
"""As what somebody acts who files by a delegation."""
NAME = "van-ban-uy-quyen"


def on_delegation_granted(event: Event[DelegationGranted], work: Work) -> None:
    """Keep where the paper of a delegation is. Of whom nothing is known here it is tried again, and then people look:
    who was erased must not be written down anew, and who is not yet told of will be."""
    told = event.payload
    if not known.both_held(work.db, told.principal_id, told.delegate_id):
        raise LookupError("a delegation names somebody who is not known here")
    mandates.put(
        work.db,
        delegation_id=told.delegation_id,
        principal_id=told.principal_id,
        delegate_id=told.delegate_id,
        procedures=list(told.procedures),
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        granted_at=told.at,
        object_key=told.evidence_key,
        media_type=told.evidence_type,
        size=told.evidence_size,
        sha256=told.evidence_sha256,
    )


def get_mandate(call: Call[GetMandate], storage: Storage) -> FileGrant:
    """Leave to read the paper of the delegation by which the dossier was filed."""
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        filed = [action for action in contents.actions_of(db, row.id) if action.action == Action.SUBMIT.value]
        by_delegate = bool(filed) and filed[0].details.get("acting_as") == DELEGATE
        found = (
            mandates.by_which(
                db,
                filed[0].details["acting_for"],
                filed[0].actor_id,
                row.procedure_code,
                local_day(filed[0].at),
                filed[0].at,
            )
            if by_delegate
            else None
        )
    if found is None or not found.size:
        raise contract.MANDATE_NOT_FOUND()
    looking.note(call, storage, row, Look.FILE)
    with storage.work(call.caller, call.trace) as work:
        audit.record(work, "dossier.mandate-opened", about=row.applicant_id, thing=row.id)
    return FileGrant(
        object_key=found.object_key,
        name=NAME,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
    )
