"""Quotes: what a filing will cost, from the version of a procedure, before anybody files."""

import datetime as dt
from typing import Final

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.storage import Storage, utc_now
from services.catalog import policy, store
from services.catalog.contract import (
    Fee,
    FeeKind,
    FeeQuote,
    FeeRelief,
    FeeRule,
    ProcedureVersion,
    QuotedFee,
    QuoteFees,
)
from services.catalog.domain.quoting import Price, Tier, price_of, relieved
from services.catalog.domain.validity import day_in_vietnam
from services.catalog.handlers.reading import numbered, version_on

KINDS: Final = {
    FeeKind.PHI: "Phí",
    FeeKind.LE_PHI: "Lệ phí",
    FeeKind.UNKNOWN: "Khoản thu (nguồn không nói là phí hay lệ phí)",
}
OPEN: Final = {
    FeeRule.BY_PROVINCE: (
        "Mức thu do Hội đồng nhân dân cấp tỉnh quyết định; cơ quan cho biết khi tiếp nhận hồ sơ.",
        "The province's People's Council sets the amount; the agency tells it when it receives the dossier.",
    ),
    FeeRule.FOREIGN_CURRENCY: (
        "Thu bằng ngoại tệ tại cơ quan đại diện Việt Nam ở nước ngoài.",
        "Taken in a foreign currency at Vietnam's missions abroad.",
    ),
    FeeRule.UNKNOWN: (
        "Hồ sơ thủ tục đã công bố không nêu mức thu; cơ quan cho biết khi tiếp nhận, xin đừng coi là miễn phí.",
        "The published record does not give the amount; the agency tells it at reception. Do not take it for free.",
    ),
}
NOTE: Final = (
    "Mức thu theo ngày nộp hồ sơ, chưa gồm tiền dịch vụ thanh toán. Cơ quan quyết định miễn, giảm khi tiếp nhận.",
    "By the day of filing, without charges for payment services. The agency decides on exemptions at reception.",
)


def quote_fees(call: Call[QuoteFees], storage: Storage) -> FeeQuote:
    """The fees of a filing, with what they come to if the claimed reliefs are granted."""
    policy.check(call.caller, call.method)
    asked = call.request
    day = asked.day or day_in_vietnam(utc_now())
    with storage.read() as db:
        row = numbered(db, asked.code, asked.version) if asked.version else version_on(db, asked.code, day)
        version = store.whole(row, ())
    if asked.case and asked.case not in {case.key for case in version.cases}:
        raise _not_there("/case", [case.key for case in version.cases])
    return quote(version, asked, day)


def quote(version: ProcedureVersion, asked: QuoteFees, day: dt.date) -> FeeQuote:
    """A quote from a version; refuses units and claims of what the filing does not meet."""
    fees = version.fees_of(asked.case, asked.channel, day)
    units = {head: int(count) for head, _, count in (text.rpartition(":") for text in asked.units)}
    if unknown := set(units) - {fee.head for fee in fees}:
        raise _not_there("/units", sorted({fee.head for fee in fees}), *unknown)
    offered = {name for fee in fees for relief in fee.reliefs_on(day) for name in _names(fee, relief)}
    if unknown := set(asked.claims) - offered:
        raise _not_there("/claims", sorted(offered), *unknown)
    items = tuple(_quoted(fee, units.get(fee.head, 1), frozenset(asked.claims), day) for fee in fees)
    # What is optional is owed by who asks for it, which naming its units does.
    owed = [item for item in items if not item.optional or item.head in units]
    return FeeQuote(
        code=version.code,
        version=version.version,
        case=asked.case,
        channel=asked.channel,
        day=day,
        items=items,
        total=_sum([item.amount for item in owed]),
        total_after_relief=_sum([item.after_relief for item in owed]),
        note_vi=NOTE[0],
        note_en=NOTE[1],
    )


def price(fee: Fee) -> Price:
    """How a fee of the catalogue is priced."""
    return Price(
        amount=fee.amount,
        tiers=tuple(Tier(tier.start, tier.upto, tier.amount) for tier in fee.tiers),
        cap=fee.cap,
        per_unit=fee.rule is FeeRule.PER_UNIT,
        free=fee.rule is FeeRule.FREE,
    )


def _quoted(fee: Fee, units: int, claims: frozenset[str], day: dt.date) -> QuotedFee:
    reliefs = fee.reliefs_on(day)
    granted = [relief for relief in reliefs if claims.intersection(_names(fee, relief))]
    amount = price_of(price(fee), units)
    left = None if amount is None else relieved(amount, [relief.percent for relief in granted])
    if amount is None and any(relief.percent == 100 for relief in granted):
        left = 0  # Whoever is exempt owes nothing of an amount that is not known.
    vi, en = OPEN[fee.rule] if amount is None and fee.rule in OPEN else ("", "")
    return QuotedFee(
        head=fee.head,
        kind=fee.kind,
        kind_vi=KINDS[fee.kind],
        label=fee.label,
        rule=fee.rule,
        unit=fee.unit,
        units=units,
        optional=fee.optional,
        amount=amount,
        after_relief=left,
        open_vi=vi,
        open_en=en,
        basis=fee.basis,
        reliefs=reliefs,
        claimed=tuple(relief.key for relief in granted),
    )


def _names(fee: Fee, relief: FeeRelief) -> tuple[str, str]:
    """How a relief is claimed: of every fee that has one of this key, or of this fee alone."""
    return relief.key, f"{fee.head}:{relief.key}"


def _sum(amounts: list[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _not_there(pointer: str, choices: list[str], *_unknown: str) -> Exception:
    return INVALID_REQUEST(problems=[FieldProblem(pointer, "not-a-choice", {"choices": ", ".join(choices)})])
