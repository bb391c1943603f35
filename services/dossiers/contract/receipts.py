"""Receipts as they were signed, for whoever wants to keep or show them."""

import datetime as dt
from typing import Annotated

from chassis.contracts import query
from chassis.records import Ident, Rule, record
from services.dossiers.contract.parts import ReceiptKind
from services.dossiers.contract.terms import SERVICE


@record
class GetReceipts:
    """Every receipt that was ever issued for a dossier."""

    dossier_id: Ident


@record
class SignedReceipt:
    """A receipt as a JWS, which ``docs/receipts/verify.py`` and any JOSE library can check."""

    number: Annotated[int, Rule(min=1)]
    kind: ReceiptKind
    issued_at: dt.datetime
    signed: Annotated[str, Rule(max=2_000_000)]


@record
class ReceiptsView:
    """The receipts of one dossier, oldest first; each later one tells of the whole content anew."""

    dossier_id: Ident
    code: Annotated[str, Rule(max=80)]
    receipts: tuple[SignedReceipt, ...]


get_receipts = query(SERVICE, "get_receipts", GetReceipts, ReceiptsView)
