"""What the stand-in does with a call, and the faults that it can be told to have, one for each call to come.

It keeps everything in memory: after a restart it has lost all that it acknowledged, which the comparison of both sides
finds and mends. Records are kept as they came, lines of progress in the order in which they came, repeats included.
"""

import enum
import re
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

SUCCESS: Final = "00"
SESSION_OVER: Final = "01"
UNKNOWN: Final = "02"
EXISTS: Final = "03"
WRONG: Final = "10"
BUSY: Final = "99"

STATES: Final = frozenset(str(state) for state in range(1, 11))
_MOMENT: Final = re.compile(r"\d{14}")


class Fault(enum.StrEnum):
    """What can go wrong with one call."""

    DOWN = "down"  # the connection is cut without an answer
    SLOW = "slow"  # the answer comes long after the caller has gone, and the call is carried out all the same
    BROKEN = "broken"  # 500, nothing is done
    DONE_BUT_BROKEN = "done-but-broken"  # it is done, and the answer is a 502
    BUSY = "busy"  # "try again later" as a code
    GIBBERISH = "gibberish"  # 200 with a page that is not JSON
    REFUSES = "refuses"  # the record is refused for its content, though nothing is wrong with it
    TWICE = "twice"  # it is carried out twice, as by a proxy that repeats
    LATE = "late"  # nothing is done now, but after the next call of the same dossier: the wrong order
    LOSES = "loses"  # it is acknowledged, and lost
    LOGS_OUT = "logs-out"  # the session is over


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: a status and a JSON body, or no answer at all (``cut``), or one much later (``slow``)."""

    body: Mapping[str, Any] | None = None
    status: int = 200
    cut: bool = False
    slow: bool = False


@dataclass(slots=True)
class Held:
    """A dossier as the stand-in has it."""

    record: dict[str, Any]
    lines: list[dict[str, Any]] = field(default_factory=list)


class Office:
    """The other side. Safe to be called from several threads."""

    def __init__(self, user: str, password: str, faults: Iterable[Fault] = ()) -> None:
        self._login = (user, password)
        self._lock = threading.RLock()
        self._sessions: set[str] = set()
        self._late: dict[str, list[Callable[[], object]]] = {}
        self.faults: deque[Fault] = deque(faults)
        self.held: dict[str, Held] = {}
        self.calls: list[str] = []

    def log_in(self, body: Mapping[str, Any]) -> Answer:
        """A session for the right user and password."""
        with self._lock:
            if (body.get("username"), body.get("password")) != self._login:
                return Answer({"error_code": 1})
            session = secrets.token_urlsafe(16)
            self._sessions.add(session)
            return Answer({"error_code": 0, "session": session})

    def forget_sessions(self) -> None:
        """End every session, as a restart of the other side does."""
        with self._lock:
            self._sessions.clear()

    def answer(self, body: Mapping[str, Any]) -> Answer:
        """One call, with the next fault if there is one."""
        with self._lock:
            fault = self.faults.popleft() if self.faults else None
            service = str(body.get("service", ""))
            self.calls.append(service)
            if fault is Fault.LOGS_OUT:
                self._sessions.clear()
            if body.get("session") not in self._sessions:
                return Answer({"error_code": SESSION_OVER})
            return self._faulty(fault, service, body)

    def _faulty(self, fault: Fault | None, service: str, body: Mapping[str, Any]) -> Answer:
        match fault:
            case Fault.DOWN:
                return Answer(cut=True)
            case Fault.BROKEN:
                return Answer(status=500)
            case Fault.BUSY:
                return Answer({"error_code": BUSY})
            case Fault.GIBBERISH:
                return Answer(None)
            case Fault.REFUSES if service != "TraCuuHoSo":
                return Answer({"error_code": WRONG})
            case Fault.LATE if service != "TraCuuHoSo":
                self._late.setdefault(_code_of(body), []).append(lambda: self._do(service, body))
                return Answer(cut=True)
            case Fault.LOSES if service != "TraCuuHoSo":
                answered = self._do(service, body)
                if answered.get("error_code") == SUCCESS:
                    self.held.pop(_code_of(body), None)
                return Answer(answered)
            case _:
                pass
        answered = self._do(service, body)
        for late in self._late.pop(_code_of(body), ()):
            late()
        if fault is Fault.TWICE:
            answered = self._do(service, body)
        if fault is Fault.DONE_BUT_BROKEN:
            return Answer(status=502)
        return Answer(answered, slow=fault is Fault.SLOW)

    def _do(self, service: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if service == "TraCuuHoSo":
            held = self.held.get(str(body.get("mahoso", "")))
            found = [] if held is None else [{**held.record, "TienDo": list(held.lines)}]
            return {"error_code": SUCCESS, "result": found}
        data = body.get("data")
        if not isinstance(data, list) or not data or not all(isinstance(one, dict) for one in data):
            return {"error_code": WRONG}
        if service == "DongBoHoSoMC":
            return {"error_code": self._take(data, updating=body.get("isUpdating") == "True")}
        if service == "CapNhatTienDoHoSoMC":
            return {"error_code": self._go_on(data)}
        return {"error_code": WRONG}

    def _take(self, data: list[dict[str, Any]], *, updating: bool) -> str:
        for record in data:
            code = str(record.get("MaHoSo", ""))
            if not _is_whole(record, ("MaHoSo", "MaTTHC", "NgayTiepNhan"), state="TrangThaiHoSo"):
                return WRONG
            if updating != (code in self.held):
                return UNKNOWN if updating else EXISTS
        for record in data:
            held = self.held.setdefault(record["MaHoSo"], Held({}))
            held.record = dict(record)
        return SUCCESS

    def _go_on(self, data: list[dict[str, Any]]) -> str:
        if not all(_is_whole(line, ("MaHoSo", "ThoiDiemXuLy"), state="TrangThai") for line in data):
            return WRONG
        if any(line["MaHoSo"] not in self.held for line in data):
            return UNKNOWN
        for line in data:
            self.held[line["MaHoSo"]].lines.append(dict(line))
        return SUCCESS


def _is_whole(given: Mapping[str, Any], needed: tuple[str, ...], *, state: str) -> bool:
    moments = (given[name] for name in ("NgayTiepNhan", "ThoiDiemXuLy") if name in given)
    return (
        all(given.get(name) for name in needed)
        and given.get(state) in STATES
        and all(_MOMENT.fullmatch(str(moment)) for moment in moments)
    )


def _code_of(body: Mapping[str, Any]) -> str:
    data = body.get("data")
    first = data[0] if isinstance(data, list) and data and isinstance(data[0], dict) else body
    return str(first.get("MaHoSo") or first.get("mahoso") or "")
