"""Correction of what an account says of a person: alone where the population register confirms it, else by a request.

What was corrected, from what to what, is kept sealed; the audit trail has the fields. Others hear of it by events that
name the fields only, beside the account's new state. Dossiers that were submitted stay as they were signed.
"""

import json

from chassis.audit import purpose
from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.personal_data import OWN_NAME_ONLY
from chassis.sealing import Sealer, mask_identity
from chassis.storage import Storage, Work
from services.accounts import audit, policy, rights_store, rules, store
from services.accounts.adapters.registers import Claim, Finding, RegisterAway, Registers
from services.accounts.audit import Act
from services.accounts.contract import (
    ACCOUNT_EXISTS,
    ACCOUNT_NOT_FOUND,
    CORRECTION_NEEDS_EVIDENCE,
    CORRECTION_NOT_FOUND,
    CORRECTION_NOTHING,
    CORRECTION_WAITS,
    IDENTITY,
    LOOKUP,
    REGISTER_AWAY,
    AccountCorrected,
    AskCorrection,
    AttachCorrectionEvidence,
    CorrectAccount,
    CorrectionField,
    CorrectionList,
    CorrectionState,
    CorrectionView,
    CorrectionWay,
    ListCorrections,
    account_changed,
    account_context,
    account_corrected,
)
from services.accounts.domain.correcting import Details, changed_fields, corrected, register_decides
from services.accounts.handlers.account_states import account_state, identity_of
from services.accounts.handlers.fresh import require_fresh
from services.accounts.handlers.networks import network_index
from services.accounts.handlers.opaque import opaque
from services.accounts.handlers.register_checks import note_failed_check, slow_down_checks

log = get_log(__name__)


def correction_context(correction_id: str) -> str:
    """What the sealed details of a correction are bound to."""
    return f"correction:{correction_id}"


def correct_account(
    call: Call[CorrectAccount], storage: Storage, sealer: Sealer, registers: Registers
) -> CorrectionView:
    """Set right what the population register confirms; needs a fresh proof."""
    policy.check(call.caller, call.method)
    network = network_index(sealer, call.caller)
    with storage.work(call.caller, call.trace) as work:
        account = _own(work)
        before = details_of(sealer, account)
        after = _after(work, before, call.request)
        if not register_decides(before, after):
            raise CORRECTION_NEEDS_EVIDENCE()
        slow_down_checks(work, identity_of(sealer, account), network)
    # The register is asked between two transactions: nothing is held while somebody else takes their time.
    try:
        finding = registers.population.check(
            Claim(after.identity_kind, after.identity_number, after.name, after.birth_date)
        )
    except RegisterAway as away:
        log.warning("population register is away", reason=away.reason)
        raise REGISTER_AWAY(retry_after=60) from None
    if finding is not Finding.MATCH:
        note_failed_check(storage, call, identity_of(sealer, account), network)
        raise CORRECTION_NEEDS_EVIDENCE()
    with storage.command(call) as work:
        account = _own(work)
        kept = details_of(sealer, account)
        row = _keep(work, sealer, account, kept, after, CorrectionWay.REGISTER, CorrectionState.APPLIED)
        apply(work, sealer, account, row.id, kept, after)
        return work.done(view(row))


def ask_correction(call: Call[AskCorrection], storage: Storage, sealer: Sealer) -> CorrectionView:
    """Ask for what the register does not confirm; one request at a time."""
    policy.check(call.caller, call.method)
    with storage.command(opaque(call, sealer)) as work:
        account = _own(work)
        before = details_of(sealer, account)
        after = _after(work, before, call.request)
        if rights_store.waiting_correction(work.db, account.id) is not None:
            raise CORRECTION_WAITS()
        why = purpose(call.request.why)
        row = _keep(work, sealer, account, before, after, CorrectionWay.EVIDENCE, CorrectionState.ASKED, why)
        audit.record(work, Act.RIGHT_ASKED, about=account.id, thing=row.id, facts=_facts("correction", row))
        return work.done(view(row))


def attach_correction_evidence(call: Call[AttachCorrectionEvidence], storage: Storage) -> CorrectionView:
    """Name the paper that proves a request, by its place in the store and its digest."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
        # Held, so that nobody decides on a paper while another takes its place.
        row = rights_store.lock_correction(work.db, request.correction_id)
        if row is None or row.account_id != call.caller.id or row.state != CorrectionState.ASKED:
            raise CORRECTION_NOT_FOUND()
        changed = rights_store.change_correction(
            work.db,
            row.id,
            evidence_key=request.object_key,
            evidence_type=request.media_type,
            evidence_size=request.size,
            evidence_sha256=request.sha256,
        )
        return work.done(view(changed))


def list_corrections(call: Call[ListCorrections], storage: Storage) -> CorrectionList:
    """The caller's corrections with what became of them and why."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        rows = rights_store.corrections_of(db, call.caller.id)
    return CorrectionList(corrections=tuple(view(row) for row in rows))


