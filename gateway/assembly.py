"""Putting the gateway together: all areas with their routes, and one application for the process."""

import functools
import json
import re
import threading
import time
from collections.abc import Callable, Iterable

from chassis.callers import ANONYMOUS, Caller, system
from chassis.http import ask_again, give_again, name_route, trace_of
from chassis.objects import LocalObjects, Objects
from chassis.parts import Parts
from chassis.service import in_thread
from chassis.settings import need
from chassis.tokens import TokenVerifier
from gateway import openapi
from gateway.announced import Announced
from gateway.api import (
    accounts,
    acting,
    auditing,
    books,
    cash,
    collecting,
    correcting,
    desk,
    differences,
    dossiers,
    editing,
    events,
    figures,
    forms,
    handling,
    messages,
    offering,
    official_papers,
    open_data,
    payments,
    procedures,
    public_texts,
    receipts,
    refunds,
    rights,
    security,
    staffing,
    subscriptions,
    transfers,
    units,
    uploads,
    workings,
)
from gateway.application import Application
from gateway.catalogue import Catalogue, News
from gateway.guesses import Guesses
from gateway.identity import Recogniser
from gateway.programs import Programs
from gateway.rendering import renderer
from gateway.revocations import Revocations, Standing
from gateway.routing import Area, Registry, Route, Upload
from gateway.settings import GatewaySettings
from gateway.unread import Unread
from gateway.visits import Means, Rpc
from gateway.waiting import FeedWatch
from gateway.web import (
    account,
    being_told,
    consenting,
    contacts,
    counter,
    delegating,
    desk_places,
    documents,
    eforms,
    entry,
    fees,
    filing,
    filling_in,
    giving,
    guide,
    home,
    identity_entry,
    inbox,
    look_up,
    mine,
    my_data,
    office,
    organisations,
    paying,
    proofs,
    proving,
    recovering,
    registering,
    securing,
    staff_entry,
    standing,
    turning_away,
    unsubscribing,
)
from gateway.web import acting as acting_for
from gateway.web import correcting as correcting_own
from gateway.web import figures as figure_pages
from gateway.web import procedures as procedure_pages
from gateway.web import receipts as receipt_check
from services.accounts.contract import (
    ListRevokedSessions,
    RefreshSession,
    RevokedSessions,
    SignedIn,
    list_revoked_sessions,
    refresh_session,
)
from services.catalog import contract as catalog
from services.notifications import contract as notifications

API: tuple[Area, ...] = (
    procedures.area,
    forms.area,
    units.area,
    open_data.area,
    accounts.area,
    rights.area,
    correcting.area,
    security.area,
    acting.area,
    dossiers.area,
    official_papers.area,
    figures.area,
    uploads.area,
    payments.area,
    receipts.area,
    collecting.area,
    cash.area,
    books.area,
    transfers.area,
    refunds.area,
    differences.area,
    messages.area,
    desk.area,
    handling.area,
    editing.area,
    offering.area,
    staffing.area,
    auditing.area,
    events.area,
    messages.operator,
    workings.area,
    public_texts.area,
    messages.wording,
    subscriptions.area,
    subscriptions.keys,
    messages.sandbox,
)
PAGES: tuple[Area, ...] = (
    home.area,
    guide.area,
    entry.area,
    registering.area,
    recovering.area,
    identity_entry.area,
    proving.area,
    account.area,
    contacts.area,
    securing.area,
    acting_for.area,
    organisations.area,
    delegating.area,
    fees.area,
    proofs.area,
    standing.area,
    inbox.area,
    being_told.area,
    unsubscribing.area,
    consenting.area,
    my_data.area,
    correcting_own.area,
    mine.area,
    filing.area,
    filling_in.area,
    giving.area,
    staff_entry.area,
    *counter.AREAS,
    *office.AREAS,
    figure_pages.area,
    procedure_pages.area,
    eforms.area,
    look_up.area,
    paying.area,
    receipt_check.area,
    documents.area,
)


@functools.cache
def registry() -> Registry:
    """Every route of the gateway."""
    made = Registry()
    for area in (*API, *PAGES):
        for route in area.routes:
            made.add(route)
    return made


