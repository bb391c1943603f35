"""Points in the code where a test makes this process die or stand still, to prove that nothing is lost there.

Set ``MOTCUA_FAILPOINT=name:action[:n]`` for one process: at the ``n``-th time (first by default) it reaches the named
point it does ``exit`` (as by ``kill -9``), ``raise`` or ``hang``. Without the variable a point costs one comparison.
"""

import os
import signal
from typing import Final

COMMAND_BEFORE_COMMIT: Final = "command.before-commit"
COMMAND_AFTER_COMMIT: Final = "command.after-commit"
CONSUMER_BEFORE_COMMIT: Final = "consumer.before-commit"
CONSUMER_AFTER_COMMIT: Final = "consumer.after-commit"
RELAY_AFTER_CONFIRM: Final = "relay.after-confirm"
REPLY_BEFORE_PUBLISH: Final = "reply.before-publish"

_armed = os.environ.get("MOTCUA_FAILPOINT", "")
_passed = 0


class FailpointReached(RuntimeError):
    """Raised by an armed failpoint whose action is ``raise``."""


def reach(name: str) -> None:
    """Say that execution is at the named point."""
    if _armed and _armed.startswith(name + ":"):
        _act(name)


def _act(name: str) -> None:
    global _passed
    action, _, nth = _armed[len(name) + 1 :].partition(":")
    _passed += 1
    if _passed != int(nth or 1):
        return
    if action == "exit":
        os.kill(os.getpid(), signal.SIGKILL)
    if action == "hang":
        os.kill(os.getpid(), signal.SIGSTOP)
    raise FailpointReached(name)
