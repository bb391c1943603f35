"""Open data (dữ liệu mở) as text: JSON documents, and rows that no spreadsheet program takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

LICENCE: Final = "CC-BY-4.0"
_FORMULA: Final = re.compile(r"[\s\u00a0\u200b-\u200f\ufeff\x00-\x1f]*[=+\-@＝＋－＠|%]|[\t\r\n]")
"""A cell that begins so may be carried out by a spreadsheet program (CWE-1236), also behind blanks."""

PROCEDURE_COLUMNS: Final = (
    "code",
    "name",
    "version",
    "valid_from",
    "valid_to",
    "field",
    "levels",
    "audiences",
    "channels",
    "limits",
    "fees",
    "papers",
    "results",
    "legal_basis",
    "competent_agency",
    "implementing_agency",
    "verified",
    "source",
    "content_hash",
)
AGENCY_COLUMNS: Final = ("code", "name", "kind", "level", "parent_code", "province", "commune_code", "address", "phone")
UNIT_COLUMNS: Final = (
    "code",
    "level",
    "kind",
    "name",
    "full_name",
    "parent",
    "valid_from",
    "valid_to",
    "became",
    "basis",
)
STATED: Final = ("licence", "as_of")
"""Columns that every table ends with: each row says what may be done with it and of when it is."""


def safe(value: object) -> str:
    """A cell as text; one that could be a formula gets an apostrophe, which spreadsheet programs do not show."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def row(cells: Iterable[object]) -> str:
    """One line of CSV (RFC 4180), its end included."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([safe(cell) for cell in cells])
    return out.getvalue()


def procedure_cells(plain: Mapping[str, Any]) -> list[object]:
    """The cells of a version, in the order of the columns; lists are joined by semicolons."""
    joined = {
        "levels": plain.get("levels", ()),
        "audiences": plain.get("audiences", ()),
        "channels": dict.fromkeys(way["channel"] for way in plain.get("ways", ())),
        "limits": [_limit(way) for way in plain.get("ways", ()) if way.get("limit")],
        "fees": [_fee(fee) for fee in plain.get("fees", ())],
        "papers": [paper["name"] for paper in plain.get("papers", ())],
        "results": [result["name"] for result in plain.get("results", ())],
        "legal_basis": [law["number"] for law in plain.get("legal_basis", ())],
    }
    provenance = plain.get("provenance", {})
    other = {
        "field": plain.get("field_name"),
        "verified": "true" if provenance.get("verified") else "false",
        "source": provenance.get("url") or provenance.get("name"),
    }
    cells: dict[str, object] = {**plain, **other, **{name: "; ".join(parts) for name, parts in joined.items()}}
    return [cells.get(name) for name in PROCEDURE_COLUMNS]


def _limit(way: Mapping[str, Any]) -> str:
    limit = way["limit"]
    where = " ".join([way["channel"], *way.get("cases", ())])
    return f"{where}: {limit['value']} {limit['unit']}" + ("" if limit.get("verified", True) else " (unverified)")


def _fee(fee: Mapping[str, Any]) -> str:
    where = " ".join([*fee.get("channels", ()), *fee.get("cases", ())])
    foreign = fee.get("foreign") or {}
    amount = fee.get("amount") or " ".join(filter(None, (foreign.get("amount"), foreign.get("currency"))))
    parts = [where, fee["kind"], fee["rule"], str(amount or ""), f"/ {fee['unit']}" if fee.get("unit") else ""]
    return " ".join(part for part in parts if part)
