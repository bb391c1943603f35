"""Queries and writes of the catalogue's tables. Records go in sparse and come out whole."""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, JSONPATH, distinct_on, insert

from chassis.records import load
from services.catalog import tables
from services.catalog.contract import Agency, Offer, ProcedureVersion
from services.catalog.domain.canonical import sparse
from services.catalog.openness import open_parts

PUBLICATION_FIELDS = (
    "version",
    "content_hash",
    "valid_from",
    "valid_to",
    "published_at",
    "withdrawn_at",
    "withdrawal_reason",
    "repealed_by",
    "offers",
    "open_parts",
)
"""Fields of `ProcedureVersion` that say how it was published, not what it says; the content hash leaves them out."""

_FIRST_ONLY = ("steps", "legal_basis")
_PASSED_OVER = (
    "conditions",
    "notes",
    "description",
    "reception_address",
    "sets_note",
    "clock_note",
    "related",
    "related_names",
    "former_codes",
)

_versions = tables.procedure_versions
_PUBLISHED = ("published", "withdrawn")


def revision(db: sa.Connection) -> sa.Row[Any]:
    """The row of the revision."""
    return db.execute(sa.select(tables.catalogue_revision)).one()


def next_revision(db: sa.Connection, now: dt.datetime) -> int:
    """Count on; from here to the commit nobody else publishes."""
    row = tables.catalogue_revision
    statement = row.update().values(revision=row.c.revision + 1, changed_at=now).returning(row.c.revision)
    return int(db.execute(statement).scalar_one())


def lock_revision(db: sa.Connection) -> sa.Row[Any]:
    """The row of the revision, locked: whoever publishes comes one after the other."""
    return db.execute(sa.select(tables.catalogue_revision).with_for_update()).one()


def keep_loaded_digest(db: sa.Connection, digest: str) -> None:
    db.execute(tables.catalogue_revision.update().values(loaded_digest=digest))


# Fields, life events, agencies


