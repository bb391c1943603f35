"""Typed errors that cross services: one base, one class for each way a request can fail, one stable code each.

A service declares its errors once, in its ``contract``::

    DOSSIER_NOT_FOUND = error("dossier.not-found", NotFound,
                              vi="Không tìm thấy hồ sơ {code}. …", en="There is no dossier {code}. …")

and raises them with the facts the sentence needs: ``raise DOSSIER_NOT_FOUND(code="…")``. The sentence must say what
the reader can do. Only the code and the facts travel; the text is made where it is shown, in the reader's language.
Facts must not hold personal data: they reach logs, and the caller.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NoReturn, Self

from chassis.spoken import Spoken


class PortalError(Exception):
    """Base of all errors that a caller is meant to see. ``kind`` is the wire name; ``status`` its HTTP twin (RFC 9457).

    ``retryable`` says whether the same request may succeed later without being changed; ``denies``, which does not
    travel, that a known caller was refused what is not theirs, which belongs into the audit trail.
    """

    kind: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    denies: bool = False

    def __init__(
        self,
        code: str,
        *,
        params: Mapping[str, object] | None = None,
        problems: Sequence["FieldProblem"] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, object] = dict(params or {})
        self.problems = tuple(problems)
        self.retry_after = retry_after

    def as_denial(self) -> Self:
        """The same error, for the audit trail a refusal: a "not found" that hides what is somebody else's."""
        self.denies = True
        return self

    def to_wire(self) -> dict[str, object]:
        """This error as plain JSON; `from_wire` gives it back."""
        return {
            "kind": self.kind,
            "code": self.code,
            "params": self.params,
            "problems": [problem.to_wire() for problem in self.problems],
            "retry_after": self.retry_after,
        }

    def __reduce__(self) -> tuple[object, ...]:
        return (from_wire, (self.to_wire(),))


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field. ``pointer`` is an RFC 6901 JSON pointer into the request; ``code`` is stable."""

    pointer: str
    code: str
    params: Mapping[str, object]

    def to_wire(self) -> dict[str, object]:
        return {"pointer": self.pointer, "code": self.code, "params": dict(self.params)}


class NotFound(PortalError):
    """The thing does not exist, or the caller may not know that it does."""

    kind = "not-found"
    status = 404


class Conflict(PortalError):
    """The request is sound, but the state of the thing does not allow it now."""

    kind = "conflict"
    status = 409


class Stale(PortalError):
    """The caller decided on a version that has been changed since (HTTP If-Match)."""

    kind = "stale"
    status = 412


class Invalid(PortalError):
    """The request itself is wrong; ``problems`` names the fields."""

    kind = "invalid"
    status = 422


class Unauthenticated(PortalError):
    """Nobody is signed in, or the proof that was given is wrong or no longer good."""

    kind = "unauthenticated"
    status = 401


class Forbidden(PortalError):
    """The caller is known and may not do this."""

    kind = "forbidden"
    status = 403
    denies = True


class TooMany(PortalError):
    """A limit was reached; ``retry_after`` seconds say when to come back."""

    kind = "too-many"
    status = 429
    retryable = True


class Unavailable(PortalError):
    """Something this needs is away for now; nothing is known to have happened. Try again with the same key."""

    kind = "unavailable"
    status = 503
    retryable = True


class Internal(PortalError):
    """A defect on our side. Its details are in the log under the request's trace, never in the answer."""

    kind = "internal"
    status = 500


KINDS: dict[str, type[PortalError]] = {
    cls.kind: cls
    for cls in (NotFound, Conflict, Stale, Invalid, Unauthenticated, Forbidden, TooMany, Unavailable, Internal)
}


@dataclass(frozen=True, slots=True)
class ErrorType:
    """A declared error: call it with the facts its sentences name to get the exception to raise."""

    code: str
    cls: type[PortalError]
    vi: str
    en: str

    def __call__(
        self, *, problems: Sequence[FieldProblem] = (), retry_after: int | None = None, **params: object
    ) -> PortalError:
        return self.cls(self.code, params=params, problems=problems, retry_after=retry_after)

    def fail(self, **params: object) -> NoReturn:
        """Raise this error with these facts."""
        raise self.cls(self.code, params=params)

    def text(self, language: str, params: Mapping[str, object]) -> str:
        """The sentence in ``vi`` or ``en``, the facts filled in as people read them; see `Spoken`."""
        template = self.en if language == "en" else self.vi
        return template.format_map(Spoken(params, language))


_registry: dict[str, ErrorType] = {}


