"""Queries and writes of requests for erasure, and the erasing itself; each runs in the transaction it is given."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.sealing import Index
from chassis.tables import idempotency, outbox
from services.accounts import tables

Row = sa.Row[Any]
_e, _w = tables.erasures.c, tables.erasure_answers.c

UNDER_WAY = ("asked", "waiting", "erasing")


def add(db: sa.Connection, **values: Any) -> Row:
    return db.execute(tables.erasures.insert().values(**values).returning(tables.erasures)).one()


def lock(db: sa.Connection, erasure_id: str) -> Row | None:
    """A request, held until the end of the transaction, so that one answer after the other is counted."""
    return db.execute(sa.select(tables.erasures).where(_e.id == erasure_id).with_for_update()).first()


def change(db: sa.Connection, erasure_id: str, **values: Any) -> Row:
    changed = tables.erasures.update().where(_e.id == erasure_id).values(**values)
    return db.execute(changed.returning(tables.erasures)).one()


def under_way_of(db: sa.Connection, account_id: str) -> Row | None:
    """The request of a person that has not ended, held until the end of the transaction."""
    chosen = sa.select(tables.erasures).where(_e.account_id == account_id, _e.state.in_(UNDER_WAY))
    return db.execute(chosen.with_for_update()).first()


def of_account(db: sa.Connection, account_id: str) -> Sequence[Row]:
    chosen = sa.select(tables.erasures).where(_e.account_id == account_id)
    return db.execute(chosen.order_by(_e.id.desc()).limit(50)).all()


def by_receipt(db: sa.Connection, receipt: str) -> Row | None:
    return db.execute(sa.select(tables.erasures).where(_e.receipt == receipt)).first()


def under_way(db: sa.Connection, limit: int) -> Sequence[Row]:
    """Requests that have not ended, those first whose clock ends first."""
    chosen = sa.select(tables.erasures).where(_e.state.in_(UNDER_WAY))
    return db.execute(chosen.order_by(_e.answer_by, _e.id).limit(limit)).all()


def ripe(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[Row]:
    """Requests that were thought over, taken by one process only."""
    chosen = sa.select(tables.erasures).where(_e.state == "waiting", _e.carried_out_from <= now)
    return db.execute(chosen.order_by(_e.carried_out_from).limit(limit).with_for_update(skip_locked=True)).all()


def to_warn_of(db: sa.Connection, before: dt.datetime, now: dt.datetime) -> Sequence[Row]:
    """Requests whose clock ends before a time and of which nobody was warned; they are marked."""
    late = (_e.state.in_(UNDER_WAY), _e.answer_by < before, _e.warned_at.is_(None))
    return db.execute(tables.erasures.update().where(*late).values(warned_at=now).returning(tables.erasures)).all()


def put_answer(db: sa.Connection, **values: Any) -> None:
    """Keep what a holder says; the first word counts."""
    db.execute(insert(tables.erasure_answers).values(**values).on_conflict_do_nothing())


def confirm(db: sa.Connection, erasure_id: str, holder: str, kept: Sequence[str], now: dt.datetime) -> None:
    mine = tables.erasure_answers.update().where(_w.erasure_id == erasure_id, _w.holder == holder)
    db.execute(mine.values(kept=list(kept), erased_at=now))


def answers(db: sa.Connection, erasure_id: str) -> Sequence[Row]:
    chosen = sa.select(tables.erasure_answers).where(_w.erasure_id == erasure_id)
    return db.execute(chosen.order_by(_w.holder)).all()


def owned_alone(db: sa.Connection, account_id: str) -> bool:
    """Whether some organisation has this person for its only owner."""
    mine, other = tables.members.alias(), tables.members.alias()
    others = sa.exists().where(
        other.c.organisation_id == mine.c.organisation_id,
        other.c.account_id != account_id,
        other.c.role == "owner",
        other.c.ended_at.is_(None),
    )
    alone = sa.exists().where(
        mine.c.account_id == account_id, mine.c.role == "owner", mine.c.ended_at.is_(None), ~others
    )
    return bool(db.scalar(sa.select(alone)))


def object_keys(db: sa.Connection, account_id: str) -> tuple[str, ...]:
    """The objects of the store that only this person's rows refer to."""
    papers = (
        sa.select(tables.corrections.c.evidence_key).where(
            tables.corrections.c.account_id == account_id, tables.corrections.c.evidence_key != ""
        ),
        sa.select(tables.delegations.c.evidence_key).where(
            tables.delegations.c.principal_id == account_id, tables.delegations.c.evidence_key != ""
        ),
    )
    return tuple(key for chosen in papers for key in db.scalars(chosen))


