"""Which members of staff are told of something: by role, agency and procedure, as accounts tells of them."""

from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from services.dossiers.domain.actions import Party
from services.dossiers.store import known

MOST_TOLD: Final = 20
"""Members of staff who are told of one thing; more would make it nobody's business in particular."""


def holders(db: sa.Connection, agencies: Collection[str], role: Party, procedure_code: str) -> tuple[str, ...]:
    """Who holds a role in one of these agencies for a procedure; the first few."""
    return tuple(known.members(db, agencies, role.value, procedure_code)[:MOST_TOLD])