def error(code: str, cls: type[PortalError], *, vi: str, en: str) -> ErrorType:
    """Declare an error. Codes are for ever: a second declaration of one with other words is a defect."""
    declared = ErrorType(code, cls, vi, en)
    known = _registry.setdefault(code, declared)
    if known != declared:
        raise ValueError(f"error code {code!r} is declared twice, differently")
    return declared


def declared_errors() -> dict[str, ErrorType]:
    """All errors that the imported contracts declare, by code."""
    return dict(_registry)


def text_of(problem: PortalError, language: str) -> str:
    """The sentence for an error in ``vi`` or ``en``; for a code nobody declared, a general one of its kind."""
    declared = _registry.get(problem.code) or _registry[INTERNAL.code]
    return declared.text(language, problem.params)


def told_at_a_console(error: PortalError, language: str = "en") -> str:
    """What an operator's command says of it: the sentence, and a line with its code for each field that is wrong."""
    wrong = (f"  {one.pointer or '/'}: {one.code}" for one in error.problems)
    return "\n".join((text_of(error, language), *wrong))


def from_wire(body: Mapping[str, object]) -> PortalError:
    """The error that `PortalError.to_wire` described; what cannot be understood becomes `Internal`."""
    cls = KINDS.get(str(body.get("kind")), Internal)
    params = body.get("params")
    raw = body.get("problems")
    retry_after = body.get("retry_after")
    problems = [
        FieldProblem(str(p.get("pointer", "")), str(p.get("code", "")), p.get("params") or {})
        for p in (raw if isinstance(raw, list) else [])
        if isinstance(p, Mapping)
    ]
    return cls(
        str(body.get("code") or INTERNAL.code),
        params=params if isinstance(params, Mapping) else {},
        problems=problems,
        retry_after=retry_after if isinstance(retry_after, int) else None,
    )


INTERNAL = error(
    "internal",
    Internal,
    vi="Hệ thống gặp lỗi ngoài dự kiến. Xin thử lại sau ít phút; nếu vẫn lỗi, hãy báo mã yêu cầu cho bộ phận hỗ trợ.",
    en="Something went wrong on our side. Please try again in a few minutes; if it persists, report the request id.",
)
INVALID_REQUEST = error(
    "request.invalid",
    Invalid,
    vi="Thông tin gửi lên chưa đúng. Xin sửa các mục được chỉ ra rồi gửi lại.",
    en="Some of what was sent is not right. Please correct the fields named below and send it again.",
)
DEADLINE_PASSED = error(
    "request.deadline-passed",
    Unavailable,
    vi="Hệ thống chưa trả lời kịp. Xin thử lại; nếu đã gửi, yêu cầu sẽ không bị tính hai lần.",
    en="The system did not answer in time. Please try again; what was already sent will not count twice.",
)
SERVICE_AWAY = error(
    "service.unavailable",
    Unavailable,
    vi="Một phần của hệ thống đang tạm ngừng. Xin thử lại sau ít phút.",
    en="A part of the system is away for the moment. Please try again in a few minutes.",
)
KEY_REUSED = error(
    "request.idempotency-key-reused",
    Invalid,
    vi="Khóa Idempotency-Key này đã dùng cho một yêu cầu khác. Hãy dùng khóa mới cho yêu cầu mới.",
    en="This Idempotency-Key was already used for a different request. Use a new key for a new request.",
)
KEY_MISSING = error(
    "request.idempotency-key-missing",
    Invalid,
    vi="Yêu cầu này cần khóa Idempotency-Key để không bị thực hiện hai lần. Hãy gửi kèm một khóa mới.",
    en="This request needs an Idempotency-Key so that it cannot be carried out twice. Send a new one along.",
)
STILL_RUNNING = error(
    "request.still-running",
    Conflict,
    vi="Yêu cầu cùng khóa này đang được xử lý. Xin đợi giây lát rồi hỏi lại.",
    en="A request with this key is still being carried out. Wait a moment and ask again.",
)
NOT_FOR_YOU = error(
    "request.forbidden",
    Forbidden,
    vi="Tài khoản của bạn không được phép làm việc này.",
    en="Your account is not allowed to do this.",
)
SIGN_IN_FIRST = error(
    "request.sign-in-first",
    Unauthenticated,
    vi="Xin đăng nhập để tiếp tục.",
    en="Please sign in to continue.",
)
METHOD_UNKNOWN = error(
    "request.unknown-method",
    NotFound,
    vi="Hệ thống không có chức năng được gọi.",
    en="The called function does not exist.",
)
