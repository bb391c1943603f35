"""Double-entry book-keeping (kế toán kép): accounts by agency and fee head, transfers that sum to zero.

An amount is positive on the debit side and negative on the credit side, in đồng. What is owed is booked when it is
asked for, so the receivable of an agency is at all times what people still owe it. Transfers are never changed:
a mistake is mended by another transfer. The database checks the sum of every transfer once more.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class Account(enum.StrEnum):
    """The kinds of accounts; each exists for an agency, and where it says so for a fee head or a provider."""

    RECEIVABLE = "receivable"  # phải thu của người nộp, theo khoản thu
    CLEARING = "clearing"  # tiền đang ở nhà cung cấp thanh toán, theo nhà cung cấp
    CASH = "cash"  # tiền mặt tại quầy
    BANK = "bank"  # tiền gửi trong tài khoản thu của cơ quan
    REVENUE = "revenue"  # phí, lệ phí thu được, theo khoản thu
    SUSPENSE = "suspense"  # tiền chưa rõ của khoản nào, chờ xử lý
    REFUND_PAYABLE = "refund_payable"  # phải hoàn cho người nộp
    OVER_SHORT = "over_short"  # thừa, thiếu khi kiểm quỹ
    CLAIMED = "claimed"  # đang tra soát với nhà cung cấp, theo nhà cung cấp


class TransferKind(enum.StrEnum):
    """Why money or a claim moved."""

    REQUESTED = "requested"  # ghi nhận khoản phải thu
    WITHDRAWN = "withdrawn"  # hủy khoản phải thu
    SETTLED = "settled"  # thu tiền
    SUSPENDED = "suspended"  # tiền đến muộn, trùng hoặc sai số
    CREDITED = "credited"  # tiền treo được ghi cho một khoản phải thu
    REFUND_OWED = "refund_owed"  # ghi nhận khoản phải hoàn
    REFUND_DROPPED = "refund_dropped"  # không phải hoàn nữa
    REFUNDED = "refunded"  # đã hoàn tiền
    CASH_DIFFERS = "cash_differs"  # thừa hoặc thiếu khi kiểm quỹ
    BANKED = "banked"  # nộp tiền mặt vào tài khoản
    REPAIRED = "repaired"  # điều chỉnh theo kết quả đối soát


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
    return reverse(request(agency_code, shares))


PLACES = frozenset({Account.CLEARING, Account.CASH, Account.BANK})
"""Where money lies: at a provider, in the cash box, in the agency's bank account."""
PLACE_OF: Mapping[str, Account] = {"transfer": Account.BANK, "desk": Account.CASH}
"""Where money of a provider lies that is not with a provider of payments."""


def settle(
    agency_code: str, shares: Sequence[Share], provider: str, *, cash: bool = False, place: Account | None = None
) -> tuple[Entry, ...]:
    """Money arrives for an obligation: it lies in ``place``, nothing is owed any more.

    ``place`` is by itself the cash box for ``cash``, else where money of this provider lies.
    """
    total = sum(share.amount for share in shares)
    return balanced(
        (
            Entry(_place(place or (Account.CASH if cash else place_of(provider))), agency_code, provider, total),
            *(Entry(Account.RECEIVABLE, agency_code, share.head, -share.amount) for share in shares),
        )
    )


def suspend(agency_code: str, provider: str, amount: int, *, place: Account | None = None) -> tuple[Entry, ...]:
    """Money arrives that no open attempt waits for; it is kept apart until people decide."""
    return balanced(
        (
            Entry(_place(place or place_of(provider)), agency_code, provider, amount),
            Entry(Account.SUSPENSE, agency_code, provider, -amount),
        )
    )


def credit(suspended_at: str, provider: str, agency_code: str, shares: Sequence[Share]) -> tuple[Entry, ...]:
    """Money in suspense (of the agency ``suspended_at``, or of none) turns out to be for an obligation that is due."""
    total = sum(share.amount for share in shares)
    return balanced(
        (
            Entry(Account.SUSPENSE, suspended_at, provider, total),
            *(Entry(Account.RECEIVABLE, agency_code, share.head, -share.amount) for share in shares),
        )
    )


def owe_refund(agency_code: str, shares: Sequence[Share]) -> tuple[Entry, ...]:
    """It is decided to pay back what was settled, or a part of it: it is earned no longer, and owed to the payer."""
    return balanced(
        entry
        for share in shares
        for entry in (
            Entry(Account.REVENUE, agency_code, share.head, share.amount),
            Entry(Account.REFUND_PAYABLE, agency_code, share.head, -share.amount),
        )
    )


def pay_refund(
    agency_code: str, shares: Sequence[Share], provider: str, *, place: Account | None = None
) -> tuple[Entry, ...]:
    """What was owed to the payer has left the place it lay in; ``provider`` as when it came."""
    total = sum(share.amount for share in shares)
    return balanced(
        (
            *(Entry(Account.REFUND_PAYABLE, agency_code, share.head, share.amount) for share in shares),
            Entry(_place(place or place_of(provider)), agency_code, provider, -total),
        )
    )


def owe_from_suspense(agency_code: str, provider: str, amount: int) -> tuple[Entry, ...]:
    """Money in suspense is for nothing that is due: it goes back to who paid it.

    Its head is the provider; `pay_refund` with the share ``Share(provider, amount)`` pays it out.
    """
    return balanced(
        (
            Entry(Account.SUSPENSE, agency_code, provider, amount),
            Entry(Account.REFUND_PAYABLE, agency_code, provider, -amount),
        )
    )


def count_cash(agency_code: str, desk: str, difference: int) -> tuple[Entry, ...]:
    """The notes in the box are worth more (positive) or less than the books say: the books follow the notes."""
    return balanced(
        (
            Entry(Account.CASH, agency_code, desk, difference),
            Entry(Account.OVER_SHORT, agency_code, "", -difference),
        )
    )


def reverse(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The same lines on the other side."""
    return balanced(Entry(entry.account, entry.agency_code, entry.head, -entry.amount) for entry in entries)


def part_of(shares: Sequence[Share], amount: int) -> tuple[Share, ...]:
    """Some of what was paid, taken from the heads in proportion, to the đồng: floors first, the rest from the first on.

    Raises ValueError unless the amount is from 1 to the whole.
    """
    whole = sum(share.amount for share in shares)
    if not 1 <= amount <= whole:
        raise ValueError(f"{amount} of {whole}")
    parts = [share.amount * amount // whole for share in shares]
    left = amount - sum(parts)
    for at, share in enumerate(shares):
        more = min(left, share.amount - parts[at])
        parts[at] += more
        left -= more
    return tuple(Share(share.head, part) for share, part in zip(shares, parts, strict=True) if part)


def place_of(provider: str) -> Account:
    """Where money of a provider lies: at the provider, but for cash and for transfers."""
    return PLACE_OF.get(provider, Account.CLEARING)


def _place(account: Account) -> Account:
    if account not in PLACES:
        raise ValueError(f"money does not lie in {account}")
    return account
