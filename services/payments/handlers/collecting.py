"""How an agency collects: proposed by one administrator, agreed to by another person, as money follows it."""

import sqlalchemy as sa

from chassis import audit
from chassis.ids import new_id
from chassis.service import Call, Storage
from services.payments import policy, store
from services.payments.contract import (
    ASKED_ALREADY,
    BANK_UNKNOWN,
    COLLECTOR_INCOMPLETE,
    DECIDED_ALREADY,
    PAYMENT_NOT_FOUND,
    SECOND_PERSON_NEEDED,
    Collector,
    CollectorProposal,
    CollectorView,
    DecideCollector,
    GetCollector,
    ProposeCollector,
)
from services.payments.data import load_banks
from services.payments.store import collecting as kept

BANKS = load_banks()


def propose_collector(call: Call[ProposeCollector], storage: Storage) -> CollectorProposal:
    """Keep a proposal; nothing changes by it."""
    request = call.request
    policy.check_agency(call.caller, call.method, request.agency_code)
    account = (request.bank_bin, request.account_number, request.account_name)
    if any(account) and not all(account):
        raise COLLECTOR_INCOMPLETE()
    if request.bank_bin and request.bank_bin not in BANKS:
        raise BANK_UNKNOWN(bin=request.bank_bin)
    with storage.command(call) as work:
        if kept.is_open(work.db, request.agency_code):
            raise ASKED_ALREADY()
        proposal_id = new_id()
        added = kept.propose(
            work.db,
            id=proposal_id,
            agency_code=request.agency_code,
            name=request.name,
            tax_code=request.tax_code,
            bank_bin=request.bank_bin,
            account_number=request.account_number,
            account_name=request.account_name,
            asked_by=work.caller.id,
            asked_at=work.now,
        )
        if not added:
            raise ASKED_ALREADY()
        audit.record(work, "collector.proposed", thing=proposal_id, facts={"agency": request.agency_code})
        return work.done(_proposal(_found(work.db, proposal_id)))


def decide_collector(call: Call[DecideCollector], storage: Storage) -> CollectorProposal:
    """Agree or not; from an agreement on money is collected so, and receipts state it."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        row = kept.find_proposal(work.db, call.request.proposal_id)
        policy.check(call.caller, call.method, None if row is None else policy.Books(row.agency_code))
        row = _found(work.db, call.request.proposal_id)
        if row.decided_at is not None:
            raise DECIDED_ALREADY()
        if row.asked_by == work.caller.id:
            raise SECOND_PERSON_NEEDED()
        kept.decide(
            work.db,
            row.id,
            decided_by=work.caller.id,
            decided_at=work.now,
            agreed=call.request.agree,
            note=call.request.note,
        )
        act = "collector.agreed" if call.request.agree else "collector.refused"
        audit.record(work, act, thing=row.id, facts={"agency": row.agency_code})
        return work.done(_proposal(_found(work.db, row.id)))


def get_collector(call: Call[GetCollector], storage: Storage) -> CollectorView:
    """How an agency collects, and what was proposed."""
    policy.check_agency(call.caller, call.method, call.request.agency_code)
    with storage.read() as db:
        row = kept.collector_of(db, call.request.agency_code)
        found = kept.proposals(db, call.request.agency_code)
    return CollectorView(
        agency_code=call.request.agency_code,
        collector=None if row is None else _collector(row),
        proposals=tuple(_proposal(one) for one in found),
    )


def _found(db: sa.Connection, proposal_id: str) -> store.Row:
    row = kept.find_proposal(db, proposal_id)
    if row is None:
        raise PAYMENT_NOT_FOUND()
    return row


def _collector(row: store.Row) -> Collector:
    return Collector(
        agency_code=row.agency_code,
        name=row.name,
        tax_code=row.tax_code,
        bank_bin=row.bank_bin,
        account_number=row.account_number,
        account_name=row.account_name,
    )


def _proposal(row: store.Row) -> CollectorProposal:
    return CollectorProposal(
        id=row.id,
        collector=_collector(row),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by or "",
        decided_at=row.decided_at,
        agreed=row.agreed,
        note=row.note,
    )
