"""Tells the national portal what becomes of dossiers, until it acknowledges; and looks after what it acknowledged.

What is to be told is a row, written in the transaction of each step (`store.national.want`). Guarantees: a dossier is
claimed in one transaction, told outside any, and the outcome recorded in another, so no lock and no connection is held
while the other side is slow; of one dossier only one process tells at a time, and steps in their order. A process that
dies in between leaves a claim that runs out; then it is told again, which the other side takes as an update. Whatever
the other side does, each dossier ends as told or, visibly, as refused; refused is tried again only after the next step
or by command. Nothing personal is logged.
"""

import datetime as dt
import random
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from prometheus_client import Counter

from chassis.breaker import Breaker
from chassis.callers import CallerKind, system
from chassis.errors import PortalError
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.metrics import REGISTRY
from chassis.sealing import SealBroken
from chassis.service import Sealer, Storage
from services.accounts.contract import CONTACT, account_context
from services.dossiers import rules
from services.dossiers.adapters.national import (
    NationalPortal,
    PortalAway,
    RecordExists,
    RecordRefused,
    RecordUnknown,
    moment_written,
)
from services.dossiers.contacts import phone_of
from services.dossiers.contract import SERVICE
from services.dossiers.domain.actions import Action, State
from services.dossiers.domain.national import (
    STEP_NAMES,
    NationalRecord,
    ProgressLine,
    is_told,
    lines_after,
)
from services.dossiers.procedures import pinned
from services.dossiers.store import contents, known, national, rows

log = get_log(__name__)

CALLS: Final = Counter(
    "motcua_national_calls_total", "Dossiers told to the national portal, or compared", ("outcome",), registry=REGISTRY
)

Row = sa.Row[Any]
_ACTOR: Final = system(SERVICE)

AT_ONCE: Final = 4
"""Dossiers that one process tells side by side."""
CHECKS: Final = 50
"""Dossiers that are compared in one run, so that the other side is not asked for everything at once."""

WHO: Final = {CallerKind.CITIZEN: "Người nộp hồ sơ", CallerKind.SYSTEM: "Hệ thống"}


@dataclass(frozen=True, slots=True)
class Told:
    """All that the other side is to know of a dossier at one moment."""

    version: int
    record: NationalRecord
    lines: tuple[ProgressLine, ...]
    closed: bool
    restricted: bool

    @property
    def last_seq(self) -> int:
        return self.lines[-1].seq if self.lines else 0


