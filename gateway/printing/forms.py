"""A form as a paper: blank, to be written on, or filled in with what the check let through.

Of a filled form exactly the fields that are there for its answers are printed: each with its answer, or as a blank
where it was left empty. What is hidden is not printed, neither label nor answer. A blank form has every field.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chassis.paper import (
    Addressee,
    Block,
    Boxes,
    Column,
    Face,
    Footer,
    FormMark,
    Heading,
    Item,
    Line,
    Motto,
    Paper,
    Signature,
    Signatures,
    Space,
    Table,
    Text,
    Ticks,
    Title,
)
from gateway.printing.answers import Field, Words
from services.catalog.contract.forms import Form, Plan

_SHORT_KINDS = ("date", "number", "money", "phone", "tax_code", "province")
_TICKED_AT_MOST = 9
_BLANK_ROWS = 3
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form comes from: what the small print names."""

    procedure: str
    version: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody filled in, as the check left it. ``signed_on`` is the day of filing, Vietnamese, where filed."""

    answers: Mapping[str, Any]
    shown: Mapping[str, bool]
    papers: frozenset[str] = frozenset()
    addressee: str = ""
    dossier: str = ""
    signed_on: str = ""


def answers_hash(origin: Origin, form: Form, answers: Mapping[str, Any]) -> str:
    """SHA-256 over form and answers: what the QR code of a filled form names."""
    said = [origin.procedure, origin.version, origin.content_hash, form.key, answers]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def paper_of(form: Form, plan: Plan, words: Words, origin: Origin, filled: Filled | None = None) -> Paper:
    """The paper of a form: blank without ``filled``."""
    return Paper(
        title=form.vi,
        author="Một Cửa",
        subject=f"{origin.procedure} · {form.key}",
        blocks=tuple(_Printer(form, plan, words, filled).blocks()),
        footer=_footer(form, origin, filled),
    )


def _footer(form: Form, origin: Origin, filled: Filled | None) -> Footer:
    lines = [
        f"Thủ tục {origin.procedure}, phiên bản {origin.version}, mẫu {form.key}",
        f"SHA-256 của phiên bản: {origin.content_hash}",
    ]
    if filled is None:
        return Footer(tuple(lines))
    digest = answers_hash(origin, form, filled.answers)
    if filled.dossier:
        lines[0] += f" · Hồ sơ {filled.dossier}"
    lines.append(f"SHA-256 của nội dung khai: {digest}")
    return Footer(tuple(lines), qr=f"MOTCUA:{origin.procedure}:{origin.version}:{form.key}:{digest}")


class _Printer:
    def __init__(self, form: Form, plan: Plan, words: Words, filled: Filled | None) -> None:
        self._form = form
        self._plan = plan
        self._words = words
        self._filled = filled

    def blocks(self) -> Iterator[Block]:
        form = self._form
        if form.number or form.issued_with:
            yield FormMark(form.number, form.issued_with)
        yield Motto()
        named = re.fullmatch(r"(.+?) \((.+)\)", form.vi)
        yield Title(named[1], f"({named[2]})") if named else Title(form.vi)
        yield Addressee(form.addressed_to or (self._filled.addressee if self._filled else "") or None)
        for section, planned in zip(form.sections, self._plan["sections"], strict=True):
            fields = [field for field in planned["fields"] if self._is_there(f"/{field['key']}")]
            if not any(field["kind"] not in ("note", "file") for field in fields):
                continue
            yield Space() if _says_itself(planned["vi"], fields) else Heading(planned["vi"])
            yield from self._beside(fields) if section.side_by_side else self._fields(fields)
        yield from self._attachments()
        yield Space()
        if form.declaration_vi:
            yield Text(form.declaration_vi, indent=True)
        yield self._signatures()

    def _is_there(self, pointer: str) -> bool:
        return self._filled is None or pointer in self._filled.shown

    def _answer(self, field: Field) -> Any:
        return _ABSENT if self._filled is None else self._filled.answers.get(field["key"], _ABSENT)

    def _fields(self, fields: list[Field]) -> Iterator[Block]:
        """Short fields that follow each other share a line."""
        waiting: list[Item] = []
        shared: Any = None
        for field in fields:
            value = self._answer(field)
            if waiting and field.get("show") != shared:
                yield Line(tuple(waiting))
                waiting = []
            shared = field.get("show")
            if self._is_short(field) and len(_label(field)) < 34:
                waiting.append(self._item(field, value))
                if len(waiting) == 3 or sum(len(item.label) for item in waiting) > 40:
                    yield Line(tuple(waiting))
                    waiting = []
                continue
            if waiting:
                yield Line(tuple(waiting))
                waiting = []
            yield from self._field(field, value)
        if waiting:
            yield Line(tuple(waiting))

    def _is_short(self, field: Field) -> bool:
        """Whether answer and label leave room for others on their line."""
        if field["kind"] == "choice":
            return not field.get("many") and not self._has_boxes(field) and self._longest(field) < 20
        return field["kind"] in _SHORT_KINDS or (field["kind"] == "text" and field["max"] <= 40)

    def _longest(self, field: Field) -> int:
        return max((len(option["vi"]) for option in self._words.options(field)), default=0)

    def _has_boxes(self, field: Field) -> bool:
        options = self._words.options(field)
        words = sum(len(option["vi"]) for option in options)
        fits = "options_from" not in field and len(options) <= _TICKED_AT_MOST
        return fits and (words > 12 or bool(field.get("many")))

    def _field(self, field: Field, value: Any) -> Iterator[Block]:
        kind = field["kind"]
        if kind == "note":
            yield Text(field["vi"], face=Face.ITALIC)
        elif kind == "heading":
            yield Heading(field["vi"])
        elif kind == "yes_no":
            yield Ticks(_label(field), (("Có", value is True), ("Không", value is False)))
        elif kind == "choice" and self._has_boxes(field):
            chosen = value if isinstance(value, list) else [value]
            options = self._words.options(field)
            yield Ticks(_label(field), tuple((option["vi"], option["key"] in chosen) for option in options))
        elif kind == "identity":
            yield Boxes(_label(field), 12, None if value is _ABSENT else str(value))
        elif kind == "table":
            yield self._table(field, [] if value is _ABSENT else value)
        elif kind == "group" and field["what"] == "person":
            yield from self._person(field, value)
        elif kind != "file":
            yield Line((self._item(field, value),))

    def _item(self, field: Field, value: Any) -> Item:
        answer = None if value is _ABSENT else self._words.of(field, value)
        face = Face.BOLD if field["kind"] == "name" else Face.REGULAR
        share = 1.8 if field["kind"] == "name" else 1.0
        return Item(_label(field), answer, share=share, lines=_blank_lines(field), face=face)

    def _person(self, field: Field, value: Any) -> Iterator[Block]:
        """The name with the person's part in the matter ("Họ, chữ đệm, tên người mẹ"), then what else is asked."""
        given: Mapping[str, Any] = {} if value is _ABSENT else value
        parts = [part for part in field["fields"] if self._is_part_there(field, part, value)]
        if len(field["fields"]) == 1:
            only = {**field["fields"][0], "vi": field["vi"], "number": field.get("number", "")}
            yield from self._part(only, given)
            return
        if parts and parts[0]["key"] == "full_name":
            label = f"{parts[0]['vi']} {_lower_first(field['vi'])}"
            named = self._item({**parts[0], "vi": label, "number": field.get("number", "")}, _in(given, parts[0]))
            parts = parts[1:]
            if [part["kind"] for part in parts] == ["date"]:
                yield Line((named, self._item(parts.pop(), _in(given, field["fields"][1]))))
            else:
                yield Line((named,))
        else:
            yield Text(_label(field))
        waiting: list[Item] = []
        for part in parts:
            if part["kind"] in ("date", "choice"):
                waiting.append(self._item(part, _in(given, part)))
                if len(waiting) == 4:
                    yield Line(tuple(waiting))
                    waiting = []
                continue
            if waiting:
                yield Line(tuple(waiting))
                waiting = []
            yield from self._part(part, given)
        if waiting:
            yield Line(tuple(waiting))

    def _is_part_there(self, field: Field, part: Field, value: Any) -> bool:
        """Of somebody who was left out as a whole only the name is a blank."""
        if self._filled is None:
            return True
        return part is field["fields"][0] if value is _ABSENT else self._is_there(f"/{field['key']}/{part['key']}")

    def _part(self, part: Field, given: Mapping[str, Any]) -> Iterator[Block]:
        value = _in(given, part)
        if part["kind"] == "identity":
            yield Boxes(_label(part), 12, None if value is _ABSENT else str(value))
        else:
            yield Line((self._item(part, value),))

    def _beside(self, fields: list[Field]) -> Iterator[Block]:
        """People of whom the same is asked, as columns of a table; what is no person comes after it."""
        people = [field for field in fields if field.get("what") == "person"]
        rows = []
        for part in people[0]["fields"] if people else ():
            cells = []
            for field in people:
                value = self._answer(field)
                given = {} if value is _ABSENT else value
                cells.append(self._words.of(part, given[part["key"]]) if part["key"] in given else _blank_cell(part))
            rows.append((part["vi"], *cells))
        if people:
            columns = (Column("Thông tin", 0.7, bold=True), *(Column(field["vi"]) for field in people))
            yield Table(columns, tuple(rows))
        yield from self._fields([field for field in fields if field not in people])

    def _table(self, field: Field, rows: list[Mapping[str, Any]]) -> Table:
        columns = [Column(column["vi"], _share(column)) for column in field["fields"]]
        # A number needs 10 mm, however many columns there are.
        columns.insert(0, Column("TT", 0.066 * sum(column.share for column in columns), centred=True))
        cells = tuple(
            (str(number), *(self._words.of(c, row[c["key"]]) if c["key"] in row else "" for c in field["fields"]))
            for number, row in enumerate(rows, 1)
        )
        blank = _BLANK_ROWS if self._filled is None else (0 if rows else 1)
        return Table(tuple(columns), cells, blank_rows=blank, label=_label(field))

    def _attachments(self) -> Iterator[Block]:
        files = [field for section in self._plan["sections"] for field in section["fields"] if field["kind"] == "file"]
        there = [field for field in files if self._is_there(f"/{field['key']}")]
        papers = self._filled.papers if self._filled else frozenset()
        if there:
            yield Text("Giấy tờ kèm theo:")
            for field in there:
                yield Ticks("", ((field["vi"], field["paper"] in papers),))
        for sentence in self._form.attachments:
            yield Text(f"- {sentence}")

    def _signatures(self) -> Signatures:
        titles = self._form.signed_by or ("Người khai",)
        note = "(Ký, ghi rõ họ, chữ đệm, tên)"
        signed = [Signature(title, note) for title in titles]
        name = self._declarant()
        if name:
            signed[-1] = Signature(titles[-1], note, name)
        day = self._filled.signed_on if self._filled else ""
        return Signatures(day or "………………, ngày …… tháng …… năm ………", tuple(signed))

    def _declarant(self) -> str:
        """The name of who declares: what the form fills in from the account."""
        if self._filled is None:
            return ""
        for section in self._plan["sections"]:
            for field in section["fields"]:
                if "prefill_sex" in field:  # one of several who sign: whose name goes where is not known here
                    continue
                value = self._filled.answers.get(field["key"])
                if field.get("prefill") == "person" and isinstance(value, Mapping):
                    return str(value.get("full_name", ""))
                if field.get("prefill") == "full_name" and isinstance(value, str):
                    return value
        return ""


def _in(given: Mapping[str, Any], part: Field) -> Any:
    return given.get(part["key"], _ABSENT)


def _label(field: Field) -> str:
    number = f"{field['number']} " if field.get("number") else ""
    text = str(field["vi"])
    return f"{number}{text}" if text.endswith((":", "?")) else f"{number}{text}:"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _says_itself(title: str, fields: list[Field]) -> bool:
    """Whether a section's first field says what its title says, so that the title would only repeat it."""
    first = fields[0]
    return bool(first["vi"] == title)


def _blank_lines(field: Field) -> int:
    if field["kind"] == "long_text":
        return 3
    if field["kind"] == "group" or (field["kind"] == "text" and field["max"] > 300):
        return 2
    return 1


def _blank_cell(part: Field) -> str:
    return " \n " if part["kind"] == "group" else " "


def _share(column: Field) -> float:
    if column["kind"] in ("date", "number", "yes_no"):
        return 1.0
    if column["kind"] == "choice":
        return 0.7
    return 1.4 if column["kind"] == "identity" or column.get("max", 200) <= 60 else 2.0
