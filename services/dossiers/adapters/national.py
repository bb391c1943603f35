"""The port to the national public service portal (Cổng Dịch vụ công quốc gia), and the adapter that speaks to it.

What is known of the interface, from published one-stop systems that use it: a user and a password are given for a
session (``POST``, JSON); then every call is ``POST``, JSON, with ``session``, ``madonvi`` (the unit) and ``service``:
``DongBoHoSoMC`` takes records in ``data`` and, in ``isUpdating``, whether they are there already;
``CapNhatTienDoHoSoMC`` takes lines of progress; ``TraCuuHoSo`` looks a dossier up by ``mahoso`` and answers ``result``.
``error_code`` 0 or 00 is success. Times are yyyyMMddHHmmss of Vietnam. Nothing else is public: what is assumed stands
in ``data/national-sync.json``, where the settings may say otherwise, and in `HttpPortal`: that a look-up gives
``TrangThaiHoSo`` and ``NgayHenTra`` back, and maybe the lines under ``TienDo``; that a line told twice counts once.

Every wait and every answer is bounded, nothing is followed, and no error holds what was sent or answered.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import requests

from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.national import NationalRecord, ProgressLine, There

CONNECT_SECONDS: Final = 2.0
READ_SECONDS: Final = 10.0
MAX_ANSWER: Final = 1_000_000


class PortalAway(Exception):
    """The other side gave no answer that can be used; another time it may. Holds nothing personal."""


class RecordRefused(Exception):
    """The other side refuses what it was told, by its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RecordUnknown(RecordRefused):
    """It has no such dossier."""


class RecordExists(RecordRefused):
    """It has the dossier already, so that it has to be updated."""


class NationalPortal(Protocol):
    """The port."""

    def look_up(self, code: str) -> There | None:
        """What it has of a dossier, or None."""
        ...

    def tell_record(self, record: NationalRecord, *, updating: bool) -> None:
        """Tell what a dossier is now; returns when it is acknowledged."""
        ...

    def tell_progress(self, lines: Sequence[ProgressLine]) -> None:
        """Tell steps of a dossier, in their order; returns when they are acknowledged."""
        ...


@dataclass(frozen=True, slots=True)
class Mapped:
    """How the other side names things, where it is not public (`data/national-sync.json`, or the settings)."""

    services: Mapping[str, str]
    codes: Mapping[str, frozenset[str]]
    kinds: Mapping[str, str]
    channels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Access:
    """Where the other side is and how it knows this portal; shown by repr without what is secret."""

    login_url: str
    service_url: str
    unit: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Access({self.service_url}, {self.unit})"