def takes_files(verb: str, path: str) -> bool:
    """Whether a request's body is a file, to be streamed and not read beforehand."""
    return any(verb == known and form.fullmatch(path) for known, form in _file_routes())


@functools.cache
def _file_routes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (route.verb, re.compile(re.sub(r"{\w+}", "[^/]+", route.path)))
        for route in registry().routes
        if isinstance(route.transfer, Upload)
    )


def visible(routes: Iterable[Route], *, sandbox: bool) -> list[Route]:
    """The routes that exist in this installation."""
    return [route for route in routes if sandbox or not route.sandbox_only]


def _document(settings: GatewaySettings, version: str) -> bytes:
    routes = visible(registry().api, sandbox=settings.sandbox)
    tags = [(area.tag, area.words) for area in API if settings.sandbox or area is not messages.sandbox]
    made = openapi.document(routes, tags, public_url=settings.public_url, openapi_version=version)
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def means_of(
    rpc: Rpc,
    objects: Objects,
    settings: GatewaySettings,
    clock: Callable[[], float] = time.monotonic,
    news: News | None = None,
) -> Means:
    """What handlers work with."""

    def revision() -> int:
        asked = catalog.GetRevision()
        return rpc.call(catalog.get_revision, asked, caller=ANONYMOUS, timeout=1.0).revision

    making, documents = threading.Lock(), dict[str, bytes]()

    def document(version: str) -> bytes:
        # Once, in a thread: it takes the better part of a second, in which nobody else would be answered.
        with making:
            if version not in documents:
                documents[version] = in_thread(_document, settings, version)
        return documents[version]

    catalogue = Catalogue(revision, clock, news=news)
    kept_in = settings.objects_dir
    parts = Parts(objects, kept_in) if kept_in is not None and isinstance(objects, LocalObjects) else None

    def feed_head() -> int:
        asked = notifications.GetFeedHead()
        return rpc.call(notifications.get_feed_head, asked, caller=system("gateway"), timeout=2.0).position

    feed = FeedWatch(feed_head)

    def announced() -> catalog.Announcements:
        asked = catalog.ListAnnouncements()
        return rpc.call(catalog.list_announcements, asked, caller=ANONYMOUS, timeout=1.0)

    render = renderer(sandbox=settings.sandbox, desk_menu=desk_places.menu)
    told = Announced(announced, clock)
    return Means(rpc, objects, settings, catalogue, render, document, feed, parts, Unread(clock), told)


@functools.lru_cache(maxsize=2)
def application_for(
    rpc: Rpc, objects: Objects, settings: GatewaySettings, revocations: Revocations, news: News
) -> Application:
    """The application of this process; made at its first request, with one cache and one limiter for all workers."""
    verifier = TokenVerifier(need(settings.keys_dir, "MOTCUA_KEYS_DIR"), settings.public_url)

    def ended_after(place: str) -> RevokedSessions:
        asked = ListRevokedSessions(after=place)
        return rpc.call(list_revoked_sessions, asked, caller=system("gateway"), timeout=2.0)

    def renew(refresh_token: str, caller: Caller) -> SignedIn:
        asked = RefreshSession(refresh_token=refresh_token)
        return rpc.call(refresh_session, asked, caller=caller, timeout=2.0)

    def owner_of(digest: str) -> notifications.CredentialOwner:
        asked = notifications.IdentifyCredential(key_hash=digest)
        return rpc.call(notifications.identify_credential, asked, caller=system("gateway"), timeout=2.0)

    def standing_of(session: str, made_at: float) -> Standing:
        return revocations.standing(session, made_at, ended_after)

    guesses = Guesses(settings.requests_per_minute, time.monotonic)
    return Application(
        means_of(rpc, objects, settings, news=news),
        registry().addresses(sandbox=settings.sandbox),
        Recogniser(verifier, standing_of, renew, guesses, programs=Programs(owner_of, time.monotonic, guesses)),
        trace_id=trace_of,
        name_route=name_route,
        give_again=give_again,
        turned_away=turning_away.turned_away,
        ask_again=ask_again,
    )