def erase(db: sa.Connection, account: Row, identity: Index, phone: Index, nobody: str, now: dt.datetime) -> None:
    """Leave of an account its id, and rows that hold nothing of a person; its identity and contact are free anew.

    ``nobody`` is a digest under which no identity is found, so that the columns hold digests and nothing else.
    What has an owner of its own (ledger of consents, audit trail) stays; both hold ids only.
    """
    person = account.id
    gone = {"identity_index": nobody, "identity_last4_index": "", "identity_sealed": ""}
    gone |= dict.fromkeys(("name", "identity_masked", "phone_sealed", "phone_masked", "phone_index"), "")
    gone |= dict.fromkeys(("phone_last4_index", "email_sealed", "email_masked"), "")
    nothing = dict.fromkeys(("birth_date", "sex", "phone_owner_verified_at", "email_verified_at", "phone_changed_at"))
    db.execute(
        tables.accounts.update()
        .where(tables.accounts.c.id == person)
        .values(**gone, **nothing, active=False, erased_at=now, changed_at=now)
    )
    owned = (
        (tables.credentials, tables.credentials.c.subject_id == person),
        (tables.second_factors, tables.second_factors.c.account_id == person),
        (tables.recovery_codes, tables.recovery_codes.c.account_id == person),
        (tables.provider_links, tables.provider_links.c.account_id == person),
        (tables.devices, tables.devices.c.subject_id == person),
        (tables.challenges, tables.challenges.c.account_id == person),
        (tables.member_invitations, tables.member_invitations.c.identity_index.in_(identity.forms)),
        (tables.failed_attempts, tables.failed_attempts.c.subject_index.in_(identity.forms)),
        (tables.code_sends, tables.code_sends.c.phone_index.in_(phone.forms)),
        (idempotency, idempotency.c.caller == person),
    )
    for table, mine in owned:
        db.execute(table.delete().where(mine))
    sessions = tables.sessions.update().where(tables.sessions.c.subject_id == person)
    db.execute(sessions.values(device="", network="", network_index="", device_id=""))
    delegated = tables.delegations.update().where(tables.delegations.c.delegate_index.in_(identity.forms))
    db.execute(delegated.values(delegate_index=nobody, delegate_masked=""))
    given = tables.delegations.update().where(tables.delegations.c.principal_id == person)
    db.execute(given.values(evidence_key="", evidence_sha256=""))
    corrected = tables.corrections.update().where(tables.corrections.c.account_id == person)
    db.execute(
        corrected.values(wanted_sealed="", former_sealed="", why="", reason="", evidence_key="", evidence_sha256="")
    )


def forget_told(db: sa.Connection, account_id: str) -> None:
    """Delete what earlier events told of an account: they have reached everybody. What is not published yet stays.

    Events of one-time codes name no account; they are deleted a day after they were published, whoever they are of.
    """
    about = sa.or_(
        sa.and_(outbox.c.aggregate == "account", outbox.c.aggregate_id == account_id),
        outbox.c.payload["account_id"].astext == account_id,
    )
    db.execute(outbox.delete().where(about, outbox.c.published_at.is_not(None)))
