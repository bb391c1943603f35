"""Routes, each declared once: the same declaration dispatches, checks the input and writes the OpenAPI document.

A route of the API is a projection of one contract method. Each field of the method's request record comes from exactly
one place: the path (same name), ``If-Match`` (``version_field``), the handler (``supplied``), and for all others the
query string of a read or the JSON body of a write. So the API cannot offer a field the service does not have, nor
forget one. Routes that need more than passing on give a handler of their own.
"""

import dataclasses
import enum
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.routing import Map, Rule

from chassis.contracts import Method
from chassis.errors import ErrorType
from chassis.records import record

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from gateway.visits import Visit

PREFIX = "/api/v1"
_PATH_PARAMETER = re.compile(r"{(\w+)}")


class Auth(enum.StrEnum):
    """Who may come to a route at all; what they may do there, the owning service's policy decides."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    CITIZEN = "citizen"
    STAFF = "staff"
    PROGRAM = "program"
    """Programs of agencies, by an API key; and staff."""
    PROVIDER = "provider"
    """A payment provider, who proves itself by the signature inside its message."""


class Reuse(enum.StrEnum):
    """How long an answer may be kept by others."""

    NEVER = "never"
    """Personal or changing: ``no-store``."""
    PUBLIC = "public"
    """The same for everybody; carries an ETag and is asked again after a minute."""
    FOR_EVER = "for-ever"
    """Can never change at this address."""


BYTES_OF_A_LETTER = 9
"""What a Vietnamese letter takes at most as browsers write forms: three bytes of UTF-8, each as ``%XX``."""
FORM_LIMIT = 22_000 * BYTES_OF_A_LETTER
"""Largest form of a page, in bytes: the letters of the longest texts that forms take, and room for the rest."""
UNLIMITED = ""
"""The limit of a route whose visits are not counted: the files that make a page, also the page that says "too many"."""


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence for readers of the document and of pages, Vietnamese and English."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Download:
    """The route answers with the bytes of a file instead of JSON."""

    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Upload:
    """The route reads the raw bytes of one file as its body."""


Handler = Callable[["Visit"], "Response"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address with one HTTP method."""

    verb: str
    path: str
    handler: Handler
    auth: Auth
    summary: Words
    operation: str = ""
    tag: str = ""
    method: Method[Any, Any] | None = None
    path_record: type | None = None
    query: type | None = None
    body: type | None = None
    reply: type | None = None
    status: int = 200
    errors: tuple[ErrorType, ...] = ()
    needs_key: bool = False
    version_field: str = ""
    version_optional: bool = False
    shows_version: str = ""
    transfer: Download | Upload | None = None
    reuse: Reuse = Reuse.NEVER
    limit: str = "default"
    """The quota that its visits count towards, or `UNLIMITED`."""
    page: bool = False
    guarded: bool = False
    """A page whose form changes something: only a form of ours, drawn for who is signed in, is taken."""
    form_limit: int = FORM_LIMIT
    """Largest form without files, in bytes."""
    free_query: bool = False
    sandbox_only: bool = False
    notes: Words | None = None
    always: tuple[tuple[str, str], ...] = ()
    """Headers of every answer, also of refusals."""
    options: Callable[[int], Mapping[str, str]] | None = None
    """What OPTIONS tells beside the methods, by the limit of a file in bytes."""

    @property
    def names_in_path(self) -> tuple[str, ...]:
        return tuple(_PATH_PARAMETER.findall(self.path))

    @property
    def rule(self) -> str:
        """The path in werkzeug's notation."""
        return _PATH_PARAMETER.sub(r"<\1>", self.path)


def part_of(cls: type, names: Iterable[str], label: str) -> type | None:
    """A record of some fields of another, with the same rules; None when there are none."""
    wanted = list(names)
    if not wanted:
        return None
    hints = typing.get_type_hints(cls, include_extras=True)
    members = {member.name: member for member in dataclasses.fields(cls)}
    unknown = [name for name in wanted if name not in members]
    if unknown:
        raise TypeError(f"{cls.__name__} has no field {', '.join(unknown)}")
    space: dict[str, Any] = {"__annotations__": {name: hints[name] for name in wanted}, "__doc__": cls.__doc__}
    space["__module__"] = cls.__module__
    for name in wanted:
        member = members[name]
        if member.default is not dataclasses.MISSING:
            space[name] = member.default
        elif member.default_factory is not dataclasses.MISSING:
            space[name] = dataclasses.field(default_factory=member.default_factory)
    return record(type(cls.__name__ + label, (), space))


