"""A copy of everything that the portal holds about a person, as one ZIP: for programs, for reading, and the files.

Guarantees: every service is asked before the first byte goes out, and one that does not answer refuses the whole copy
by its name. What can only be found missing later, a file in the store, is named in the copy itself, whose list of
contents then says that it is not complete. The copy streams; it is kept nowhere.
"""

import dataclasses
import datetime as dt
import hashlib
import json
import re
import zipfile
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final, cast

from werkzeug.wrappers import Response

from chassis.contracts import Method
from chassis.errors import NotFound, PortalError, Unavailable, error
from chassis.logs import get_log
from chassis.personal_data import ExportPersonalData, PersonalDataPage, PersonalPart
from gateway.files import disposition
from gateway.headers import FILE_POLICY
from gateway.rendering import HANOI
from gateway.visits import Means, Visit
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.payments import contract as payments

log = get_log(__name__)

FORMAT: Final = "motcua.personal-data/1"
SOURCES: Final[Mapping[str, tuple[Method[ExportPersonalData, PersonalDataPage], str, str]]] = {
    "accounts": (accounts.export_personal_data, "Tài khoản", "accounts"),
    "dossiers": (dossiers.export_personal_data, "Hồ sơ", "dossiers"),
    "payments": (payments.export_personal_data, "Phí, lệ phí", "payments"),
    "notifications": (notifications.export_personal_data, "Tin báo", "messages"),
}
"""Every service that holds personal data: how it is asked, and what people call it."""
DATA, SCHEMA, PAGE, CONTENTS, ROOM = "du-lieu.json", "du-lieu.schema.json", "du-lieu.html", "muc-luc.json", "tep"
"""The entries of the copy."""

COPY_INCOMPLETE = error(
    "personal-data.copy-incomplete",
    Unavailable,
    vi="Phần “{part_vi}” chưa trả lời, nên chưa lập được bản sao đầy đủ. Cổng không đưa bản thiếu; xin thử lại sau ít "
    "phút.",
    en="The part “{part_en}” does not answer, so no whole copy can be made. The portal gives no partial one; please "
    "try again in some minutes.",
)


