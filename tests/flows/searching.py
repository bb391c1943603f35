"""Looks for private values in all that a running system keeps: databases, events, logs; however they are spelt."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from chassis.database import driver_url
from deploy.launcher import control
from deploy.launcher.state import State
from deploy.rooms import SERVICES

_BETWEEN = re.compile(r"(?<=\d)(?:[ .,/_()\u00a0\-]|%20|\+(?!84)){1,2}(?=\d)")
"""What people and programs put between the digits of a number."""


def texts_of(value: str) -> set[str]:
    """A value as it may be written: a telephone with 0, 84 or +84; anything in small letters."""
    digits = re.sub(r"\D", "", value)
    found = {value, value.lower()}
    if re.fullmatch(r"(\+?84|0)\d{9}", re.sub(r"[ .\-]", "", value)):
        core = digits[-9:]
        found |= {f"0{core}", f"84{core}", f"+84{core}"}
        found |= {f"0{core[:3]}{gap}{core[3:6]}{gap}{core[6:]}" for gap in (" ", ".", "-")}
    elif len(digits) == 12:
        found |= {gap.join((digits[:3], digits[3:6], digits[6:9], digits[9:])) for gap in (" ", ".", "-")}
    return found | {quote(text, safe="") for text in found}


def needles_of(value: str) -> set[str]:
    """A value in every spelling that is looked for: plain, hexadecimal, and base64 wherever it begins in it."""
    found: set[str] = set()
    for text in texts_of(value):
        raw = text.encode()
        found |= {text, raw.hex(), raw.hex().upper()}
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
            # The first and the last characters depend on what stands beside the value.
            whole = coded[(0, 2, 3)[shift] : -1] if (shift + len(raw)) % 3 else coded[(0, 2, 3)[shift] :]
            found |= {whole, whole.replace("+", "-").replace("/", "_")}
    return found


def hits(haystack: str, values: dict[str, str]) -> list[str]:
    """The names of the values that stand in a text, in whatever spelling."""
    joined = _BETWEEN.sub("", haystack)
    return [name for name, value in values.items() if any(n in haystack or n in joined for n in needles_of(value))]


def database_of(state: Path, service: str) -> sa.Engine:
    """A service's database in a running system."""
    settings = control.ask(str(State(state).read()["socket"]), {"do": "settings", "service": service})
    return sa.create_engine(driver_url(settings["MOTCUA_DATABASE_URL"]), poolclass=NullPool)


def everything_kept(state: Path) -> Iterator[tuple[str, str]]:
    """Every table of every service, events that were published among them, and every log; each with its name."""
    for service in SERVICES:
        engine = database_of(state, service)
        with engine.connect() as db:
            for table in sa.inspect(db).get_table_names():
                rows = db.scalars(sa.text(f'SELECT to_jsonb(t)::text FROM "{table}" t'))
                yield f"{service}.{table}", "\n".join(rows)
        engine.dispose()
    for log in sorted({*state.rglob("*.log"), *state.rglob("*.log.*")}):
        yield f"log {log.name}", log.read_text("utf-8", "replace")
    for anchors in sorted(state.rglob("*.anchors")):
        yield f"anchors {anchors.name}", anchors.read_text("utf-8")
    # Papers are what people wrote; what the store itself writes about them must name nobody.
    yield "object store", "\n".join(str(path.relative_to(state)) for path in sorted((state / "objects").rglob("*")))