class Messenger:
    """Tells for one process. While the other side is away it is left alone (`chassis.breaker`)."""

    def __init__(
        self,
        *,
        at_once: int = AT_ONCE,
        dice: Callable[[], float] = random.random,
        breaker: Breaker | None = None,
    ) -> None:
        self._at_once = at_once
        self._dice = dice
        self._breaker = breaker or Breaker("national portal", failures=3, rest=30.0, counts=(PortalAway,))

    def tell_due(self, storage: Storage, sealer: Sealer, portal: NationalPortal, *, rounds: int = 25) -> int:
        """Tell what is due, some at a time, until nothing is, the other side is away, or the rounds are over; gives
        how many dossiers were tried."""
        tried = 0
        for _ in range(rounds):
            room = {"closed": self._at_once, "half-open": 1}.get(self._breaker.state, 0)
            mark = new_id()
            with storage.work(_ACTOR) as work:
                lease = work.now + rules.national_pace().lease
                taken = national.claim(work.db, work.now, lease, mark, room) if room else ()
            _side_by_side(lambda one, mark=mark: self._tell(storage, sealer, portal, one, mark), taken)  # type: ignore[misc]
            tried += len(taken)
            if len(taken) < self._at_once:
                break
        return tried

    def _tell(self, storage: Storage, sealer: Sealer, portal: NationalPortal, dossier_id: str, mark: str) -> None:
        pace = rules.national_pace()
        with storage.read() as db:
            kept = national.record(db, dossier_id)
            told = gather(db, sealer, dossier_id)
        try:
            self._breaker.call(lambda: _tell(portal, kept, told))
        except RecordRefused as refused:
            self._refused(storage, kept, mark, refused)
        except (PortalAway, PortalError) as away:
            problem = "away" if isinstance(away, PortalError) else str(away)
            with storage.work(_ACTOR) as work:
                at = work.now + pace.delay(kept.tries, self._dice())
                national.put_off(work.db, dossier_id, mark, problem=problem, next_try_at=at)
            CALLS.labels("away").inc()
            log.warning("the national portal did not take a dossier", code=told.record.code, why=problem)
        else:
            with storage.work(_ACTOR) as work:
                check = None if told.restricted else work.now + pace.check_after(closed=told.closed)
                national.acknowledged(
                    work.db,
                    dossier_id,
                    mark,
                    told.version,
                    told_seq=max(told.last_seq, kept.told_seq),
                    told_digest=told.record.digest(),
                    told_at=work.now,
                    next_try_at=work.now,
                    check_at=check,
                )
            CALLS.labels("told").inc()

    def _refused(self, storage: Storage, kept: Row, mark: str, refused: RecordRefused) -> None:
        """A code may mean that the other side is out of order, so it is tried some times before it counts."""
        pace = rules.national_pace()
        final = kept.refusals + 1 >= pace.refusals
        CALLS.labels("refused").inc()
        with storage.work(_ACTOR) as work:
            national.put_off(
                work.db,
                kept.dossier_id,
                mark,
                state=sa.case((national.wants_more(kept.wanted_version), "due"), else_="refused") if final else "due",
                problem=refused.code[:60],
                refusals=kept.refusals + 1,
                known_there=kept.known_there and not isinstance(refused, RecordUnknown),
                next_try_at=work.now + pace.delay(kept.tries, self._dice()),
            )
        if final:
            log.error("the national portal refused a dossier", dossier_id=kept.dossier_id, why=refused.code[:60])

    def compare_due(self, storage: Storage, sealer: Sealer, portal: NationalPortal, *, most: int = CHECKS) -> int:
        """Ask after dossiers that were told, and have those told again of which the other side has something else;
        gives how many these are."""
        if self._breaker.state == "open":
            return 0
        with storage.read() as db:
            waiting = national.to_check(db, storage.now(), most)
        drifts = 0
        for dossier_id in waiting:
            try:
                drifts += self._breaker.call(lambda one=dossier_id: _compare(storage, sealer, portal, one))  # type: ignore[misc]
            except (PortalAway, PortalError):
                break
            except RecordRefused as refused:
                log.error("the national portal does not say what it has", why=refused.code[:60])
                break
        return drifts


def _tell(portal: NationalPortal, kept: Row, told: Told) -> None:
    """Tell the record, unless the same was told already, then the steps since."""
    there = kept.known_there or portal.look_up(told.record.code) is not None
    made = not there
    if made or told.record.digest() != kept.told_digest:
        try:
            portal.tell_record(told.record, updating=there)
        except RecordExists:
            portal.tell_record(told.record, updating=True)
        except RecordUnknown:
            # It has lost what it had: tell all of it.
            portal.tell_record(told.record, updating=False)
            made = True
    lines = lines_after(told.lines, 0 if made else kept.told_seq)
    if lines:
        portal.tell_progress(lines)


