"""The description of an electronic form (mẫu đơn, tờ khai điện tử tương tác), as data.

One description drives the check on the server, the behaviour in the browser and the printed form. A field has one flat
record for all kinds; which members each kind uses is said beside them, and `faults` refuses the others, so that a slip
in a form's file is found when it is loaded.

A condition may look only at what stands before the field that it belongs to. So one pass from top to bottom decides
everything, no two fields can wait for each other, and the browser can do it while somebody types.
"""

import datetime as dt
from typing import Annotated

from chassis.callers import Channel
from chassis.records import Rule, record
from services.catalog.contract.forms.terms import (
    AccountFact,
    AddressWay,
    FieldKey,
    FieldKind,
    HolderSex,
    IdentityPaper,
    Op,
    OptionList,
    Path,
    PersonPart,
    Precision,
    Take,
    Words,
)
from services.catalog.contract.parts import Provenance
from services.catalog.contract.terms import Sentence, Slug, Title

PaperKey = Annotated[str, Rule(max=64, pattern=r"(?:[a-z0-9][a-z0-9._-]*)?")]


@record
class Term:
    """One side of a comparison: exactly one of field, number, date, text; ``years`` and ``days`` move a date.

    A date that is known by year or month only is every day of it: a comparison that holds for some of those days and
    not for others is unknown. 29 February moved to a year without one is 1 March.
    """

    field: Path = ""
    take: Take = Take.VALUE
    number: int | None = None
    date: dt.date | None = None
    text: Annotated[str, Rule(max=200)] | None = None
    years: Annotated[int, Rule(min=-200, max=200)] = 0
    days: Annotated[int, Rule(min=-100_000, max=100_000)] = 0


@record
class Condition:
    """A sentence about the answers that are there (điều kiện); see `Op` for which members each one uses.

    `eq` to `ge` compare numbers with numbers, amounts with amounts, dates with dates; `eq` and `ne` also texts.
    """

    op: Op
    of: Annotated[tuple["Condition", ...], Rule(max=20)] = ()
    field: Path = ""
    values: Annotated[tuple[Annotated[str, Rule(max=100)], ...], Rule(max=100)] = ()
    left: Term | None = None
    right: Term | None = None


@record
class Option:
    """One thing that can be chosen; ``key`` is what is stored."""

    key: Annotated[str, Rule(max=40, pattern=r"[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*")]
    vi: Title
    en: Title


@record
class FormField:
    """One field. What every kind has comes first, then what some kinds have; defaults mean "not used".

    A field whose ``show`` is not true is not there: its answer is dropped unread. ``required`` is meant for a field
    that is there; ``required_if`` replaces it where it depends on the answers. ``number`` is its number on paper.
    """

    key: FieldKey
    kind: FieldKind
    vi: Words
    en: Words
    help_vi: Annotated[str, Rule(max=2000)] = ""
    help_en: Annotated[str, Rule(max=2000)] = ""
    number: Annotated[str, Rule(max=20, description="Số thứ tự của mục trên mẫu giấy")] = ""
    required: bool = True
    required_if: Condition | None = None
    show: Condition | None = None
    prefill: AccountFact | None = None
    prefill_sex: Annotated[
        HolderSex | None, Rule(description="A person only: filled in only for an account's holder of this sex")
    ] = None
    locked: Annotated[bool, Rule(description="Verified in the account: filled by the server, not by who files")] = False

    # text, long_text: lengths in characters; `pattern` for text only, in the small language of `faults`
    min: Annotated[int, Rule(min=0, max=5000)] = 0
    max: Annotated[int, Rule(min=1, max=5000)] | None = None
    pattern: Annotated[str, Rule(max=200)] = ""
    pattern_vi: Annotated[str, Rule(max=500, description="Says what to write, when the pattern does not fit")] = ""
    pattern_en: Annotated[str, Rule(max=500)] = ""

    # number, money: bounds, both included; number: decimals and unit
    low: int | None = None
    high: int | None = None
    decimals: Annotated[int, Rule(min=0, max=2)] = 0
    unit_vi: Annotated[str, Rule(max=60)] = ""
    unit_en: Annotated[str, Rule(max=60)] = ""

    # date (and the birth date of a person): bounds, both included
    precision: Precision = Precision.DAY
    not_before: Term | None = None
    not_after: Term | None = None

    # choice: options of its own, or a shared list
    options: Annotated[tuple[Option, ...], Rule(max=200)] = ()
    options_from: OptionList | None = None
    many: bool = False

    # person: what is asked, and what of it may be left out
    parts: tuple[PersonPart, ...] = ()
    optional_parts: tuple[PersonPart, ...] = ()
    papers_taken: Annotated[tuple[IdentityPaper, ...], Rule(description="Empty: cccd, cmnd, passport")] = ()

    # address (and the residence of a person): the ways in which it may be written; empty: current only
    addresses: tuple[AddressWay, ...] = ()

    # table
    columns: Annotated[tuple["FormField", ...], Rule(max=20)] = ()
    min_rows: Annotated[int, Rule(min=0, max=100)] = 0
    max_rows: Annotated[int, Rule(min=1, max=100)] = 20

    # file: the paper of the procedure that it points to
    paper: PaperKey = ""