class Registry:
    """All routes, in order of declaration."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self._addresses: dict[bool, Map] = {}

    def add(self, route: Route) -> None:
        """Take a route in; two routes with one address and method, or with one operation name, are a defect."""
        if any(known.verb == route.verb and known.path == route.path for known in self.routes):
            raise ValueError(f"{route.verb} {route.path} is declared twice")
        if route.operation and any(known.operation == route.operation for known in self.routes):
            raise ValueError(f"operation {route.operation} is declared twice")
        self.routes.append(route)

    def addresses(self, *, sandbox: bool) -> Map:
        """The addresses that exist in an installation; made once, since every rule is compiled."""
        if sandbox not in self._addresses:
            # A route that exists only in the sandbox has no address at all elsewhere.
            here = [route for route in self.routes if sandbox or not route.sandbox_only]
            rules = [Rule(route.rule, methods=[route.verb], endpoint=route) for route in here]
            self._addresses[sandbox] = Map(rules, strict_slashes=False, merge_slashes=False)
        return self._addresses[sandbox]

    @property
    def api(self) -> list[Route]:
        """The routes that the OpenAPI document describes."""
        return [route for route in self.routes if not route.page]


class Area:
    """One part of the API: its routes share a tag and stand in one module."""

    def __init__(self, tag: str, words: Words) -> None:
        self.tag = tag
        self.words = words
        self.routes: list[Route] = []

    def route(
        self,
        verb: str,
        path: str,
        method: Method[Any, Any],
        *,
        auth: Auth,
        summary: Words,
        errors: tuple[ErrorType, ...] = (),
        status: int = 200,
        operation: str = "",
        version_field: str = "",
        version_optional: bool = False,
        shows_version: str = "",
        supplied: tuple[str, ...] = (),
        query: type | None = None,
        body: type | None = None,
        reply: type | None = None,
        transfer: Download | Upload | None = None,
        reuse: Reuse = Reuse.NEVER,
        limit: str = "",
        free_query: bool = False,
        sandbox_only: bool = False,
        notes: Words | None = None,
        always: tuple[tuple[str, str], ...] = (),
        options: Callable[[int], Mapping[str, str]] | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare a route with a handler of its own; see the module for where each field of the request comes from.

        ``query`` and ``body`` replace the derived records where one address serves several methods, ``reply`` the
        method's where the handler answers with something made of it.
        """

        def declare(handler: Handler) -> Handler:
            cls = method.request
            in_path = _PATH_PARAMETER.findall(path)
            known = [member.name for member in dataclasses.fields(cls)]
            here = set(in_path) | {version_field} | set(supplied)
            rest = [name for name in known if name not in here]
            reads = verb == "GET" or transfer is not None or verb == "DELETE"
            self.routes.append(
                Route(
                    verb=verb,
                    path=path,
                    handler=handler,
                    auth=auth,
                    summary=summary,
                    operation=operation or method.name,
                    tag=self.tag,
                    method=method,
                    path_record=part_of(cls, [name for name in in_path if name in known], "Path"),
                    query=query or (None if free_query or not reads else part_of(cls, rest, "Query")),
                    body=body or (None if reads else part_of(cls, rest, "Body")),
                    reply=None if isinstance(transfer, Download) or status == 204 else reply or method.reply,
                    status=status,
                    errors=errors,
                    needs_key=method.takes_key,
                    version_field=version_field,
                    version_optional=version_optional,
                    shows_version=shows_version,
                    transfer=transfer,
                    reuse=reuse,
                    limit=limit or ("change" if method.changes else "default"),
                    free_query=free_query,
                    sandbox_only=sandbox_only,
                    notes=notes,
                    always=always,
                    options=options,
                )
            )
            return handler

        return declare

    def passes(self, verb: str, path: str, method: Method[Any, Any], **declared: Any) -> None:
        """Declare a route that hands its request to the service and its reply to the caller."""
        self.route(verb, path, method, **declared)(pass_on)

    def page(
        self,
        verb: str,
        path: str,
        *,
        summary: Words,
        auth: Auth = Auth.PUBLIC,
        limit: str = "default",
        reuse: Reuse = Reuse.NEVER,
        sandbox_only: bool = False,
        changes: bool = True,
        form_limit: int = FORM_LIMIT,
        transfer: Upload | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare an address that people open: it answers HTML or a file and stands outside the API document.

        ``changes`` is said of a POST: one that only asks needs no proof that the form is ours.
        """

        def declare(handler: Handler) -> Handler:
            self.routes.append(
                Route(
                    verb=verb, path=path, handler=handler, auth=auth, summary=summary, tag=self.tag,
                    page=True, limit=limit, reuse=reuse, free_query=True, sandbox_only=sandbox_only,
                    guarded=verb == "POST" and changes, form_limit=form_limit, transfer=transfer,
                )
            )  # fmt: skip
            return handler

        return declare


def pass_on(visit: "Visit") -> "Response":
    """The handler of routes that only pass on."""
    return visit.pass_on()
