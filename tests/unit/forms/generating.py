"""Forms and answers made by chance from a seed: sound forms, and answers that are right, nearly right, or hostile."""

import datetime as dt
import json
import random
from typing import Any

from chassis.records import load
from services.catalog.contract.forms import Context, Form, faults, plan_of

TODAY = dt.date(2026, 11, 27)
COMMUNES = {"00004": "01", "00008": "01", "18073": "42", "18076": "42", "26734": "79"}
SIMPLE = (
    "text", "long_text", "name", "number", "money", "date", "choice", "yes_no", "identity", "phone", "email",
    "tax_code",
)  # fmt: skip
PARTS = (
    "full_name", "birth_date", "sex", "ethnicity", "nationality", "identity", "personal_number", "phone", "email",
    "residence",
)  # fmt: skip
WAYS = ("current", "old", "foreign")
PAPERS = ("cccd", "cmnd", "passport", "foreign_passport", "other")
PATTERNS = ("[0-9]{2}[A-Z]-[0-9]{4,5}", "(?:BD|ST)[0-9]{6}", "[A-Z]{1,3}", "AB?C\\.[0-9]")

HOSTILE: tuple[Any, ...] = (
    None, "", " ", "\u00a0\u2003", "\u200b", "\u200b \ufeff", 0, -1, -0.0, 1.5, 1e308, 1e400,
    12345678901234567890, True, False, [], {}, [[]], [None], [""], {"a": 1}, {"constructor": 1},
    {"__proto__": {"x": 1}}, {"0": 1, "-": 2, "A": 3}, "\x00", "a\x07b", "\ud800", "\udc00x", "\u202eabc",
    "\u2066", "e\u0301", "a\u200d\u0301", "Å", "\u0344", "\u1100\u1161", "1.250.000 đ", "1.250.000 ĐỒNG",
    "1250000vnd", "1,5", "1.5", "1.50", "01.500", "1.500,25", "-0", "-0,0", "-0.5", "0000", "1e3", "٣", "１２",
    "90000000000000", "90000000000001", 90000000000000, -90000000000001, 0.0001, 0.00001, 0.1, 120.25,
    99999999999999.5, "1990", "05/1990", "5-1990", "31/02/2020", "29/2/2024", "29.02.2023", "2024-2-9", "0999",
    "3001", "13/2000", "1/1/0001", "27/11/2026", "28/11/2026", "true", "false", "True", "yes", "male", "cccd",
    "VN", "01", "001", "001090012345", "001 190.012-345", "999090012345", "003090012345", "C1234567",
    "c1234567", "123456789", "0912345678", "+84 912 345 678", "84912345678", "0084 (0)912345678",
    "+4915112345678", "02438251234", "0100233488", "0314409058-002", "0314409058002", "0100233489",
    "0100233488-000", "a@b.vn", "A.B+c@EXAMPLE.VN", "a@b", "@", "a b@c.vn", "Nguyễn Văn A",
    "Nguye\u0302\u0303n  Va\u0306n\tA", "D’Arc-Ly", "'", ".", "R2D2", "Ê̆ Ban", "x" * 101, "x" * 201, "😀" * 150,
    "😀" * 250, "y" * 2001, "z" * 20001, " " * 300, "a\r\nb\rc\u2028d", "a" + " " * 300 + "b", ["a"],
    ["a", "b", "a"], ["b", "zz"], "a", "b", " a ", "$today", "42", "18073", "26734", "00000", "current", "$&",
    "{max}", "29A-12345", "BD123456", "ABC.1", [{}], [{"c0": "x"}, None, 5], [{}] * 250, "x/y~z",
    {"x/y~z": 1, "\ud800": 2, "é": 3}, {"z" * 65: 1},
)  # fmt: skip
"""Values that something once went wrong with, somewhere."""