@record
class Section:
    """A part of a form under its own title; hidden as a whole where ``show`` is not true.

    ``side_by_side``: on paper its people stand beside each other, one column for each.
    """

    key: FieldKey
    vi: Words
    en: Words
    help_vi: Annotated[str, Rule(max=2000)] = ""
    help_en: Annotated[str, Rule(max=2000)] = ""
    show: Condition | None = None
    side_by_side: bool = False
    fields: Annotated[tuple[FormField, ...], Rule(min=1, max=100)]


@record
class FormRule:
    """What must hold between answers (quy tắc liên mục), with what to tell whoever breaks it.

    ``holds`` false is a problem at the field ``at``; unknown is none, as a missing answer is told of by itself. With
    ``each`` (a table) the rule is asked of every row, whose columns are then `$here`. ``when`` narrows it. The code of
    the problem is ``form.rule.<key>``.
    """

    key: Slug
    at: Path
    holds: Condition
    when: Condition | None = None
    each: Annotated[str, Rule(max=40)] = ""
    vi: Words
    en: Words
    source: Annotated[str, Rule(max=500, description="Căn cứ")] = ""


@record
class Form:
    """A form of a procedure. Of the forms of a version the first that fits a dossier's case and channel is filled in.

    ``number`` and ``issued_with`` are what is printed at its head ("Mẫu số …", "ban hành kèm theo …"). ``addressed_to``
    stands after "Kính gửi"; empty: the agency that the dossier is filed with. ``signed_by`` is who signs on paper, from
    left to right, the declarant last; empty: "Người khai" alone.
    """

    key: Slug
    vi: Title
    en: Title
    number: Annotated[str, Rule(max=100)] = ""
    issued_with: Annotated[str, Rule(max=500)] = ""
    cases: tuple[Slug, ...] = ()
    channels: tuple[Channel, ...] = ()
    addressed_to: Annotated[str, Rule(max=500)] = ""
    intro_vi: Annotated[str, Rule(max=2000)] = ""
    intro_en: Annotated[str, Rule(max=2000)] = ""
    sections: Annotated[tuple[Section, ...], Rule(min=1, max=30)]
    rules: Annotated[tuple[FormRule, ...], Rule(max=100)] = ()
    declaration_vi: Annotated[str, Rule(max=2000, description="Lời cam đoan")] = ""
    declaration_en: Annotated[str, Rule(max=2000)] = ""
    attachments: Annotated[tuple[Sentence, ...], Rule(max=50, description="Giấy tờ kèm theo, as the form lists")] = ()
    signed_by: Annotated[tuple[Title, ...], Rule(max=4)] = ()
    provenance: Provenance

    def holds(self, case: str, channel: Channel) -> bool:
        """Whether a dossier of this case by this channel is filled in on it."""
        return (not self.cases or case in self.cases) and (not self.channels or channel in self.channels)
