"""Claims to pay less of a fee: made with the filing, decided by an officer at reception."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from chassis.callers import Channel
from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.service import Sealer, Signer, Storage, Work
from services.dossiers import claims, contract
from services.dossiers.contract import ClaimReliefs, DecidedClaim, DossierView, FeeClaimsDecided, ToldClaim
from services.dossiers.domain.actions import Action
from services.dossiers.handlers import drafts
from services.dossiers.handlers.moves import may_take, opened
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.procedures import Procedure, pinned
from services.dossiers.store import contents

Row = sa.Row[Any]


def claim_reliefs(call: Call[ClaimReliefs], storage: Storage, sealer: Sealer, signer: Signer) -> DossierView:
    """Keep what is claimed, as part of the content; until an officer has decided about the fees."""
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.EDIT)
        if claims.decided(row.fee_claims) or contents.fees_of(work.db, row.id):
            raise contract.CLAIMS_DECIDED()
        procedure = pinned(work.db, row)
        asked = sorted({(claim.head, claim.relief) for claim in call.request.claims})
        kept = [{"head": head, "relief": relief} for head, relief in asked]
        check(work, row, procedure, kept)
        wanted = claims.papers(procedure, Channel(row.channel), row.case_label, kept)
        contents.set_papers(work.db, row.id, wanted)
        row = drafts.edited(work, row, sealer, signer, "fee-claims", fee_claims=kept)
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def check(work: Work, row: Row, procedure: Procedure, kept: Iterable[claims.Kept]) -> None:
    """Pass if each claim is a relief of this filing on its day; a version or case chosen since may have none."""
    offered = claims.offered(procedure, row, work.now)
    unknown = [f"{one['head']}:{one['relief']}" for one in kept if (one["head"], one["relief"]) not in offered]
    if unknown:
        raise contract.CLAIM_UNKNOWN(names=", ".join(unknown))


def decide(work: Work, row: Row, procedure: Procedure, said: Iterable[DecidedClaim]) -> list[dict[str, Any]] | None:
    """The claims with what an officer decided about each; None where there is nothing to decide.

    Each is decided, and nothing that was not claimed. Whoever receives the dossier again finds them decided.
    """
    if not row.fee_claims or claims.decided(row.fee_claims):
        return None
    said = tuple(said)
    known, by_claim = claims.offered(procedure, row, work.now), {(one.head, one.relief): one for one in said}
    if len(by_claim) < len(said):
        raise INVALID_REQUEST(problems=[FieldProblem("/claims", "twice", {})])
    kept, open_ones = [], []
    for claim in row.fee_claims:
        found = by_claim.pop((claim["head"], claim["relief"]), None)
        relief = known.get((claim["head"], claim["relief"]))
        if found is None or not found.reason.strip():
            open_ones.append(relief.label if relief is not None else claim["relief"])
            continue
        made = {"granted": found.granted and relief is not None, "reason": found.reason, "at": work.now.isoformat()}
        kept.append({**claim, **made})
    if by_claim:
        raise contract.CLAIM_UNKNOWN(names=", ".join(f"{head}:{relief}" for head, relief in sorted(by_claim)))
    if open_ones:
        raise contract.CLAIM_UNDECIDED(labels="; ".join(open_ones))
    return kept


def tell(work: Work, row: Row, procedure: Procedure) -> None:
    """Those concerned hear what was decided."""
    known = claims.offered(procedure, row, work.now)
    told = tuple(
        ToldClaim(label=relief.label, granted=claim["granted"], percent=relief.percent, reason=claim["reason"])
        for claim in row.fee_claims
        if (relief := known.get((claim["head"], claim["relief"]))) is not None
    )
    work.emit(contract.fee_claims_decided, row.id, FeeClaimsDecided(**facts(row), claims=told))
