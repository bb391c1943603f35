"""Dead letters: what could not be handled and waits for a human, listed, shown, replayed or dropped.

``python -m chassis.dead_letters list|show ID|replay ID|replay-all|accept-gap ID|drop ID --reason TEXT`` with
``MOTCUA_DATABASE_URL`` of one service; ``./motcua dead-letters`` asks all services. Guarantees: a replay hands the
event to the service's own inbox, which handles it exactly once (``late=True`` if later ones went before); it takes
effect within about a second and needs no restart; dropping keeps the reason in the log that the operator's command
writes. What is shown of a body has private values masked.
"""

import argparse
import json
import os
import sys
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.pool import NullPool

from chassis.logs import masked
from chassis.settings import DatabaseSettings, SettingsWrong, load_settings
from chassis.tables import inbox, inbox_parked, inbox_position


def listed(db: sa.Connection) -> list[dict[str, Any]]:
    """Dead letters, oldest first, without their bodies."""
    rows = db.execute(sa.select(inbox_parked).where(inbox_parked.c.state == "dead").order_by(inbox_parked.c.id))
    return [
        {
            "id": row.id,
            "event_id": row.event_id,
            "source": row.source,
            "type": row.type,
            "aggregate": f"{row.aggregate}/{row.aggregate_id}" if row.aggregate else None,
            "version": row.version,
            "reason": row.reason,
            "error": row.error,
            "parked_at": row.parked_at.isoformat(),
        }
        for row in rows
    ]


def body_of(db: sa.Connection, letter: int) -> str | None:
    """The body of one dead letter, private numbers masked; None where there is no such letter."""
    body = db.execute(sa.select(inbox_parked.c.body).where(_dead(letter))).scalar()
    return None if body is None else masked(bytes(body).decode("utf-8", "replace"))


def replay(db: sa.Connection, letter: int | None) -> int:
    """Give one dead letter (or, with None, all that are events) back to the inbox; gives how many."""
    which = inbox_parked.c.state == "dead" if letter is None else _dead(letter)
    again = (
        inbox_parked.update()
        .where(which, inbox_parked.c.type != "unreadable")
        .values(state="retry", attempts=0, next_at=sa.func.now())
    )
    return int(db.execute(again).rowcount)


def accept_gap(db: sa.Connection, letter: int) -> int:
    """Say that a dead letter's predecessors will not come, and replay it."""
    row = db.execute(sa.select(inbox_parked).where(_dead(letter), inbox_parked.c.reason == "gap")).first()
    if row is None:
        return 0
    position = insert(inbox_position).values(
        source=row.source, aggregate=row.aggregate, aggregate_id=row.aggregate_id, version=row.version - 1
    )
    db.execute(
        position.on_conflict_do_update(
            index_elements=["source", "aggregate", "aggregate_id"],
            set_={"version": sa.func.greatest(inbox_position.c.version, position.excluded.version)},
        )
    )
    return replay(db, letter)


def drop(db: sa.Connection, letter: int) -> int:
    """Delete one dead letter; its event stays known, so that told again it does not come back."""
    gone = db.execute(inbox_parked.delete().where(_dead(letter)).returning(inbox_parked)).first()
    if gone is not None and gone.aggregate is not None:
        known = insert(inbox).values(event_id=gone.event_id, source=gone.source, type=gone.type)
        db.execute(known.on_conflict_do_nothing())
    return int(gone is not None)


def _dead(letter: int) -> sa.ColumnElement[bool]:
    return (inbox_parked.c.id == letter) & (inbox_parked.c.state == "dead")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dead-letters", description="What waits for a human in one service.")
    parser.add_argument("action", choices=("list", "show", "replay", "replay-all", "accept-gap", "drop"))
    parser.add_argument("letter", nargs="?", type=int)
    parser.add_argument("--reason", default="", help="why a letter is dropped")
    parser.add_argument("--json", action="store_true", help="print JSON, one letter a line")
    chosen = parser.parse_args(arguments)
    if chosen.letter is None and chosen.action not in ("list", "replay-all"):
        parser.error(f"{chosen.action} needs the number of a letter; see list")
    if chosen.action == "drop" and not chosen.reason:
        parser.error("drop needs --reason, for those who ask later where the letter went")
    try:
        settings = load_settings(DatabaseSettings, os.environ)
    except SettingsWrong as wrong:
        parser.error(" ".join(wrong.problems))
    engine = sa.create_engine(settings.database_url, poolclass=NullPool)
    with engine.begin() as db:
        return _act(db, chosen)


def _act(db: sa.Connection, chosen: argparse.Namespace) -> int:
    if chosen.action == "list":
        for letter in listed(db):
            if chosen.json:
                print(json.dumps(letter, ensure_ascii=False))
            else:
                where = letter["aggregate"] or "-"
                print(
                    f"{letter['id']:>6}  {letter['parked_at'][:19]}  {letter['source']}.{letter['type']}  {where}"
                    f"  v{letter['version'] or '-'}  {letter['reason']}: {letter['error']}"
                )
        return 0
    if chosen.action == "show":
        body = body_of(db, chosen.letter)
        print(body if body is not None else f"there is no dead letter {chosen.letter}")
        return 0 if body is not None else 1
    acts = {
        "replay": lambda: replay(db, chosen.letter),
        "replay-all": lambda: replay(db, None),
        "accept-gap": lambda: accept_gap(db, chosen.letter),
        "drop": lambda: drop(db, chosen.letter),
    }
    count = acts[chosen.action]()
    print(
        f"{chosen.action}: {count} letter{'' if count == 1 else 's'}" + (f" ({chosen.reason})" if chosen.reason else "")
    )
    return 0 if count or chosen.action == "replay-all" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
