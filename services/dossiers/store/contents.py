"""What a dossier holds: papers and their files, requests for supplements, fees, and the history."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.statements import insert_later
from services.dossiers.contract import FILE_NOT_STORED
from services.dossiers.domain.actions import Action
from services.dossiers.domain.content import HeldFile, PaperSpec
from services.dossiers.domain.history import Kind, entry_of
from services.dossiers.store import chain, remembered
from services.dossiers.tables import actions, fees, files, papers, supplement_items, supplement_requests

Row = sa.Row[Any]

_of: Final[sa.BindParameter[str]] = sa.bindparam("of")
_papers: Final = sa.select(papers).where(papers.c.dossier_id == _of).order_by(papers.c.position)
_files: Final = (
    sa.select(files)
    .where(files.c.dossier_id == _of, files.c.removed_at.is_(None))
    .order_by(files.c.added_at, files.c.id)
)
_asked: Final = supplement_requests.c
_requests: Final = sa.select(supplement_requests).where(_asked.dossier_id == _of).order_by(_asked.asked_at)
_fees: Final = sa.select(fees).where(fees.c.dossier_id == _of).order_by(fees.c.due_since)


# Papers and files


def set_papers(db: sa.Connection, dossier_id: str, specs: Sequence[PaperSpec]) -> None:
    """Make these the papers of the dossier's case."""
    remembered.forget(db, "papers")
    db.execute(papers.delete().where(papers.c.dossier_id == dossier_id))
    if specs:
        db.execute(
            papers.insert(),
            [
                {
                    "dossier_id": dossier_id,
                    "key": spec.key,
                    "position": position,
                    "name": spec.name,
                    "required": spec.required,
                    "originals": spec.originals,
                    "copies": spec.copies,
                    "form": spec.form,
                    "condition": spec.condition,
                }
                for position, spec in enumerate(specs)
            ],
        )


