"""What a person saw and what they are given to keep: the differences to a content seen, receipts for later changes."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from chassis.errors import FieldProblem, PortalError
from chassis.service import Sealer, Signer, Work
from services.dossiers import contract, receipts
from services.dossiers.contract import ReceiptKind
from services.dossiers.domain.differences import differences
from services.dossiers.handlers.paper_views import receipt_papers
from services.dossiers.store import filled, marks

Row = sa.Row[Any]

_BY = {
    "applicant": ("người nộp", "the applicant"),
    "officer": ("cán bộ một cửa", "an officer"),
    "delegate": ("người được ủy quyền", "a delegate"),
}
_OF_THE_ORGANISATION = ("người cùng tổ chức", "a member of the organisation")


def changed(db: sa.Connection, row: Row, seen_hash: str, final: Mapping[str, Any], sealer: Sealer) -> PortalError:
    """The refusal to file what the person did not see, with each part that differs, and who changed it last.

    Of a content that this draft never had, or had too long ago, only that it differs can be said.
    """
    seen = marks.seen(db, row.id, seen_hash)
    now = marks.of(db, row, filled.read(sealer, row.id, final["answers_sealed"]))
    found = differences(seen, now) if seen is not None else ()
    last = marks.last(db, row.id)
    by_vi, by_en = _BY.get(last.by, _OF_THE_ORGANISATION) if last is not None else ("", "")
    return contract.CONTENT_CHANGED(
        problems=[FieldProblem(one.pointer, one.kind, {}) for one in found],
        where_vi=f" ở {len(found)} mục" if found else "",
        where_en=f" in {len(found)} place{'' if len(found) == 1 else 's'}" if found else "",
        by_vi=f" (sửa lần cuối: {by_vi})" if by_vi else "",
        by_en=f" (last changed by {by_en})" if by_en else "",
    )


def receipted(
    work: Work, row: Row, signer: Signer, kind: ReceiptKind, content_hash: str, claims: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """The column of a filed dossier with a new receipt for what it holds now, these claims with it."""
    papers = receipt_papers(work.db, row)
    made = receipts.issue(work, row, signer, kind, content_hash, papers, row.code, claims)
    return {"receipt": receipts.kept(made)}
