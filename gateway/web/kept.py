"""A form that came at the wrong moment: kept in the pages of the sign-in, and shown again afterwards, whole.

Nothing typed is lost when a session ends. The form travels in the person's own pages and is stored nowhere; it is never
sent by itself, since another person may have signed in: whoever is there then looks at it and sends it again.
"""

import json
from typing import Annotated

from werkzeug.datastructures import MultiDict

from chassis.errors import Invalid
from chassis.records import Rule, load, record

KEPT_LIMIT = 420_000
"""Largest form that is kept, in bytes, as JSON."""


@record
class KeptField:
    """One field of the form, as it was sent."""

    name: Annotated[str, Rule(min=1, max=1000)]
    value: Annotated[str, Rule(max=KEPT_LIMIT, description="As typed")] = ""


@record
class Kept:
    """Where the form was sent, and its fields in their order."""

    path: Annotated[str, Rule(min=1, max=2000)]
    fields: Annotated[tuple[KeptField, ...], Rule(max=5_000)] = ()


def keep(path: str, form: "MultiDict[str, str]") -> str:
    """The form as text for a hidden field; empty when it is too large to keep."""
    pairs = [{"name": name, "value": value} for name, value in form.items(multi=True) if name]
    packed = json.dumps({"path": path, "fields": pairs}, ensure_ascii=False, separators=(",", ":"))
    return packed if len(packed.encode()) <= KEPT_LIMIT else ""


def unpack(packed: str) -> Kept | None:
    """What `keep` packed; None for anything else."""
    try:
        kept = load(Kept, json.loads(packed))
    except (ValueError, Invalid):
        return None
    return kept if own_path(kept.path) == kept.path else None


def own_path(path: str) -> str:
    """A path of this portal that may be gone to; empty for anything that could lead elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if plain and len(path) <= 2000 and path.isprintable() else ""
