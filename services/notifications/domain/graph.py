"""The table of states of a message drawn for people: as text, as a Mermaid state diagram, as a Graphviz digraph.

Every drawing has every edge of the table once.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from services.notifications.domain.states import LOST, NEXT, Happening, State

STATE_NAMES: Final[Mapping[State, tuple[str, str]]] = MappingProxyType(
    {
        State.QUEUED: ("đang chờ gửi", "waits to be sent"),
        State.SENDING: ("đang gửi", "is being handed over"),
        State.SENT: ("đã gửi", "the provider has it, or it lies in the inbox"),
        State.DELIVERED: ("đã đến máy", "reported as delivered"),
        State.READ: ("đã đọc", "read"),
        State.UNDELIVERED: ("không đến máy", "reported as not delivered"),
        State.FAILED: ("bị từ chối", "refused by the provider"),
        State.GIVEN_UP: ("thôi không gửi nữa", "every attempt failed, or its time was over"),
        State.CANCELLED: ("không cần gửi nữa", "not needed any more"),
    }
)
HAPPENING_NAMES: Final[Mapping[Happening, tuple[str, str]]] = MappingProxyType(
    {
        Happening.CLAIMED: ("đến lượt", "its turn has come"),
        Happening.TAKEN: ("nhà cung cấp nhận", "taken by the provider"),
        Happening.REFUSED: ("nhà cung cấp từ chối", "refused by the provider"),
        Happening.POSTPONED: ("chưa gửi được, thử lại", "not taken, to be tried again"),
        Happening.HELD: ("giờ yên tĩnh", "quiet hours"),
        Happening.EXHAUSTED: ("hết lượt thử", "the last attempt failed"),
        Happening.EXPIRED: ("hết hạn", "its time is over"),
        Happening.SUPERSEDED: ("có tin mới thay", "overtaken by a later one"),
        Happening.UNWANTED: ("người nhận không muốn nữa", "its person does not want it any more"),
        Happening.OVER: ("việc nhắc đã xong", "what it reminds of is done"),
        Happening.REPORTED_DELIVERED: ("báo đã đến", "reported as delivered"),
        Happening.REPORTED_UNDELIVERED: ("báo không đến", "reported as not delivered"),
        Happening.OPENED: ("mở đọc", "opened"),
        Happening.CLOSED: ("đánh dấu chưa đọc", "marked as unread"),
    }
)


def text() -> str:
    """One block for each state: what may happen there and where it leads."""
    blocks = []
    for state, (vi, en) in STATE_NAMES.items():
        alarm = "  ! báo động, gửi kênh khác (alarm, another channel)" if state in LOST else ""
        lines = [f"{state}  {vi} ({en}){alarm}"]
        lines += [
            f"  → {to:<12} {HAPPENING_NAMES[happening][0]} [{happening}]"
            for (at, happening), to in NEXT.items()
            if at is state
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def mermaid() -> str:
    """A ``stateDiagram-v2`` of Mermaid."""
    lines = ["stateDiagram-v2", *(f"    {state} : {vi}" for state, (vi, _) in STATE_NAMES.items())]
    lines += ["    [*] --> queued", "    [*] --> sent : hộp thư"]
    lines += [f"    {at} --> {to} : {happening}" for (at, happening), to in NEXT.items()]
    return "\n".join(lines)


def dot() -> str:
    """A digraph of Graphviz."""
    lines = ["digraph message {", "  rankdir=LR; node [shape=box];"]
    lines += [f'  {state} [label="{vi}"];' for state, (vi, _) in STATE_NAMES.items()]
    lines += [f'  {at} -> {to} [label="{happening}"];' for (at, happening), to in NEXT.items()]
    return "\n".join([*lines, "}"])


FORMATS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType({"text": text, "mermaid": mermaid, "dot": dot})
"""How the table can be drawn."""
