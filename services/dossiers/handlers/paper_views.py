"""What callers see of a dossier's papers: files, receipts of them, and what was asked for in addition."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.dossiers.contract import FileView, PaperView, ReceiptPaper, ScanState, SupplementItem, SupplementView
from services.dossiers.domain.content import Handed
from services.dossiers.store import contents

Row = sa.Row[Any]


def file_view(row: Row) -> FileView:
    """A file with what a scanner and the reader of its format found."""
    return FileView(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        added_at=row.added_at,
        scan=ScanState(row.scan),
        scanned_at=row.scanned_at,
        scan_found=row.scan_found,
        active=row.active,
        reused=bool(row.reused),
    )


def paper_view(paper: Row, file_rows: Sequence[Row], on_paper: Handed | None) -> PaperView:
    """A paper that the case asks for, with its files and what of it was handed in on paper."""
    return PaperView(
        key=paper.key,
        name=paper.name,
        required=paper.required,
        originals=paper.originals,
        copies=paper.copies,
        form=paper.form,
        condition=paper.condition,
        files=tuple(file_view(file) for file in file_rows if file.paper_key == paper.key),
        handed_originals=on_paper.originals if on_paper is not None else 0,
        handed_copies=on_paper.copies if on_paper is not None else 0,
    )


def receipt_papers(db: sa.Connection, row: Row) -> tuple[ReceiptPaper, ...]:
    """Every file of every paper, as a receipt lists them."""
    file_rows = contents.files_of(db, row.id)
    return tuple(
        ReceiptPaper(
            paper_key=paper.key,
            paper_name=paper.name,
            file_id=file.id,
            file_name=file.name,
            size=file.size,
            sha256=file.sha256,
        )
        for paper in contents.papers_of(db, row.id)
        for file in file_rows
        if file.paper_key == paper.key
    )


def supplement_view(db: sa.Connection, row: Row) -> SupplementView | None:
    """The latest request for a supplement, if there was one."""
    found = contents.supplements_of(db, row.id)
    if not found:
        return None
    last = found[-1]
    return SupplementView(
        id=last.id,
        asked_at=last.asked_at,
        items=supplement_items(db, last.id),
        note=last.note,
        legal_basis=last.legal_basis,
        respond_by=last.respond_by,
        answered_at=last.answered_at,
    )


def supplement_items(db: sa.Connection, request_id: str) -> tuple[SupplementItem, ...]:
    """Which papers a request asks for, and why."""
    return tuple(
        SupplementItem(paper_key=item.paper_key, paper_name=item.paper_name, reason=item.reason)
        for item in contents.supplement_items_of(db, request_id)
    )
