"""The versions of one procedure: which there are, and what one says otherwise than another."""

import datetime as dt
from typing import Annotated

from chassis.records import Rule, record
from services.catalog.contract.terms import ProcedureCode, Sha256, Title, Version


@record
class ListVersions:
    """Everything that was ever published of a procedure, the newest first."""

    code: ProcedureCode


@record
class CompareVersions:
    """What one published version of a procedure says otherwise than another (``from``: the older, as a rule)."""

    code: ProcedureCode
    from_: Version
    to: Version


@record
class VersionLine:
    """A published version in the list of them. ``in_force``: it is the one that holds today."""

    version: Version
    content_hash: Sha256
    name: Title
    publication_decision: Annotated[str, Rule(max=100)]
    valid_from: dt.date
    valid_to: dt.date | None
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None = None
    withdrawal_reason: Annotated[str, Rule(max=1000)] = ""
    repealed_by: Annotated[str, Rule(max=100)] = ""
    in_force: bool


@record
class VersionList:
    """The versions of one procedure, the newest first."""

    code: ProcedureCode
    items: tuple[VersionLine, ...]


@record
class TextLine:
    """One line of a text: as it is, was, or has become."""

    op: Annotated[str, Rule(choices=("same", "added", "removed"))]
    text: Annotated[str, Rule(max=20_000)]


@record
class Difference:
    """One difference, in words: in which part of the record, of which thing there (its key), what it was and is."""

    part: Annotated[str, Rule(max=60)]
    kind: Annotated[str, Rule(choices=("added", "removed", "changed"))]
    key: Annotated[str, Rule(max=2000)] = ""
    vi: Annotated[str, Rule(max=100_000)]
    en: Annotated[str, Rule(max=100_000)]
    before_vi: Annotated[str, Rule(max=50_000)] = ""
    before_en: Annotated[str, Rule(max=50_000)] = ""
    after_vi: Annotated[str, Rule(max=50_000)] = ""
    after_en: Annotated[str, Rule(max=50_000)] = ""
    lines: tuple[TextLine, ...] = ()


@record
class Differences:
    """Everything that ``to`` says otherwise than ``from``, in reading order; an edition has no number: None."""

    code: ProcedureCode
    from_: Version
    to: Version | None
    from_hash: Sha256
    to_hash: Sha256
    items: tuple[Difference, ...]
