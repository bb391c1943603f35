"""Claims of a dossier to pay less or nothing (đề nghị miễn, giảm phí, lệ phí), as rows keep them.

A claim names one relief of one fee, as the pinned version of the procedure has it. It is part of what is filed; what an
officer made of it at reception stands beside it afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chassis.callers import Channel
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.content import PaperSpec
from services.dossiers.domain.fees import Relief
from services.dossiers.procedures import ListedRelief, Procedure

PAPER: Final = "fee.relief"
"""The paper that shows claims; no key of a procedure's own papers has a dot."""
NAME: Final = "Giấy tờ chứng minh thuộc đối tượng được miễn, giảm phí, lệ phí"

Kept = Mapping[str, Any]
"""One claim: ``head``, ``relief``, and once decided ``granted``, ``reason``, ``at``."""


def papers(procedure: Procedure, channel: Channel, case: str, kept: Sequence[Kept]) -> tuple[PaperSpec, ...]:
    """The papers of a dossier: those of its case, and where something is claimed the one that shows it.

    That one is not required: where a database of the state knows it, nobody has to prove it again.
    """
    asked = procedure.papers(channel, case)
    if not kept:
        return asked
    return (*asked, PaperSpec(key=PAPER, name=NAME, required=False, originals=0, copies=1, form=""))


def offered(procedure: Procedure, row: sa.Row[Any], now: Any) -> dict[tuple[str, str], ListedRelief]:
    """The reliefs that can be claimed in a dossier, by fee and key; the day of filing decides, before it today."""
    day = local_day(row.submitted_at or now)
    found = procedure.reliefs(Channel(row.channel), row.case_label, day)
    return {(relief.head, relief.key): relief for relief in found}


def granted(procedure: Procedure, row: sa.Row[Any], kept: Iterable[Kept]) -> dict[str, Relief]:
    """The greatest relief that was granted of each fee; of several they are not added up."""
    known = offered(procedure, row, row.submitted_at)
    found: dict[str, Relief] = {}
    for claim in kept:
        relief = known.get((claim["head"], claim["relief"]))
        if relief is None or not claim.get("granted"):
            continue
        best = found.get(relief.head)
        if best is None or relief.percent > best.percent:
            found[relief.head] = Relief(relief.percent, claim["reason"], relief.basis)
    return found


def decided(kept: Iterable[Kept]) -> bool:
    """Whether an officer has decided about any of them."""
    return any("granted" in claim for claim in kept)
