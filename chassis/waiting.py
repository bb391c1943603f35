"""Answers that are held back until there may be something to answer, without a worker (long polling).

A handler leaves a `Wait` with an answer that may be another one soon (`ask_again`). The server then waits by it on the
request's own connection, and has the handler asked once more when it says so.
"""

from collections.abc import Callable
from typing import Any, Final

from werkzeug.wrappers import Request

Wait = Callable[[Callable[[], bool]], bool]
"""Waits for what may change an answer; tells whether the handler is to be asked once more. It is given what tells
whether the server stops."""

_WAIT: Final = "motcua.wait"


def ask_again(request: Request, wait: Wait) -> None:
    """Leave with the answer to a request that it may be another one soon."""
    request.environ[_WAIT] = wait


def waited_for(environ: dict[str, Any]) -> Wait | None:
    """What a handler left with its last answer, once."""
    found: Wait | None = environ.pop(_WAIT, None)
    return found
