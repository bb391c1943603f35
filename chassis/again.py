"""Answers that an HTTP server gives again without asking its handler.

A handler leaves an `Again` with its answer (`give_again`); the server then gives the answer by it to the same question,
without a worker, for as long as the `Again` likes to. The same question is a GET or HEAD without a body, credentials or
a range, of the same path, query and Accept-Language.
"""

import dataclasses
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from werkzeug.wrappers import Request

AGAIN_KEPT: Final = 2_000
"""How many answers a server keeps to give again; the least used go first."""

_AGAIN: Final = "motcua.again"

Question = tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """An answer that is given again: whole, but for the trace."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


Again = Callable[[dict[str, Any], str], Given | None]
"""Gives an answer again to a request (its environ and trace), or None when a handler must be asked."""


def give_again(request: Request, again: Again) -> None:
    """Leave with the answer to a request how it can be given again."""
    request.environ[_AGAIN] = again


def question_of(environ: dict[str, Any]) -> Question | None:
    """What makes two requests the same question; None for one whose answer may be another each time."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("CONTENT_LENGTH"):
        return None
    if "HTTP_AUTHORIZATION" in environ or "HTTP_COOKIE" in environ or "HTTP_RANGE" in environ:
        return None
    return environ["PATH_INFO"], environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")


class KeptAnswers:
    """How the last `AGAIN_KEPT` questions can be answered again, each with the route it was answered by."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Question, tuple[str, Again]] = OrderedDict()

    def give(self, question: Question, environ: dict[str, Any], trace: str) -> tuple[str, Given] | None:
        """The route and the answer, or None when a handler must be asked."""
        known = self._kept.get(question)
        if known is None:
            return None
        route, again = known
        given = again(environ, trace)
        if given is None:
            del self._kept[question]
            return None
        self._kept.move_to_end(question)
        return route, given

    def keep(self, question: Question, environ: dict[str, Any], route: str) -> None:
        """Keep what the handler of this request left, if it left something."""
        if _AGAIN not in environ:
            return
        self._kept[question] = (route, environ[_AGAIN])
        if len(self._kept) > AGAIN_KEPT:
            self._kept.popitem(last=False)
