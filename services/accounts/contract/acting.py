"""Acting for others: businesses with their members, and people who let others act for them."""

import datetime as dt
import enum
from typing import Annotated

from chassis.records import Ident, Rule, record
from services.accounts.contract.terms import Masked


class MemberRole(enum.StrEnum):
    """What a member may do for an organisation (vai trò thành viên); each includes those below it."""

    OWNER = "owner"  # người đại diện theo pháp luật
    MANAGER = "manager"  # quản lý thành viên
    FILER = "filer"  # nộp hồ sơ
    VIEWER = "viewer"  # chỉ xem


class DelegationState(enum.StrEnum):
    """What became of a delegation (tình trạng ủy quyền)."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"


TaxCode = Annotated[str, Rule(min=10, max=20, description="Mã số thuế: 10 hoặc 13 chữ số", example="0100109106")]
ProcedureCode = Annotated[str, Rule(min=1, max=40, pattern=r"[0-9A-Za-z.\-]+")]
Number = Annotated[str, Rule(min=1, max=20, description="Số giấy tờ của người được mời")]
Told = Annotated[str, Rule(max=200)]


@record
class RegisterOrganisation:
    """Open an account for a business (tài khoản doanh nghiệp) as its legal representative."""

    tax_code: TaxCode


@record
class ListOrganisations:
    """The organisations that the caller is a member of, and the invitations that wait for their answer."""


@record
class ListMembers:
    """The members of an organisation, and who is invited; for its members."""

    organisation_id: Ident


@record
class InviteMember:
    """Invite a person into an organisation, by the number of their identity paper."""

    organisation_id: Ident
    identity_number: Number
    role: MemberRole


@record
class AnswerInvitation:
    """Accept or decline an invitation into an organisation."""

    invitation_id: Ident
    accept: bool


@record
class TakeBackInvitation:
    """Take an invitation into an organisation back (rút lại lời mời) before it is answered."""

    organisation_id: Ident
    invitation_id: Ident


@record
class ChangeMember:
    """Give a member another role."""

    organisation_id: Ident
    account_id: Ident
    role: MemberRole


@record
class RemoveMember:
    """Remove a member, or leave oneself."""

    organisation_id: Ident
    account_id: Ident


@record
class ActFor:
    """Go on in this session for an organisation, or for a person by their delegation; empty: for oneself again."""

    principal_id: Annotated[str, Rule(max=64)] = ""


@record
class OfferDelegation:
    """Let another person act for the caller (ủy quyền): in some procedures or all, between two days."""

    delegate_identity_number: Number
    procedures: Annotated[tuple[ProcedureCode, ...], Rule(max=50, description="Empty: all procedures")] = ()
    valid_from: dt.date
    valid_to: dt.date


@record
class AttachEvidence:
    """Add the paper that proves a delegation (văn bản ủy quyền), while it is not answered."""

    delegation_id: Ident
    object_key: Annotated[str, Rule(min=1, max=100)]
    media_type: Annotated[str, Rule(max=100)]
    size: Annotated[int, Rule(min=1)]
    sha256: Annotated[str, Rule(pattern=r"[0-9a-f]{64}")]


@record
class OpenEvidence:
    """Read the paper of a delegation; who gave it and whom it names may."""

    delegation_id: Ident


@record
class AnswerDelegation:
    """Accept or decline to act for somebody."""

    delegation_id: Ident
    accept: bool


@record
class RevokeDelegation:
    """End a delegation; either side may, at any time."""

    delegation_id: Ident


@record
class ListDelegations:
    """What the caller has let others do, and what others let them do."""


@record
class OrganisationView:
    """An organisation, as one of its members sees it."""

    organisation_id: Ident
    tax_code: TaxCode
    name: Told
    role: MemberRole


@record
class InvitationToJoin:
    """An invitation into an organisation."""

    invitation_id: Ident
    organisation_id: Ident
    organisation_name: Told
    identity_masked: Masked
    role: MemberRole
    expires_at: dt.datetime
    may_take_back: Annotated[bool, Rule(description="Whether the caller may take it back")] = False


@record
class OrganisationList:
    """The caller's organisations, and the invitations that wait for them."""

    organisations: tuple[OrganisationView, ...]
    invitations: tuple[InvitationToJoin, ...]


@record
class MemberView:
    """A member of an organisation."""

    account_id: Ident
    name: Told
    role: MemberRole
    since: dt.datetime


@record
class MemberList:
    """The members of an organisation, and who is invited."""

    members: tuple[MemberView, ...]
    invitations: tuple[InvitationToJoin, ...]
    may_give: Annotated[
        tuple[MemberRole, ...], Rule(description="Roles that the caller may give and take, and whose holders remove")
    ] = ()


@record
class ActingToken:
    """An access token that says for whom its bearer acts."""

    access_token: Annotated[str, Rule(max=8000)]
    access_expires_at: dt.datetime
    principal_id: Annotated[str, Rule(max=64)]
    principal_name: Told


@record
class DelegationView:
    """A delegation, the same for both sides. Who is to act has no name here before they accept."""

    delegation_id: Ident
    principal_id: Ident
    principal_name: Told
    delegate_id: Annotated[str, Rule(max=64)]
    delegate_name: Told
    delegate_identity_masked: Masked
    procedures: tuple[ProcedureCode, ...]
    valid_from: dt.date
    valid_to: dt.date
    evidence_sha256: Annotated[str, Rule(max=64)]
    state: DelegationState
    offered_at: dt.datetime
    ended_at: dt.datetime | None = None


@record
class DelegationList:
    """The caller's delegations: given to others, and received from others."""

    given: tuple[DelegationView, ...]
    received: tuple[DelegationView, ...]
