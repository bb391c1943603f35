"""What people, desks and the provider ask of payments."""

from typing import Annotated

from chassis.records import Dong, Ident, Rule, record
from services.payments.contract.terms import Provider, ProviderParams


@record
class StartPayment:
    """Begin to pay an obligation online. A second start within the time of the first leads to the same page."""

    obligation_id: Ident
    language: Annotated[str, Rule(choices=("vi", "en"), description="Of the provider's page")] = "vi"


@record
class HandleCallback:
    """A message of the provider about an attempt (IPN). It is kept as it came before anything is believed."""

    provider: Provider
    params: ProviderParams
    network: Annotated[str, Rule(max=64, description="Address the message came from")] = ""


@record
class PayAtDesk:
    """Cash taken at the one-stop desk (thu tại bộ phận một cửa), by the officer who calls, into an open cash box."""

    obligation_id: Ident
    amount: Dong
    note: Annotated[str, Rule(max=500)] = ""
    desk: Annotated[str, Rule(min=1, max=20, pattern=r"[\w-]+", description="Whose cash box takes it")] = "1"


@record
class ListDossierPayments:
    """Everything that is or was to be paid for a dossier."""

    dossier_id: Ident


@record
class GetObligation:
    """One obligation with its attempts."""

    obligation_id: Ident


@record
class GetPayment:
    """One attempt to pay."""

    payment_id: Ident


@record
class ReadReturn:
    """What to show the person whom the provider sent back. Reads only, and only what the provider signed."""

    provider: Provider
    params: ProviderParams


@record
class GetReceipt:
    """One receipt (biên lai)."""

    receipt_id: Ident
