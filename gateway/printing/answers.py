"""Answers in words, as they stand on paper: dates, amounts, options, addresses, identity papers.

It reads answers in the normal form that the check gives them, and nothing else.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.catalog.contract import unit_register

Field = Mapping[str, Any]
_YES_NO = {True: "Có", False: "Không"}


class Words:
    """The words of one form's answers, on a day (which decides the names of administrative units)."""

    def __init__(self, lists: Mapping[str, list[dict[str, str]]], day: dt.date) -> None:
        self._lists = lists
        self._day = day

    def options(self, field: Field) -> list[dict[str, str]]:
        """What can be chosen; empty for other fields."""
        found: list[dict[str, str]] = (
            self._lists[field["options_from"]] if "options_from" in field else field.get("options", [])
        )
        return found

    def of(self, field: Field, value: Any) -> str:
        """A whole answer in words."""
        kind = field["kind"]
        if kind == "group":
            return self._group(field, value)
        if kind == "choice":
            names = {option["key"]: option["vi"] for option in self.options(field)}
            return "; ".join(names[key] for key in (value if isinstance(value, list) else [value]))
        if kind == "date":
            return "/".join(reversed(value.split("-")))
        if kind == "yes_no":
            return _YES_NO[value]
        if kind == "money":
            return f"{_grouped(value)} đồng"
        if kind == "number":
            return f"{_grouped(value)} {field.get('unit_vi', '')}".strip()
        if kind in ("province", "commune"):
            return self._unit(value)
        return str(value)

    def _group(self, field: Field, value: Mapping[str, Any]) -> str:
        what = field.get("what")
        if what == "address":
            return self._address(field, value)
        if what == "identity":
            return self._identity(field, value)
        return ", ".join(self.of(inner, value[inner["key"]]) for inner in field["fields"] if inner["key"] in value)

    def _address(self, field: Field, value: Mapping[str, Any]) -> str:
        """From the house to the province, or as it stands on an older paper, or the country last."""
        inner = {one["key"]: one for one in field["fields"]}
        order = ("street", "commune", "province", "text", "country")
        return ", ".join(self.of(inner[key], value[key]) for key in order if key in value and key in inner)

    def _identity(self, field: Field, value: Mapping[str, Any]) -> str:
        inner = {one["key"]: one for one in field["fields"]}
        said = [self.of(inner["kind"], value["kind"])] if "kind" in value else []
        if "number" in value:
            said.append(f"số {value['number']}")
        found = " ".join(said)
        if "issued_on" in value:
            found += f", cấp ngày {self.of(inner['issued_on'], value['issued_on'])}"
        if "issued_by" in value:
            found += f", nơi cấp: {value['issued_by']}"
        return found.removeprefix(", ")

    def _unit(self, code: str) -> str:
        """Within an address the kind of a unit is written small: "phường Ba Đình, thành phố Hà Nội"."""
        unit = unit_register().on(code, self._day)
        return unit.full_name[:1].lower() + unit.full_name[1:] if unit else code


def _grouped(value: int | str) -> str:
    """A number as Vietnamese writes it: points between thousands, a comma before decimals."""
    whole, _, decimals = str(value).partition(".")
    return (
        f"{int(whole):,}".replace(",", ".") + (f",{decimals}" if decimals else "")
        if whole != "-0"
        else f"-0,{decimals}"
    )
