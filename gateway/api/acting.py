"""Acting for others: businesses with their members, delegations, and for whom a session goes on."""

from werkzeug.wrappers import Response

from gateway import files
from gateway.api.dossiers import FILE_ERRORS, upload
from gateway.api.security import FRESH, NEEDS_PROOF
from gateway.flows import delegating
from gateway.routing import Area, Auth, Download, Upload, Words
from gateway.visits import Visit
from services.accounts import contract as accounts

area = Area("acting", Words("Doanh nghiệp và ủy quyền", "Businesses and delegation"))

MEMBER_ERRORS = (accounts.ORGANISATION_NOT_FOUND, accounts.MEMBER_ROLE_MISSING)

area.passes(
    "POST",
    "/api/v1/organisations",
    accounts.register_organisation,
    auth=Auth.CITIZEN,
    status=201,
    summary=Words("Mở tài khoản doanh nghiệp", "Open the account of a business"),
    errors=(*FRESH, accounts.ORGANISATION_EXISTS, accounts.BUSINESS_REGISTER_AWAY, accounts.CODE_TOO_MANY),
    notes=NEEDS_PROOF,
)
area.passes(
    "GET",
    "/api/v1/me/organisations",
    accounts.list_organisations,
    auth=Auth.CITIZEN,
    summary=Words("Tổ chức của tôi và lời mời", "My organisations and invitations"),
    errors=(accounts.ACCOUNT_NOT_FOUND,),
)
area.passes(
    "GET",
    "/api/v1/organisations/{organisation_id}/members",
    accounts.list_members,
    auth=Auth.CITIZEN,
    summary=Words("Thành viên của tổ chức", "Members of an organisation"),
    errors=(accounts.ORGANISATION_NOT_FOUND,),
)
area.passes(
    "POST",
    "/api/v1/organisations/{organisation_id}/invitations",
    accounts.invite_member,
    auth=Auth.CITIZEN,
    status=201,
    summary=Words("Mời thành viên", "Invite a member"),
    errors=(*FRESH, *MEMBER_ERRORS, accounts.MEMBERS_TOO_MANY),
    notes=NEEDS_PROOF,
)
area.passes(
    "POST",
    "/api/v1/me/invitations/{invitation_id}/answer",
    accounts.answer_invitation,
    auth=Auth.CITIZEN,
    summary=Words("Trả lời lời mời", "Answer an invitation"),
    errors=(
        accounts.INVITATION_GONE,
        accounts.INVITATION_TAKEN_BACK,
        accounts.MEMBER_ALREADY,
        accounts.ACCOUNT_NOT_FOUND,
    ),
)
area.passes(
    "DELETE",
    "/api/v1/organisations/{organisation_id}/invitations/{invitation_id}",
    accounts.take_back_invitation,
    auth=Auth.CITIZEN,
    status=204,
    summary=Words("Rút lại lời mời thành viên", "Take an invitation back"),
    errors=(*MEMBER_ERRORS, accounts.INVITATION_UNKNOWN, accounts.INVITATION_ANSWERED),
)
area.passes(
    "PUT",
    "/api/v1/organisations/{organisation_id}/members/{account_id}",
    accounts.change_member,
    auth=Auth.CITIZEN,
    summary=Words("Đổi vai trò thành viên", "Change a member's role"),
    errors=(*FRESH, *MEMBER_ERRORS, accounts.LAST_OWNER),
    notes=NEEDS_PROOF,
)
area.passes(
    "DELETE",
    "/api/v1/organisations/{organisation_id}/members/{account_id}",
    accounts.remove_member,
    auth=Auth.CITIZEN,
    status=204,
    summary=Words("Cho thành viên rời tổ chức", "Remove a member, or leave"),
    errors=(*FRESH, *MEMBER_ERRORS, accounts.LAST_OWNER),
)
area.passes(
    "PUT",
    "/api/v1/me/acting-for",
    accounts.act_for,
    auth=Auth.CITIZEN,
    summary=Words("Làm việc cho tổ chức hoặc người ủy quyền", "Go on for an organisation or a principal"),
    errors=(accounts.ORGANISATION_NOT_FOUND, accounts.SESSION_OVER),
    notes=Words(
        "Dùng access_token trong câu trả lời; principal_id rỗng để trở lại là chính mình.",
        "Use the access_token of the answer; an empty principal_id makes you yourself again.",
    ),
)


@area.route(
    "POST",
    "/api/v1/me/delegations",
    accounts.offer_delegation,
    auth=Auth.CITIZEN,
    status=201,
    summary=Words("Ủy quyền cho người khác", "Let somebody act for you"),
    errors=(*FRESH, accounts.DELEGATION_THERE),
    notes=NEEDS_PROOF,
)
def offer_delegation(visit: Visit) -> Response:
    """Offer it for procedures that there are."""
    return visit.answer(delegating.offer(visit, visit.ask(), key=visit.key))


area.passes(
    "GET",
    "/api/v1/me/delegations",
    accounts.list_delegations,
    auth=Auth.CITIZEN,
    summary=Words("Các ủy quyền của tôi", "My delegations, given and received"),
    errors=(accounts.ACCOUNT_NOT_FOUND,),
)
area.passes(
    "POST",
    "/api/v1/me/delegations/{delegation_id}/answer",
    accounts.answer_delegation,
    auth=Auth.CITIZEN,
    summary=Words("Nhận hoặc từ chối ủy quyền", "Accept or decline to act"),
    errors=(accounts.DELEGATION_NOT_FOUND, accounts.ACCOUNT_NOT_FOUND),
)
area.passes(
    "POST",
    "/api/v1/me/delegations/{delegation_id}/revocation",
    accounts.revoke_delegation,
    auth=Auth.CITIZEN,
    summary=Words("Chấm dứt ủy quyền", "Revoke a delegation"),
    errors=(accounts.DELEGATION_NOT_FOUND,),
)


@area.route(
    "PUT",
    "/api/v1/me/delegations/{delegation_id}/evidence",
    accounts.attach_evidence,
    auth=Auth.CITIZEN,
    supplied=("object_key", "media_type", "size", "sha256"),
    transfer=Upload(),
    limit="file",
    summary=Words("Đính kèm văn bản ủy quyền", "Attach the paper of a delegation"),
    errors=(accounts.DELEGATION_NOT_FOUND, *FILE_ERRORS),
)
def attach_evidence(visit: Visit) -> Response:
    """Stream the paper into the store and name it in the delegation."""
    return upload(visit)


@area.route(
    "GET",
    "/api/v1/me/delegations/{delegation_id}/evidence",
    accounts.open_evidence,
    auth=Auth.CITIZEN,
    transfer=Download(),
    limit="file",
    summary=Words("Tải văn bản ủy quyền", "Download the paper of a delegation"),
    errors=(accounts.DELEGATION_NOT_FOUND, accounts.DELEGATION_NO_EVIDENCE),
)
def read_evidence(visit: Visit) -> Response:
    """Stream the paper to either side of the delegation."""
    return files.send_granted(visit, name="van-ban-uy-quyen")
