"""Answers that earlier code kept in the clear are sealed, in small batches, by the instance that leads."""

from chassis.callers import system
from chassis.logs import get_log
from chassis.service import Sealer, Storage
from services.dossiers.contract import SERVICE
from services.dossiers.store import filled

log = get_log(__name__)


def seal_answers(storage: Storage, sealer: Sealer) -> int:
    """Seal whatever stands in the clear; each batch is a transaction of its own. Gives how many dossiers it were."""
    sealed = 0
    while True:
        with storage.work(system(SERVICE)) as work:
            batch = filled.seal_clear(work.db, sealer)
        sealed += batch
        if not batch:
            break
    if sealed:
        log.info("answers sealed", dossiers=sealed)
    return sealed
