"""Receipts (giấy tiếp nhận giấy tờ đã nộp): what was filed, when, under our signature, for whoever has to prove it.

Guarantees: a receipt is issued in the transaction of the filing it tells of, and never changed; it lists every file of
every paper by name, size and SHA-256; it holds nothing of a person but what they wrote into the names of files, masked,
and the keys of what they claimed not to owe. It can be checked without the portal: ``docs/receipts/verify.py``.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from chassis.records import dump
from chassis.service import Signer, Work
from services.dossiers.contract import Receipt, ReceiptKind, ReceiptOnPaper, ReceiptPaper
from services.dossiers.domain.content import claim_names
from services.dossiers.store import contents, handed, receipts

Row = sa.Row[Any]

KIND: Final = "motcua-receipt"
"""The kind of signed statement."""


def issue(
    work: Work,
    row: Row,
    signer: Signer,
    kind: ReceiptKind,
    content_hash: str,
    papers: tuple[ReceiptPaper, ...],
    code: str,
    claims: Iterable[Mapping[str, Any]],
) -> Receipt:
    """Sign and keep a receipt for what the dossier holds now; ``row`` may be as it was before the filing."""
    number = 1 if kind is ReceiptKind.SUBMISSION else receipts.next_number(work.db, row.id)
    plain = Receipt(
        code=code,
        submitted_at=row.submitted_at or work.now,
        content_hash=content_hash,
        papers=papers,
        handed_in=_on_paper(work, row),
        number=number,
        kind=kind,
        issued_at=work.now,
        fee_claims=claim_names(claims),
    )
    made = Receipt(**{**_members(plain), "signed": signer.sign(KIND, statement(row, plain))})
    receipts.add(work.db, dossier_id=row.id, number=number, kind=kind.value, issued_at=work.now, signed=made.signed)
    return made


def statement(row: Row, receipt: Receipt) -> dict[str, Any]:
    """What is signed."""
    return {
        "code": receipt.code,
        "number": receipt.number,
        "kind": receipt.kind.value,
        "submitted_at": _time(receipt.submitted_at),
        "issued_at": _time(receipt.issued_at or receipt.submitted_at),
        "channel": row.channel,
        "procedure": {"code": row.procedure_code, "version": row.procedure_version, "name": row.procedure_name},
        "agency": {"code": row.agency_code, "name": row.agency_name},
        "content_hash": receipt.content_hash,
        "papers": [
            {
                "paper": paper.paper_name,
                "file": paper.file_name,
                "size": paper.size,
                "sha256": paper.sha256,
            }
            for paper in receipt.papers
        ],
        "handed_in": [
            {"paper": paper.paper_name, "originals": paper.originals, "copies": paper.copies}
            for paper in receipt.handed_in
        ],
        **({"fee_claims": list(receipt.fee_claims)} if receipt.fee_claims else {}),
    }


def _on_paper(work: Work, row: Row) -> tuple[ReceiptOnPaper, ...]:
    names = {paper.key: paper.name for paper in contents.papers_of(work.db, row.id)}
    return tuple(
        ReceiptOnPaper(
            paper_key=one.paper_key, paper_name=names[one.paper_key], originals=one.originals, copies=one.copies
        )
        for one in handed.of(work.db, row.id)
        if one.paper_key in names
    )


def kept(receipt: Receipt) -> dict[str, Any]:
    """The receipt as the dossier's own row keeps it."""
    return dump(receipt)


def _members(receipt: Receipt) -> dict[str, Any]:
    return {name: getattr(receipt, name) for name in Receipt.__dataclass_fields__}


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
