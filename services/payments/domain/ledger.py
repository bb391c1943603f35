"""Double-entry book-keeping (kế toán kép): accounts by agency and fee head, transfers that sum to zero.

An amount is positive on the debit side and negative on the credit side, in đồng. What is owed is booked when it is
asked for, so the receivable of an agency is at all times what people still owe it. Transfers are never changed:
a mistake is mended by another transfer. The database checks the sum of every transfer once more.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class Account(enum.StrEnum):
    """The kinds of accounts; each exists for an agency, and where it says so for a fee head or a provider."""

    RECEIVABLE = "receivable"  # phải thu của người nộp, theo khoản thu
    CLEARING = "clearing"  # tiền đang ở nhà cung cấp thanh toán, theo nhà cung cấp
    CASH = "cash"  # tiền mặt tại quầy
    REVENUE = "revenue"  # phí, lệ phí thu được, theo khoản thu
    SUSPENSE = "suspense"  # tiền chưa rõ của khoản nào, chờ xử lý
    REFUND_PAYABLE = "refund_payable"  # phải hoàn cho người nộp


class TransferKind(enum.StrEnum):
    """Why money or a claim moved."""

    REQUESTED = "requested"  # ghi nhận khoản phải thu
    WITHDRAWN = "withdrawn"  # hủy khoản phải thu
    SETTLED = "settled"  # thu tiền
    SUSPENDED = "suspended"  # tiền đến muộn, trùng hoặc sai số


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transfer. ``head`` is a fee head, a provider, or empty, as the account's kind says."""

    account: Account
    agency_code: str
    head: str
    amount: int


@dataclass(frozen=True, slots=True)
class Share:
    """The part of an obligation that is for one fee head."""

    head: str
    amount: int


class UnbalancedTransfer(ValueError):
    """The entries of a transfer do not sum to zero, or there are none."""


def balanced(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries without empty lines, or `UnbalancedTransfer`."""
    kept = tuple(entry for entry in entries if entry.amount)
    total = sum(entry.amount for entry in kept)
    if not kept or total != 0:
        raise UnbalancedTransfer(f"{len(kept)} entries sum to {total}")
    return kept


def request(agency_code: str, shares: Sequence[Share]) -> tuple[Entry, ...]:
    """An obligation arises: people owe, the agency has earned."""
    return balanced(
        entry
        for share in shares
        for entry in (
            Entry(Account.RECEIVABLE, agency_code, share.head, share.amount),
            Entry(Account.REVENUE, agency_code, share.head, -share.amount),
        )
    )


def withdraw(agency_code: str, shares: Sequence[Share]) -> tuple[Entry, ...]:
    """An obligation that was not met is no longer due."""
    return balanced(
        Entry(entry.account, entry.agency_code, entry.head, -entry.amount) for entry in request(agency_code, shares)
    )


def settle(agency_code: str, shares: Sequence[Share], provider: str, *, cash: bool) -> tuple[Entry, ...]:
    """Money arrives for an obligation: it lies with the provider or in the cash box, nothing is owed any more."""
    total = sum(share.amount for share in shares)
    place = Account.CASH if cash else Account.CLEARING
    return balanced(
        (
            Entry(place, agency_code, provider, total),
            *(Entry(Account.RECEIVABLE, agency_code, share.head, -share.amount) for share in shares),
        )
    )


def suspend(agency_code: str, provider: str, amount: int) -> tuple[Entry, ...]:
    """Money arrives that no open attempt waits for; it is kept apart until people decide."""
    return balanced(
        (
            Entry(Account.CLEARING, agency_code, provider, amount),
            Entry(Account.SUSPENSE, agency_code, provider, -amount),
        )
    )
