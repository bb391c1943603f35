"""The books of an agency, for those who may read them."""

import datetime as dt
from typing import Final

from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.service import Call, Storage
from services.payments import policy
from services.payments.contract import AgencyBooks, BookLine, GetBooks
from services.payments.domain.ledger import Account
from services.payments.domain.reconciling import bounds
from services.payments.store import ledger as kept

LONGEST: Final = dt.timedelta(days=366)
WORDS: Final = {
    Account.RECEIVABLE: ("Phải thu của người nộp", "Owed by payers"),
    Account.CLEARING: ("Tiền ở nhà cung cấp thanh toán", "With payment providers"),
    Account.CASH: ("Tiền mặt tại quầy", "Cash at desks"),
    Account.BANK: ("Tiền trong tài khoản thu", "In bank accounts"),
    Account.REVENUE: ("Phí, lệ phí", "Fees and charges"),
    Account.SUSPENSE: ("Tiền chưa rõ của khoản nào", "In suspense"),
    Account.REFUND_PAYABLE: ("Phải hoàn cho người nộp", "To be paid back"),
    Account.OVER_SHORT: ("Thừa, thiếu quỹ", "Over and short"),
    Account.CLAIMED: ("Đang tra soát với nhà cung cấp thanh toán", "Claimed from payment providers"),
}


def get_books(call: Call[GetBooks], storage: Storage) -> AgencyBooks:
    """Every account with its opening, what moved, and its closing."""
    request = call.request
    policy.check_agency(call.caller, call.method, request.agency_code)
    if not dt.timedelta() <= request.last - request.first < LONGEST:
        until = request.first + LONGEST - dt.timedelta(days=1)
        within = {"min": request.first.isoformat(), "max": until.isoformat()}
        raise INVALID_REQUEST(problems=[FieldProblem("/last", "out-of-range", within)])
    first, last = bounds(request.first)[0], bounds(request.last)[1]
    with storage.read() as db:
        balances = kept.opening(db, request.agency_code, first)
        rows = kept.moved(db, request.agency_code, first, last)
        names = kept.names_of_heads(db, request.agency_code)
    lines: list[BookLine] = []
    for account, head in sorted(set(balances) | {(row.account, row.head) for row in rows}):
        own = [row for row in rows if (row.account, row.head) == (account, head)]
        balance = balances.get((account, head), 0)
        days = [(row.day, int(row.debit), int(row.credit)) for row in own]
        if not request.by_day:
            days = [(None, sum(day[1] for day in days), sum(day[2] for day in days))]
        for day, debit, credit in days:
            lines.append(_line(account, head, names.get(head, ""), day, balance, debit, credit))
            balance += debit - credit
        balances[account, head] = balance
    return AgencyBooks(
        agency_code=request.agency_code,
        first=request.first,
        last=request.last,
        lines=tuple(lines),
        balance=sum(balances.values()),
    )


def _line(account: str, head: str, name: str, day: dt.date | None, opening: int, debit: int, credit: int) -> BookLine:
    vi, en = WORDS[Account(account)]
    return BookLine(
        account=account,
        account_vi=vi,
        account_en=en,
        head=head,
        day=day,
        opening=opening,
        debit=debit,
        credit=credit,
        closing=opening + debit - credit,
        head_name=name,
    )