class Maker:
    """Makes forms and answers; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.by = random.Random(seed)

    def one(self, *choices: Any) -> Any:
        return self.by.choice(choices)

    def maybe(self, chance: float = 0.5) -> bool:
        return self.by.random() < chance

    # Forms

    def form(self) -> Form:
        """A form without faults."""
        above: list[tuple[str, dict[str, Any]]] = []
        sections = []
        for number in range(self.by.randint(1, 3)):
            section: dict[str, Any] = {"key": f"s{number}", "vi": "Phần", "en": "Part", "fields": []}
            if above and self.maybe(0.3):
                section["show"] = self.condition(above)
            for _ in range(self.by.randint(1, 5)):
                key = f"f{len(above)}"
                field = self.field(key, above, self.maybe(0.3))
                section["fields"].append(field)
                above.append((key, field))
            sections.append(section)
        form = {
            "key": "thu",
            "vi": "Mẫu thử",
            "en": "Trial form",
            "sections": sections,
            "rules": [self.rule(number, above) for number in range(self.by.randint(0, 4))],
            "provenance": {"name": "x", "retrieved_on": "2026-07-01", "verified": False},
        }
        made = load(Form, json.loads(json.dumps(form)))
        assert faults(made) == (), faults(made)
        return made

    def field(self, key: str, above: list[tuple[str, dict[str, Any]]], composite: bool) -> dict[str, Any]:
        kind = self.one("person", "address", "table", "file", "note") if composite else self.one(*SIMPLE)
        made: dict[str, Any] = {"key": key, "kind": kind, "vi": f"Mục {key}", "en": f"Field {key}"}
        if kind != "note":
            made["required"] = self.maybe(0.6)
            if above and self.maybe(0.15):
                made["required_if"] = self.condition(above)
        if above and self.maybe(0.3):
            made["show"] = self.condition(above)
        return made | self.details(kind, above)

    def details(self, kind: str, above: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
        if kind == "text" and self.maybe(0.3):
            told = {"pattern_vi": "Viết {max} như mẫu", "pattern_en": "As $& shown"}
            return {"pattern": self.one(*PATTERNS), **told}
        if kind in ("text", "long_text"):
            return {"min": self.one(0, 0, 3), "max": self.one(5, 50, 200, 2000)}
        if kind in ("number", "money"):
            made = {"low": self.one(-5, 0, 2), "high": self.one(2, 100, 90_000_000_000_000)} if self.maybe() else {}
            return made | ({"decimals": self.one(0, 1, 2)} if kind == "number" else {})
        if kind == "date":
            return self.dates(above)
        if kind == "choice":
            if self.maybe(0.2):
                return {"options_from": self.one("ethnicities", "countries"), "many": self.maybe(0.3)}
            options = [{"key": option, "vi": option, "en": option} for option in ("b", "a", "01", "male")]
            return {"options": options, "many": self.maybe(0.3)}
        if kind == "person":
            parts = self.by.sample(PARTS, self.by.randint(1, len(PARTS)))
            taken = self.by.sample(PAPERS, self.by.randint(1, 5))
            return {
                "parts": parts,
                "optional_parts": [part for part in parts if self.maybe(0.3)],
                "papers_taken": taken if self.maybe() else [],
                "addresses": self.by.sample(WAYS, self.by.randint(1, 3)),
                **self.dates(above),
            }
        if kind == "address":
            return {"addresses": self.by.sample(WAYS, self.by.randint(0, 3))}
        if kind == "table":
            return self.table(above)
        return {"paper": self.one("to-khai", "anh")} if kind == "file" else {}

    def dates(self, above: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
        made: dict[str, Any] = {"precision": self.one("day", "month", "year")}
        if self.maybe(0.4):
            made["not_after"] = self.one({"field": "$today"}, {"field": "$today", "days": self.by.randint(-400, 400)})
        if self.maybe(0.4):
            made["not_before"] = self.one(
                {"date": "1990-05-17"}, {"field": "$today", "years": -self.by.randint(1, 150)}
            )
        if self.maybe(0.2):
            made["not_before"] = {"field": self.path(above), "years": self.by.randint(-3, 20)}
        return made

    def table(self, above: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
        columns: list[dict[str, Any]] = []
        for number in range(self.by.randint(1, 4)):
            kind = self.one("person", "address") if self.maybe(0.15) else self.one(*SIMPLE)
            column = {"key": f"c{number}", "kind": kind, "vi": "Cột", "en": "Column", "required": self.maybe(0.6)}
            if columns and self.maybe(0.3):
                beside = [(f"$here.{known['key']}", known) for known in columns]
                column["show"] = self.condition(beside + above)
            columns.append(column | self.details(kind, above))
        least = self.one(0, 0, 1, 2)
        return {"columns": columns, "min_rows": least, "max_rows": least + self.by.randint(1, 4)}

    def path(self, above: list[tuple[str, dict[str, Any]]]) -> str:
        if not above or self.maybe(0.1):
            return str(self.one("$today", "$case", "$channel"))
        key, field = self.by.choice(above)
        if field["kind"] == "person" and self.maybe(0.8):
            part = self.by.choice(field["parts"])
            return f"{key}.identity.number" if part == "identity" else f"{key}.{part}"
        if field["kind"] == "address" and self.maybe(0.8):
            return f"{key}.way"
        return key

    def condition(self, above: list[tuple[str, dict[str, Any]]], depth: int = 0) -> dict[str, Any]:
        op = self.one("in", "in", "given", "eq", "ne", "lt", "le", "gt", "ge", "not", "all", "any")
        if op in ("not", "all", "any"):
            if depth > 1:
                return {"op": "given", "field": self.path(above)}
            parts = [self.condition(above, depth + 1) for _ in range(1 if op == "not" else self.by.randint(1, 3))]
            return {"op": op, "of": parts}
        if op == "given":
            return {"op": op, "field": self.path(above)}
        if op == "in":
            values = self.by.sample(["a", "b", "01", "male", "true", "online", "1990-05-17", "5", "cccd"], 3)
            return {"op": op, "field": self.path(above), "values": values}
        return {"op": op, "left": self.term(above), "right": self.term(above)}

    def term(self, above: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
        tables = [(key, field) for key, field in above if field["kind"] == "table"]
        if tables and self.maybe(0.4):
            key, field = self.by.choice(tables)
            if self.maybe():
                return {"field": key, "take": "rows"}
            return {"field": f"{key}.{self.by.choice(field['columns'])['key']}", "take": "sum"}
        return dict(
            self.one(
                {"number": self.by.randint(-3, 200)},
                {"date": self.one("1990-05-17", "2024-02-29", "2026-11-27"), "years": self.one(0, 1, 18)},
                {"text": self.one("a", "b", "Nguyễn Văn A")},
                {"field": self.path(above), "years": self.one(0, 0, 18, -1), "days": self.one(0, 0, -30)},
                {"field": self.path(above)},
            )
        )  # fmt: skip

    def rule(self, number: int, above: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
        made: dict[str, Any] = {"key": f"r{number}", "vi": "Xin sửa lại.", "en": "Please correct it."}
        tables = [(key, field) for key, field in above if field["kind"] == "table"]
        around = above
        if tables and self.maybe():
            key, field = self.by.choice(tables)
            columns = [(f"$here.{column['key']}", column) for column in field["columns"]]
            around = columns + above
            made |= {"each": key, "at": self.by.choice(columns)[0]}
        else:
            made["at"] = self.by.choice(above)[0]
        made["holds"] = self.condition(around)
        return made | ({"when": self.condition(around)} if self.maybe(0.3) else {})

    # Answers

    def context(self) -> Context:
        return Context(
            today=TODAY,
            case=self.one("", "a", "01"),
            channel=self.one("online", "direct"),
            papers=self.one(None, frozenset(), frozenset({"to-khai"}), frozenset({"to-khai", "anh"})),
            communes=self.one(None, COMMUNES),
        )

    def answers(self, plan: dict[str, Any], spoiled: float) -> Any:
        """Answers to a plan, of which about a part is spoiled; now and then not even an object."""
        if self.maybe(spoiled / 20):
            return self.hostile()
        fields = [field for section in plan["sections"] for field in section["fields"]]
        return self.filled(plan, fields, spoiled)

    def filled(self, plan: dict[str, Any], fields: list[dict[str, Any]], spoiled: float) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in fields:
            if field["kind"] in ("note", "file") and not self.maybe(spoiled / 5):
                continue
            if self.maybe(0.1 if field.get("required") else 0.3):
                continue
            found[field["key"]] = self.hostile() if self.maybe(spoiled) else self.right(plan, field, spoiled)
        if self.maybe(spoiled / 4):
            found[self.one("constructor", "__proto__", "toString", "x", "0", "a/b", "\ud800", "k" * 70)] = (
                self.hostile()
            )
        return found

    def hostile(self) -> Any:
        return self.by.choice(HOSTILE)

    def right(self, plan: dict[str, Any], field: dict[str, Any], spoiled: float) -> Any:
        """Something that fits a field, or is near to fitting."""
        kind = field["kind"]
        if kind == "group":
            return self.filled(plan, field["fields"], spoiled)
        if kind == "table":
            return [
                self.filled(plan, field["fields"], spoiled) for _ in range(self.by.randint(0, field["max_rows"] + 1))
            ]
        if kind == "choice":
            options = plan["lists"][field["options_from"]] if "options_from" in field else field["options"]
            keys = [option["key"] for option in options]
            return self.by.sample(keys, self.by.randint(1, min(4, len(keys)))) if field.get("many") else self.one(*keys)
        return self.simple(kind)

    def simple(self, kind: str) -> Any:
        year = self.by.randint(1900, 2026)
        day, month = self.by.randint(1, 31), self.by.randint(1, 12)
        if kind == "date":
            digits = self.one(f"{day:02}{month:02}{year}", f"{year}{month:02}{day:02}")
            return self.one(
                f"{day}/{month}/{year}", f"{year}-{month:02}-{day:02}", f"{month}/{year}", str(year), digits
            )
        if kind in ("number", "money"):
            amount = self.by.randint(-2, 3_000_000)
            return self.one(amount, str(amount), f"{amount:,}".replace(",", "."), f"{amount},5", amount / 4, 5)
        if kind in ("identity", "paper_number"):
            place, digit = self.one("001", "042", "079", "500"), (year - 1900) // 100 * 2 + self.by.randint(0, 1)
            number = f"{place}{digit}{year % 100:02}{self.by.randint(0, 999999):06}"
            return number if kind == "identity" else self.one(number, number, "123456789", "c1234567", "XK-9/12")
        if kind == "phone":
            return self.one("0912345678", "+84 987 654 321", "024.3825.1234", "0123456789", "+33612345678")
        if kind == "tax_code":
            return self.one("0100233488", "0314409058-002", "0300588569", "0300588568", "001090012345")
        if kind == "province":
            return self.one("01", "42", "79", "99")
        if kind == "commune":
            return self.one(*COMMUNES, "99999")
        texts = {
            "name": ("Nguyễn Văn An", "TRẦN THỊ BÍCH  NGỌC", "Y Ê̆ Ban", "An"),
            "email": ("an@example.vn", "An.B@Example.VN", "an@example"),
            "yes_no": (True, False, "true", "false"),
        }
        return self.one(
            *texts.get(kind, ("Số 5, đường Lê Lợi", "29A-12345", "BD123456", "ABC", "AC.1", "một\nhai", "x" * 60))
        )


def made_cases(seed: int, forms: int, each: int) -> tuple[list[dict[str, Any]], list[tuple[int, Any, Context]]]:
    """Plans, and for each some answers with their contexts."""
    by = Maker(seed)
    plans = [plan_of(by.form(), TODAY) for _ in range(forms)]
    numbered = [(number, plan) for number, plan in enumerate(plans) for _ in range(each)]
    return plans, [(number, by.answers(plan, by.one(0.0, 0.02, 0.1, 0.5)), by.context()) for number, plan in numbered]
