"""Electronic forms as pages see them: from a plan to what a template draws, and from a posted form back to answers.

Every input is named by the JSON pointer of its field (``/mother/birth_date``, ``/stays/0/from``), so that what comes
back needs no table to be understood. Reading goes by the plan, never by what was posted: only fields of the form are
looked at, and no more rows than a form can have. Works without JavaScript; ``eforms-page.js`` makes it quicker.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.rendering import day_written
from services.catalog.contract import unit_register
from services.catalog.contract.forms import Checked, Plan

ROWS_MOST = 100
_MANY_LINES = ("long_text",)
_NUMBERS = ("number", "money", "identity", "tax_code")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field, a group or a table as it is drawn. ``pointer`` names its inputs; ``inner`` are its parts or its rows."""

    pointer: str
    kind: str
    label: str
    help: str = ""
    value: str = ""
    unit: str = ""
    number: str = ""
    wrong: str = ""
    shown: bool = True
    required: bool = False
    many: bool = False
    fixed: bool = False
    lines: bool = False
    digits: bool = False
    autocomplete: str = ""
    choices: tuple[Choice, ...] = ()
    inner: "tuple[Drawn, ...]" = ()
    rows: "tuple[tuple[Drawn, ...], ...]" = ()
    can_add: bool = False
    quiet: bool = False
    """Its label has just been read: the section is called the same."""
    locked: bool = False
    """Comes from the account; the server sets it, whatever is sent."""

    @property
    def ident(self) -> str:
        """An id for HTML."""
        return "f" + self.pointer.replace("/", "-")


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """A part of the form; hidden where none of its fields is asked."""

    label: str
    help: str
    inner: tuple[Drawn, ...]

    @property
    def shown(self) -> bool:
        return any(drawn.shown for drawn in self.inner)


@dataclass(slots=True)
class Painter:
    """Draws a plan with what was typed and what a check said of it."""

    plan: Plan
    checked: Checked
    language: str
    today: dt.date
    tell: bool = True
    """Whether problems are told; not before somebody has sent the form."""
    locked: frozenset[str] = frozenset()
    """What the account fills in, by pointer."""
    wrong: dict[str, str] = field(init=False)
    named: dict[str, str] = field(init=False, default_factory=dict)
    """What has been drawn, by pointer, each with what it is a part of: "Bên nữ › Số giấy tờ"."""

    def __post_init__(self) -> None:
        self.wrong = {}
        for problem in self.checked.problems if self.tell else ():
            self.wrong.setdefault(problem.pointer, problem.en if self.language == "en" else problem.vi)

    def sections(self, answers: Mapping[str, Any]) -> tuple[DrawnSection, ...]:
        """The whole form."""
        return tuple(
            DrawnSection(
                label=self.say(section, ""),
                help=self.say(section, "help_"),
                inner=tuple(
                    self.draw(asked, answers, "", quiet=self.say(asked, "") == self.say(section, ""))
                    for asked in section["fields"]
                ),
            )
            for section in self.plan["sections"]
        )

    def say(self, described: Mapping[str, Any], prefix: str) -> str:
        """A text of the description in the reader's language."""
        return str(described.get(prefix + self.language, described.get(prefix + "vi", "")))

    def draw(self, asked: Mapping[str, Any], given: Mapping[str, Any], at: str, *, quiet: bool = False) -> Drawn:
        """One field with everything in it."""
        pointer, kind = f"{at}/{asked['key']}", asked["kind"]
        raw = given.get(asked["key"])
        self._name(pointer, self.say(asked, ""), at)
        common: dict[str, Any] = {
            "pointer": pointer,
            "kind": kind,
            "label": self.say(asked, ""),
            "help": self.say(asked, "help_"),
            "number": asked.get("number", ""),
            "unit": self.say(asked, "unit_"),
            "wrong": self.wrong.get(pointer, ""),
            "shown": pointer in self.checked.shown,
            "required": self.checked.shown.get(pointer, False),
            "quiet": quiet,
            "locked": pointer in self.locked,
        }
        if kind == "group":
            inside = raw if isinstance(raw, Mapping) else {}
            return Drawn(**common, inner=tuple(self.draw(inner, inside, pointer) for inner in asked["fields"]))
        if kind == "table":
            return Drawn(**common, **self.table(asked, raw, pointer))
        if "fixed" in asked:
            return Drawn(**common, value=str(asked["fixed"]), fixed=True)
        choices = self.choices(asked, raw, given)
        return Drawn(
            **common,
            value="" if choices or raw is None else day_written(raw) if kind == "date" else str(raw),
            many=bool(asked.get("many")),
            lines=kind in _MANY_LINES,
            digits=kind in _NUMBERS or (kind == "date" and asked.get("precision", "day") == "day"),
            choices=choices,
        )

    def _name(self, pointer: str, label: str, at: str) -> None:
        around = self.named.get(at, "")
        self.named[pointer] = f"{around} › {label}" if around and label else around or label

    def table(self, asked: Mapping[str, Any], raw: Any, pointer: str) -> dict[str, Any]:
        given = [row for row in (raw if isinstance(raw, list) else []) if isinstance(row, Mapping)]
        least = max(asked.get("min_rows", 0), len(given), 1 if asked.get("required") else 0)
        rows = given + [{}] * (least - len(given))
        for at in range(len(rows)):
            self._name(f"{pointer}/{at}", f"{'row' if self.language == 'en' else 'dòng'} {at + 1}", pointer)
        drawn = tuple(
            tuple(self.row_field(column, row, f"{pointer}/{at}") for column in asked["fields"])
            for at, row in enumerate(rows)
        )
        return {"rows": drawn, "can_add": len(rows) < asked["max_rows"]}

    def row_field(self, column: Mapping[str, Any], row: Mapping[str, Any], at: str) -> Drawn:
        """A column of a row. The check says nothing of a row without answers; all of it is asked that always is."""
        drawn = self.draw(column, row, at)
        if any(pointer.startswith(f"{at}/") for pointer in self.checked.shown):
            return drawn
        return _opened(drawn, column)

    def choices(self, asked: Mapping[str, Any], raw: Any, given: Mapping[str, Any]) -> tuple[Choice, ...]:
        kind = asked["kind"]
        if kind == "yes_no":
            said = raw if isinstance(raw, str) else {True: "true", False: "false"}.get(raw, "")
            yes, no = ("Yes", "No") if self.language == "en" else ("Có", "Không")
            return (Choice("true", yes, said == "true"), Choice("false", no, said == "false"))
        if kind == "choice":
            options = self.plan["lists"][asked["options_from"]] if "options_from" in asked else asked["options"]
            chosen = raw if isinstance(raw, list) else [raw]
            return tuple(Choice(o["key"], self.say(o, ""), o["key"] in chosen) for o in options)
        if kind == "province":
            units = unit_register().provinces(self.today)
        elif kind == "commune":
            province = given.get("province")
            units = unit_register().communes(province, self.today) if isinstance(province, str) else []
        else:
            return ()
        return tuple(Choice(unit.code, unit.full_name, unit.code == raw) for unit in units)


