"""Staff as their administrators see them."""

from collections.abc import Sequence

from chassis import cursors
from chassis.contracts import Call
from chassis.storage import Storage, Work
from services.accounts import policy, rules, staff_store
from services.accounts.contract import (
    DeputyView,
    GetStaff,
    ListStaff,
    StaffPage,
    StaffView,
)
from services.accounts.domain.staffing import Absence
from services.accounts.handlers.account_states import held_roles
from services.accounts.handlers.administering import administered, may_administer, member_for
from services.accounts.store import Row


def get_staff(call: Call[GetStaff], storage: Storage) -> StaffView:
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        return view_of(work, member_for(work, call.request.staff_id, change=False))


def list_staff(call: Call[ListStaff], storage: Storage) -> StaffPage:
    """The staff of the agencies that the caller administers, a page at a time."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.work(call.caller, call.trace) as work:
        wanted = {request.agency_code} if request.agency_code else administered(call.caller)
        if request.agency_code:
            may_administer(work, request.agency_code)
        codes = None if wanted is None else staff_store.below(work.db, wanted)
        found = staff_store.members_of(work.db, codes, request.active, cursors.read(request), request.limit + 1)
        page = found[: request.limit]
        cursor = cursors.write(request, page[-1].number) if len(found) > request.limit else ""
        return StaffPage(items=tuple(views_of(work, page)), next_cursor=cursor)


def view_of(work: Work, member: Row) -> StaffView:
    return views_of(work, [member])[0]


def views_of(work: Work, members: Sequence[Row]) -> list[StaffView]:
    ids = [member.id for member in members]
    held, enrolled = staff_store.holdings_of(work.db, ids), staff_store.enrolled(work.db, ids)
    deputyships = staff_store.deputyships_of(work.db, rules.day_of(work.now), absent_ids=ids)
    return [
        StaffView(
            id=member.id,
            staff_number=member.number,
            name=member.name,
            agency_code=member.agency_code,
            active=member.active,
            enrolled=member.id in enrolled,
            holdings=held_roles(held[member.id]),
            deputies=tuple(deputy_view(row) for row in deputyships if row.absent_id == member.id),
            email_masked=member.email_masked,
            email_verified=member.email_verified_at is not None,
        )
        for member in members
    ]


def deputy_view(row: Row) -> DeputyView:
    absence = Absence(row.absent_id, row.deputy_id, row.first_day, row.last_day, ended=row.ended_at is not None)
    return DeputyView(
        id=row.id,
        absent_id=absence.absent,
        deputy_id=absence.deputy,
        first_day=absence.first,
        last_day=absence.last,
        ended=absence.ended,
    )