def papers_of(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """The papers that the case asks for, in the procedure's order."""
    return remembered.once(db, ("papers", dossier_id), lambda: db.execute(_papers, {"of": dossier_id}).all())


def specs_of(rows: Iterable[Row]) -> tuple[PaperSpec, ...]:
    """Rows of papers as the domain sees them."""
    return tuple(
        PaperSpec(
            key=row.key,
            name=row.name,
            required=row.required,
            originals=row.originals,
            copies=row.copies,
            form=row.form,
            condition=row.condition,
        )
        for row in rows
    )


def add_file(db: sa.Connection, **values: Any) -> None:
    """A file of a paper, or of the result when ``paper_key`` is None; `FILE_NOT_STORED` if another file has its object
    since this moment, without sharing it."""
    remembered.forget(db, "files")
    added = insert(files).values(**values)
    added = added.on_conflict_do_nothing(index_elements=[files.c.object_key], index_where=files.c.reused == "")
    if db.execute(added.returning(files.c.id)).first() is None:
        raise FILE_NOT_STORED()


def remove_files(db: sa.Connection, now: dt.datetime, *conditions: sa.ColumnElement[bool]) -> int:
    """Take files out of the dossier; their rows stay."""
    remembered.forget(db, "files")
    found = db.execute(files.update().where(files.c.removed_at.is_(None), *conditions).values(removed_at=now))
    return int(found.rowcount)


def files_of(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """The files that the dossier holds now, oldest first: of papers, and the result."""
    return remembered.once(db, ("files", dossier_id), lambda: db.execute(_files, {"of": dossier_id}).all())


def held(db: sa.Connection, dossier_id: str) -> tuple[HeldFile, ...]:
    """The files of the papers that the case asks for.

    One that was given for a paper of another case stays, so that choosing that case again finds it; it counts for
    nothing meanwhile.
    """
    return held_of(papers_of(db, dossier_id), files_of(db, dossier_id))


def held_of(paper_rows: Iterable[Row], file_rows: Iterable[Row]) -> tuple[HeldFile, ...]:
    """As `held`, of rows that were read already."""
    keys = {paper.key for paper in paper_rows}
    return tuple(HeldFile(id=f.id, paper_key=f.paper_key, sha256=f.sha256) for f in file_rows if f.paper_key in keys)


# Requests for supplements


def add_supplement(db: sa.Connection, items: Sequence[dict[str, Any]], **values: Any) -> None:
    """A request with its items."""
    remembered.forget(db, "supplements")
    db.execute(supplement_requests.insert().values(**values))
    db.execute(
        supplement_items.insert(),
        [{"request_id": values["id"], "position": position, **item} for position, item in enumerate(items)],
    )


def supplements_of(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """The dossier's requests, oldest first."""
    return remembered.once(db, ("supplements", dossier_id), lambda: db.execute(_requests, {"of": dossier_id}).all())


def supplement_items_of(db: sa.Connection, request_id: str) -> Sequence[Row]:
    """The items of a request, in order."""
    statement = sa.select(supplement_items).where(supplement_items.c.request_id == request_id)
    return db.execute(statement.order_by(supplement_items.c.position)).all()


def answer_supplement(db: sa.Connection, request_id: str, now: dt.datetime) -> None:
    """The request was answered."""
    remembered.forget(db, "supplements")
    db.execute(supplement_requests.update().where(supplement_requests.c.id == request_id).values(answered_at=now))


# Fees


def add_fee(db: sa.Connection, **values: Any) -> None:
    """Something to pay."""
    remembered.forget(db, "fees")
    db.execute(fees.insert().values(**values))


def fees_of(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """What there is to pay for the dossier, or was."""
    return remembered.once(db, ("fees", dossier_id), lambda: db.execute(_fees, {"of": dossier_id}).all())


def change_fee(db: sa.Connection, fee_id: str, **values: Any) -> None:
    """The fee is known to payments, or was paid."""
    remembered.forget(db, "fees")
    db.execute(fees.update().where(fees.c.id == fee_id).values(**values))


# History


def offer_filed_under(db: sa.Connection, dossier_id: str) -> dict[str, Any] | None:
    """What the agency offered when the dossier was filed; None for one filed before that was kept."""
    submitted = (actions.c.dossier_id == dossier_id) & (actions.c.action == Action.SUBMIT.value)
    kept: dict[str, Any] | None = db.execute(sa.select(actions.c.details["offer"]).where(submitted)).scalar()
    return kept


def filed_first(db: sa.Connection, dossier_id: str) -> None:
    """Read each thing once in this transaction, which files a draft: nothing was asked or owed before that."""
    remembered.begin(db)
    remembered.know(db, ("supplements", dossier_id), ())
    remembered.know(db, ("fees", dossier_id), ())


def add_first_action(db: sa.Connection, dossier_id: str, **values: Any) -> None:
    """The action that begins the history of a draft, which nobody but its owner has seen: nothing comes before it."""
    row = {"dossier_id": dossier_id, "seq": 1, **values}
    insert_later(db, actions, row)
    chain.begin(db, entry_of(Kind.ACTION, row))


def add_action(db: sa.Connection, dossier_id: str, **values: Any) -> None:
    """One more action, linked into the history; the dossier's row must be locked, which makes the numbers gapless."""
    last = sa.select(sa.func.coalesce(sa.func.max(actions.c.seq), 0) + 1).where(actions.c.dossier_id == dossier_id)
    made = actions.insert().values(dossier_id=dossier_id, seq=last.scalar_subquery(), **values).returning(actions)
    chain.append(db, entry_of(Kind.ACTION, db.execute(made).one()._mapping))


def actions_of(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """The history, oldest first."""
    return db.execute(sa.select(actions).where(actions.c.dossier_id == dossier_id).order_by(actions.c.seq)).all()


def actions_of_many(db: sa.Connection, dossier_ids: Sequence[str]) -> Sequence[Row]:
    """The histories of some dossiers, each oldest first."""
    chosen = sa.select(actions).where(actions.c.dossier_id.in_(dossier_ids))
    return db.execute(chosen.order_by(actions.c.dossier_id, actions.c.seq)).all()
