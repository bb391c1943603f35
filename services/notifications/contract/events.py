"""What notifications tell of telephones that were left at a desk for one dossier."""

import datetime as dt
from typing import Annotated

from chassis.contracts import event
from chassis.records import Ident, Rule, record
from services.accounts.contract import Sealed
from services.notifications.contract.terms import SERVICE


@record
class ContactReach:
    """A text message about a dossier did not reach the telephone that was left for it, or one reached it again.

    ``phone_sealed`` is that telephone, with the `contact_context` of dossiers, so that nothing is said of another one
    that took its place meanwhile.
    """

    dossier_id: Ident
    phone_sealed: Sealed
    reached: Annotated[bool, Rule(description="False: the provider said that it did not, or that there is none")]
    at: dt.datetime


contact_reach_changed = event(SERVICE, "contact_reach_changed", ContactReach, aggregate="dossier")
