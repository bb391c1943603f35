"""Queries and writes about acting for others; each runs in the transaction it is given."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.sealing import Index
from services.accounts.store import Row, is_taken
from services.accounts.tables import accounts, delegations, member_invitations, members, sessions

# Organisations


def add_organisation(db: sa.Connection, **values: Any) -> Row | None:
    """Add an organisation; None if its tax code has an account."""
    if is_taken(db, values["identity_index"]):
        return None
    insert = postgresql.insert(accounts).values(**values).on_conflict_do_nothing(index_elements=["identity_index"])
    return db.execute(insert.returning(accounts)).first()


def organisations_reached_at(db: sa.Connection, owner_id: str, phone_index: Index) -> Sequence[Row]:
    """The organisations that somebody owns and that are reached at a telephone."""
    joined = accounts.join(members, members.c.organisation_id == accounts.c.id)
    theirs = (members.c.account_id == owner_id, members.c.role == "owner", members.c.ended_at.is_(None))
    chosen = sa.select(accounts).select_from(joined)
    return db.execute(chosen.where(*theirs, accounts.c.phone_index.in_(phone_index.forms))).all()


def hold_organisation(db: sa.Connection, organisation_id: str) -> None:
    """Let nobody else change who belongs to an organisation, or is invited, until the end of the transaction. To be
    taken before anything about it is read; who answers an invitation holds that one first, so that whoever holds the
    organisation must wait for none."""
    hold_account(db, organisation_id)


def hold_account(db: sa.Connection, account_id: str) -> None:
    """Let nobody else change what an account lets others do, until the end of the transaction."""
    it = sa.select(accounts.c.id).where(accounts.c.id == account_id)
    db.execute(it.with_for_update(key_share=True))


def put_member(db: sa.Connection, organisation_id: str, account_id: str, role: str, now: dt.datetime) -> None:
    """Make somebody a member, also anew, or give them another role."""
    values = {"role": role, "since": now, "ended_at": None}
    insert = postgresql.insert(members).values(organisation_id=organisation_id, account_id=account_id, **values)
    db.execute(insert.on_conflict_do_update(index_elements=["organisation_id", "account_id"], set_=values))


def end_member(db: sa.Connection, organisation_id: str, account_id: str, now: dt.datetime) -> None:
    is_it = (members.c.organisation_id == organisation_id, members.c.account_id == account_id)
    db.execute(members.update().where(*is_it).values(ended_at=now))


def member(db: sa.Connection, organisation_id: str, account_id: str) -> Row | None:
    """A member with the organisation's name and tax code; both must be active."""
    joined = members.join(accounts, accounts.c.id == members.c.organisation_id)
    chosen = sa.select(members, accounts.c.name, accounts.c.identity_masked).select_from(joined)
    is_it = (members.c.organisation_id == organisation_id, members.c.account_id == account_id)
    return db.execute(chosen.where(*is_it, members.c.ended_at.is_(None), accounts.c.active)).first()


def memberships(db: sa.Connection, account_id: str) -> Sequence[Row]:
    joined = members.join(accounts, accounts.c.id == members.c.organisation_id)
    chosen = sa.select(members, accounts.c.name, accounts.c.identity_masked).select_from(joined)
    theirs = (members.c.account_id == account_id, members.c.ended_at.is_(None), accounts.c.active)
    return db.execute(chosen.where(*theirs).order_by(accounts.c.name, accounts.c.id)).all()


def is_member(db: sa.Connection, organisation_id: str, identity_index: Index) -> bool:
    """Whether who has an identity is a member."""
    joined = members.join(accounts, accounts.c.id == members.c.account_id)
    is_it = (members.c.organisation_id == organisation_id, members.c.ended_at.is_(None))
    found = sa.select(members.c.account_id).select_from(joined)
    return db.execute(found.where(*is_it, accounts.c.identity_index.in_(identity_index.forms))).first() is not None


def members_of(db: sa.Connection, organisation_id: str, *, lock: bool = False) -> Sequence[Row]:
    """The members with their names; ``lock`` keeps others from changing who is one meanwhile."""
    joined = members.join(accounts, accounts.c.id == members.c.account_id)
    chosen = sa.select(members, accounts.c.name).select_from(joined)
    chosen = chosen.where(members.c.organisation_id == organisation_id, members.c.ended_at.is_(None))
    chosen = chosen.order_by(members.c.since, members.c.account_id)
    return db.execute(chosen.with_for_update(of=members) if lock else chosen).all()


def add_invitation(db: sa.Connection, **values: Any) -> None:
    db.execute(member_invitations.insert().values(**values))


def is_invited(db: sa.Connection, organisation_id: str, identity_index: Index, now: dt.datetime) -> bool:
    """Whether an invitation of an organisation waits for who has an identity."""
    invited = member_invitations.c
    is_it = (invited.organisation_id == organisation_id, invited.identity_index.in_(identity_index.forms))
    return db.execute(sa.select(invited.id).where(*is_it, *_waits(now))).first() is not None


def invited_since(db: sa.Connection, organisation_id: str, since: dt.datetime) -> int:
    of_it = (member_invitations.c.organisation_id == organisation_id, member_invitations.c.invited_at > since)
    return int(db.scalar(sa.select(sa.func.count()).select_from(member_invitations).where(*of_it)) or 0)


