"""The chained history of a dossier: what it says, whether it holds, and its head under our signature."""

from chassis.contracts import Call
from chassis.service import Signer, Storage
from services.dossiers import policy
from services.dossiers.contract import (
    GetHistory,
    GetReceipts,
    GetSigningKeys,
    HistoryBreak,
    HistoryEntry,
    HistoryView,
    Look,
    ReceiptKind,
    ReceiptsView,
    SignedReceipt,
    SigningKey,
    SigningKeys,
)
from services.dossiers.domain.history import GENESIS, breaks
from services.dossiers.handlers import looking
from services.dossiers.store import chain, receipts, rows

HEAD = "motcua-history-head"
"""The kind of signed statement that tells the head of a history."""


def get_history(call: Call[GetHistory], storage: Storage, signer: Signer) -> HistoryView:
    """A stretch of the chain, after the whole of it was checked; staff who read it have looked at the dossier."""
    request = call.request
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, request.dossier_id))
        links = chain.links_of(db, [row.id]).get(row.id, [])
        entries = list(chain.entries_of(db, [row.id]))
    looking.note(call, storage, row, Look.DOSSIER)
    found = breaks(links, entries)
    said = {(entry.kind, entry.ref): entry for entry in entries}
    head = links[-1].hash if links else GENESIS
    asked = [link for link in links if link.seq > request.after and (link.kind, link.ref) in said][: request.limit]
    statement = {
        "dossier_id": row.id,
        "code": row.code or "",
        "length": len(links),
        "head": head,
        "at": storage.now().isoformat(timespec="seconds"),
    }
    return HistoryView(
        dossier_id=row.id,
        code=row.code or "",
        entries=tuple(
            HistoryEntry(
                seq=link.seq,
                kind=link.kind.value,
                at=said[link.kind, link.ref].at,
                shown=dict(said[link.kind, link.ref].shown),
                inner=said[link.kind, link.ref].inner,
                previous=link.previous,
                hash=link.hash,
            )
            for link in asked
        ),
        length=len(links),
        head=head,
        sound=not found,
        breaks=tuple(HistoryBreak(seq=one.seq, vi=one.vi, en=one.en) for one in found),
        signed=signer.sign(HEAD, statement) if links and not found else "",
    )


def get_receipts(call: Call[GetReceipts], storage: Storage) -> ReceiptsView:
    """Every receipt of the dossier, as it was signed."""
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        found = receipts.of(db, row.id)
    return ReceiptsView(
        dossier_id=row.id,
        code=row.code or "",
        receipts=tuple(
            SignedReceipt(number=one.number, kind=ReceiptKind(one.kind), issued_at=one.issued_at, signed=one.signed)
            for one in found
        ),
    )


def get_signing_keys(call: Call[GetSigningKeys], signer: Signer) -> SigningKeys:
    """Every public key that a receipt or a head of a history was ever signed with."""
    policy.check(call.caller, call.method)
    return SigningKeys(keys=tuple(SigningKey(**key) for key in signer.public_keys()))
