"""The OpenAPI document, written from the very declarations that dispatch and check requests.

3.1 is what programs should read. The same document in 3.0 exists because the self-hosted viewer reads no newer one;
both come from one function, so they cannot disagree. Schemas of requests refuse unknown fields, as the code does;
schemas of answers leave that open, so that a client generated today survives a field added tomorrow.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import marshmallow as ma
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from chassis.errors import (
    DEADLINE_PASSED,
    INTERNAL,
    INVALID_REQUEST,
    KEY_MISSING,
    KEY_REUSED,
    NOT_FOR_YOU,
    SERVICE_AWAY,
    SIGN_IN_FIRST,
    STILL_RUNNING,
    ErrorType,
)
from chassis.objects import OBJECT_DAMAGED, OBJECT_EMPTY, OBJECT_TOO_LARGE
from chassis.records import Json, record, schema_of
from chassis.tokens import SIGN_IN_AGAIN
from gateway.problems import (
    ADDRESS_UNKNOWN,
    HEADER_WRONG,
    NOT_JSON,
    RATE_EXCEEDED,
    STATUS_BY_CODE,
    TOO_LARGE,
    VERSION_MISSING,
    WRONG_MEDIA,
)
from gateway.routing import Auth, Download, Reuse, Route, Upload, Words

VERSION = "1.0.0"
PROBLEM_JSON = "application/problem+json"

DESCRIPTION = """Cổng dịch vụ công trực tuyến Một Cửa: tra cứu thủ tục hành chính, nộp hồ sơ, thanh toán, theo dõi và
nhận kết quả.

The API of Một Cửa, an online public-services portal of Vietnam.

* **Errors** are RFC 9457 problems. `code` is stable; `detail` is a sentence in Vietnamese, or English by
  `Accept-Language: en`.
* **Repeating safely**: unsafe calls take an `Idempotency-Key`. The same key with the same
  content gives the first answer again.
* **Editing**: a dossier carries an `ETag`; changes must send it back in `If-Match` (428 without it, 412
  when it has changed).
* **Lists** are read by cursor: pass `next_cursor` of an answer as `cursor` of the next request until it is empty.
* **Limits** are told in `RateLimit-Policy` and `RateLimit`; a 429 or 503 says in `Retry-After` when to come back.
* **Tracing**: send `traceparent` to join your trace; every answer carries `X-Request-Id`, which support asks for.
"""


@record
class ProblemField:
    """One field that is wrong."""

    pointer: str
    code: str
    detail: str


@record
class Problem:
    """An error, by RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: tuple[ProblemField, ...] = ()


def document(
    routes: Sequence[Route], tags: Iterable[tuple[str, Words]], *, public_url: str, openapi_version: str = "3.1.0"
) -> dict[str, Any]:
    """The whole document as plain values."""
    names = _Names()
    plugin = MarshmallowPlugin(schema_name_resolver=names)
    spec = APISpec(
        title="Một Cửa",
        version=VERSION,
        openapi_version=openapi_version,
        plugins=[plugin],
        info={"description": DESCRIPTION},
        servers=[{"url": public_url}],
        tags=[{"name": tag, "description": f"{words.vi} / {words.en}"} for tag, words in tags],
    )
    spec.components.security_scheme(
        "accessToken",
        {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "Access token of a session"},
    )
    spec.components.security_scheme(
        "apiKey",
        {"type": "http", "scheme": "bearer", "bearerFormat": "mck_…", "description": "API key of an agency's program"},
    )
    problems = _SharedProblems(spec)
    for route in routes:
        spec.path(path=route.path, operations={route.verb.lower(): _operation(route, problems)})
    made: dict[str, Any] = json.loads(json.dumps(spec.to_dict(), default=str))
    _open_answers(made)
    return made


class _Names:
    """Component names: the record's name, with its service in front where two records share one."""

    def __init__(self) -> None:
        self._taken: dict[str, type] = {}

    def __call__(self, schema: Any) -> str:
        found = schema if isinstance(schema, ma.Schema) else schema()
        cls: type = getattr(found, "record_class", type(found))
        name = cls.__name__
        if self._taken.setdefault(name, cls) is cls:
            return name
        parts = cls.__module__.split(".")
        longer = parts[1].capitalize() + name if len(parts) > 1 else cls.__module__.capitalize() + name
        if self._taken.setdefault(longer, cls) is not cls:
            raise ValueError(f"two records are called {longer}")
        return longer


