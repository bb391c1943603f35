"""The acts of editors and reviewers on an edition. Each is checked by one table and kept in a history."""

from typing import Any

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.ids import new_id
from chassis.storage import Storage, Work
from services.catalog import contract, editions_store, policy, soundness
from services.catalog.contract import (
    ApproveEdition,
    ChangeEdition,
    DiscardEdition,
    Edition,
    ReturnEdition,
    StartEdition,
    SubmitEdition,
)
from services.catalog.domain.canonical import content_hash
from services.catalog.domain.editing import NAMES, TABLE, Act, Edge, State, is_second_person
from services.catalog.handlers.editions import examine, found, latest_version, view
from services.catalog.handlers.reading import numbered

Row = sa.Row[Any]
_WRITING = (Act.START.value, Act.CHANGE.value)


def start_edition(call: Call[StartEdition], storage: Storage) -> Edition:
    """Begin an edition; a procedure has one open at most, so that no two people overwrite each other."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        content: dict[str, Any] = dict(asked.content or {})
        if asked.from_version is not None:
            base = numbered(work.db, asked.code, asked.from_version).content
            content = {**{name: value for name, value in base.items() if name not in soundness.OWN}, **content}
        row = editions_store.add(
            work.db,
            id=new_id(),
            code=asked.code,
            base_version=latest_version(work.db, asked.code) if asked.from_version is None else asked.from_version,
            content=content,
            state=State.WRITTEN.value,
            started_by=call.caller.id,
            started_at=work.now,
            changed_by=call.caller.id,
            changed_at=work.now,
        )
        if row is None:
            known = editions_store.open_of(work.db, asked.code)
            raise contract.EDITION_OPEN(code=asked.code, edition=known.id if known else "")
        _remember(work, row, Act.START, None, asked.note)
        return work.done(view(work.db, row, call.caller))


def change_edition(call: Call[ChangeEdition], storage: Storage) -> Edition:
    """Replace the content. What was submitted or approved has to be submitted again."""
    asked = call.request
    with storage.command(call) as work:
        row, edge = opened(work, call, Act.CHANGE)
        base = row.base_version
        if asked.base_version is not None:
            base = numbered(work.db, row.code, asked.base_version).version
        row = moved(work, row, Act.CHANGE, edge, asked.note, content=dict(asked.content), base_version=base)
        return work.done(view(work.db, row, call.caller))


def submit_edition(call: Call[SubmitEdition], storage: Storage) -> Edition:
    """Ask for a review; an edition with a problem is not taken, and all its problems are told."""
    with storage.command(call) as work:
        row, edge = opened(work, call, Act.SUBMIT)
        require_sound(work.db, row)
        row = moved(work, row, Act.SUBMIT, edge, call.request.note)
        return work.done(view(work.db, row, call.caller))


def return_edition(call: Call[ReturnEdition], storage: Storage) -> Edition:
    """Give it back to its editors, with remarks."""
    remarks = call.request.remarks
    with storage.command(call) as work:
        row, edge = opened(work, call, Act.RETURN)
        row = moved(work, row, Act.RETURN, edge, remarks, remarks=remarks)
        return work.done(view(work.db, row, call.caller))


def approve_edition(call: Call[ApproveEdition], storage: Storage) -> Edition:
    """Approve it, by somebody who wrote none of it."""
    with storage.command(call) as work:
        row, edge = opened(work, call, Act.APPROVE)
        editors = {act.actor_id for act in editions_store.acts_of(work.db, row.id) if act.act in _WRITING}
        if not is_second_person(call.caller.id, editors):
            raise contract.EDITOR_CANNOT_APPROVE()
        require_sound(work.db, row)
        row = moved(work, row, Act.APPROVE, edge, call.request.note, remarks="")
        return work.done(view(work.db, row, call.caller))


def discard_edition(call: Call[DiscardEdition], storage: Storage) -> Edition:
    """Give it up; it stays readable."""
    with storage.command(call) as work:
        row, edge = opened(work, call, Act.DISCARD)
        row = moved(work, row, Act.DISCARD, edge, call.request.reason)
        return work.done(view(work.db, row, call.caller))


def opened(work: Work, call: Call[Any], act: Act) -> tuple[Row, Edge]:
    """The edition, locked, with the edge of the table, if this caller may take it from where the edition stands."""
    policy.check(call.caller, call.method)
    row = found(work.db, call.request.edition_id, lock=True)
    expected = call.request.expected_version
    if expected is not None and expected != row.version:
        raise contract.EDITION_STALE(expected=expected, actual=row.version)
    edge = TABLE.get((State(row.state), act))
    if edge is None:
        vi, en = NAMES[State(row.state)]
        raise contract.EDITION_STATE(state_vi=vi, state_en=en)
    return row, edge


def moved(work: Work, row: Row, act: Act, edge: Edge, note: str, **values: Any) -> Row:
    """The edition after an act, which the history keeps."""
    changed = editions_store.change(
        work.db, row, state=edge.to.value, changed_by=work.caller.id, changed_at=work.now, **values
    )
    _remember(work, changed, act, row.state, note)
    return changed


def _remember(work: Work, row: Row, act: Act, from_state: str | None, note: str) -> None:
    editions_store.add_act(
        work.db,
        row.id,
        act=act.value,
        from_state=from_state,
        to_state=row.state,
        at=work.now,
        actor_id=work.caller.id,
        actor_name=work.caller.name,
        note=note,
        content_hash=_hash_of(row.content),
    )


def _hash_of(content: dict[str, Any]) -> str | None:
    """The hash of what the edition says; None where it cannot be written down in the one form yet."""
    try:
        return content_hash(content)
    except ValueError:
        return None


def require_sound(db: sa.Connection, row: Row) -> None:
    """Pass an edition without a problem; raises `EDITION_INVALID` with all of them."""
    problems = examine(db, row).problems
    if problems:
        raise contract.EDITION_INVALID(count=len(problems), problems=problems)
