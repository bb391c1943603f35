"""A copy of everything a service holds about one person, from a declaration that no column can be missing from.

A service says in ``services/<service>/personal.py`` which of its tables hold data of people, whose a row is, what of it
goes out under which name, and of every column that does not, why. A test walks all tables and fails for a column of
which nothing is said, so a copy is whole or says what it leaves out.

Guarantees of `page_of`: the rows of one person and no others; sealed texts in the clear; pages that fit the bus, in one
order, so that all of them together hold each row once. Sealed texts that cannot be opened fail the whole page: a copy
with holes that nobody sees would be worse than none.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

import sqlalchemy as sa

from chassis.callers import Caller
from chassis.errors import NOT_FOR_YOU, Forbidden, error
from chassis.records import Json, Rule, record
from chassis.resealing import SealedColumn
from chassis.sealing import Sealer
from chassis.tables import audit

ROWS: Final = 200
BYTES: Final = 400_000
"""What a page holds at most: rows, or bytes of JSON once they are passed."""
PROVED_WITHIN: Final = dt.timedelta(minutes=15)
"""How long ago the caller may have proved who they are: a little more than accounts asks, which lets a copy begin."""

OWN_NAME_ONLY = error(
    "personal-data.own-name",
    Forbidden,
    vi="Quyền này chỉ dùng cho chính mình. Xin thôi làm việc thay người khác rồi thử lại.",
    en="This right is for oneself only. Please stop acting for somebody else, then try again.",
)
PROOF_TOO_OLD = error(
    "personal-data.proof-too-old",
    Forbidden,
    vi="Lần xác thực gần nhất đã quá lâu. Xin xác thực lại rồi thử lại.",
    en="It is too long since you last proved who you are. Please do so again, then try again.",
)


@record
class ExportPersonalData:
    """Everything the service holds about the caller, page by page."""

    cursor: Annotated[str, Rule(max=400, description="As the previous page gave it; empty for the first")] = ""


@record
class PersonalField:
    """What one field of a part is."""

    name: Annotated[str, Rule(max=60)]
    title: Annotated[str, Rule(max=200, description="In Vietnamese")]
    kind: Annotated[str, Rule(choices=("text", "number", "yes-no", "day", "moment", "list", "object"))]


@record
class PersonalPart:
    """Rows of one sort. A part that goes on comes again on the next page."""

    name: Annotated[str, Rule(max=60)]
    title: Annotated[str, Rule(max=200, description="In Vietnamese")]
    fields: tuple[PersonalField, ...]
    rows: tuple[Json, ...]


@record
class PersonalDataPage:
    """A page; ``next_cursor`` is empty on the last. Parts without rows are told too."""

    service: Annotated[str, Rule(max=60)]
    parts: tuple[PersonalPart, ...]
    next_cursor: Annotated[str, Rule(max=400)] = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A column that goes out. Sealed ones are opened; ``read`` makes the value where the column alone is not it."""

    column: sa.Column[Any]
    title: str
    name: str = ""
    read: Callable[[Sealer | None, Any], object] | None = None
    kind: str = ""

    @property
    def key(self) -> str:
        return self.name or self.column.name.removesuffix("_sealed")