def _compare(storage: Storage, sealer: Sealer, portal: NationalPortal, dossier_id: str) -> bool:
    """Whether the other side has something else than it acknowledged; then it is due again."""
    with storage.read() as db:
        kept = national.record(db, dossier_id)
        told = gather(db, sealer, dossier_id)
    if kept.state != "told" or told.version != kept.told_version:
        return False  # A step came in between, and is told anyway.
    found = portal.look_up(told.record.code)
    with storage.work(_ACTOR) as work:
        due_at, lines = moment_written(told.record.due_at), _count(told, kept.told_seq)
        if found is not None and found.is_same(told.record.state, due_at, lines):
            after = rules.national_pace().check_after(closed=told.closed)
            national.checked(work.db, dossier_id, kept.told_version, None if told.restricted else work.now + after)
            return False
        complete = found is not None and (found.lines is None or found.lines >= lines)
        seq = kept.told_seq if complete else 0
        drifted = national.drifted(
            work.db, dossier_id, kept.told_version, work.now, known_there=found is not None, told_seq=seq
        )
    CALLS.labels("drift" if drifted else "overtaken").inc()
    if drifted:
        log.error("the national portal has another state of a dossier", code=told.record.code, there=found is not None)
    return drifted


def _count(told: Told, seq: int) -> int:
    return sum(line.seq <= seq for line in told.lines)


def gather(db: sa.Connection, sealer: Sealer, dossier_id: str) -> Told:
    """What the other side is to know of a dossier, all of one moment if ``db`` sees one."""
    row = rows.load(db, dossier_id)
    if row is None:
        raise LookupError("a dossier is to be told that is not there")
    restricted = row.restricted_at is not None
    applicant = None if restricted else known.applicant(db, row.applicant_id)
    procedure = pinned(db, row)
    record = NationalRecord(
        code=row.code,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        field_code=procedure.field_code,
        field_name=procedure.field_name,
        kind="citizen" if applicant is None else applicant.kind,
        channel=row.channel,
        agency_name=row.agency_name,
        state=State(row.state),
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        returned_at=row.returned_at,
        owner="" if restricted else row.applicant_name,
        phone=_phone(sealer, row, applicant),
        email=_email(sealer, applicant),
    )
    lines = tuple(_line(db, row, action) for action in contents.actions_of(db, dossier_id) if _is_told(action))
    return Told(row.version, record, lines, closed=row.closed_at is not None, restricted=restricted)


def _is_told(action: Row) -> bool:
    clock = bool(action.details.get("pauses") or action.details.get("resumes"))
    return is_told(Action(action.action), action.from_state, action.to_state, clock=clock)


def _line(db: sa.Connection, row: Row, action: Row) -> ProgressLine:
    agency = known.agency(db, action.actor_agency) if action.actor_agency else None
    due = action.details.get("due_at")
    return ProgressLine(
        seq=action.seq,
        code=row.code,
        # Who acts for an applicant is named to these alone.
        actor=WHO.get(CallerKind(action.actor_kind), action.actor_name),
        agency_name=agency.name if agency is not None else row.agency_name,
        at=action.at,
        what=STEP_NAMES[Action(action.action)],
        state=State(action.to_state),
        due_at=dt.datetime.fromisoformat(due) if due else None,
    )


def _phone(sealer: Sealer, row: Row, applicant: Row | None) -> str:
    return "" if applicant is None else _opened("phone", lambda: phone_of(sealer, row, applicant))


def _email(sealer: Sealer, applicant: Row | None) -> str:
    if applicant is None or not applicant.email_sealed:
        return ""
    context = account_context(applicant.account_id)
    return _opened("email", lambda: sealer.unseal(CONTACT, applicant.email_sealed, context))


def _opened(what: str, unseal: Callable[[], str]) -> str:
    try:
        return unseal()
    except SealBroken:
        log.error("a contact cannot be opened and is left out", contact=what)
        return ""


def _side_by_side(job: Callable[[str], None], each: Iterable[str]) -> None:
    """Do a job for each of some, all at once, and wait for all. One that fails leaves its claim to run out."""

    def run(one: str) -> None:
        try:
            job(one)
        except Exception as failed:
            log.error("a dossier could not be told", dossier_id=one, exc_info=failed)

    threads = [threading.Thread(target=run, args=(one,), name="messenger", daemon=True) for one in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