@dataclass(slots=True)
class Copied:
    """What one service holds, its pages put together."""

    title: str
    parts: dict[str, PersonalPart] = field(default_factory=dict)

    def take(self, page: PersonalDataPage) -> None:
        for part in page.parts:
            known = self.parts.get(part.name)
            rows = (*known.rows, *part.rows) if known else part.rows
            self.parts[part.name] = dataclasses.replace(part, rows=rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of the copy; without a grant the store's owner did not give it."""

    entry: str
    sha256: str
    grant: dossiers.FileGrant | None


def copy_of(visit: Visit, opened: accounts.ExportOpened, *, with_files: bool) -> Response:
    """The copy as a download: every service is asked first, only then does it begin to stream."""
    copied = gather(visit)
    wanted = files_of(visit, copied) if with_files else []
    texts = texts_of(visit.means, opened, visit.caller.id, copied)
    response = Response(stream(visit.means, texts, wanted), content_type="application/zip")
    response.headers["Content-Disposition"] = disposition(f"du-lieu-ca-nhan-{opened.at:%Y%m%d}.zip")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def gather(visit: Visit) -> dict[str, Copied]:
    """Everything that every service holds, or `COPY_INCOMPLETE`."""
    found: dict[str, Copied] = {}
    for service, (method, title, title_en) in SOURCES.items():
        copied, cursor = Copied(title), ""
        while True:
            try:
                page = visit.send(method, ExportPersonalData(cursor=cursor))
            except Unavailable as away:
                log.warning("no whole copy of somebody's data", missing=service, reason=away.code)
                raise COPY_INCOMPLETE(retry_after=60, part_vi=title, part_en=title_en) from away
            copied.take(page)
            if not (cursor := page.next_cursor):
                break
        found[service] = copied
    return found


def files_of(visit: Visit, copied: Mapping[str, Copied]) -> list[Wanted]:
    """The files that the person's dossiers hold now; each with leave to read it."""
    known = copied["dossiers"].parts
    codes = {row["id"]: row["code"] or row["id"] for row in known["dossiers"].rows}
    wanted: list[Wanted] = []
    taken: set[str] = set()
    for row in known["files"].rows:
        if row["removed_at"] is not None:
            continue
        asked = dossiers.GetFile(dossier_id=str(row["dossier_id"]), file_id=str(row["id"]))
        try:
            grant: dossiers.FileGrant | None = visit.send(dossiers.get_file, asked)
        except NotFound:
            grant = None
        entry = f"{ROOM}/{_safe(codes.get(row['dossier_id'], row['dossier_id']))}/{_safe(row['name'])}"
        if entry in taken:
            stem, dot, end = entry.rpartition(".")
            entry = f"{stem}-{row['id']}{dot}{end}" if dot else f"{entry}-{row['id']}"
        taken.add(entry)
        wanted.append(Wanted(entry, str(row["sha256"]), grant))
    return wanted


def texts_of(
    means: Means, opened: accounts.ExportOpened, person: str, copied: Mapping[str, Copied]
) -> list[tuple[str, bytes]]:
    """The copy for programs with its schema, and the copy for reading."""
    data = {
        "format": FORMAT,
        "export_id": opened.export_id,
        "made_at": opened.at.astimezone(dt.UTC).isoformat(),
        "account_id": person,
        "services": {
            service: {name: list(part.rows) for name, part in found.parts.items()} for service, found in copied.items()
        },
    }
    page = means.render("my_data.html", lang="vi", made_at=opened.at, copied=copied, shown=shown)
    return [(DATA, _json(data)), (SCHEMA, _json(schema_of(copied))), (PAGE, page.encode("utf-8"))]


def schema_of(copied: Mapping[str, Copied]) -> dict[str, Any]:
    """What the data looks like, in JSON Schema 2020-12; titles are in Vietnamese."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Bản sao dữ liệu cá nhân trên cổng Một Cửa",
        "type": "object",
        "required": ["format", "export_id", "made_at", "account_id", "services"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "export_id": {"type": "string"},
            "made_at": {"type": "string", "format": "date-time"},
            "account_id": {"type": "string"},
            "services": _closed(
                {
                    service: {
                        "title": found.title,
                        **_closed({name: _rows_schema(part) for name, part in found.parts.items()}),
                    }
                    for service, found in copied.items()
                }
            ),
        },
    }


def shown(value: object, kind: str) -> str:
    """A value as people read it; what has an inside of its own is left to the template."""
    if value is None or value in ("", []):
        return "–"
    if kind == "moment":
        return f"{dt.datetime.fromisoformat(str(value)).astimezone(HANOI):%H:%M:%S, %d/%m/%Y}"
    if kind == "day":
        return f"{dt.date.fromisoformat(str(value)):%d/%m/%Y}"
    if kind == "yes-no":
        return "có" if value else "không"
    if kind == "list" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def stream(means: Means, texts: list[tuple[str, bytes]], files: list[Wanted]) -> Iterator[bytes]:
    """The ZIP, piece by piece; its last entry lists all others and says whether the copy is complete."""
    sink = _Sink()
    entries: list[dict[str, object]] = []
    complete = True
    with zipfile.ZipFile(cast(IO[bytes], sink), "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in texts:
            made.writestr(_entry(name, compressed=True), body)
            entries.append({"name": name, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)})
            yield sink.take()
        for file in files:
            outcome = yield from _file(means, made, sink, file)
            entries.append(outcome)
            complete = complete and "missing" not in outcome
        made.writestr(
            _entry(CONTENTS, compressed=True), _json({"format": FORMAT, "complete": complete, "entries": entries})
        )
    yield sink.take()


def _file(
    means: Means, made: zipfile.ZipFile, sink: "_Sink", file: Wanted
) -> Generator[bytes, None, dict[str, object]]:
    """Put one file in; the entry of the list of contents that tells how that went."""
    digest, size = hashlib.sha256(), 0
    try:
        reading = means.objects.open(file.grant.object_key) if file.grant is not None else None
    except PortalError:
        reading = None
    if reading is None:
        log.error("a file is missing in a copy of somebody's data")
        return {"name": file.entry, "sha256": file.sha256, "missing": "not found in the store"}
    with made.open(_entry(file.entry, compressed=False), "w", force_zip64=True) as out:
        for chunk in reading:
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
            yield sink.take()
    if digest.hexdigest() != file.sha256:
        log.error("a file of the store is damaged")
        return {"name": file.entry, "sha256": digest.hexdigest(), "size": size, "missing": "not what was uploaded"}
    return {"name": file.entry, "sha256": file.sha256, "size": size}


class _Sink:
    """What the ZIP is written to; it can only be written on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


def _entry(name: str, *, compressed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


def _safe(name: object) -> str:
    """A name that no unpacking program can take for a way out of its directory."""
    return re.sub(r"[^\w.() -]+", "_", str(name)).strip(". ")[:120] or "tep"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8")


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


_KINDS: Final[Mapping[str, dict[str, Any]]] = {
    "text": {"type": ["string", "null"]},
    "number": {"type": ["number", "null"]},
    "yes-no": {"type": ["boolean", "null"]},
    "day": {"type": ["string", "null"], "format": "date"},
    "moment": {"type": ["string", "null"], "format": "date-time"},
    "list": {"type": ["array", "null"]},
    "object": {"type": ["object", "null"]},
}


def _rows_schema(part: PersonalPart) -> dict[str, Any]:
    fields = {one.name: {"title": one.title, **_KINDS[one.kind]} for one in part.fields}
    return {"title": part.title, "type": "array", "items": _closed(fields)}