class _SharedProblems:
    """Error answers that several operations share stand in the document once."""

    def __init__(self, spec: APISpec) -> None:
        self._spec = spec
        self._known: dict[tuple[int, tuple[str, ...]], str] = {}
        self._count: dict[int, int] = {}

    def response(self, status: int, kinds: Sequence[ErrorType]) -> str:
        """The name of the answer with this status for these errors."""
        key = (status, tuple(kind.code for kind in kinds))
        if key not in self._known:
            self._count[status] = self._count.get(status, 0) + 1
            name = f"Problem{status}" if self._count[status] == 1 else f"Problem{status}-{self._count[status]}"
            self._known[key] = name
            content = {"schema": schema_of(Problem), "example": _problem(status, kinds[0])}
            said = "\n".join(f"* `{kind.code}`: {kind.vi} / {kind.en}" for kind in kinds)
            self._spec.components.response(name, {"description": said, "content": {PROBLEM_JSON: content}})
        return self._known[key]


def _operation(route: Route, problems: _SharedProblems) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "tags": [route.tag],
        "summary": f"{route.summary.vi} / {route.summary.en}",
        "description": _describe(route),
        "parameters": list(_parameters(route)),
        "responses": _responses(route, problems),
        "security": _security(route),
    }
    if isinstance(route.transfer, Upload):
        operation["requestBody"] = {
            "required": True,
            "description": "The bytes of the file",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    elif route.body is not None:
        media: dict[str, Any] = {"schema": schema_of(route.body)}
        example = example_of(route.body)
        if example:
            media["example"] = example
        operation["requestBody"] = {"required": True, "content": {"application/json": media}}
    return operation


def _describe(route: Route) -> str:
    lines = [(route.method.request.__doc__ or "").strip() if route.method else ""]
    if route.notes:
        lines.append(f"{route.notes.vi}\n\n{route.notes.en}")
    if route.sandbox_only:
        lines.append("Chỉ có trong môi trường thử nghiệm. / Exists in the sandbox only.")
    return "\n\n".join(line for line in lines if line)


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.auth in (Auth.PUBLIC, Auth.PROVIDER):
        return []
    if route.auth is Auth.PROGRAM:
        return [{"accessToken": []}, {"apiKey": []}]
    return [{"accessToken": []}]


def _header(name: str, description: str, *, required: bool, example: str, pattern: str = "") -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if pattern:
        schema["pattern"] = pattern
    found = {"in": "header", "name": name, "required": required, "description": description}
    return {**found, "schema": schema, "example": example}


def _parameters(route: Route) -> Iterable[dict[str, Any]]:
    yield from _from_record(route.path_record, "path")
    known = {name for name in route.names_in_path if route.path_record and name in schema_of(route.path_record).fields}
    for name in route.names_in_path:
        if name not in known:
            yield {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
    yield from _from_record(route.query, "query")
    if route.needs_key:
        yield _header(
            "Idempotency-Key",
            "Khóa do bên gọi chọn, mới cho mỗi việc mới / chosen by the caller, new for every new act",
            required=True,
            example='"7f1c2f0a-9a52-4f0e-8f7e-3c1f0b8f8f11"',
            pattern=r'^("[!#-\[\]-~]{1,64}"|[!#-\[\]-~]{1,64})$',
        )
    if route.version_field:
        yield _header(
            "If-Match",
            "ETag của bản đang xem / the ETag of the version that was read",
            required=not route.version_optional,
            example='"v3"',
            pattern=r'^"?v?[0-9]{1,9}"?$',
        )
    if isinstance(route.transfer, Upload):
        yield _header(
            "Content-Digest",
            "SHA-256 của nội dung theo RFC 9530 / SHA-256 of the content by RFC 9530",
            required=False,
            example="sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
        )
    yield _header("Accept-Language", "vi hoặc en / vi or en", required=False, example="en")
    if route.reuse is Reuse.PUBLIC:
        yield _header("If-None-Match", "ETag đã có / the ETag you already hold", required=False, example='"…"')


def _from_record(cls: type | None, place: str) -> Iterable[dict[str, Any]]:
    if cls is None:
        return
    converter = MarshmallowPlugin()
    APISpec("parameters", "1", "3.1.0", plugins=[converter])
    if converter.converter is None:
        return
    for found in converter.converter.schema2parameters(schema_of(cls), location=place):
        schema = found.get("schema", {})
        if isinstance(schema.get("type"), list) and "null" in schema["type"]:
            schema["type"] = next(kind for kind in schema["type"] if kind != "null")
        if schema.get("default", "") is None:
            del schema["default"]
        if place == "path":
            found["required"] = True
        yield found


def _responses(route: Route, problems: _SharedProblems) -> dict[str, Any]:
    told = {
        "X-Request-Id": {"schema": {"type": "string"}, "description": "Mã yêu cầu / trace id of this request"},
        "RateLimit": {"schema": {"type": "string"}, "description": "What is left of the limit"},
        "RateLimit-Policy": {"schema": {"type": "string"}, "description": "The limit"},
    }
    good: dict[str, Any] = {"description": f"{route.summary.vi} / {route.summary.en}", "headers": dict(told)}
    if route.shows_version or route.reuse is Reuse.PUBLIC:
        good["headers"]["ETag"] = {"schema": {"type": "string"}, "description": "Version of what was read"}
    if route.status == 201:
        good["headers"]["Location"] = {"schema": {"type": "string"}, "description": "Where the new thing is"}
    if isinstance(route.transfer, Download):
        good["content"] = {route.transfer.media_type: {"schema": _file_schema(route.transfer.media_type)}}
    elif route.reply is not None:
        good["content"] = {"application/json": {"schema": schema_of(route.reply)}}
    responses: dict[str, Any] = {str(route.status): good}
    if route.reuse is Reuse.PUBLIC:
        responses["304"] = {"description": "Chưa thay đổi / not modified"}
    by_status: dict[int, list[ErrorType]] = {}
    for declared in (*route.errors, *usual_errors(route)):
        kinds = by_status.setdefault(STATUS_BY_CODE.get(declared.code, declared.cls.status), [])
        if declared not in kinds:
            kinds.append(declared)
    for status, kinds in sorted(by_status.items()):
        responses[str(status)] = problems.response(status, kinds)
    return responses


def _file_schema(media_type: str) -> dict[str, Any]:
    """A validator parses JSON before it looks at the schema, and has the text of what is text."""
    if media_type == "application/json":
        return {"type": "object"}
    if media_type.startswith("text/") or media_type == "image/svg+xml":
        return {"type": "string"}
    return {"type": "string", "format": "binary"}


def _problem(status: int, kind: ErrorType) -> Mapping[str, object]:
    return {
        "type": f"/problems/{kind.code}",
        "title": kind.code,
        "status": status,
        "detail": kind.text("vi", {}),
        "instance": "4bf92f3577b34da6a3ce929d0e0e4736",
        "code": kind.code,
    }


def usual_errors(route: Route) -> Iterable[ErrorType]:
    """What every route of this shape may answer, whatever it does."""
    yield from (INTERNAL, RATE_EXCEEDED, SERVICE_AWAY, DEADLINE_PASSED, SIGN_IN_AGAIN)
    if route.names_in_path:
        yield ADDRESS_UNKNOWN
    if route.auth not in (Auth.PUBLIC, Auth.PROVIDER):
        yield from (SIGN_IN_FIRST, NOT_FOR_YOU)
    if route.query is not None or route.body is not None or route.transfer is not None:
        yield INVALID_REQUEST
    if route.body is not None:
        yield from (NOT_JSON, WRONG_MEDIA, TOO_LARGE)
    if isinstance(route.transfer, Upload):
        yield from (OBJECT_EMPTY, OBJECT_DAMAGED, OBJECT_TOO_LARGE, TOO_LARGE)
    if route.needs_key:
        yield from (KEY_MISSING, KEY_REUSED, STILL_RUNNING, HEADER_WRONG)
    if route.version_field and not route.version_optional:
        yield VERSION_MISSING
    if route.version_field and not route.needs_key:
        yield HEADER_WRONG


def example_of(cls: type) -> Json:
    """An example body: what the fields' rules give as examples; empty where a required field has none."""
    found: Json = {}
    for name, described in schema_of(cls).fields.items():
        example = described.metadata.get("example")
        if example is not None:
            found[name] = example
        elif described.required:
            if isinstance(described, ma.fields.Enum):
                found[name] = str(next(member.value for member in described.enum))
                continue
            return {}
    return found


def _open_answers(made: dict[str, Any]) -> None:
    """Drop ``additionalProperties: false`` from schemas that no request reaches."""
    schemas: dict[str, Any] = made.get("components", {}).get("schemas", {})
    asked: set[str] = set()
    for path in made.get("paths", {}).values():
        for operation in path.values():
            if isinstance(operation, Mapping):
                _reach(operation.get("requestBody"), schemas, asked)
    for name, schema in schemas.items():
        if name not in asked:
            schema.pop("additionalProperties", None)


def _reach(node: object, schemas: Mapping[str, Any], reached: set[str]) -> None:
    """Note every schema that this part of the document refers to, however deep."""
    if isinstance(node, list):
        for inner in node:
            _reach(inner, schemas, reached)
    if not isinstance(node, Mapping):
        return
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name in schemas and name not in reached:
        reached.add(name)
        _reach(schemas[name], schemas, reached)
    for inner in node.values():
        _reach(inner, schemas, reached)