def keep_fields(db: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert or rename; gives how many rows changed."""
    return _keep(db, tables.fields, rows)


def field_name(db: sa.Connection, key: str) -> str | None:
    """The name of a field, or None where there is none of that key."""
    name: str | None = db.execute(sa.select(tables.fields.c.name).where(tables.fields.c.key == key)).scalar()
    return name


def keep_life_events(db: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert or change; gives how many rows changed."""
    return _keep(db, tables.life_events, rows)


def _keep(db: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> int:
    if not rows:
        return 0
    statement = insert(table)
    others = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    differs = sa.or_(*(table.c[name].is_distinct_from(value) for name, value in others.items()))
    changing = statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=others, where=differs)
    return sum(db.execute(changing.values(**row)).rowcount for row in rows)


def all_fields(db: sa.Connection) -> Sequence[sa.Row[Any]]:
    return db.execute(sa.select(tables.fields)).all()


def all_life_events(db: sa.Connection) -> Sequence[sa.Row[Any]]:
    return db.execute(sa.select(tables.life_events).order_by(tables.life_events.c.tab.desc(), "position")).all()


def agency_hashes(db: sa.Connection) -> dict[str, str]:
    """The content hash of each agency by its code."""
    table = tables.agencies
    return {row.code: row.content_hash for row in db.execute(sa.select(table.c.code, table.c.content_hash))}


def keep_agency(db: sa.Connection, agency: Agency, content_hash: str, now: dt.datetime) -> None:
    values = {
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind.value,
        "level": agency.level.value,
        "parent_code": agency.parent_code,
        "active": agency.active,
        "content_hash": content_hash,
        "body": sparse(agency),
        "changed_at": now,
    }
    statement = insert(tables.agencies).values(**values)
    db.execute(statement.on_conflict_do_update(index_elements=["code"], set_=values))


def all_agencies(db: sa.Connection) -> list[Agency]:
    """Every agency, by code."""
    rows = db.execute(sa.select(tables.agencies.c.body).order_by(tables.agencies.c.code))
    return [load(Agency, row.body) for row in rows]


def agency(db: sa.Connection, code: str) -> Agency | None:
    """One agency."""
    body = db.execute(sa.select(tables.agencies.c.body).where(tables.agencies.c.code == code)).scalar()
    return load(Agency, body) if body is not None else None


# Versions


def add_procedure(db: sa.Connection, code: str, now: dt.datetime) -> None:
    db.execute(insert(tables.procedures).values(code=code, added_at=now).on_conflict_do_nothing())


def add_version(db: sa.Connection, **values: Any) -> None:
    db.execute(_versions.insert().values(**values))


def change_version(db: sa.Connection, version_id: str, **values: Any) -> None:
    db.execute(_versions.update().where(_versions.c.id == version_id).values(**values))


def published_rows(db: sa.Connection, code: str) -> Sequence[sa.Row[Any]]:
    """What is recorded of a procedure, in the order in which it held; numbers count publications, not time."""
    where = (_versions.c.code == code) & _versions.c.state.in_(_PUBLISHED)
    return db.execute(sa.select(_versions).where(where).order_by(_versions.c.valid_from, _versions.c.version)).all()


def latest_hashes(db: sa.Connection) -> dict[str, str]:
    """The content hash of the newest published version of each procedure that was not withdrawn."""
    newest = (
        sa.select(_versions.c.code, _versions.c.content_hash)
        .where(_versions.c.state == "published")
        .ext(distinct_on(_versions.c.code))
        .order_by(_versions.c.code, _versions.c.valid_from.desc(), _versions.c.version.desc())
    )
    return {row.code: row.content_hash for row in db.execute(newest)}


def ids_on(db: sa.Connection, day: dt.date) -> dict[str, str]:
    """The id of the version of every procedure that holds on a day; of several, that of the newest."""
    holding = (
        sa.select(_versions.c.code, _versions.c.id)
        .where(_versions.c.valid_from <= day)
        .where(_versions.c.valid_to.is_(None) | (_versions.c.valid_to > day))
        .ext(distinct_on(_versions.c.code))
        .order_by(_versions.c.code, _versions.c.version.desc())
    )
    return {row.code: row.id for row in db.execute(holding)}


def briefly_of_ids(db: sa.Connection, ids: Sequence[str]) -> Sequence[sa.Row[Any]]:
    """Versions by their ids, in order of their codes: what a listing is made of, a half of them or less.

    Of what a listing only asks whether there is any (`_FIRST_ONLY`) each has the first, of what it does not look at
    (`_PASSED_OVER`) nothing.
    """
    return db.execute(_briefly(), {"ids": ids}).all()


@functools.cache
def _briefly() -> sa.Select[Any]:
    content, pairs = _versions.c.content, []
    for name in _FIRST_ONLY:
        pairs += [name, sa.func.jsonb_path_query_array(content, sa.cast(f"$.{name}[0]", JSONPATH))]
    left_out = sa.cast([*_FIRST_ONLY, *_PASSED_OVER], ARRAY(sa.Text))
    brief = content.op("-")(left_out).op("||")(sa.func.jsonb_build_object(*pairs))
    others = [column for column in _versions.c if column is not content]
    statement = sa.select(*others, sa.type_coerce(brief, JSONB).label("content"))
    return statement.where(_versions.c.id.in_(sa.bindparam("ids", expanding=True))).order_by(_versions.c.code)


def listings_of(db: sa.Connection, ids: Sequence[str]) -> Sequence[sa.Row[Any]]:
    """Versions by their ids, in order of their codes, each with its listing, None where there is none."""
    kept = tables.procedure_listings
    statement = (
        sa.select(_versions.c.id, _versions.c.code, _versions.c.version, _versions.c.content_hash, kept.c.shape)
        .add_columns(kept.c.body)
        .join_from(_versions, kept, kept.c.version_id == _versions.c.id, isouter=True)
        .where(_versions.c.id.in_(ids))
    )
    return db.execute(statement.order_by(_versions.c.code)).all()


def keep_listings(db: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert listings, or change them to these."""
    # All of them in one statement: as many statements as rows cost the processor more than making the rows.
    given = sa.func.jsonb_to_recordset(sa.cast(list(rows), JSONB)).table_valued(
        sa.column("version_id", sa.Text), sa.column("shape", sa.Integer), sa.column("body", JSONB), name="given"
    )
    statement = insert(tables.procedure_listings).from_select(
        ["version_id", "shape", "body"], sa.select(given.render_derived(with_types=True))
    )
    changed = {"shape": statement.excluded.shape, "body": statement.excluded.body}
    db.execute(statement.on_conflict_do_update(index_elements=["version_id"], set_=changed))


def whole(row: sa.Row[Any], offers: Iterable[Offer]) -> ProcedureVersion:
    """A row as the record that others see."""
    published = {
        "version": row.version,
        "content_hash": row.content_hash,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "published_at": row.published_at.isoformat(),
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "withdrawal_reason": row.withdrawal_reason,
        "repealed_by": row.repealed_by,
        "offers": [sparse(offer) for offer in offers],
    }
    version = load(ProcedureVersion, row.content | published)
    return replace(version, open_parts=open_parts(version))


# Offers


def offers_of(db: sa.Connection, code: str) -> tuple[Offer, ...]:
    """All offers of a procedure: past, present and to come; by agency, then day."""
    table = tables.offers
    rows = db.execute(sa.select(table.c.body).where(table.c.procedure_code == code))
    return in_order(load(Offer, row.body) for row in rows)


def in_order(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Offers by agency, then day."""
    return tuple(sorted(offers, key=lambda offer: (offer.agency_code, offer.valid_from)))


def offers_on(db: sa.Connection, day: dt.date) -> Sequence[sa.Row[Any]]:
    """Who offers what on a day: code, agency, and the offer as it was claimed."""
    table = tables.offers
    chosen: sa.Select[Any] = sa.select(table.c.procedure_code, table.c.agency_code, table.c.body)
    return db.execute(
        chosen.where(table.c.valid_from <= day, table.c.valid_to.is_(None) | (table.c.valid_to > day))
    ).all()


def replace_offers(db: sa.Connection, code: str, offers: Iterable[Offer]) -> None:
    """Make these the offers of a procedure."""
    db.execute(tables.offers.delete().where(tables.offers.c.procedure_code == code))
    rows = [
        {
            "procedure_code": code,
            "agency_code": offer.agency_code,
            "valid_from": offer.valid_from,
            "valid_to": offer.valid_to,
            "level": offer.level.value,
            "body": sparse(offer),
        }
        for offer in offers
    ]
    if rows:
        db.execute(tables.offers.insert(), rows)
