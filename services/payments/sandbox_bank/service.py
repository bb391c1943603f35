"""The sandbox bank as a service with HTTP only; it runs in a payments process and listens on a port of its own.

It keeps its books in the payments database (``bank_*`` tables): a convenience of the sandbox, stated openly. Nothing
but HTTP passes between it and the portal, so the real VNPAY can take its place by settings alone.
"""

import json
from typing import Any

from chassis.http import Request, Response, http, name_route
from chassis.providers import DatabaseEngine, Traced
from chassis.service import SettingsOf, Storage, every
from services.payments.sandbox_bank import courier, day_files, desk, interface, merchants, pages
from services.payments.settings import (
    API_PATH,
    PAY_PATH,
    SANDBOX_TMN_CODE,
    PaymentsSettings,
    ipn_url,
)


class BankBooks(Traced):
    """Injects the `Storage` of the bank's books; without the relay, as the bank tells nobody by events."""

    database = DatabaseEngine()

    def get_dependency(self, worker_ctx: Any) -> Storage:
        storage: Storage = self.database.storage
        return storage


class SandboxBank:
    """A stand-in for VNPAY: pages, callbacks, enquiries and refunds."""

    name = "sandbox_bank"

    storage = BankBooks()
    settings = SettingsOf(PaymentsSettings)

    @http(address="MOTCUA_BANK_ADDRESS")
    def handle(self, request: Request) -> Response:
        merchants.secret_of(self.storage, SANDBOX_TMN_CODE)
        return respond(request, self.storage, ipn_url(self.settings))

    @every(seconds=1)
    def deliver_callbacks(self) -> None:
        courier.deliver_due(self.storage, ipn_url(self.settings))


def respond(request: Request, storage: Storage, ipn: str) -> Response:
    """The answer to one request of a browser or a merchant."""
    match request.method, request.path:
        case "GET", "/":
            name_route(request, "/")
            return pages.home_page()
        case "GET", path if path == PAY_PATH:
            name_route(request, PAY_PATH)
            return _order(request, storage)
        case "POST", "/paymentv2/pay":
            name_route(request, "/paymentv2/pay")
            return _pay(request, storage, ipn)
        case "GET", day_files.PATH:
            name_route(request, day_files.PATH)
            return _day_file(request, storage)
        case "POST", path if path == API_PATH:
            name_route(request, API_PATH)
            return _interface(request, storage)
        case _:
            return Response("Không có trang này. There is no such page.\n", 404, mimetype="text/plain")


def _order(request: Request, storage: Storage) -> Response:
    try:
        return pages.order_page(desk.open_page(storage, request.args.to_dict()))
    except desk.Refused as wrong:
        return pages.refused_page(wrong)


def _pay(request: Request, storage: Storage, ipn: str) -> Response:
    chosen = {"cancel": "cancelled"}.get(request.form.get("choice", ""), request.form.get("outcome", ""))
    try:
        url, due = desk.pay(storage, request.form.get("tmn_code", ""), request.form.get("txn_ref", ""), chosen)
    except desk.Refused as wrong:
        return pages.refused_page(wrong)
    if due is not None:
        # Told before the browser is sent back, so that the return page mostly shows the end; the timer tries again.
        courier.deliver_due(storage, ipn, only=due)
    return Response("", 303, headers={"Location": url, "Cache-Control": "no-store"})


def _day_file(request: Request, storage: Storage) -> Response:
    asked = (request.args.get(name, "") for name in ("tmn", "day", "hash"))
    try:
        return Response(day_files.day_file(storage, *asked), mimetype="text/csv")
    except day_files.NotTheMerchant:
        return Response("", 403)
    except ValueError:
        return Response("", 400)


def _interface(request: Request, storage: Storage) -> Response:
    try:
        fields = json.loads(request.get_data())
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        return Response("", 400)
    try:
        reply = interface.answer(storage, {str(key): str(value) for key, value in fields.items()})
    except interface.SilentBank:
        return Response("", 503)
    return Response(json.dumps(reply, ensure_ascii=False), mimetype="application/json")
