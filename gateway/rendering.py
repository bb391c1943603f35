"""Pages from Jinja2 templates: everything autoescaped, a missing fact is an error, Vietnamese ways of writing.

Files under ``web/static`` are read once at the start and served under an address that holds the hash of all of them, so
that browsers may keep them for ever and never mix two releases.
"""

import datetime as dt
import functools
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup

from chassis.ids import new_id
from chassis.spoken import money
from gateway.browsers import FORM_FIELD, KEY_FIELD

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ROOM = Path(__file__).parent / "web"
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file in memory; also compressed, where that makes it smaller."""

    body: bytes
    media_type: str
    packed: bytes = b""


@functools.cache
def assets() -> Mapping[str, Asset]:
    """The static files by name."""
    found: dict[str, Asset] = {}
    for path in sorted((ROOM / "static").iterdir()):
        body = path.read_bytes()
        media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if media.startswith("text/") or media == "image/svg+xml":
            media += "; charset=utf-8"
        packed = gzip.compress(body, mtime=0)
        found[path.name] = Asset(body, media, packed if len(packed) < 0.9 * len(body) else b"")
    return found


@functools.cache
def assets_tag() -> str:
    """One name for this release's static files together, since they refer to each other."""
    whole = hashlib.sha256()
    for name, asset in assets().items():
        whole.update(f"{name} {len(asset.body)} ".encode() + asset.body)
    return whole.hexdigest()[:16]


def asset_url(name: str) -> str:
    """The address of a static file in this release."""
    if name not in assets():
        raise KeyError(name)
    return f"/static/{assets_tag()}/{name}"


def day(value: dt.datetime | dt.date) -> str:
    """A date as it is written in Vietnam, 01/07/2026; instants by the clock of Hà Nội."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(HANOI)
    return value.strftime("%d/%m/%Y")


def day_written(value: object) -> str:
    """In templates: what stands in a field of a day. As Vietnam writes it where it is a day, else as it was typed."""
    if isinstance(value, dt.date):
        return day(value)
    text = str(value)
    return f"{text[8:]}/{text[5:7]}/{text[:4]}" if _ISO_DAY.fullmatch(text) else text


def moment(value: dt.datetime) -> str:
    """Hour and date by the clock of Hà Nội."""
    return value.astimezone(HANOI).strftime("%H:%M, %d/%m/%Y")


def instant(value: str) -> str:
    """As `moment`, of a time that is text since a hash goes over its characters."""
    return moment(dt.datetime.fromisoformat(value))


def here(path: str, lang: str, **query: object) -> str:
    """A link inside the portal that keeps the reader's language."""
    if lang == "en":
        query["lang"] = "en"
    given = {name: value for name, value in query.items() if value not in ("", None)}
    return path + ("?" + urlencode(given) if given else "")


@jinja2.pass_context
def _in_language(context: jinja2.runtime.Context, vi: str, en: str) -> str:
    """In templates: ``t("Xin chào", "Hello")`` is the one of the page's language."""
    return en if context["lang"] == "en" else vi


@jinja2.pass_context
def _dong(context: jinja2.runtime.Context, value: int) -> str:
    """In templates: ``8000 | dong`` is 8.000 đồng on a Vietnamese page and 8,000 VND on an English one."""
    return money(value, context["lang"])


@jinja2.pass_context
def _counted(context: jinja2.runtime.Context, value: int) -> str:
    """In templates: ``12500 | counted`` is 12.500 on a Vietnamese page and 12,500 on an English one."""
    return f"{value:,}" if context["lang"] == "en" else f"{value:,}".replace(",", ".")


_IN_VIETNAMESE = re.compile(r"(-?\d{1,3}(?:\.\d{3})*) đồng\b")


@jinja2.pass_context
def _dong_within(context: jinja2.runtime.Context, text: str) -> str:
    """In templates: a text that the portal wrote down in Vietnamese, its amounts as the page writes amounts."""
    return _IN_VIETNAMESE.sub(lambda found: money(int(found[1].replace(".", "")), context["lang"]), text)


@jinja2.pass_context
def _form_marks(context: jinja2.runtime.Context, key: str = "") -> Markup:
    """In templates: ``form_marks()`` inside a form makes it one of ours, for who is signed in, with its effect once.
    ``key`` is that of a form which is shown again since nobody knows whether it had its effect."""
    token = context["visit"].browser.form_token()
    return Markup('<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">').format(
        FORM_FIELD, token, KEY_FIELD, key or new_id()
    )


def renderer(**globals_: Any) -> Callable[..., str]:
    """The function that renders a template by its name."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": day,
        "day_written": day_written,
        "moment": moment,
        "instant": instant,
        "counted": _counted,
        "dong": _dong,
        "dong_within": _dong_within,
    }
    environment.globals |= {
        "asset_url": asset_url,
        "here": here,
        "t": _in_language,
        "form_marks": _form_marks,
        **globals_,
    }

    def render(template: str, **facts: Any) -> str:
        return environment.get_template(template).render(**facts)

    return render
