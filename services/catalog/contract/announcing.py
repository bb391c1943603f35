"""Announcements (thông báo): what an agency or the portal tells everybody on its pages, from when to when."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, error
from chassis.records import Ident, Rule, record
from services.catalog.contract.terms import SERVICE

MOST_SHOWN = 20
"""As many announcements are shown at once at most."""


class Severity(enum.StrEnum):
    """How much an announcement asks for attention."""

    NOTICE = "notice"  # thông báo
    WARNING = "warning"  # cảnh báo: something does not work, or will not


_Title = Annotated[str, Rule(min=3, max=150)]
_Text = Annotated[str, Rule(min=3, max=1500)]


@record
class WriteAnnouncement:
    """Tell everybody something, in both languages, from one moment to another; without an agency it is the portal's."""

    agency_code: Annotated[str, Rule(max=40, description="Empty: of the whole portal")] = ""
    severity: Severity = Severity.NOTICE
    title_vi: _Title
    title_en: _Title
    text_vi: _Text
    text_en: _Text
    begins_at: dt.datetime
    ends_at: dt.datetime


@record
class EndAnnouncement:
    """Take an announcement off the pages now, or before it began."""

    announcement_id: Ident


@record
class ListAnnouncements:
    """What is announced now, and what will be; the same for everybody."""


@record
class ListWrittenAnnouncements:
    """What the caller's agencies announced, announce and will, the newest first; an operator sees all."""


@record
class Announcement:
    """One announcement."""

    id: Ident
    agency_code: Annotated[str, Rule(max=40)]
    agency_name: Annotated[str, Rule(max=500, description="Empty: the portal")]
    severity: Severity
    title_vi: _Title
    title_en: _Title
    text_vi: _Text
    text_en: _Text
    begins_at: dt.datetime
    ends_at: dt.datetime

    def holds(self, now: dt.datetime) -> bool:
        """Whether it is to be shown."""
        return self.begins_at <= now < self.ends_at


@record
class Announcements:
    """Announcements, warnings first, then those that began last."""

    items: tuple[Announcement, ...]


@record
class WrittenAnnouncement:
    """An announcement with who wrote it and whether it was ended before its time."""

    announcement: Announcement
    written_by: Annotated[str, Rule(max=200)]
    written_at: dt.datetime
    ended_at: dt.datetime | None = None


@record
class WrittenAnnouncements:
    """The last hundred of the caller's agencies."""

    items: tuple[WrittenAnnouncement, ...]


ANNOUNCEMENT_NOT_FOUND = error(
    "announcement.not-found",
    NotFound,
    vi="Không có thông báo này. Xin xem lại danh sách.",
    en="There is no such announcement. Please look at the list.",
)
ANNOUNCEMENT_TIMES_WRONG = error(
    "announcement.times-wrong",
    Invalid,
    vi="Thời gian chưa đúng: thông báo phải kết thúc sau khi bắt đầu, sau lúc này và trong vòng một năm.",
    en="The times are not right: it must end after it begins, later than now, and within a year.",
)
ANNOUNCEMENT_OVER = error(
    "announcement.over",
    Conflict,
    vi="Thông báo này đã hết hạn hoặc đã được gỡ.",
    en="This announcement is over, or was taken off already.",
)
ANNOUNCER_NEEDED = error(
    "announcement.announcer-needed",
    Forbidden,
    vi="Thông báo của toàn cổng do người vận hành đăng; của một cơ quan, do quản trị cơ quan đó hoặc cấp trên đăng.",
    en="Operators announce for the whole portal; for an agency its administrators do, or those of one above it.",
)

write_announcement = command(SERVICE, "write_announcement", WriteAnnouncement, WrittenAnnouncement)
end_announcement = command(
    SERVICE, "end_announcement", EndAnnouncement, WrittenAnnouncement, natural="what has ended is refused"
)
list_announcements = query(SERVICE, "list_announcements", ListAnnouncements, Announcements)
list_written_announcements = query(
    SERVICE, "list_written_announcements", ListWrittenAnnouncements, WrittenAnnouncements
)