def _opened(drawn: Drawn, asked: Mapping[str, Any]) -> Drawn:
    """A field of a row nobody has begun: shown unless it hangs on another."""
    inner = tuple(_opened(part, plan) for part, plan in zip(drawn.inner, asked.get("fields", ()), strict=True))
    facts = {name: getattr(drawn, name) for name in Drawn.__dataclass_fields__}
    return Drawn(**{**facts, "shown": "show" not in asked, "inner": inner})


def answers_of(plan: Plan, posted: "MultiDict[str, str]") -> dict[str, Any]:
    """What was posted, as answers: raw, to be checked. Empty inputs are left out."""
    fields = [asked for section in plan["sections"] for asked in section["fields"]]
    return _inside(fields, posted, "")


def _inside(fields: Any, posted: "MultiDict[str, str]", at: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for asked in fields:
        value = _one(asked, posted, f"{at}/{asked['key']}")
        if value not in (None, "", [], {}):
            found[asked["key"]] = value
    return found


def _one(asked: Mapping[str, Any], posted: "MultiDict[str, str]", pointer: str) -> Any:
    kind = asked["kind"]
    if kind == "group":
        return _inside(asked["fields"], posted, pointer)
    if kind == "table":
        rows = posted.get(f"{pointer}#rows", "0")
        count = min(int(rows), ROWS_MOST) if rows.isascii() and rows.isdigit() and len(rows) < 4 else 0
        return [_inside(asked["fields"], posted, f"{pointer}/{at}") for at in range(count)]
    if kind in ("note", "heading", "file") or "fixed" in asked:
        return None
    return posted.getlist(pointer) if asked.get("many") else posted.get(pointer)


def reshaped(plan: Plan, answers: dict[str, Any], add: str, remove: str) -> None:
    """Add an empty row to a table, or take one out, as a button of the page asks."""
    tables = {f"/{f['key']}": f for section in plan["sections"] for f in section["fields"] if f["kind"] == "table"}
    table, _, at = remove.rpartition("/")
    if add in tables:
        rows = answers.setdefault(add[1:], [])
        if len(rows) < tables[add]["max_rows"]:
            # Rows that were drawn empty count, so that a new one is really one more.
            rows.append({})
    elif table in tables and at.isascii() and at.isdigit():
        rows = answers.get(table[1:], [])
        if int(at) < len(rows):
            del rows[int(at)]
