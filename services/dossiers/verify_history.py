"""Checks histories of dossiers: ``python -m services.dossiers.verify_history CODE… | --all [--heads FILE…]``
(``./motcua dossiers verify``).

Reads the database that ``MOTCUA_DATABASE_URL`` names. Guarantees: an action or look that was changed, deleted or put
in, and a chain that was cut or replaced in the middle, is named by the number of its entry; so is a dossier whose state
is not where its history ends. A chain that was cut off at its end or written anew as a whole shows against an earlier
head: ``--heads`` names files with heads that the portal signed (`GET …/history`, field ``signed``), in any text.
``--all`` also checks the daily anchors (`domain.anchoring`): that each is over the heads that are kept for it, that
these are in the chains, that each is linked to the one before and signed by us; and against anchors in the files of
``--heads`` (``/api/v1/open-data/history-anchors``, or a shipped log), which show one that was made anew. Exit code 0
means sound, 1 that something is broken, 2 that it could not be checked.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from chassis.keys import load_ring
from chassis.settings import DatabaseSettings, SettingsWrong, directory, load_settings, need, setting
from chassis.signing import read
from services.dossiers.domain.anchoring import GENESIS, digest_of, root_of, root_over
from services.dossiers.domain.history import Link, breaks
from services.dossiers.handlers.anchoring import ANCHOR
from services.dossiers.handlers.history import HEAD
from services.dossiers.store import anchors, chain
from services.dossiers.tables import actions, dossiers

BATCH: Final = 500
_WORD: Final = re.compile(r"[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{86}")


@dataclass(frozen=True, kw_only=True)
class VerifySettings(DatabaseSettings):
    """The database, and the public keys for heads."""

    keys_dir: Path | None = setting("MOTCUA_KEYS_DIR", default=None, parse=directory, help="where the key files are")


def examine(db: sa.Connection, ids: Sequence[str], heads: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, str]]:
    """(dossier, sentence) for everything that is broken in some dossiers."""
    links, entries = chain.links_of(db, ids), list(chain.entries_of(db, ids))
    ends = sa.select(actions.c.dossier_id, actions.c.seq, actions.c.to_state).where(actions.c.dossier_id.in_(ids))
    last = {row.dossier_id: row.to_state for row in db.execute(ends.order_by(actions.c.seq))}
    stated = db.execute(sa.select(dossiers.c.id, dossiers.c.state).where(dossiers.c.id.in_(ids)))
    for of, state in sorted((row.id, row.state) for row in stated):
        kept = links.get(of, [])
        for found in breaks(kept, [entry for entry in entries if entry.dossier_id == of]):
            yield of, f"entry {found.seq}: {found.en}"
        if last.get(of, 0) != state:
            yield of, f"it stands in state {state}, but its history ends in state {last.get(of, 0)}"
        yield from ((of, wrong) for wrong in _against(kept, heads.get(of, ())))


def _against(kept: Sequence[Link], heads: Sequence[Any]) -> Iterator[str]:
    for head in heads:
        if head["length"] > len(kept):
            yield f"it had {head['length']} entries on {head['at']} and has {len(kept)} now: its end was cut off"
        elif kept[head["length"] - 1].hash != head["head"]:
            yield f"its first {head['length']} entries are not those of {head['at']}: it was written anew"


def heads_in(texts: Sequence[str], keys: Mapping[str, bytes]) -> dict[str, list[Any]]:
    """The signed heads in some texts, by dossier; raises ValueError for one that is not signed by us."""
    found: dict[str, list[Any]] = {}
    for word in (word for text in texts for word in _WORD.findall(text)):
        if read(keys, ANCHOR, word) is not None:
            continue
        head = read(keys, HEAD, word)
        if head is None:
            raise ValueError("a signed head is not one of this portal's")
        found.setdefault(head["dossier_id"], []).append(head)
    return found


def anchors_in(texts: Sequence[str], keys: Mapping[str, bytes]) -> list[Any]:
    """The anchors in some texts that are signed by us."""
    found = (read(keys, ANCHOR, word) for text in texts for word in _WORD.findall(text))
    return [anchor for anchor in found if anchor is not None]


def examine_anchors(db: sa.Connection, keys: Mapping[str, bytes], kept: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """(number, sentence) for everything that is broken in the anchors, or that differs from ``kept`` ones."""
    number, previous, here = 0, GENESIS, {}
    while rows := anchors.after(db, number, BATCH):
        for row in rows:
            said, expected = row.content, number + 1
            number = row.number
            if row.number != expected or said["number"] != row.number:
                yield row.number, f"anchor {expected} is missing"
            elif said["previous"] != previous:
                yield row.number, "the anchor before it was replaced"
            if root_of(anchors.heads_of(db, row.number)) != said["root"]:
                yield row.number, "the heads that are kept for it are not those it is over"
            if (tiles := anchors.tiles_of(db, row.number)) and root_over(tiles) != said["root"]:
                yield row.number, "the nodes that are kept of its tree are not those of its root"
            if read(keys, ANCHOR, row.signed) != said:
                yield row.number, "what is signed is something else"
            previous, here[row.number] = digest_of(said), said
    for head in anchors.otherwise(db):
        yield head.number, f"the history of {head.dossier_id} had another entry {head.length} then: it was written anew"
    for anchor in kept:
        if here.get(anchor["number"]) != anchor:
            yield anchor["number"], "a kept anchor says something else: histories or anchors were written anew"


def _chosen(db: sa.Connection, codes: Sequence[str]) -> Iterator[list[str]]:
    if codes:
        yield list(db.scalars(sa.select(dossiers.c.id).where(dossiers.c.code.in_(codes))))
        return
    last = ""
    while batch := list(db.scalars(sa.select(dossiers.c.id).where(dossiers.c.id > last).order_by("id").limit(BATCH))):
        yield batch
        last = batch[-1]


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="verify-history", description="Check the histories of dossiers.")
    parser.add_argument("codes", nargs="*", metavar="CODE")
    parser.add_argument("--all", action="store_true", help="every dossier there is")
    parser.add_argument("--heads", type=Path, nargs="+", default=[], metavar="FILE", help="signed heads, in any text")
    asked = parser.parse_args(arguments)
    if bool(asked.codes) == asked.all:
        parser.error("give codes of dossiers, or --all")
    try:
        settings = load_settings(VerifySettings, os.environ)
        texts = [file.read_text("utf-8", "replace") for file in asked.heads]
        signed = texts or asked.all
        public = load_ring(need(settings.keys_dir, "MOTCUA_KEYS_DIR"), "receipts.public").keys if signed else {}
        heads = heads_in(texts, public)
    except (SettingsWrong, OSError, ValueError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    write = sys.stdout.write
    examined = broken = 0
    with sa.create_engine(settings.database_url, poolclass=NullPool).connect() as db:
        db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        named = dict(
            db.execute(sa.select(dossiers.c.id, dossiers.c.code).where(dossiers.c.code.in_(asked.codes))).all()
        )
        for batch in _chosen(db, asked.codes):
            examined += len(batch)
            for of, sentence in examine(db, batch, heads):
                broken += 1
                write(f"{named.get(of, of)}: BROKEN: {sentence}\n")
        if asked.all:
            for number, sentence in examine_anchors(db, public, anchors_in(texts, public)):
                broken += 1
                write(f"anchor {number}: BROKEN: {sentence}\n")
    if unknown := sorted(set(asked.codes) - set(named.values())):
        sys.stderr.write(f"There is no dossier {', '.join(unknown)}.\n")
        return 2
    write(f"{examined} dossiers examined, {'all sound' if not broken else f'{broken} faults'}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
