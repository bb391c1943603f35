"""The page "Tra cứu biên lai", to which the QR code of a receipt leads: what the receipt says and how it stands."""

from typing import Annotated
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from chassis.errors import NotFound, text_of
from chassis.records import Rule, record
from gateway.printing.receipts import in_fives
from gateway.routing import Area, Words
from gateway.visits import Visit
from services.payments import contract as payments

area = Area("receipt-check", Words("Tra cứu biên lai", "Check a receipt"))
TITLE = Words("Tra cứu biên lai", "Check a receipt")


@record
class Code:
    """The code as somebody types it."""

    look_up: Annotated[str, Rule(min=20, max=40, pattern=r"[0-9A-Fa-f -]+")]


@area.page("GET", "/bien-lai", summary=TITLE, limit="look-up")
def check_receipt(visit: Visit) -> Response:
    """The form, and below it the receipt whose code stands in the address."""
    typed = visit.request.args.get("code", "").strip()[:40]
    found, nothing = None, ""
    if typed:
        plain = "".join(sign for sign in typed.upper() if sign.isalnum())
        try:
            if len(plain) != 20:
                raise payments.RECEIPT_NOT_FOUND()
            found = visit.send(payments.check_receipt, payments.CheckReceipt(look_up=plain))
        except NotFound as missing:
            nothing = text_of(missing, visit.language)
    other = {"code": typed} if typed else {}
    other |= {} if visit.language == "en" else {"lang": "en"}
    return visit.page(
        "receipt.html",
        status=404 if nothing else 200,
        typed=in_fives(typed) if found else typed,
        found=found,
        nothing=nothing,
        place="receipt",
        other_language="/bien-lai" + (f"?{urlencode(other)}" if other else ""),
    )
