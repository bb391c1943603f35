"""Where accounts name objects of the store (`chassis.orphans`)."""

from typing import Final

from chassis.orphans import Naming
from services.accounts.tables import corrections, delegations

NAMED: Final = (
    Naming(corrections.c.evidence_key, corrections.c.evidence_key != ""),
    Naming(delegations.c.evidence_key, delegations.c.evidence_key != ""),
)