@dataclass(frozen=True, slots=True)
class Part:
    """A table as it goes out: whose a row is, what of it is told, and of the other columns why not."""

    name: str
    title: str
    table: sa.Table
    whose: Callable[[str], sa.ColumnElement[bool]]
    told: tuple[Told, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> Iterator[str]:
        """The names of the columns of which something is said."""
        yield from (told.column.name for told in self.told)
        yield from self.left_out


INTERNAL: Final[Mapping[str, str]] = {
    "idempotency": "sealed answers to repeated requests, deleted after seven days; what they answered is in the parts",
    "event_stream": "counts the events of each thing",
    "outbox": "tells other services of changes that are in the parts; deleted 90 days after it was told",
    "inbox": "the ids of events that were handled",
    "inbox_position": "counts the events of each thing",
    "inbox_parked": "events that wait for their turn or for a human; their content is that of the parts",
}
"""Tables that every service has: why they are no part."""


def audit_part() -> Part:
    """What the audit trail of a service says about a person: done to them, or by them."""
    row = audit.c
    return Part(
        "audit",
        "Nhật ký: ai đã làm gì với dữ liệu của bạn, và bạn đã làm gì",
        audit,
        lambda person: sa.or_(row.about == person, row.actor == person),
        (
            Told(row.at, "Lúc"),
            Told(row.act, "Việc"),
            Told(row.outcome, "Kết quả"),
            Told(row.actor_kind, "Ai làm (người dân, cán bộ, hệ thống)"),
            Told(row.agency, "Cơ quan"),
            Told(row.object, "Đối tượng"),
            Told(row.why, "Mục đích đã nêu"),
            Told(row.facts, "Chi tiết"),
        ),
        {
            "seq": "the place in a chain that all people share",
            "actor": "the id of whoever acted; officers are named in the list of looks",
            "about": "the person themselves",
            "session": "an internal id; sessions are a part of their own",
            "trace": "an internal id for finding log lines",
            "previous": "proves the chain, tells nothing about a person",
            "hash": "proves the chain, tells nothing about a person",
        },
    )


def require_own(caller: Caller, now: dt.datetime) -> None:
    """Let pass a person who asks for themselves and has lately proved who they are."""
    if not caller.is_citizen or not caller.session:
        raise NOT_FOR_YOU()
    if caller.acting is not None:
        raise OWN_NAME_ONLY()
    if dt.datetime.fromtimestamp(caller.authenticated_at, dt.UTC) < now - PROVED_WITHIN:
        raise PROOF_TOO_OLD()


def page_of(
    db: sa.Connection,
    sealer: Sealer | None,
    service: str,
    parts: Sequence[Part],
    sealed: Sequence[SealedColumn],
    person: str,
    cursor: str,
) -> PersonalDataPage:
    """A page of everything about a person, after the place that the page before ended at."""
    first, after = json.loads(cursor) if cursor else (0, None)
    opened = {one.column: one for one in sealed}
    found: list[PersonalPart] = []
    rows = size = 0
    for place in range(first, len(parts)):
        part, told = parts[place], []
        more = False
        for row in _rows(db, part, person, after, ROWS - rows + 1):
            if rows >= ROWS or size >= BYTES:
                more = True
                break
            values = {one.key: _value(one, row, sealer, opened) for one in part.told}
            after = [row._mapping[key.name] for key in part.table.primary_key.columns]
            told.append(values)
            rows, size = rows + 1, size + len(json.dumps(values, ensure_ascii=False))
        fields = tuple(PersonalField(name=one.key, title=one.title, kind=kind_of(one)) for one in part.told)
        found.append(PersonalPart(name=part.name, title=part.title, fields=fields, rows=tuple(told)))
        if more:
            return PersonalDataPage(service=service, parts=tuple(found), next_cursor=json.dumps([place, after]))
        after = None
    return PersonalDataPage(service=service, parts=tuple(found))


def kind_of(told: Told) -> str:
    """What sort of value a field has."""
    if told.kind:
        return told.kind
    kinds: tuple[tuple[type[Any], str], ...] = (
        (sa.Boolean, "yes-no"),
        (sa.Integer, "number"),
        (sa.Numeric, "number"),
        (sa.DateTime, "moment"),
        (sa.Date, "day"),
        (sa.ARRAY, "list"),
        (sa.JSON, "object"),
    )
    return next((kind for known, kind in kinds if isinstance(told.column.type, known)), "text")


def unexplained(metadata: sa.MetaData, parts: Sequence[Part], explained: Mapping[str, str]) -> list[str]:
    """The columns of which neither a part nor an explanation says anything, and what is said of none that exists."""
    said: dict[str, set[str]] = {}
    for part in parts:
        said.setdefault(part.table.name, set()).update(part.columns())
    wrong = []
    for table in metadata.tables.values():
        if table.name in explained and table.name not in said:
            continue
        columns = {column.name for column in table.columns}
        wrong += [f"{table.name}.{name}" for name in sorted(columns ^ said.get(table.name, set()))]
    return wrong + [f"{name}: no such table" for name in sorted(explained.keys() - metadata.tables.keys())]


def _rows(db: sa.Connection, part: Part, person: str, after: list[Any] | None, limit: int) -> Iterator[sa.Row[Any]]:
    keys = list(part.table.primary_key.columns)
    chosen = sa.select(part.table).where(part.whose(person))
    if after is not None:
        place = (sa.literal(value, key.type) for value, key in zip(after, keys, strict=True))
        chosen = chosen.where(sa.tuple_(*keys) > sa.tuple_(*place))
    yield from db.execute(chosen.order_by(*keys).limit(limit))


def _value(told: Told, row: sa.Row[Any], sealer: Sealer | None, opened: Mapping[Any, SealedColumn]) -> object:
    value = row._mapping[told.column.name]
    if told.read is not None:
        return told.read(sealer, row)
    if (sealed := opened.get(told.column)) is not None:
        if sealer is None:
            raise TypeError(f"{told.column} is sealed")
        return sealer.unseal(sealed.purpose, value, sealed.context(row)) if value else ""
    return plain(value)


def plain(value: Any) -> object:
    """A value as JSON has it; instants in UTC."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