def apply(work: Work, sealer: Sealer, account: store.Row, correction_id: str, before: Details, after: Details) -> None:
    """Make the account say it, and tell the others: the new state, and which fields were corrected."""
    fields = changed_fields(before, after)
    values: dict[str, object] = {"name": after.name, "birth_date": after.birth_date, "sex": after.sex or None}
    if "identity" in fields:
        number = after.identity_number
        if store.is_taken(work.db, sealer.index(IDENTITY, number)):
            raise ACCOUNT_EXISTS()
        values |= {
            "identity_kind": after.identity_kind,
            "identity_sealed": sealer.seal(IDENTITY, number, account_context(account.id)),
            "identity_masked": mask_identity(number),
            "identity_index": sealer.index(IDENTITY, number),
            "identity_last4_index": sealer.index(LOOKUP, number[-4:]),
        }
    changed = store.change_account(work.db, account.id, **values, changed_at=work.now)
    work.emit(account_changed, account.id, account_state(changed))
    told = AccountCorrected(
        account_id=account.id,
        correction_id=correction_id,
        fields=tuple(CorrectionField(name) for name in fields),
        at=work.now,
    )
    work.emit(account_corrected, account.id, told)
    audit.record(work, Act.ACCOUNT_CHANGED, about=account.id, thing=correction_id, facts={"fields": " ".join(fields)})


def details_of(sealer: Sealer, account: store.Row) -> Details:
    """What an account says of its person."""
    number = sealer.unseal(IDENTITY, account.identity_sealed, account_context(account.id))
    return Details(account.name, account.birth_date, account.sex or "", account.identity_kind, number)


def sealed_details(sealer: Sealer, details: Details, correction_id: str) -> str:
    """Details as a correction keeps them."""
    plain = [
        details.name,
        details.birth_date.isoformat(),
        details.sex,
        details.identity_kind,
        details.identity_number,
    ]
    return sealer.seal(IDENTITY, json.dumps(plain, ensure_ascii=False), correction_context(correction_id))


def view(row: store.Row) -> CorrectionView:
    """A correction as its person sees it."""
    return CorrectionView(
        correction_id=row.id,
        way=CorrectionWay(row.way),
        state=CorrectionState(row.state),
        fields=tuple(CorrectionField(name) for name in row.fields),
        asked_at=row.asked_at,
        has_evidence=bool(row.evidence_key),
        decided_at=row.decided_at,
        reason=row.reason,
    )


def _own(work: Work) -> store.Row:
    caller = work.caller
    if caller.acting is not None:
        raise OWN_NAME_ONLY()
    require_fresh(work, caller)
    account = store.lock_account(work.db, caller.id)
    if account is None or not account.active:
        raise ACCOUNT_NOT_FOUND()
    return account


def _after(work: Work, before: Details, request: CorrectAccount | AskCorrection) -> Details:
    today = rules.day_of(work.now)
    after = corrected(
        before,
        full_name=request.full_name,
        birth_date=request.birth_date,
        sex=request.sex,
        identity_kind=request.identity_kind if isinstance(request, AskCorrection) else None,
        identity_number=request.identity_number if isinstance(request, AskCorrection) else None,
        today=today,
        places=rules.birth_places_on(today),
    )
    if not isinstance(after, Details):
        raise INVALID_REQUEST(problems=[FieldProblem(f"/{p.field}", p.code, p.params) for p in after])
    if not changed_fields(before, after):
        raise CORRECTION_NOTHING()
    return after


def _keep(
    work: Work,
    sealer: Sealer,
    account: store.Row,
    before: Details,
    after: Details,
    way: CorrectionWay,
    state: CorrectionState,
    why: str = "",
) -> store.Row:
    correction_id = new_id()
    return rights_store.add_correction(
        work.db,
        id=correction_id,
        account_id=account.id,
        way=way,
        state=state,
        fields=list(changed_fields(before, after)),
        wanted_sealed=sealed_details(sealer, after, correction_id),
        former_sealed=sealed_details(sealer, before, correction_id),
        why=why,
        asked_at=work.now,
        decided_at=work.now if state is CorrectionState.APPLIED else None,
    )


def _facts(right: str, row: store.Row) -> dict[str, str | int | bool]:
    return {"right": right, "fields": " ".join(row.fields)}
