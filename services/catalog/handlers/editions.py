"""Editions as their editors and reviewers see them: one, a list, what is wrong, what was done."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from chassis.callers import Caller
from chassis.contracts import Call
from chassis.errors import FieldProblem, declared_errors
from chassis.storage import Storage
from services.catalog import editions_store, policy, soundness, store
from services.catalog.contract import (
    CURSOR_WRONG,
    EDITION_NOT_FOUND,
    CheckEdition,
    Edition,
    EditionAct,
    EditionCheck,
    EditionHistory,
    EditionLine,
    EditionPage,
    EditionProblem,
    EditionState,
    GetEdition,
    GetEditionHistory,
    ListEditions,
)
from services.catalog.domain.editing import NAMES, State, acts_for
from services.catalog.handlers.cursors import cursor_in, place_in

Row = sa.Row[Any]


def found(db: sa.Connection, edition_id: str, *, lock: bool = False) -> Row:
    """The edition; raises `EDITION_NOT_FOUND`."""
    row = editions_store.load(db, edition_id, lock=lock)
    if row is None:
        raise EDITION_NOT_FOUND()
    return row


def latest_version(db: sa.Connection, code: str) -> int | None:
    """The number of the newest published version."""
    rows = store.published_rows(db, code)
    return int(rows[-1].version) if rows else None


def view(db: sa.Connection, row: Row, caller: Caller) -> Edition:
    """An edition with what its reader may do."""
    state = State(row.state)
    return Edition(
        id=row.id,
        code=row.code,
        state=EditionState(row.state),
        state_vi=NAMES[state][0],
        state_en=NAMES[state][1],
        version=row.version,
        content=row.content,
        base_version=row.base_version,
        outdated=row.published_version is None and latest_version(db, row.code) != row.base_version,
        remarks=row.remarks,
        actions=tuple(act.value for act in acts_for(state, caller.roles)),
        started_at=row.started_at,
        changed_at=row.changed_at,
        published_version=row.published_version,
    )


def get_edition(call: Call[GetEdition], storage: Storage) -> Edition:
    policy.check(call.caller, call.method)
    with storage.read() as db:
        return view(db, found(db, call.request.edition_id), call.caller)


def list_editions(call: Call[ListEditions], storage: Storage) -> EditionPage:
    policy.check(call.caller, call.method)
    asked = call.request
    place = place_in(asked, asked.cursor, str, str)
    with storage.read() as db:
        state = asked.state.value if asked.state else None
        rows = editions_store.page(db, state, asked.code, _place(place), asked.limit)
        shown = rows[: asked.limit]
        names = editions_store.names_of(db, [row.id for row in shown])
    more = len(rows) > len(shown)
    return EditionPage(
        items=tuple(_line(row, *names.get(row.id, ("", ""))) for row in shown),
        next_cursor=cursor_in(asked, shown[-1].changed_at.isoformat(), shown[-1].id) if more else "",
    )


def _place(place: list[str | float] | None) -> tuple[dt.datetime, str] | None:
    if place is None:
        return None
    moment: dt.datetime | None
    try:
        moment = dt.datetime.fromisoformat(str(place[0]))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CURSOR_WRONG(problems=[FieldProblem("/cursor", CURSOR_WRONG.code, {})])
    return moment, str(place[1])


def _line(row: Row, started_by: str, changed_by: str) -> EditionLine:
    state = State(row.state)
    return EditionLine(
        id=row.id,
        code=row.code,
        name=str(row.content.get("name", ""))[:2000],
        state=EditionState(row.state),
        state_vi=NAMES[state][0],
        state_en=NAMES[state][1],
        version=row.version,
        base_version=row.base_version,
        started_by=started_by,
        changed_by=changed_by,
        changed_at=row.changed_at,
        published_version=row.published_version,
    )


def check_edition(call: Call[CheckEdition], storage: Storage) -> EditionCheck:
    policy.check(call.caller, call.method)
    with storage.read() as db:
        examined = examine(db, found(db, call.request.edition_id))
    return EditionCheck(problems=told(examined.problems), warnings=told(examined.warnings))


def examine(db: sa.Connection, row: Row) -> soundness.Examined:
    """What is wrong with an edition."""
    known = soundness.Known(
        fields={field.key: field.name for field in store.all_fields(db)},
        life_events=frozenset(group.key for group in store.all_life_events(db)),
    )
    return soundness.examine(row.code, row.content, known)


def told(problems: Iterable[FieldProblem]) -> tuple[EditionProblem, ...]:
    """Problems with sentences; the gateway has those for what is wrong with the form of a value."""
    errors = declared_errors()
    return tuple(
        EditionProblem(
            pointer=problem.pointer,
            code=problem.code,
            vi=errors[problem.code].text("vi", problem.params) if problem.code in errors else "",
            en=errors[problem.code].text("en", problem.params) if problem.code in errors else "",
            params={name: str(value) for name, value in problem.params.items()},
        )
        for problem in problems
    )


def get_edition_history(call: Call[GetEditionHistory], storage: Storage) -> EditionHistory:
    policy.check(call.caller, call.method)
    with storage.read() as db:
        row = found(db, call.request.edition_id)
        acts = editions_store.acts_of(db, row.id)
    return EditionHistory(
        edition_id=row.id,
        items=tuple(
            EditionAct(
                seq=act.seq,
                act=act.act,
                from_state=EditionState(act.from_state) if act.from_state else None,
                to_state=EditionState(act.to_state),
                at=act.at,
                actor_id=act.actor_id,
                actor_name=act.actor_name,
                note=act.note,
                content_hash=act.content_hash,
            )
            for act in acts
        ),
    )