def _waits(now: dt.datetime) -> tuple[Any, ...]:
    """Whether an invitation can be answered still."""
    invited = member_invitations.c
    return (invited.answered_at.is_(None), invited.taken_back_at.is_(None), invited.ends_at > now)


def _invitations(db: sa.Connection, now: dt.datetime, *conditions: Any) -> Sequence[Row]:
    joined = member_invitations.join(accounts, accounts.c.id == member_invitations.c.organisation_id)
    chosen = sa.select(member_invitations, accounts.c.name).select_from(joined)
    return db.execute(chosen.where(*conditions, *_waits(now)).order_by(member_invitations.c.invited_at)).all()


def invitations_of(db: sa.Connection, organisation_id: str, now: dt.datetime) -> Sequence[Row]:
    return _invitations(db, now, member_invitations.c.organisation_id == organisation_id)


def invitations_to(db: sa.Connection, identity_index: Index, now: dt.datetime) -> Sequence[Row]:
    return _invitations(db, now, member_invitations.c.identity_index.in_(identity_index.forms))


def take_invitation(db: sa.Connection, invitation_id: str, identity_index: Index, now: dt.datetime) -> Row | None:
    """An invitation that waits for this person; it is answered by this."""
    invited = member_invitations.c
    is_it = (invited.id == invitation_id, invited.identity_index.in_(identity_index.forms))
    update = member_invitations.update().where(*is_it, *_waits(now)).values(answered_at=now)
    return db.execute(update.returning(member_invitations)).first()


def was_taken_back(db: sa.Connection, invitation_id: str, identity_index: Index) -> bool:
    """Whether an invitation was for this person, and was taken back."""
    invited = member_invitations.c
    is_it = (invited.id == invitation_id, invited.identity_index.in_(identity_index.forms))
    return db.scalar(sa.select(invited.taken_back_at).where(*is_it)) is not None


def invitation_by(db: sa.Connection, organisation_id: str, invitation_id: str) -> Row | None:
    """An invitation of an organisation, held until the end of the transaction."""
    is_it = (member_invitations.c.id == invitation_id, member_invitations.c.organisation_id == organisation_id)
    return db.execute(sa.select(member_invitations).where(*is_it).with_for_update()).first()


def take_back(db: sa.Connection, invitation_id: str, now: dt.datetime) -> None:
    db.execute(member_invitations.update().where(member_invitations.c.id == invitation_id).values(taken_back_at=now))


# Delegations


def add_delegation(db: sa.Connection, **values: Any) -> None:
    db.execute(delegations.insert().values(**values))


def delegation_there(
    db: sa.Connection,
    principal_id: str,
    delegate_indexes: Sequence[str],
    procedures: Sequence[str],
    first: dt.date,
    last: dt.date,
) -> Row | None:
    """A delegation between the same people in the same scope, offered or accepted, that some of these days are in."""
    it = delegations.c
    same = (it.principal_id == principal_id, it.delegate_index.in_(delegate_indexes), it.procedures == list(procedures))
    alive = (it.state.in_(("offered", "accepted")), it.valid_from <= last, it.valid_to >= first)
    return db.execute(sa.select(delegations).where(*same, *alive).order_by(it.valid_from).limit(1)).first()


def delegation(db: sa.Connection, delegation_id: str) -> Row | None:
    """A delegation, held until the end of the transaction."""
    return db.execute(sa.select(delegations).where(delegations.c.id == delegation_id).with_for_update()).first()


def change_delegation(db: sa.Connection, delegation_id: str, **values: Any) -> Row:
    update = delegations.update().where(delegations.c.id == delegation_id).values(**values)
    return db.execute(update.returning(delegations)).one()


def delegations_given(db: sa.Connection, principal_id: str) -> Sequence[Row]:
    chosen = sa.select(delegations).where(delegations.c.principal_id == principal_id)
    return db.execute(chosen.order_by(delegations.c.offered_at.desc()).limit(200)).all()


def delegations_received(db: sa.Connection, delegate_index: Index) -> Sequence[Row]:
    chosen = sa.select(delegations).where(delegations.c.delegate_index.in_(delegate_index.forms))
    return db.execute(chosen.order_by(delegations.c.offered_at.desc()).limit(200)).all()


def accepted_between(db: sa.Connection, principal_id: str, delegate_id: str) -> Sequence[Row]:
    """The accepted delegations from one person to another, whenever they are valid."""
    both = (delegations.c.principal_id == principal_id, delegations.c.delegate_id == delegate_id)
    return db.execute(sa.select(delegations).where(*both, delegations.c.state == "accepted")).all()


def names_of(db: sa.Connection, account_ids: Sequence[str]) -> dict[str, str]:
    rows = db.execute(sa.select(accounts.c.id, accounts.c.name).where(accounts.c.id.in_(account_ids)))
    return {row.id: row.name for row in rows}


# Sessions


def sessions_acting(db: sa.Connection, account_id: str, principal_id: str) -> Sequence[str]:
    """The living sessions in which somebody acts for a principal."""
    acts = (sessions.c.subject_id == account_id, sessions.c.acting_for == principal_id)
    return db.scalars(sa.select(sessions.c.id).where(*acts, sessions.c.revoked_at.is_(None))).all()
