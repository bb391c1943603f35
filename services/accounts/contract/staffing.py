"""Staff and their administration: requests, views and methods."""

import datetime as dt
from typing import Annotated

from chassis.audit_reading import Reach
from chassis.contracts import command, query
from chassis.records import Ident, Nothing, Rule, record
from services.accounts.contract.terms import SERVICE, Secret, SixDigits, StaffRole

AgencyCode = Annotated[str, Rule(min=1, max=40, description="Mã cơ quan", example="H27.30.12")]
Why = Annotated[str, Rule(min=3, max=500, description="Lý do, không ghi số giấy tờ hay số điện thoại")]
Invitation = Annotated[str, Rule(min=20, max=200, description="From the invitation's link")]


@record
class HeldRole:
    """A role with where it holds: an agency and those under it, all procedures or some."""

    role: StaffRole
    agency_code: AgencyCode
    procedures: tuple[Annotated[str, Rule(min=1, max=40)], ...] = ()


@record
class AddStaff:
    """Add a member of staff; they get an invitation to set their own password and authenticator."""

    staff_number: Annotated[str, Rule(min=1, max=40, pattern=r"[^\s@/]+", description="Số hiệu cán bộ")]
    name: Annotated[str, Rule(min=1, max=200, description="Họ và tên")]
    agency_code: AgencyCode
    holdings: Annotated[tuple[HeldRole, ...], Rule(min=1, max=12)]
    email: Annotated[str, Rule(max=254, description="Thư công vụ; được dùng sau khi người đó tự xác nhận")] = ""


@record
class ChangeStaff:
    """Give a member of staff exactly these roles; their sessions end, so that it holds at once."""

    staff_id: Ident
    holdings: Annotated[tuple[HeldRole, ...], Rule(max=12)]
    why: Why


@record
class DisableStaff:
    """Take away all access at once (vô hiệu hóa tài khoản)."""

    staff_id: Ident
    why: Why


@record
class EnableStaff:
    """Give access back, with the roles that were held."""

    staff_id: Ident
    why: Why


@record
class NoteWorkEmail:
    """Write down the work e-mail address of a member of staff who proved none; they prove it themselves."""

    staff_id: Ident
    email: Annotated[str, Rule(max=254, description="Thư công vụ; để trống: bỏ địa chỉ đã ghi mà chưa được xác nhận")]
    why: Why


@record
class InviteStaff:
    """A new invitation: password and authenticator are set anew, and what was there before stops working."""

    staff_id: Ident
    why: Why


@record
class OpenInvitation:
    """What an invitation is for; the token proves who asks. In a body, as it must not stand in addresses."""

    token: Invitation


@record
class AcceptInvitation:
    """Set the own password and prove the authenticator; the invitation is spent by it."""

    token: Invitation
    password: Secret
    totp_code: SixDigits


@record
class NameDeputy:
    """Have somebody act for an absent member of staff (ủy quyền khi vắng mặt), under their own name."""

    absent_id: Ident
    deputy_id: Ident
    first_day: dt.date
    last_day: dt.date
    why: Why


@record
class EndDeputy:
    """End a deputy's time before its last day."""

    deputyship_id: Ident
    why: Why


@record
class GetStaff:
    """One member of staff of an agency that the caller administers."""

    staff_id: Ident


@record
class ListStaff:
    """The staff of an agency and those under it, by number."""

    agency_code: Annotated[str, Rule(max=40, description="Empty: all that the caller administers")] = ""
    active: bool | None = None
    cursor: Annotated[str, Rule(max=200)] = ""
    limit: Annotated[int, Rule(min=1, max=100)] = 50


@record
class DeputyView:
    """Somebody acts for somebody else."""

    id: Ident
    absent_id: Ident
    deputy_id: Ident
    first_day: dt.date
    last_day: dt.date
    ended: bool = False


@record
class StaffView:
    """A member of staff as their administrator sees them."""

    id: Ident
    staff_number: Annotated[str, Rule(max=40)]
    name: Annotated[str, Rule(max=200)]
    agency_code: Annotated[str, Rule(max=40)]
    active: bool
    enrolled: Annotated[bool, Rule(description="Whether password and authenticator are set")]
    holdings: tuple[HeldRole, ...]
    deputies: tuple[DeputyView, ...] = ()
    email_masked: Annotated[str, Rule(max=254)] = ""
    email_verified: bool = False


@record
class StaffPage:
    """A page of staff."""

    items: tuple[StaffView, ...]
    next_cursor: Annotated[str, Rule(max=200)] = ""


@record
class StaffInvited:
    """A member of staff with the invitation to hand to them; it is shown this once."""

    staff: StaffView
    invitation: Annotated[str, Rule(max=200)]
    expires_at: dt.datetime


@record
class InvitationView:
    """What the invited person sees: whose account it is, and the secret for their authenticator."""

    staff_number: Annotated[str, Rule(max=40)]
    name: Annotated[str, Rule(max=200)]
    agency_code: Annotated[str, Rule(max=40)]
    totp_secret: Annotated[str, Rule(max=64)]
    totp_uri: Annotated[str, Rule(max=400, description="For a QR code: otpauth://totp/…")]
    expires_at: dt.datetime


@record
class GetAuditReach:
    """How far the caller, an auditor, reads in audit trails (phạm vi kiểm toán)."""


add_staff = command(SERVICE, "add_staff", AddStaff, StaffInvited, natural="a staff number is given once")
change_staff = command(SERVICE, "change_staff", ChangeStaff, StaffView)
disable_staff = command(SERVICE, "disable_staff", DisableStaff, StaffView, natural="who is disabled stays disabled")
enable_staff = command(SERVICE, "enable_staff", EnableStaff, StaffView, natural="who is enabled stays enabled")
note_work_email = command(
    SERVICE, "note_work_email", NoteWorkEmail, StaffView, natural="the last address that was written down is kept"
)
invite_staff = command(
    SERVICE, "invite_staff", InviteStaff, StaffInvited, natural="the newest invitation is the only one that is good"
)
open_invitation = query(SERVICE, "open_invitation", OpenInvitation, InvitationView)
accept_invitation = command(
    SERVICE, "accept_invitation", AcceptInvitation, Nothing, natural="an invitation is spent by its first right use"
)
name_deputy = command(SERVICE, "name_deputy", NameDeputy, DeputyView)
end_deputy = command(SERVICE, "end_deputy", EndDeputy, DeputyView, natural="what has ended stays ended")
get_staff = query(SERVICE, "get_staff", GetStaff, StaffView)
list_staff = query(SERVICE, "list_staff", ListStaff, StaffPage)
get_audit_reach = query(SERVICE, "get_audit_reach", GetAuditReach, Reach)
