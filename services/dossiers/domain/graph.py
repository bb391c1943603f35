"""The state table drawn for people: as text, as a Mermaid state diagram, as a Graphviz digraph.

Every drawing has every edge of the table once. Actions that leave the state where it is are drawn as loops, and in the
text stand under their state.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from services.dossiers.domain.actions import ACTION_NAMES, NEED_NAMES, PARTY_NAMES, STATE_NAMES, Action, State
from services.dossiers.domain.states import TABLE, Edge


def text() -> str:
    """One block for each state: what can be done there, by whom, what it needs, where it leads, by which source."""
    blocks = []
    for state, name in STATE_NAMES.items():
        lines = [f"{state.value}  {name.vi} ({name.en})"]
        leaving = [(action, made) for (at, action), made in TABLE.items() if at is state]
        lines += [_line(action, made) for action, made in leaving] or ["     (kết thúc; nothing leads on)"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _line(action: Action, made: Edge) -> str:
    who = ", ".join(PARTY_NAMES[party].vi for party in sorted(made.parties))
    needs = ", ".join(NEED_NAMES[need].vi for need in made.needs)
    told = [f"  → {made.to.value:<2} {ACTION_NAMES[action].vi} [{action}]", f"         do {who}"]
    if needs:
        told.append(f"         cần {needs}")
    if made.guard:
        told.append(f"         nếu {made.guard}")
    return "\n".join([*told, f"         {made.source}"])


def mermaid() -> str:
    """A ``stateDiagram-v2`` of Mermaid."""
    lines = ["stateDiagram-v2"]
    lines += [f"    s{state.value} : {state.value} {name.vi}" for state, name in STATE_NAMES.items()]
    lines.append("    [*] --> s0")
    for (at, action), made in TABLE.items():
        lines.append(f"    s{at.value} --> s{made.to.value} : {_label(action, made)}")
    ends = [state for state in State if not any(at is state for at, _ in TABLE)]
    return "\n".join([*lines, *(f"    s{state.value} --> [*]" for state in ends)])


def dot() -> str:
    """A digraph of Graphviz."""
    lines = ["digraph dossier {", "  rankdir=LR; node [shape=box];"]
    lines += [f'  {state.value} [label="{state.value} {name.vi}"];' for state, name in STATE_NAMES.items()]
    for (at, action), made in TABLE.items():
        lines.append(f'  {at.value} -> {made.to.value} [label="{_label(action, made)}"];')
    return "\n".join([*lines, "}"])


def _label(action: Action, made: Edge) -> str:
    who = "/".join(sorted(made.parties))
    guard = f" [{made.guard}]" if made.guard else ""
    return f"{action} ({who}){guard}"


FORMATS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType({"text": text, "mermaid": mermaid, "dot": dot})
"""How the table can be drawn."""
