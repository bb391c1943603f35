"""The way of one request: trace, address, limit, caller, checks, handler, headers; and every failure becomes a problem.

`Application.handle` never raises. It knows nothing of nameko: the service class hands it werkzeug requests, tests too.
"""

import contextlib
import dataclasses
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.exceptions import NotFound as NoSuchAddress
from werkzeug.routing import Map, RequestRedirect
from werkzeug.wrappers import Request, Response

from chassis.callers import Caller, CallerKind
from chassis.errors import INTERNAL, NOT_FOR_YOU, SIGN_IN_FIRST, Invalid, NotFound, PortalError, Unauthenticated
from chassis.http import Again, Wait, too_large
from chassis.logs import bind, get_log
from chassis.objects import OBJECT_TOO_LARGE
from chassis.records import load
from gateway import headers, limits, reading
from gateway.again import Repeated
from gateway.browsers import FORM_HEADER, Browser
from gateway.guarding import FORM_STALE, take_form
from gateway.identity import Identify
from gateway.problems import (
    ADDRESS_UNKNOWN,
    FORM_SENT_BEFORE,
    MALFORMED,
    RATE_EXCEEDED,
    TOO_LARGE,
    WRONG_VERB,
    TooLarge,
    decorate,
    problem_facts,
    problem_response,
    status_of,
)
from gateway.routing import PREFIX, UNLIMITED, Auth, Reuse, Route, Upload
from gateway.traces import Trace, trace_from_headers
from gateway.visits import Means, Visit

log = get_log(__name__)

LANGUAGES = ("vi", "en")

TurnedAway = Callable[[Visit, PortalError], Response]
"""What a page answers to somebody who must sign in first, or whose form was drawn for somebody else."""


