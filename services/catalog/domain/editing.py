"""The life of an edition (bản biên tập): written, submitted, approved by a second person, published, or discarded.

One table says which act leads from where to where, and which role gives it. Whatever is changed after it was submitted
or approved goes back to being written, so what is published is what was approved, to the letter.
"""

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


class State(enum.StrEnum):
    """Where an edition stands."""

    WRITTEN = "written"  # đang soạn
    SUBMITTED = "submitted"  # chờ thẩm định
    APPROVED = "approved"  # đã duyệt, chờ công bố
    PUBLISHED = "published"  # đã công bố
    DISCARDED = "discarded"  # đã bỏ


class Act(enum.StrEnum):
    """What is done to an edition; the history keeps each."""

    START = "start"
    CHANGE = "change"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    DISCARD = "discard"


EDITOR: Final = "catalog_editor"
REVIEWER: Final = "catalog_reviewer"
OPEN: Final = frozenset({State.WRITTEN, State.SUBMITTED, State.APPROVED})
"""States of an edition that somebody still works on; a procedure has at most one."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One act from one state: where it leads, and the roles that may give it."""

    to: State
    roles: frozenset[str]


_EDIT = frozenset({EDITOR})
_REVIEW = frozenset({REVIEWER})
TABLE: Final[Mapping[tuple[State, Act], Edge]] = MappingProxyType(
    {
        (State.WRITTEN, Act.CHANGE): Edge(State.WRITTEN, _EDIT),
        (State.WRITTEN, Act.SUBMIT): Edge(State.SUBMITTED, _EDIT),
        (State.WRITTEN, Act.DISCARD): Edge(State.DISCARDED, _EDIT),
        (State.SUBMITTED, Act.CHANGE): Edge(State.WRITTEN, _EDIT),
        (State.SUBMITTED, Act.RETURN): Edge(State.WRITTEN, _REVIEW),
        (State.SUBMITTED, Act.APPROVE): Edge(State.APPROVED, _REVIEW),
        (State.SUBMITTED, Act.DISCARD): Edge(State.DISCARDED, _EDIT),
        (State.APPROVED, Act.CHANGE): Edge(State.WRITTEN, _EDIT),
        (State.APPROVED, Act.RETURN): Edge(State.WRITTEN, _REVIEW),
        (State.APPROVED, Act.PUBLISH): Edge(State.PUBLISHED, _EDIT | _REVIEW),
        (State.APPROVED, Act.DISCARD): Edge(State.DISCARDED, _EDIT),
    }
)
"""(state, act) -> edge. What is not here cannot be done."""

ROLES: Final[Mapping[Act, frozenset[str]]] = MappingProxyType(
    {Act.START: _EDIT}
    | {act: frozenset().union(*(e.roles for (_, a), e in TABLE.items() if a is act)) for act in Act if act != Act.START}
)
"""The roles that may give an act at all."""

NAMES: Final[Mapping[State, tuple[str, str]]] = MappingProxyType(
    {
        State.WRITTEN: ("Đang soạn", "Being written"),
        State.SUBMITTED: ("Chờ thẩm định", "Waiting for review"),
        State.APPROVED: ("Đã duyệt, chờ công bố", "Approved, to be published"),
        State.PUBLISHED: ("Đã công bố", "Published"),
        State.DISCARDED: ("Đã bỏ", "Discarded"),
    }
)


def acts_for(state: State, roles: Collection[str]) -> tuple[Act, ...]:
    """What somebody with these roles may do now."""
    return tuple(act for (at, act), edge in TABLE.items() if at is state and edge.roles & set(roles))


def is_second_person(person: str, editors: Collection[str]) -> bool:
    """Whether somebody may approve: nobody does who wrote any of it."""
    return person not in editors
