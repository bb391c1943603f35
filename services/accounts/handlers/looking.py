"""What staff did with somebody's account, out of the audit trail: it cannot be changed, so nothing is left out."""

from chassis.callers import CallerKind
from chassis.contracts import Call
from chassis.storage import Storage
from services.accounts import policy, rights_store
from services.accounts.contract import AccountLook, AccountLooks, ListAccountLooks


def list_account_looks(call: Call[ListAccountLooks], storage: Storage) -> AccountLooks:
    """Acts of staff about the caller's account, or that of the organisation whose owner or manager they act as."""
    policy.check(call.caller, call.method)
    asked, acting = call.request, call.caller.acting
    if acting is not None and acting.role not in ("owner", "manager"):
        # What concerns the account itself is no business of who only files for it.
        return AccountLooks(items=())
    before = int(asked.cursor) if asked.cursor else None
    with storage.read() as db:
        found = rights_store.acts_about(db, call.caller.party, CallerKind.STAFF, before, asked.limit + 1)
    page = found[: asked.limit]
    return AccountLooks(
        items=tuple(
            AccountLook(
                place=str(row.seq),
                at=row.at,
                act=row.act,
                by_name=row.name or "",
                by_agency=row.agency_name or row.agency,
                fields=tuple(str(row.facts.get("fields", "")).split()),
                why=row.why,
            )
            for row in page
        ),
        next_cursor=str(page[-1].seq) if len(found) > asked.limit else "",
    )
