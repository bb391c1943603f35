"""Claims to pay less of a fee, or nothing (đề nghị miễn, giảm phí, lệ phí), and what became of them."""

from typing import Annotated

from chassis.contracts import command, event
from chassis.records import Ident, Rule, record
from services.dossiers.contract.events import DossierFacts
from services.dossiers.contract.terms import SERVICE, Version
from services.dossiers.contract.views import DossierView

_Head = Annotated[str, Rule(min=1, max=64, description="The fee, as the record has it")]
_ReliefKey = Annotated[str, Rule(min=1, max=80, description="The relief of this fee, as the record or a quote has it")]


@record
class FeeClaim:
    """That the applicant has a right to one relief of one fee."""

    head: _Head
    relief: _ReliefKey


@record
class ClaimReliefs:
    """What the applicant claims not to owe; replaces what was claimed before.

    Where something is claimed the dossier has one more paper, which shows it (`PaperView`, key ``fee.relief``).
    """

    dossier_id: Ident
    claims: Annotated[tuple[FeeClaim, ...], Rule(max=20)]
    expected_version: Version | None = None


@record
class ToldClaim:
    """What an officer decided about a claim, in the words of the record."""

    label: Annotated[str, Rule(max=1000)]
    granted: bool
    percent: Annotated[int, Rule(min=1, max=100)]
    reason: Annotated[str, Rule(max=500)]


@record
class FeeClaimsDecided(DossierFacts):
    """At reception an officer granted or refused each claim; the fee that is asked for follows from that."""

    claims: tuple[ToldClaim, ...]


claim_reliefs = command(SERVICE, "claim_reliefs", ClaimReliefs, DossierView)
fee_claims_decided = event(SERVICE, "fee_claims_decided", FeeClaimsDecided, aggregate="dossier")
