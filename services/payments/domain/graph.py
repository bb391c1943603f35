"""The tables of states drawn for people: as text, as Mermaid state diagrams, as one Graphviz digraph.

Every drawing has every edge of the tables, of attempts to pay, of refunds and of differences, once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.payments.domain import differences, refunds, states


@dataclass(frozen=True, slots=True)
class Picture:
    """One table, as it is drawn: states and edges with their words, Vietnamese and English."""

    name: str
    title: tuple[str, str]
    first: str
    states: Mapping[str, tuple[str, str]]
    edges: Sequence[tuple[str, str, str]]
    actions: Mapping[str, tuple[str, str]]

    def leaving(self, state: str) -> list[tuple[str, str]]:
        """What can happen in a state: action and where it leads."""
        return [(action, to) for at, action, to in self.edges if at == state]


PICTURES: Final = (
    Picture(
        "payment",
        ("Giao dịch thanh toán", "An attempt to pay"),
        states.State.CREATED.value,
        {state.value: words for state, words in states.WORDS.items()},
        [(at.value, action.value, to.value) for (at, action), to in states.TABLE.items()],
        {action.value: words for action, words in states.ACTION_WORDS.items()},
    ),
    Picture(
        "refund",
        ("Hoàn tiền", "A refund"),
        refunds.RefundState.REQUESTED.value,
        {state.value: words for state, words in refunds.WORDS.items()},
        [(at.value, action.value, to.value) for (at, action), to in refunds.TABLE.items()],
        {action.value: words for action, words in refunds.ACTION_WORDS.items()},
    ),
    Picture(
        "difference",
        ("Chênh lệch đối soát", "A difference"),
        differences.DifferenceState.OPEN.value,
        {state.value: words for state, words in differences.WORDS.items()},
        [(at.value, action.value, to.value) for (at, action), to in differences.TABLE.items()],
        {action.value: words for action, words in differences.ACTION_WORDS.items()},
    ),
)


def text() -> str:
    """One block for each state: what can happen there and where it leads."""
    blocks = []
    for picture in PICTURES:
        blocks.append("# {} ({})".format(*picture.title))
        for state, words in picture.states.items():
            lines = ["{}  {} ({})".format(state, *words)]
            for action, to in picture.leaving(state):
                lines.append(f"  → {to:<20} {picture.actions[action][0]} [{action}]")
            if len(lines) == 1:
                lines.append("    (kết thúc; nothing leads on)")
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def mermaid() -> str:
    """One ``stateDiagram-v2`` of Mermaid with a composite state for each table."""
    lines = ["stateDiagram-v2"]
    for picture in PICTURES:
        lines.append(f'    state "{picture.title[0]}" as {picture.name} {{')
        lines += [f"        {picture.name}_{state} : {words[0]}" for state, words in picture.states.items()]
        lines.append(f"        [*] --> {picture.name}_{picture.first}")
        lines += [f"        {picture.name}_{at} --> {picture.name}_{to} : {action}" for at, action, to in picture.edges]
        ends = [state for state in picture.states if not picture.leaving(state)]
        lines += [f"        {picture.name}_{state} --> [*]" for state in ends]
        lines.append("    }")
    return "\n".join(lines)


def dot() -> str:
    """A digraph of Graphviz with a cluster for each table."""
    lines = ["digraph payments {", "  rankdir=LR; node [shape=box];"]
    for picture in PICTURES:
        lines.append(f'  subgraph cluster_{picture.name} {{ label="{picture.title[0]}";')
        lines += [f'    {picture.name}_{state} [label="{words[0]}"];' for state, words in picture.states.items()]
        lines += [
            f'    {picture.name}_{at} -> {picture.name}_{to} [label="{action}"];' for at, action, to in picture.edges
        ]
        lines.append("  }")
    return "\n".join([*lines, "}"])


FORMATS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType({"text": text, "mermaid": mermaid, "dot": dot})
"""How the tables can be drawn."""
