"""Which numbers payments leap over after their database was restored to an earlier point (`chassis.restoring`)."""

import datetime as dt

import sqlalchemy as sa

from chassis.restoring import Restored
from chassis.storage import Work
from services.payments.domain.receipts import VIETNAM, year_of
from services.payments.tables import receipt_series, receipts


def leap(work: Work, restored: Restored) -> list[str]:
    """No number of a receipt is given a second time, as somebody may hold the one that is not here any more; in series
    of that year or later that have one here."""
    s, r = receipt_series.c, receipts.c
    first = dt.datetime(year_of(restored.to), 1, 1, tzinfo=VIETNAM)
    in_use = sa.exists().where(
        r.agency_code == s.agency_code, r.form == s.form, r.series == s.series, r.issued_at >= first
    )
    moved = work.db.execute(
        receipt_series.update().where(in_use).values(last_number=s.last_number + restored.leap)
    ).rowcount
    return [f"numbers of receipts go on {restored.leap} later in {moved} series"]
