"""The sandbox bank's pages, rendered on the server; they work without JavaScript."""

import secrets
import urllib.parse

import jinja2

from chassis.http import Response
from services.payments.domain.vnpay import WIRE_ZONE
from services.payments.sandbox_bank.desk import Opened, Refused
from services.payments.sandbox_bank.outcomes import MEANINGS

_templates = jinja2.Environment(
    loader=jinja2.PackageLoader(__name__, "."), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
)


def order_page(order: Opened) -> Response:
    """The page on which the payer confirms or cancels."""
    # Browsers hold form-action against the redirect that answers a form, too, so the merchant's origin is allowed.
    parts = urllib.parse.urlsplit(order.return_url)
    return _page(
        "order.html",
        form_target=f"{parts.scheme}://{parts.netloc}",
        order=order,
        amount=f"{order.amount:,}".replace(",", "."),
        expires=order.expires_at.astimezone(WIRE_ZONE).strftime("%H:%M ngày %d/%m/%Y"),
        meanings=MEANINGS,
    )


def refused_page(wrong: Refused) -> Response:
    """Why an order was not taken."""
    return _page("refused.html", status=400, wrong=wrong)


def home_page() -> Response:
    """What the sandbox bank can do."""
    return _page("home.html", meanings=MEANINGS)


def _page(template: str, *, status: int = 200, form_target: str = "", **facts: object) -> Response:
    nonce = secrets.token_urlsafe(16)
    body = _templates.get_template(template).render(nonce=nonce, **facts)
    response = Response(body, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {form_target}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
