"""The one check of answers against a form: all problems at once, or the answers in their normal form.

Guarantees. `check` is pure and never raises, whatever JSON value the answers are. Checking what it returned gives the
same again. Fields that nobody declared are refused; fields that are not shown are dropped unread. What comes out is
bounded: at most `ANSWERS_MAX` characters of text. Each problem has the JSON pointer of its field, a stable code and a
sentence in both languages, and never repeats what was typed.

The browser runs the same by ``gateway/web/static/eforms.js``; generated cases prove that the two agree.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from services.catalog.contract.forms import conditions, identity, values
from services.catalog.contract.forms.conditions import ABSENT, Context, Scope, evaluate
from services.catalog.contract.forms.dates import date_problem
from services.catalog.contract.forms.plan import Plan
from services.catalog.contract.forms.shapes import ROWS_MAX, is_empty, length
from services.catalog.contract.forms.texts import Found, is_blank, wrong

ANSWERS_MAX: Final = 100_000
"""Characters of all texts together."""
_BOUNDS: Final = ("not_before", "not_after")
PROBLEMS_MAX: Final = 200
_TOLD_UNKNOWN: Final = 20
_KEY: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_SILENT: Final = ("note", "heading", "file")
"""Kinds that have no answer."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field. ``params`` are the facts of the sentences; nothing personal is among them."""

    pointer: str
    code: str
    params: Mapping[str, Any]
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. ``answers`` is what was good, in normal form and in the form's order; whole if `is_whole`.

    ``shown`` has the pointer of every field that is there, and whether it must be filled in.
    """

    answers: dict[str, Any]
    problems: tuple[Problem, ...]
    shown: Mapping[str, bool]

    @property
    def is_whole(self) -> bool:
        return not self.problems


def check(plan: Plan, answers: object, context: Context) -> Checked:
    """Check what somebody filled in."""
    return _Check(plan, context).run(answers)


@dataclass(slots=True)
class _Check:
    plan: Plan
    context: Context
    problems: list[Problem] = field(default_factory=list)
    shown: dict[str, bool] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    """The rows of each table, by pointer, with their scopes."""
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = Scope(self.context)
        self.scope.here = self.scope.root

    def run(self, answers: object) -> Checked:
        given = {} if answers is None else answers
        found: dict[str, Any] = {}
        if not isinstance(given, Mapping):
            self.tell("", "form.not-an-object")
            given = {}
        self.refuse_unknown(given, [f for section in self.plan["sections"] for f in section["fields"]], "")
        for section in self.plan["sections"]:
            if "show" in section and evaluate(section["show"], self.scope) is not True:
                continue
            for asked in section["fields"]:
                self.take(asked, given, found, self.scope.root, "")
        for rule in self.plan["rules"]:
            self.apply(rule)
        if length(found) > ANSWERS_MAX:
            self.tell("", "form.too-large")
        return Checked(found, tuple(self.problems), self.shown)

    def tell(self, pointer: str, code: str, params: Mapping[str, Any] | None = None) -> None:
        """Note a problem, with its sentences."""
        if len(self.problems) >= PROBLEMS_MAX:
            return
        vi, en = self.plan["sentences"][code]
        self.add(pointer, code, params or {}, vi, en)

    def add(self, pointer: str, code: str, params: Mapping[str, Any], vi: str, en: str) -> None:
        for name, value in params.items():
            vi, en = vi.replace(f"{{{name}}}", str(value)), en.replace(f"{{{name}}}", str(value))
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(Problem(pointer, code, params, vi, en))

    def refuse_unknown(self, given: Mapping[Any, Any], fields: Iterable[Mapping[str, Any]], pointer: str) -> None:
        """Tell of every key that is no field's; one that is no possible key at all is told of without naming it."""
        known = {asked["key"]: asked for asked in fields}
        strange = [
            key
            for key, value in given.items()
            if key not in known or (known[key]["kind"] in _SILENT and not is_empty(known[key], value))
        ]
        named = sorted(key for key in strange if isinstance(key, str) and _KEY.fullmatch(key))
        for key in named[:_TOLD_UNKNOWN]:
            self.tell(f"{pointer}/{key}", "form.unknown")
        if len(named) < len(strange) or len(named) > _TOLD_UNKNOWN:
            self.tell(pointer, "form.unknown")

    def take(
        self, asked: Mapping[str, Any], given: Mapping[Any, Any], found: dict[str, Any], seen: dict[str, Any], at: str
    ) -> None:
        """One field: whether it is there, whether it must be, and its answer into ``found`` and into the scope."""
        key, pointer = asked["key"], f"{at}/{asked['key']}"
        if "show" in asked and evaluate(asked["show"], self.scope) is not True:
            return
        required = bool(asked.get("required"))
        if "required_if" in asked:
            required = evaluate(asked["required_if"], self.scope) is True
        kind = asked["kind"]
        if kind in ("note", "heading"):
            self.shown[pointer] = False
            return
        self.shown[pointer] = required
        if kind == "file":
            self.take_file(asked, required, seen, pointer)
            return
        raw = given.get(key)
        if "fixed" in asked:
            value: Any = asked["fixed"]
            if not is_empty(asked, raw) and raw != value:
                self.tell(pointer, "form.choice")
        elif kind == "group":
            value = self.group(asked, raw, required, seen, pointer)
        elif kind == "table":
            value = self.table(asked, raw, required, seen, pointer)
        else:
            value = self.single(asked, raw, required, pointer)
        if value is not ABSENT:
            found[key] = value
            if kind not in ("group", "table"):
                seen[key] = value

    def take_file(self, asked: Mapping[str, Any], required: bool, seen: dict[str, Any], pointer: str) -> None:
        papers = self.context.papers
        if papers is None:
            seen[asked["key"]] = None
        elif asked["paper"] in papers:
            seen[asked["key"]] = True
        elif required:
            self.tell(pointer, "form.file")

    def single(self, asked: Mapping[str, Any], raw: Any, required: bool, pointer: str) -> Any:
        if is_empty(asked, raw):
            if required:
                self.tell(pointer, "form.required")
            return ABSENT
        value, code, facts = self.value_of(asked, raw)
        if code:
            self.tell_value(asked, pointer, code, facts)
            return ABSENT
        return value

    def value_of(self, asked: Mapping[str, Any], raw: Any) -> Found:
        kind = asked["kind"]
        if kind == "paper_number":
            paper = self.scope.here.get("kind")
            return values.paper_number(paper if isinstance(paper, str) else None, raw, self.context)
        if "options_from" in asked:
            asked = {**asked, "options": self.plan["lists"][asked["options_from"]]}
        value, code, facts = values.KINDS[kind](asked, raw, self.context)
        if kind == "date" and not code:
            bounds = [conditions.term(asked[name], self.scope) if name in asked else None for name in _BOUNDS]
            return date_problem(value, bounds[0], bounds[1])
        if kind == "commune" and not code and self.context.communes is not None:
            if self.scope.here.get("province", self.context.communes[value]) != self.context.communes[value]:
                return wrong("commune-elsewhere")
        return value, code, facts

    def tell_value(self, asked: Mapping[str, Any], pointer: str, code: str, facts: Mapping[str, Any]) -> None:
        """A problem of a single value; where the form says how to write it, in the form's words."""
        if code == "form.pattern" and "pattern_vi" in asked:
            vi = asked["pattern_vi"]
            self.add(pointer, code, facts, vi, asked.get("pattern_en", vi))
        else:
            self.tell(pointer, code, facts)

    def group(self, asked: Mapping[str, Any], raw: Any, required: bool, seen: dict[str, Any], pointer: str) -> Any:
        if is_empty(asked, raw):
            if not required:
                return ABSENT
            raw = {}
        if not isinstance(raw, Mapping):
            self.tell(pointer, "form.not-an-object")
            return ABSENT
        here: dict[str, Any] = {}
        found = self.inside(asked, raw, here, pointer)
        seen[asked["key"]] = here
        if asked.get("what") == "person":
            self.compare_number(found, pointer)
        return found

    def inside(self, asked: Mapping[str, Any], raw: Mapping[Any, Any], here: dict[str, Any], pointer: str) -> Any:
        """The fields of a group or row; ``here`` is their scope."""
        found: dict[str, Any] = {}
        self.refuse_unknown(raw, asked["fields"], pointer)
        outer, self.scope.here = self.scope.here, here
        for inner in asked["fields"]:
            self.take(inner, raw, found, here, pointer)
        self.scope.here = outer
        return found

    def compare_number(self, person: Mapping[str, Any], pointer: str) -> None:
        """A personal number tells its holder's year of birth and sex; they must be those of the person."""
        paper = person.get("identity", {})
        numbers = [("/identity/number", paper.get("number") if paper.get("kind") == "cccd" else None)]
        numbers.append(("/personal_number", person.get("personal_number")))
        for where, number in numbers:
            if number is None:
                continue
            reading = identity.read_personal_number(number)
            if "birth_date" in person and int(person["birth_date"][:4]) != reading.birth_year:
                self.tell(pointer + where, "form.identity-year")
            if "sex" in person and person["sex"] != reading.sex:
                self.tell(pointer + where, "form.identity-sex")

    def table(self, asked: Mapping[str, Any], raw: Any, required: bool, seen: dict[str, Any], pointer: str) -> Any:
        if raw is None or (isinstance(raw, str) and is_blank(raw)):
            raw = []
        if not isinstance(raw, list):
            self.tell(pointer, "form.not-a-list")
            return ABSENT
        if len(raw) > ROWS_MAX:
            self.tell(pointer, "form.rows-many", {"max": asked["max_rows"]})
            return ABSENT
        row_of = {"kind": "group", "fields": asked["fields"]}
        filled = [(index, row) for index, row in enumerate(raw) if not is_empty(row_of, row)]
        if len(filled) > asked["max_rows"]:
            self.tell(pointer, "form.rows-many", {"max": asked["max_rows"]})
            return ABSENT
        rows: list[dict[str, Any]] = []
        scopes: list[tuple[str, dict[str, Any]]] = []
        for index, row in filled:
            if not isinstance(row, Mapping):
                self.tell(f"{pointer}/{index}", "form.not-an-object")
                continue
            here: dict[str, Any] = {}
            scopes.append((f"{pointer}/{index}", here))
            rows.append(self.inside(asked, row, here, f"{pointer}/{index}"))
        seen[asked["key"]] = [here for _, here in scopes]
        self.rows[asked["key"]] = scopes
        self.count(asked, len(filled), required, pointer)
        return rows if filled else ABSENT

    def count(self, asked: Mapping[str, Any], rows: int, required: bool, pointer: str) -> None:
        least = asked.get("min_rows", 0)
        if not rows and required and not least:
            self.tell(pointer, "form.required")
        elif rows < least and (rows or required):
            self.tell(pointer, "form.rows-few", {"min": least})

    def apply(self, rule: Mapping[str, Any]) -> None:
        """One rule between answers; of every row where it says ``each``."""
        rows = self.rows.get(rule["each"], []) if "each" in rule else [("", self.scope.root)]
        for where, here in rows:
            self.scope.here = here
            if "when" in rule and evaluate(rule["when"], self.scope) is not True:
                continue
            if evaluate(rule["holds"], self.scope) is False:
                at = rule["at"].removeprefix("$here.") if "each" in rule else rule["at"]
                pointer = f"{where}/{at.replace('.', '/')}"
                self.add(pointer, f"form.rule.{rule['key']}", {}, rule["vi"], rule["en"])
        self.scope.here = self.scope.root
