"""Deputies: colleagues who act for somebody absent, named by an agency administrator."""

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.ids import new_id
from chassis.storage import Storage
from services.accounts import audit, contract, policy, rules, staff_store
from services.accounts.audit import Act
from services.accounts.contract import (
    DeputyView,
    EndDeputy,
    NameDeputy,
)
from services.accounts.domain.staffing import MOST_DEPUTYSHIPS
from services.accounts.handlers.administering import check_gift, member_for
from services.accounts.handlers.sessions import end_sessions_of
from services.accounts.handlers.showing_staff import deputy_view


def name_deputy(call: Call[NameDeputy], storage: Storage) -> DeputyView:
    """Have a colleague act for somebody absent."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
        first, second = sorted((request.absent_id, request.deputy_id))
        member_for(work, first)
        member_for(work, second)
        today = rules.day_of(work.now)
        if request.last_day < max(request.first_day, today):
            raise INVALID_REQUEST(problems=[FieldProblem("/last_day", "out-of-range", {"min": today.isoformat()})])
        if request.absent_id == request.deputy_id:
            raise INVALID_REQUEST(problems=[FieldProblem("/deputy_id", "repeated", {})])
        check_gift(
            work, request.deputy_id, staff_store.holdings_of(work.db, [request.absent_id])[request.absent_id], ()
        )
        known = staff_store.deputyships_of(work.db, today, deputy_id=request.deputy_id)
        if len(known) >= MOST_DEPUTYSHIPS:
            raise contract.HOLDINGS_TOO_MANY()
        made = staff_store.add_deputyship(
            work.db,
            id=new_id(),
            absent_id=request.absent_id,
            deputy_id=request.deputy_id,
            first_day=request.first_day,
            last_day=request.last_day,
            named_by=call.caller.id,
            named_at=work.now,
        )
        end_sessions_of(work, request.deputy_id, "roles-changed")
        facts = {"absent": made.absent_id, "first": made.first_day.isoformat(), "last": made.last_day.isoformat()}
        audit.record(work, Act.DEPUTY_NAMED, about=made.deputy_id, thing=made.id, why=request.why, facts=facts)
        return work.done(deputy_view(made))


def end_deputy(call: Call[EndDeputy], storage: Storage) -> DeputyView:
    """End a deputy's time now."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        found = staff_store.lock_deputyship(work.db, call.request.deputyship_id)
        if found is None:
            raise contract.STAFF_NOT_FOUND()
        member_for(work, found.absent_id)
        ended = staff_store.end_deputyship(work.db, found.id, work.now)
        if found.ended_at is None:
            end_sessions_of(work, found.deputy_id, "roles-changed")
            audit.record(work, Act.DEPUTY_ENDED, about=found.deputy_id, thing=found.id, why=call.request.why)
        return work.done(deputy_view(ended))
