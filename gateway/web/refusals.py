"""Which refusals a page shows itself, beside what was typed, and which are the matter of the whole gateway."""

from chassis.errors import SIGN_IN_FIRST, PortalError
from chassis.tokens import SIGN_IN_AGAIN
from services.accounts import contract as accounts

_NOBODY = frozenset(
    one.code for one in (SIGN_IN_FIRST, SIGN_IN_AGAIN, accounts.SESSION_OVER, accounts.ACCOUNT_NOT_FOUND)
)


def belongs_here(refused: PortalError) -> bool:
    """Whether the page that was sent can say it. Not so when the sender must sign in anew, or has to prove first who
    they are (`gateway.web.proving`): that has pages of its own."""
    return refused.code not in _NOBODY and refused.code != accounts.STEP_UP_NEEDED.code