class Application:
    """The gateway as a function from request to response."""

    def __init__(
        self,
        means: Means,
        addresses: Map,
        identify: Identify,
        *,
        clock: Callable[[], float] = time.monotonic,
        trace_id: Callable[[Request], str] = trace_from_headers,
        name_route: Callable[[Request, str], None] = lambda _request, _route: None,
        give_again: Callable[[Request, Again], None] = lambda _request, _again: None,
        turned_away: TurnedAway = lambda _visit, problem: _raise(problem),
        ask_again: Callable[[Request, Wait], None] = lambda _request, _wait: None,
    ) -> None:
        self._means = means
        self._trace_id = trace_id
        self._name_route = name_route
        self._give_again = give_again
        self._ask_again = ask_again
        self._identify = identify
        self._turned_away = turned_away
        self._secure = means.settings.public_url.startswith("https:")
        self._limiter = limits.Limiter(clock)
        self._policies = limits.policies(means.settings.requests_per_minute)
        self._map = addresses

    def handle(self, request: Request) -> Response:
        """Answer a request; takes at most as long as one call with its deadline."""
        trace = Trace(self._trace_id(request))
        bind(trace=trace.id)
        language = language_of(request)
        visit: Visit | None = None
        try:
            response, visit = self._answer(request, trace, language)
        except PortalError as problem:
            response = self._failure(request, problem, trace, language)
        except HTTPException as problem:
            response = self._failure(request, _translated(problem), trace, language)
        except Exception:
            # The last resort: whatever went wrong stays in the log, and the caller gets the trace id to name it by.
            log.exception("request failed unexpectedly", verb=request.method, path=request.path)
            response = self._failure(request, INTERNAL(), trace, language)
        headers.harden(response, secure=self._secure, bank=self._means.settings.bank_url)
        if visit is not None and visit.still_holds is not None:
            self._repeat(visit, visit.still_holds, response)
        if visit is not None and visit.later is not None:
            self._ask_again(request, visit.later)
        if (
            visit is not None
            and visit.route.reuse is Reuse.PUBLIC
            and not visit.route.page
            and "ETag" in response.headers
        ):
            response.make_conditional(request)
        response.headers["X-Request-Id"] = trace.id
        response.headers["traceresponse"] = trace.response_header
        return response

    def _repeat(self, visit: Visit, still_holds: Callable[[], bool], response: Response) -> None:
        """Leave with a whole answer to nobody in particular how it is given again; then see who has it already."""
        if response.status_code == 200 and visit.caller.kind is CallerKind.ANONYMOUS:
            policy = None if visit.route.limit == UNLIMITED else self._policies[visit.route.limit]
            self._give_again(visit.request, Repeated(response, still_holds, self._limiter, policy))

    def _answer(self, request: Request, trace: Trace, language: str) -> tuple[Response, Visit | None]:
        if request.method == "OPTIONS":
            return self._options(request), None
        route, path = self._match(request)
        self._name_route(request, route.path)
        if (refused := too_large(request)) is not None and not isinstance(route.transfer, Upload):
            raise refused
        browser = Browser(request, self._secure)
        caller = self._identify(
            request,
            language,
            anybody=route.auth in (Auth.PUBLIC, Auth.PROVIDER),
            browser=browser if route.page or FORM_HEADER in request.headers else None,
        )
        if not route.page and browser.subject and not browser.is_ours(request.headers[FORM_HEADER]):
            raise FORM_STALE()
        visit = Visit(request, route, self._means, caller, language, trace, browser, path)
        if route.limit == UNLIMITED:
            return self._carry_out(visit), visit
        policy = self._policies[route.limit]
        verdict = self._limiter.take(policy, limits.counted_as(caller))
        too_many = RATE_EXCEEDED(retry_after=verdict.resets_in, seconds=verdict.resets_in)
        response = self._carry_out(visit, None if verdict.allowed else too_many)
        response.headers["RateLimit-Policy"] = policy.header
        response.headers["RateLimit"] = verdict.header
        return response, visit

    def _carry_out(self, visit: Visit, instead: PortalError | None = None) -> Response:
        """The handler's answer; or why there is none, where that is certain before it is asked (``instead``)."""
        route = visit.route
        try:
            if instead is not None and not route.guarded:
                raise instead
            response = self._page(visit, instead) if route.page else self._reply(visit)
        except PortalError as problem:
            response = self._failure(visit.request, problem, visit.trace, visit.language, route, visit.caller)
        visit.browser.write(response)
        if route.page and not (visit.browser.subject and visit.request.query_string):
            headers.pack(response, visit.request)
        self._finish(response, route)
        return response

    def _reply(self, visit: Visit) -> Response:
        admit(visit.route.auth, visit.caller)
        fill(visit, self._means.settings.paper_limit)
        return visit.route.handler(visit)

    def _page(self, visit: Visit, instead: PortalError | None = None) -> Response:
        """As `_reply`, but who must sign in first is shown where, and a form that comes too late is shown again; so is
        one that could not be carried out now. What is not found may be there for somebody else whom one works for."""
        try:
            if instead is not None:
                with contextlib.suppress(PortalError):
                    take_form(visit)
                raise instead
            if visit.route.guarded:
                take_form(visit)
            return self._reply(visit)
        except Unauthenticated as problem:
            return self._turned_away(visit, problem)
        except PortalError as problem:
            again = visit.route.guarded and (problem.retryable or problem.code == FORM_SENT_BEFORE.code)
            if not (again or (isinstance(problem, NotFound) and visit.caller.is_citizen)):
                raise
            return self._turned_away(visit, problem)
        except HTTPException:
            raise
        except Exception:
            if not visit.route.guarded:
                raise
            log.exception("form failed unexpectedly", path=visit.request.path)
            return self._turned_away(visit, INTERNAL())

    def _finish(self, response: Response, route: Route) -> None:
        response.headers.update(route.always)
        if response.status_code < 400:
            response.headers.setdefault("Cache-Control", headers.REUSE[route.reuse])
        if route.reuse is not Reuse.FOR_EVER:
            headers.also_varies_by(response, "Accept-Language")

    def _match(self, request: Request) -> tuple[Route, dict[str, str]]:
        adapter = self._map.bind("", path_info=request.path)
        try:
            route, path = adapter.match(method=verb_of(request))
        except MethodNotAllowed:
            allowed = ", ".join(sorted({*adapter.allowed_methods(), "OPTIONS"}))
            raise WRONG_VERB(verb=request.method[:20], allowed=allowed) from None
        except (NoSuchAddress, RequestRedirect):
            raise ADDRESS_UNKNOWN() from None
        return route, dict(path)

    def _options(self, request: Request) -> Response:
        adapter = self._map.bind("", path_info=request.path)
        allowed = set(adapter.allowed_methods())
        if not allowed:
            raise ADDRESS_UNKNOWN()
        told = {"Allow": ", ".join(sorted({*allowed, "OPTIONS"}))}
        for route in (adapter.match(method=verb)[0] for verb in sorted(allowed)):
            told |= route.options(self._means.settings.paper_limit) if route.options is not None else {}
        return Response(status=204, headers=told)

    def _failure(
        self,
        request: Request,
        problem: PortalError,
        trace: Trace,
        language: str,
        route: Route | None = None,
        caller: Caller | None = None,
    ) -> Response:
        status = status_of(problem)
        log.info("request refused", verb=request.method, path=request.path, status=status, problem=problem.code)
        if wants_page(request, route):
            facts = problem_facts(problem, language)
            html = self._means.render("problem.html", lang=language, caller=caller, trace=trace, again=None, **facts)
            response = Response(html, status=status, content_type="text/html; charset=utf-8")
            response.headers["Content-Language"] = language
            decorate(response, problem)
            return response
        return problem_response(problem, language=language, trace=trace.id, public_url=self._means.settings.public_url)


