"""Filing at the one-stop desk: with an officer's help, on paper, and by post."""

import datetime as dt
from typing import Annotated

from chassis.callers import Channel
from chassis.contracts import command, query
from chassis.records import Ident, Rule, record
from services.accounts.contract import IdentityKind
from services.dossiers.contract.terms import (
    SERVICE,
    AgencyCode,
    ContactUse,
    Cursor,
    PageSize,
    PaperKey,
    ProcedureCode,
    Version,
)
from services.dossiers.contract.views import DossierView


@record
class PersonAtDesk:
    """Whose dossier it is, as the identity paper says that the officer holds in hand, or that came by post."""

    identity_kind: IdentityKind
    identity_number: Annotated[str, Rule(min=6, max=20, example="001090000001")]
    full_name: Annotated[str, Rule(min=2, max=200, example="Nguyễn Văn An")]
    phone: Annotated[str, Rule(min=9, max=20, description="Where the person is reached", example="0912345678")]
    birth_date: dt.date | None = None
    name_corrected: Annotated[
        bool, Rule(description="The name noted before was a slip; only while nothing was filed")
    ] = False
    messages: Annotated[
        ContactUse,
        Rule(
            description="Who has no account is told by text message to this telephone: what the law wants told, or, if "
            "they were asked and agreed, also other steps; who has one is told as they chose there"
        ),
    ] = ContactUse.NOTICES


@record
class BeginAtDesk:
    """Begin a dossier for somebody at the one-stop desk (hỗ trợ nộp hồ sơ, tiếp nhận trực tiếp hoặc qua bưu chính).

    ``on_paper``: the form itself is among the papers that were handed in, so nothing is filled in here.
    """

    procedure_code: ProcedureCode
    agency_code: AgencyCode
    channel: Annotated[Channel, Rule(choices=("direct", "post"))]
    person: PersonAtDesk
    case: Annotated[str, Rule(max=300)] = ""
    on_paper: bool = False


@record
class HandedPaper:
    """A paper that was handed in on paper (bản giấy): originals to be looked at or kept, and copies."""

    paper_key: PaperKey
    originals: Annotated[int, Rule(min=0, max=100)] = 0
    copies: Annotated[int, Rule(min=0, max=100)] = 0
    anew: Annotated[bool, Rule(description="Handed in again in place of what was there, be it as many")] = False


@record
class HandInPapers:
    """Which papers of a dossier of the desk were handed in on paper; replaces what was said before."""

    dossier_id: Ident
    papers: Annotated[tuple[HandedPaper, ...], Rule(max=100)]
    expected_version: Version | None = None


@record
class CorrectContact:
    """The telephone that was left at the desk was wrong, is another now, or is to be used otherwise.

    Only of dossiers of people without an account. A number that is taken away is not called, not written to, and no
    second fact of the look-up any more.
    """

    dossier_id: Ident
    messages: Annotated[ContactUse, Rule(description="What its holder is told from now on")]
    phone: Annotated[str, Rule(max=20, description="Empty: as it is", example="0912345678")] = ""
    phone_removed: Annotated[bool, Rule(description="There is none any more: it was not the applicant's")] = False
    expected_version: Version | None = None


@record
class ListDeskDrafts:
    """Dossiers that were begun at a desk within the caller's reach as a receiver or supervisor and are not filed yet.

    The one begun last comes first. A dossier that its applicant began online is never among them.
    """

    cursor: Cursor = ""
    limit: PageSize = 20


@record
class DeskDraftLine:
    """A draft of the desk in a list; no personal data but the applicant's name."""

    id: Ident
    procedure_code: ProcedureCode
    procedure_name: Annotated[str, Rule(max=2000)]
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    channel: Channel
    applicant_name: Annotated[str, Rule(max=200)]
    changed_at: dt.datetime
    may_discard: Annotated[bool, Rule(description="Whether the caller began it, or watches over a desk")] = False


@record
class DeskDraftPage:
    """One page of the list; ``next_cursor`` is empty on the last."""

    items: tuple[DeskDraftLine, ...]
    next_cursor: Annotated[str, Rule(max=1000)] = ""


@record
class DiscardDraft:
    """Give a draft up (bỏ bản nháp): it is deleted with its files. Of one of the desk ``reason`` goes to the trail."""

    dossier_id: Ident
    reason: Annotated[str, Rule(max=500)] = ""
    expected_version: Version | None = None


@record
class DraftDiscarded:
    """The draft is no more."""

    dossier_id: Ident


begin_at_desk = command(SERVICE, "begin_at_desk", BeginAtDesk, DossierView)
discard_draft = command(SERVICE, "discard_draft", DiscardDraft, DraftDiscarded)
hand_in_papers = command(SERVICE, "hand_in_papers", HandInPapers, DossierView)
correct_contact = command(SERVICE, "correct_contact", CorrectContact, DossierView)
list_desk_drafts = query(SERVICE, "list_desk_drafts", ListDeskDrafts, DeskDraftPage)
