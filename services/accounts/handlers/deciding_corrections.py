"""What officers do with requests for correction: list them, read one for a stated purpose, decide with a reason."""

import datetime as dt
import json

from chassis.audit import purpose
from chassis.contracts import Call
from chassis.records import Nothing
from chassis.sealing import Sealer, mask_name
from chassis.storage import Storage, Work
from services.accounts import audit, policy, rights_store, store
from services.accounts.audit import Act
from services.accounts.contract import (
    CORRECTION_NO_EVIDENCE,
    CORRECTION_NOT_FOUND,
    IDENTITY,
    CorrectionField,
    CorrectionRefused,
    CorrectionRequestLine,
    CorrectionRequests,
    CorrectionState,
    DecideCorrection,
    EvidenceGrant,
    IdentityKind,
    ListCorrectionRequests,
    OpenCorrection,
    OpenCorrectionEvidence,
    OpenedCorrection,
    PersonDetails,
    Sex,
    correction_refused,
)
from services.accounts.domain.correcting import Details, merged
from services.accounts.handlers.correcting import apply, correction_context, details_of


def list_correction_requests(call: Call[ListCorrectionRequests], storage: Storage) -> CorrectionRequests:
    """Requests that wait, the oldest first."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        rows = rights_store.waiting_corrections(db, call.request.after, call.request.limit)
    return CorrectionRequests(
        requests=tuple(
            CorrectionRequestLine(
                correction_id=row.id,
                name_masked=mask_name(row.name),
                fields=tuple(CorrectionField(name) for name in row.fields),
                asked_at=row.asked_at,
                has_evidence=bool(row.evidence_key),
            )
            for row in rows
        )
    )


def open_correction(call: Call[OpenCorrection], storage: Storage, sealer: Sealer) -> OpenedCorrection:
    """A request in full; the look and its purpose are kept."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row, account = _waiting(work, call.request.correction_id)
        _noted(work, row, call.request.why, " ".join(row.fields))
        return work.done(
            OpenedCorrection(
                correction_id=row.id,
                present=_shown(details_of(sealer, account)),
                wanted=_shown(wanted_details(sealer, row)),
                why=row.why,
                has_evidence=bool(row.evidence_key),
            )
        )


def open_correction_evidence(call: Call[OpenCorrectionEvidence], storage: Storage) -> EvidenceGrant:
    """Leave to read the paper of a request; the look is kept."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row, _ = _waiting(work, call.request.correction_id)
        if not row.evidence_key:
            raise CORRECTION_NO_EVIDENCE()
        _noted(work, row, "", "evidence")
        return work.done(
            EvidenceGrant(
                object_key=row.evidence_key,
                media_type=row.evidence_type,
                size=row.evidence_size,
                sha256=row.evidence_sha256,
            )
        )


def decide_correction(call: Call[DecideCorrection], storage: Storage, sealer: Sealer) -> Nothing:
    """Accept on the evidence, or refuse; the person is told and reads the reason."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
        row, account = _waiting(work, request.correction_id)
        if request.accept and not row.evidence_key:
            raise CORRECTION_NO_EVIDENCE()
        state = CorrectionState.APPLIED if request.accept else CorrectionState.REFUSED
        reason = purpose(request.reason)
        rights_store.change_correction(
            work.db, row.id, state=state, decided_at=work.now, decided_by=call.caller.id, reason=reason
        )
        if request.accept:
            present = details_of(sealer, account)
            apply(work, sealer, account, row.id, present, merged(present, wanted_details(sealer, row), row.fields))
        else:
            told = CorrectionRefused(account_id=account.id, correction_id=row.id, at=work.now)
            work.emit(correction_refused, account.id, told)
        facts: dict[str, str | int | bool] = {"right": "correction", "accepted": request.accept}
        audit.record(work, Act.RIGHT_ANSWERED, about=account.id, thing=row.id, why=reason, facts=facts)
        return work.done(Nothing())


def wanted_details(sealer: Sealer, row: store.Row) -> Details:
    """What a correction wants an account to say."""
    name, born, sex, kind, number = json.loads(sealer.unseal(IDENTITY, row.wanted_sealed, correction_context(row.id)))
    return Details(name, dt.date.fromisoformat(born), sex, kind, number)


def _waiting(work: Work, correction_id: str) -> tuple[store.Row, store.Row]:
    # The account before what belongs to it, as whoever erases it does: so neither waits for the other in a circle.
    known = rights_store.correction(work.db, correction_id)
    account = store.lock_account(work.db, known.account_id) if known is not None else None
    row = rights_store.lock_correction(work.db, correction_id)
    if row is None or account is None or not account.active or row.state != CorrectionState.ASKED:
        raise CORRECTION_NOT_FOUND()
    return row, account


def _noted(work: Work, row: store.Row, why: str, fields: str) -> None:
    audit.record(work, Act.REVEALED, about=row.account_id, thing=row.id, why=why, facts={"fields": fields})


def _shown(details: Details) -> PersonDetails:
    return PersonDetails(
        name=details.name,
        birth_date=details.birth_date,
        sex=Sex(details.sex) if details.sex else None,
        identity_kind=IdentityKind(details.identity_kind),
        identity_number=details.identity_number,
    )
