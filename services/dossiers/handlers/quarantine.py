"""Quarantine (cách ly): a file of which no scanner has said that it is clean is opened by nobody at the agency.

A file is scanned as it comes in, if the scanner answers; found infected then, it is not taken at all. If the scanner is
away the file is taken and waits, visibly, and is scanned later by a timer. What is found then stays in the dossier,
marked, and nobody can download it any more.
"""

import contextlib
import datetime as dt
from typing import Any, Final

import sqlalchemy as sa

from chassis.callers import Caller, system
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Objects, Storage, Work
from services.dossiers import contract, rules
from services.dossiers.adapters.scanning import Scanner, ScannerAway, Verdict
from services.dossiers.contract import ScanState
from services.dossiers.handlers.uploads import Checked
from services.dossiers.store import contents, uploads

log = get_log(__name__)
Row = sa.Row[Any]

BATCH: Final = 5
LEASE: Final = dt.timedelta(minutes=2)
AT_ONCE: Final = 3.0
"""Seconds that somebody who uploads is let wait for the scanner."""
IN_ITS_TIME: Final = 60.0
LONGEST_WAIT: Final = dt.timedelta(minutes=15)


def first_look(objects: Objects, scanner: Scanner, object_key: str) -> Verdict | None:
    """What the scanner says of a file that comes in: clean, or None if it is away. Infected files are refused."""
    verdict = _asked(objects, scanner, object_key, AT_ONCE)
    if verdict is not None and not verdict.is_clean:
        log.warning("an uploaded file was refused: malware", found=verdict.found, engine=verdict.engine)
        raise contract.FILE_INFECTED(found=verdict.found)
    return verdict


def take_in(
    work: Work, dossier_id: str, paper_key: str | None, checked: Checked, verdict: Verdict | None, *, reused: str = ""
) -> str:
    """The id of the file that the dossier has now, for a paper or (``paper_key`` None) as its result."""
    file_id = new_id()
    contents.add_file(
        work.db,
        id=file_id,
        dossier_id=dossier_id,
        paper_key=paper_key,
        object_key=checked.object_key,
        name=checked.name,
        media_type=checked.media_type,
        size=checked.size,
        sha256=checked.sha256,
        active=checked.active,
        added_at=work.now,
        added_by=work.caller.id,
        reused=reused,
        **_columns(verdict, work.now),
    )
    return file_id


def _columns(verdict: Verdict | None, now: dt.datetime) -> dict[str, Any]:
    """The columns of a file that say what is known of it."""
    if verdict is None:
        return {"scan": ScanState.PENDING.value, "scan_after": now + dt.timedelta(seconds=5)}
    state = ScanState.CLEAN if verdict.is_clean else ScanState.INFECTED
    return {
        "scan": state.value,
        "scan_after": now,
        "scanned_at": now,
        "scan_engine": verdict.engine,
        "scan_found": verdict.found,
    }


def scan_waiting(storage: Storage, objects: Objects, scanner: Scanner) -> int:
    """Scan some of the files that wait; gives how many got an answer. What gets none is tried later and later."""
    with storage.work(system("dossiers")) as work:
        claimed = uploads.claim_unscanned(work.db, work.now, LEASE, BATCH)
    answered = 0
    for file in claimed:
        try:
            verdict = _asked(objects, scanner, file.object_key, IN_ITS_TIME)
        except NotFound:
            _not_there(storage, file)
            continue
        with storage.work(system("dossiers")) as work:
            if verdict is None:
                wait = min(LONGEST_WAIT, dt.timedelta(seconds=5 * 2 ** min(file.scan_tries, 10)))
                uploads.scanned(work.db, file.id, scan_after=work.now + wait)
                continue
            uploads.scanned(work.db, file.id, **_columns(verdict, work.now))
        answered += 1
        if not verdict.is_clean:
            log.warning("a file in quarantine is infected", file=file.id, dossier=file.dossier_id, found=verdict.found)
    return answered


def _not_there(storage: Storage, file: Row) -> None:
    """Put off a file of which the store has nothing: its draft was given up meanwhile, or the store has lost it. It
    must not keep those that were claimed with it from being scanned."""
    with storage.work(system("dossiers")) as work:
        is_lost = uploads.scanned(work.db, file.id, scan_after=work.now + LONGEST_WAIT)
    if is_lost:
        log.error("a file in quarantine is not in the store", file=file.id, dossier=file.dossier_id)


def may_open(caller: Caller, file: Row) -> None:
    """Pass if the file may be downloaded: a clean one by who may see it, an unscanned one by who gave it only."""
    if file.scan == ScanState.INFECTED:
        raise contract.FILE_INFECTED(found=file.scan_found)
    if file.scan != ScanState.CLEAN and (caller.is_staff or file.paper_key is None):
        raise contract.FILE_IN_QUARANTINE(retry_after=30)


def may_submit(db: sa.Connection, row: Row) -> None:
    """Pass if what the scanner knows lets the dossier be filed: nothing infected, and by rule nothing unscanned."""
    of_the_case = {file.id for file in contents.held(db, row.id)}
    held = [file for file in contents.files_of(db, row.id) if file.id in of_the_case]
    if any(file.scan == ScanState.INFECTED for file in held):
        raise contract.PAPER_INFECTED(names=", ".join(file.name for file in held if file.scan == ScanState.INFECTED))
    if rules.file_rules().unscanned_waits and any(file.scan == ScanState.PENDING for file in held):
        raise contract.FILE_IN_QUARANTINE(retry_after=30)


def _asked(objects: Objects, scanner: Scanner, object_key: str, within: float) -> Verdict | None:
    try:
        with contextlib.closing(objects.open(object_key)) as chunks:
            return scanner.scan(chunks, within)
    except ScannerAway as away:
        log.info("a file could not be scanned", why=str(away))
        return None
