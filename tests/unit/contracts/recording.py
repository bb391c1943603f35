"""Keeps what was published of events: ``python -m tests.unit.contracts.recording`` adds what is new to ``published/``.

Schemas and one text of each type, as they went out. It refuses to record what would break a reader.
"""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from gateway.event_documents import asyncapi, schema_named, schema_names
from services.notifications.contract import PUBLIC_EVENTS
from services.notifications.domain.feed import TYPES, cloud_event, text_of
from tests.unit.contracts.compatibility import breaks

ROOM: Final = Path(__file__).with_name("published")
PORTAL: Final = "https://portal.example.vn"


def schemas() -> dict[str, Any]:
    """Every schema, as it is published now."""
    return {name: schema_named(name, PORTAL) for name in schema_names()}


def texts() -> Iterator[tuple[str, str]]:
    """A text of each type, as it goes out now."""
    for number, (name, event_type) in enumerate(TYPES.items(), start=1):
        event = cloud_event(
            position=number,
            event_id=f"019ab3f2-6a0e-7c3e-9d51-{number:012d}",
            name=name,
            time=dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC),
            dossier_id="019ab3f1-0000-7000-8000-000000000001",
            code="H27.30.12-261124-0001",
            procedure_code="2.000635",
            agency_code="H27.30.12",
            status=2,
            version=3,
            portal=PORTAL,
            sandbox=False,
        )
        yield event_type, text_of(event)


def main() -> int:
    refused = []
    for name, schema in schemas().items():
        kept = ROOM / "schemas" / name
        if kept.exists():
            refused += [f"{name}: {what}" for what in breaks(json.loads(kept.read_text("utf-8")), schema)]
    if refused:
        print("\n".join(["This would break who reads events; give a new type beside the old one instead:", *refused]))
        return 1
    for name, schema in schemas().items():
        (ROOM / "schemas" / name).write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (ROOM / "asyncapi.json").write_text(json.dumps(asyncapi(PORTAL), ensure_ascii=False, indent=1) + "\n", "utf-8")
    for event_type, text in texts():
        kept = ROOM / "events" / f"{event_type}.jsonl"
        before = kept.read_text("utf-8").splitlines() if kept.exists() else []
        if text not in before:
            kept.write_text("\n".join([*before, text]) + "\n", "utf-8")
    print(f"{len(PUBLIC_EVENTS)} types are recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