class HttpPortal:
    """The national portal, or an adapter of the province's platform (LGSP) before it, over HTTP.

    Safe to share between threads: a session that two get at once only costs one call more.
    """

    def __init__(self, access: Access, mapped: Mapped, *, read_seconds: float = READ_SECONDS) -> None:
        self._access = access
        self._mapped = mapped
        self._read_seconds = read_seconds
        self._session = ""

    def look_up(self, code: str) -> There | None:
        try:
            said = self._call("look_up", mahoso=code)
        except RecordUnknown:
            return None
        found = said.get("result")
        if not isinstance(found, list):
            raise PortalAway("answer not understood")
        mine = [one for one in found if isinstance(one, dict) and one.get("MaHoSo") == code]
        if not mine:
            return None
        lines = mine[0].get("TienDo")
        distinct = {json.dumps(line, sort_keys=True) for line in lines} if isinstance(lines, list) else None
        return There(
            state=_told(mine[0], "TrangThaiHoSo"),
            due_at=_told(mine[0], "NgayHenTra"),
            lines=None if distinct is None else len(distinct),
        )

    def tell_record(self, record: NationalRecord, *, updating: bool) -> None:
        self._call("dossier", isUpdating=str(updating), data=[written(record, self._mapped)])

    def tell_progress(self, lines: Sequence[ProgressLine]) -> None:
        self._call("progress", data=[progress_written(line) for line in lines])

    def _call(self, service: str, **sent: Any) -> Mapping[str, Any]:
        """One call under the session, which is begun anew once if the other side says that it is over."""
        fresh = not self._session
        if fresh:
            self._session = self._log_in()
        body = {"madonvi": self._access.unit, "service": self._mapped.services[service], **sent}
        said = self._ask(self._access.service_url, {"session": self._session, **body})
        if _code(said) in self._mapped.codes["session_over"]:
            self._session = ""
            if fresh:
                raise PortalAway("a session that was just begun is over")
            self._session = self._log_in()
            said = self._ask(self._access.service_url, {"session": self._session, **body})
        self._judge(_code(said))
        return said

    def _judge(self, code: str) -> None:
        codes = self._mapped.codes
        if code in codes["success"]:
            return
        if code in codes["session_over"]:
            self._session = ""
            raise PortalAway("a session that was just begun is over")
        if not code or code in codes["later"]:
            raise PortalAway(f"it answers {code or 'without a code'}")
        if code in codes["unknown"]:
            raise RecordUnknown(code)
        raise RecordExists(code) if code in codes["exists"] else RecordRefused(code)

    def _log_in(self) -> str:
        said = self._ask(self._access.login_url, {"username": self._access.user, "password": self._access.password})
        session = said.get("session")
        if _code(said) not in self._mapped.codes["success"] or not isinstance(session, str) or not session:
            raise PortalAway("it gives no session")
        return session

    def _ask(self, url: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            with requests.post(
                url,
                json=body,
                headers={"Accept": "application/json"},
                timeout=(CONNECT_SECONDS, self._read_seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code in (401, 403):
                    return {"error_code": next(iter(self._mapped.codes["session_over"]))}
                if response.status_code != 200:
                    raise PortalAway(f"status {response.status_code}")
                raw = _bounded(response)
        except requests.RequestException as error:
            raise PortalAway(type(error).__name__) from None
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError):
            raise PortalAway("answer not understood") from None
        if not isinstance(found, dict):
            raise PortalAway("answer not understood")
        return found


def written(record: NationalRecord, mapped: Mapped) -> dict[str, Any]:
    """A record in the names of the other side; what it does not demand and nobody here needs is left out."""
    return {
        "MaHoSo": record.code,
        "MaTTHC": record.procedure_code,
        "TenTTHC": record.procedure_name,
        "MaLinhVuc": record.field_code,
        "TenLinhVuc": record.field_name,
        "ChuHoSo": record.owner,
        "LoaiDoiTuong": mapped.kinds[record.kind],
        "Email": record.email,
        "SoDienThoai": record.phone,
        "TrichYeuHoSo": record.procedure_name,
        "NgayTiepNhan": moment_written(record.received_at or record.submitted_at),
        "NgayHenTra": moment_written(record.due_at),
        "TrangThaiHoSo": str(int(record.state)),
        "NgayTra": moment_written(record.returned_at),
        "HinhThuc": mapped.channels[record.channel],
        "NgayKetThucXuLy": moment_written(record.decided_at),
        "DonViXuLy": record.agency_name,
    }


def progress_written(line: ProgressLine) -> dict[str, Any]:
    """A line of progress in the names of the other side."""
    return {
        "MaHoSo": line.code,
        "NguoiXuLy": line.actor,
        "ThoiDiemXuLy": moment_written(line.at),
        "PhongBanXuLy": line.agency_name,
        "NoiDungXuLy": line.what,
        "TrangThai": str(int(line.state)),
        "NgayKetThucTheoQuyDinh": moment_written(line.due_at),
    }


def moment_written(at: dt.datetime | None) -> str:
    """A time as the other side writes it: yyyyMMddHHmmss in Vietnam; empty where there is none."""
    return at.astimezone(VIETNAM).strftime("%Y%m%d%H%M%S") if at else ""


def _code(said: Mapping[str, Any]) -> str:
    code = said.get("error_code", "")
    return str(code) if isinstance(code, str | int) else ""


def _told(found: Mapping[str, Any], name: str) -> str | None:
    return str(found[name] or "") if name in found else None


def _bounded(response: requests.Response) -> bytes:
    raw = b""
    for chunk in response.iter_content(16_384):
        raw += chunk
        if len(raw) > MAX_ANSWER:
            raise PortalAway("answer too long")
    return raw