def _raise(problem: PortalError) -> Response:
    raise problem


def verb_of(request: Request) -> str:
    """The method; tus has a header for clients whose proxies let no PATCH or DELETE through."""
    told = request.headers.get("X-HTTP-Method-Override", "").upper()
    overrides = request.method == "POST" and told in ("PATCH", "DELETE") and "Tus-Resumable" in request.headers
    return told if overrides else request.method


def language_of(request: Request) -> str:
    """The reader's language: ``?lang=`` on pages, ``Accept-Language`` in the API; Vietnamese where nothing is said."""
    if not request.path.startswith(PREFIX):
        return "en" if request.args.get("lang") == "en" else "vi"
    return request.accept_languages.best_match(LANGUAGES, default="vi") or "vi"


def wants_page(request: Request, route: Route | None) -> bool:
    """Whether a failure is shown to a person in a browser."""
    if route is not None and not route.page:
        return False
    if request.path.startswith(PREFIX):
        return False
    return request.accept_mimetypes.quality("text/html") > request.accept_mimetypes.quality("application/problem+json")


def admit(auth: Auth, caller: Caller) -> None:
    """The first door: whether this kind of caller may come to a route at all."""
    if auth in (Auth.PUBLIC, Auth.PROVIDER):
        return
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    wrong_kind = (
        (auth is Auth.CITIZEN and not caller.is_citizen)
        or (auth is Auth.STAFF and not caller.is_staff)
        or (auth is Auth.PROGRAM and not (caller.is_staff or caller.is_program))
        or (auth is not Auth.PROGRAM and caller.is_program)
    )
    if wrong_kind:
        raise NOT_FOR_YOU()


def fill(visit: Visit, paper_limit: int) -> None:
    """Check all parts of the request and put them where the handler finds them."""
    route, request = visit.route, visit.request
    if not route.page:
        # A command that is safe by its nature has no use for a key, and none is passed on.
        visit.key = reading.idempotency_key(request.headers) if route.needs_key else ""
    if route.path_record is not None:
        try:
            named = _names_in(route.path_record)
            asked = {name: value for name, value in visit.path.items() if name in named}
            visit.parts |= _members(load(route.path_record, asked))
        except Invalid:
            # No thing can have an id of a form that ids never have.
            raise ADDRESS_UNKNOWN() from None
    if route.version_field:
        version = reading.expected_version(request.headers, required=not route.version_optional)
        visit.parts[route.version_field] = version
    if not route.free_query:
        query = reading.query_record(request.args, route.query)
        visit.parts |= _members(query)
    if isinstance(route.transfer, Upload):
        try:
            reading.declared_length(request, paper_limit)
        except TooLarge:
            if visit.file is None:
                raise
            # The page that reads the file says it, beside what the file is for.
            visit.file.refused = OBJECT_TOO_LARGE(limit=paper_limit)
    elif route.body is not None:
        visit.parts |= _members(reading.json_body(request, route.body))


def _members(instance: Any) -> dict[str, Any]:
    if instance is None:
        return {}
    return {name: getattr(instance, name) for name in _names_in(type(instance))}  # type: ignore[arg-type]  # classes are hashable


@lru_cache(maxsize=1024)
def _names_in(record: type) -> tuple[str, ...]:
    return tuple(member.name for member in dataclasses.fields(record))


def _translated(problem: HTTPException) -> PortalError:
    if isinstance(problem, RequestEntityTooLarge):
        return TOO_LARGE(limit=Request.max_form_memory_size or 0)
    return MALFORMED()
