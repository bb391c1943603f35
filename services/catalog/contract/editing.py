"""Editorial work on procedures: editions are written, submitted, approved by a second person, and published."""

import dataclasses
import datetime as dt
import enum
from typing import Annotated

from chassis.records import Ident, Json, Rule, record
from services.catalog.contract.terms import Cursor, PageSize, ProcedureCode, Sha256, Version

Note = Annotated[str, Rule(max=2000)]
Why = Annotated[str, Rule(min=1, max=1000)]


class EditionState(enum.StrEnum):
    """Where an edition stands (trạng thái bản biên tập)."""

    WRITTEN = "written"  # đang soạn
    SUBMITTED = "submitted"  # chờ thẩm định
    APPROVED = "approved"  # đã duyệt, chờ công bố
    PUBLISHED = "published"  # đã công bố
    DISCARDED = "discarded"  # đã bỏ


# What is asked


@record
class StartEdition:
    """Begin an edition of a procedure: from nothing, from ``content``, or from a published version."""

    code: ProcedureCode
    from_version: Version | None = None
    content: Json | None = None
    note: Note = ""


@record
class ChangeEdition:
    """Replace what an edition says. It then has to be submitted again.

    ``base_version`` says which published version the content was last compared with, where one has come in between.
    """

    edition_id: Ident
    content: Json
    base_version: Version | None = None
    note: Note = ""
    expected_version: Version | None = None


@record
class SubmitEdition:
    """Ask for the review of an edition that has no problem left."""

    edition_id: Ident
    note: Note = ""
    expected_version: Version | None = None


@record
class ReturnEdition:
    """Give an edition back to its editors, with remarks."""

    edition_id: Ident
    remarks: Annotated[str, Rule(min=1, max=2000)]
    expected_version: Version | None = None


@record
class ApproveEdition:
    """Approve what an edition says. Nobody approves what they wrote themselves, any of it."""

    edition_id: Ident
    note: Note = ""
    expected_version: Version | None = None


@record
class PublishEdition:
    """Publish an approved edition as the next version, from today on or later.

    The version before it ends on that day or, for a time of transition, on ``previous_until``: until then both take
    dossiers, and new ones are begun on the newer.
    """

    edition_id: Ident
    valid_from: dt.date
    previous_until: Annotated[dt.date, Rule(description="First day on which the version before it ends")] | None = None
    expected_version: Version | None = None


@record
class DiscardEdition:
    """Give an edition up, with the reason. It stays readable."""

    edition_id: Ident
    reason: Why
    expected_version: Version | None = None


@record
class WithdrawVersion:
    """End a published version without a successor (bãi bỏ), from today on or later, with the reason."""

    code: ProcedureCode
    version: Version
    from_day: dt.date
    reason: Why
    repealed_by: Annotated[str, Rule(max=100, description="Số quyết định công bố bãi bỏ")] = ""


@record
class GetEdition:
    """One edition, whole."""

    edition_id: Ident


@record
class ListEditions:
    """Editions, the last changed first."""

    state: EditionState | None = None
    code: Annotated[str, Rule(max=8, pattern=r"(?:\d\.\d{6})?", description="Mã thủ tục; empty: all")] = ""
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class CheckEdition:
    """Everything that is wrong with an edition, at once."""

    edition_id: Ident


@record
class GetEditionHistory:
    """What was done to an edition, by whom, when."""

    edition_id: Ident


@record
class CompareEdition:
    """What an edition says otherwise than a published version; by default the newest."""

    edition_id: Ident
    with_version: Version | None = None


# What is answered


@record
class EditionLine:
    """An edition in a list. ``version`` counts its changes, ``base_version`` is the published one it was made from."""

    id: Ident
    code: ProcedureCode
    name: Annotated[str, Rule(max=2000)]
    state: EditionState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    version: Version
    base_version: Version | None
    started_by: Annotated[str, Rule(max=200)]
    changed_by: Annotated[str, Rule(max=200)]
    changed_at: dt.datetime
    published_version: Version | None = None


@record
class EditionPage:
    """Some editions, in order; ``next_cursor`` is empty on the last page."""

    items: tuple[EditionLine, ...]
    next_cursor: Cursor = ""


@record
class Edition:
    """An edition, whole. ``actions`` names what its reader may do now; ``remarks`` are the last reviewer's.

    ``content`` is what `ProcedureVersion` holds without what publishing adds, and may be incomplete. ``outdated`` says
    that a version was published after the one it was made from.
    """

    id: Ident
    code: ProcedureCode
    state: EditionState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    version: Version
    content: Json
    base_version: Version | None
    outdated: bool
    remarks: Note
    actions: tuple[str, ...]
    started_at: dt.datetime
    changed_at: dt.datetime
    published_version: Version | None = None


@record
class EditionProblem:
    """One thing that is wrong, at a JSON pointer into the edition; ``code`` is stable."""

    pointer: Annotated[str, Rule(max=1000)]
    code: Annotated[str, Rule(max=100)]
    vi: Annotated[str, Rule(max=5000)]
    en: Annotated[str, Rule(max=5000)]
    params: dict[str, str] = dataclasses.field(default_factory=dict)


@record
class EditionCheck:
    """What is wrong with an edition (it cannot be submitted), and what its editors should look at once more."""

    problems: tuple[EditionProblem, ...]
    warnings: tuple[EditionProblem, ...]


@record
class EditionAct:
    """One act of the history."""

    seq: Annotated[int, Rule(min=1)]
    act: Annotated[str, Rule(max=40)]
    from_state: EditionState | None
    to_state: EditionState
    at: dt.datetime
    actor_id: Ident
    actor_name: Annotated[str, Rule(max=200)] = ""
    note: Note = ""
    content_hash: Annotated[Sha256 | None, Rule(description="Of what the edition said then")] = None


@record
class EditionHistory:
    """Everything that was done to an edition, oldest first."""

    edition_id: Ident
    items: tuple[EditionAct, ...]


@record
class Publication:
    """A version as it was published, and what to look at: it may have come too soon, or levels may have fallen."""

    edition: Edition
    code: ProcedureCode
    version: Version
    content_hash: Sha256
    valid_from: dt.date
    warnings: tuple[EditionProblem, ...] = ()


@record
class Withdrawal:
    """A version as it was withdrawn."""

    code: ProcedureCode
    version: Version
    valid_to: dt.date
    withdrawn_at: dt.datetime
    reason: Why
    repealed_by: Annotated[str, Rule(max=100)] = ""
