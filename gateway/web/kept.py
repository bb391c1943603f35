"""A form that came at the wrong moment: kept in the pages of the sign-in, and shown again afterwards, whole.

Nothing typed is lost when a session ends. The form travels in the person's own pages and is stored nowhere; it is never
sent by itself, since another person may have signed in: whoever is there then looks at it and sends it again.
"""

import json
from typing import Annotated

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import Rule, load, record
from gateway.rendering import here
from gateway.visits import Visit

KEPT_LIMIT = 420_000
"""Largest form that is kept, in bytes, as JSON."""
WITH_KEPT = KEPT_LIMIT * 3 + 20_000
"""Largest form of the pages that carry one along: what is kept, as a browser writes it."""
SHOWN_TEXTS = 20
"""How many texts of a kept form are shown to who is to send it again."""
SECRET_FIELDS = frozenset(("password", "new_password", "again", "totp_code", "factor_code", "code", "token"))
"""Never kept, and never written into a page again."""

Path = Annotated[str, Rule(max=2000)]
Packed = Annotated[str, Rule(max=KEPT_LIMIT)]


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

    @property
    def texts(self) -> tuple[str, ...]:
        """What of it is sentences of a person: of several words. Marks and choices of the page are single ones."""
        return tuple(one.value.strip() for one in self.fields if " " in one.value.strip())[:SHOWN_TEXTS]


def keep(path: str, form: "MultiDict[str, str]") -> str:
    """The form as text for a hidden field, without what is secret; empty when it is too large to keep."""
    typed = ((name, value) for name, value in form.items(multi=True) if name and name not in SECRET_FIELDS)
    pairs = [{"name": name, "value": value} for name, value in typed]
    packed = json.dumps({"path": path, "fields": pairs}, ensure_ascii=False, separators=(",", ":"))
    return packed if len(packed.encode()) <= KEPT_LIMIT else ""


def unpack(packed: str) -> Kept | None:
    """What `keep` packed; None for anything else."""
    try:
        kept = load(Kept, json.loads(packed))
    except (ValueError, RecursionError, Invalid):
        return None
    return kept if own_path(kept.path) == kept.path else None


def again_page(
    visit: Visit, kept: Kept, name: str, *, status: int = 200, proved: bool = False, changed: bool = False
) -> Response:
    """The form that came too late or for another account, or whose sender has ``proved`` meanwhile who they are or
    ``changed`` for whom they work: whole, to be looked at and sent again."""
    return visit.page(
        "send_again.html", status=status, kept=kept, name=name, proved=proved, changed=changed, other_language=""
    )


def go_on(visit: Visit, name: str, *, kept: str, to: str, home: str, proved: bool = False) -> Response:
    """Where somebody goes who has signed in: to the form that came too late, to where they were going, or ``home``."""
    form = unpack(kept) if kept else None
    if form is not None:
        return again_page(visit, form, name, proved=proved)
    return redirect(own_path(to) or here(home, visit.language), 303)


def own_path(path: str) -> str:
    """A path of this portal that may be gone to; empty for anything that could lead elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if plain and len(path) <= 2000 and path.isprintable() else ""
