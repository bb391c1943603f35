"""What a record leaves open, said in the record itself, so that nobody takes an empty field for "there is none"."""

from collections.abc import Iterator
from typing import Final

from services.catalog import levels
from services.catalog.contract import FeeKind, FeeRule, OpenPart, ProcedureVersion
from services.catalog.domain.level_words import PARTS

_OTHERS: Final = {
    "implementing_agency": ("cơ quan thực hiện", "implementing agency"),
    "competent_agency": ("cơ quan có thẩm quyền", "competent agency"),
    "sets": ("số bộ hồ sơ", "number of sets"),
    "fees": ("phí, lệ phí", "fees"),
    "fees.amount": ("mức phí, lệ phí", "amount of a fee"),
    "fees.kind": ("khoản thu là phí hay lệ phí", "whether a payment is a fee or a charge"),
}


def open_parts(version: ProcedureVersion) -> tuple[OpenPart, ...]:
    """Every part that the source does not state, and those of a past version that nobody kept here."""
    names = {**PARTS, **_OTHERS}
    found = [_told(part, names[part], "nguồn không nêu", "not stated by the source") for part in _unstated(version)]
    lost = (part for part in version.unrecorded if part in names)
    return (*found, *(_told(part, names[part], "không được ghi lại ở đây", "not recorded here") for part in lost))


def _unstated(version: ProcedureVersion) -> Iterator[str]:
    yield from (part for part in levels.missing_parts(version) if part != "agencies")
    empty = {
        "implementing_agency": not version.implementing_agency,
        "competent_agency": not version.competent_agency,
        "sets": version.sets is None,
        "fees": not version.fees,
        "fees.amount": any(fee.rule is FeeRule.UNKNOWN for fee in version.fees),
        "fees.kind": any(fee.kind is FeeKind.UNKNOWN for fee in version.fees),
    }
    yield from (part for part, is_empty in empty.items() if is_empty and part not in version.unrecorded)


def _told(part: str, name: tuple[str, str], vi: str, en: str) -> OpenPart:
    return OpenPart(
        part=part, vi=f"{name[0][0].upper()}{name[0][1:]}: {vi}", en=f"{name[1][0].upper()}{name[1][1:]}: {en}"
    )
