"""What who only watches over a dossier, or audits it, reads of the answers: all but the numbers of people.

They judge how a dossier is handled, for which no number is needed. Whatever looks like an identity number, a telephone
or an e-mail address is masked wherever it stands, in fields made for it and in sentences that people wrote. Papers are
not touched: each that is opened is a look of its own, which the person reads.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from chassis.audit import without_private
from chassis.callers import Caller
from chassis.errors import Forbidden, NotFound
from services.dossiers import contract, policy


def knows_numbers(caller: Caller, row: sa.Row[Any]) -> bool:
    """Whether numbers of people in a dossier are the caller's to read in full: of whose dossier it is, and of staff who
    by the policy may have masked data revealed, which are those who handle it."""
    if not caller.is_staff:
        return True
    try:
        policy.check_on(caller, contract.reveal_applicant, row)
    except (Forbidden, NotFound):
        return False
    return True


def without_numbers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with every text in them masked; what is no text stays."""
    return {name: _masked(value) for name, value in answers.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return without_private(value)
    if isinstance(value, Mapping):
        return without_numbers(value)
    if isinstance(value, list | tuple):
        return [_masked(one) for one in value]
    return value
