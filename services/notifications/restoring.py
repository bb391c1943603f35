"""Which places notifications leap over after their database was restored to an earlier point (`chassis.restoring`)."""

from chassis.restoring import Restored
from chassis.storage import Work
from services.notifications.store import fed
from services.notifications.tables import feed_head


def leap(work: Work, restored: Restored) -> list[str]:
    """No place in the agencies' feed is given a second time: who has read up to a place that is not here any more gets
    all that comes, and reads again what was told anew."""
    head = fed.hold_head(work.db) + restored.leap
    work.db.execute(feed_head.update().values(position=head))
    return [f"the feed of agencies goes on after place {head}"]
