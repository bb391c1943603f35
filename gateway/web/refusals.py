"""Which refusals a page shows itself, beside what was typed, and which are the matter of the whole gateway."""

from collections.abc import Callable

from chassis.errors import SIGN_IN_FIRST, PortalError
from chassis.personal_data import PROOF_TOO_OLD
from chassis.tokens import SIGN_IN_AGAIN
from services.accounts import contract as accounts

_NOBODY = (SIGN_IN_FIRST, SIGN_IN_AGAIN, accounts.SESSION_OVER, accounts.ACCOUNT_NOT_FOUND)
_UNPROVED = (accounts.STEP_UP_NEEDED, PROOF_TOO_OLD)


def wants_proof(refused: PortalError) -> bool:
    """Whether a refusal says that whoever asks has to prove once more who they are."""
    return any(refused.code == one.code for one in _UNPROVED)


def belongs_here(refused: PortalError) -> bool:
    """Whether the page that was sent can say it. Not so when the sender must sign in anew, or has to prove first who
    they are (`gateway.web.proving`): that has pages of its own."""
    return not wants_proof(refused) and all(refused.code != one.code for one in _NOBODY)


def refusal_of(command: Callable[[], object]) -> PortalError | None:
    """Carry a command out; its refusal, where the page can say it, or None when it was done."""
    try:
        command()
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        return refused
    return None
