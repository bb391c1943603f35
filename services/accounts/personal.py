"""Everything that accounts holds about a person, column by column: told, or left out for a reason."""

from typing import Final

import sqlalchemy as sa

from chassis.personal_data import INTERNAL, Part, Told, audit_part
from services.accounts import tables

_OTHER_ID: Final = "the person's own id, or that of somebody else"
_MASKED: Final = "the same in part; told whole"
_INDEX: Final = "a keyed hash for look-up; what it is made of is told"
_a, _d = tables.accounts.c, tables.delegations.c


def _own_index(person: str) -> sa.ScalarSelect[str]:
    return sa.select(_a.identity_index).where(_a.id == person).scalar_subquery()


PARTS: Final = (
    Part(
        "account",
        "Tài khoản",
        tables.accounts,
        lambda person: _a.id == person,
        (
            Told(_a.id, "Mã tài khoản"),
            Told(_a.kind, "Loại tài khoản"),
            Told(_a.name, "Họ tên"),
            Told(_a.birth_date, "Ngày sinh"),
            Told(_a.sex, "Giới tính"),
            Told(_a.identity_kind, "Loại giấy tờ"),
            Told(_a.identity_sealed, "Số giấy tờ", "identity_number"),
            Told(_a.phone_sealed, "Số điện thoại"),
            Told(_a.phone_verified_at, "Số điện thoại được xác nhận lúc"),
            Told(_a.phone_owner_verified_at, "Được xác nhận là chính chủ lúc"),
            Told(_a.phone_changed_at, "Đổi số điện thoại lúc"),
            Told(_a.email_sealed, "Thư điện tử"),
            Told(_a.email_verified_at, "Thư điện tử được xác nhận lúc"),
            Told(_a.active, "Đang hoạt động"),
            Told(_a.opened_at, "Mở lúc"),
            Told(_a.changed_at, "Thay đổi lần cuối lúc"),
            Told(_a.erased_at, "Xóa lúc"),
            Told(_a.restricted_at, "Hạn chế xử lý từ lúc"),
        ),
        {
            "identity_masked": _MASKED,
            "identity_index": _INDEX,
            "identity_last4_index": _INDEX,
            "phone_masked": _MASKED,
            "phone_index": _INDEX,
            "phone_last4_index": _INDEX,
            "email_masked": _MASKED,
        },
    ),
    Part(
        "password",
        "Mật khẩu",
        tables.credentials,
        lambda person: tables.credentials.c.subject_id == person,
        (Told(tables.credentials.c.changed_at, "Đặt lần cuối lúc"),),
        {
            "subject_id": _OTHER_ID,
            "password_hash": "the password cannot be read from it; it would help only whoever wants to guess",
        },
    ),
    Part(
        "authenticator",
        "Ứng dụng xác thực",
        tables.second_factors,
        lambda person: tables.second_factors.c.account_id == person,
        (
            Told(tables.second_factors.c.offered_at, "Bắt đầu thêm lúc"),
            Told(tables.second_factors.c.confirmed_at, "Dùng từ lúc"),
        ),
        {
            "account_id": _OTHER_ID,
            "secret_sealed": "whoever has it can sign in; it is shown once, when it is made",
            "last_step": "the last time step that was used; no use to anybody",
        },
    ),
    Part(
        "recovery_codes",
        "Mã khôi phục",
        tables.recovery_codes,
        lambda person: tables.recovery_codes.c.account_id == person,
        (
            Told(tables.recovery_codes.c.made_at, "Lập lúc"),
            Told(tables.recovery_codes.c.used_at, "Dùng lúc"),
        ),
        {"account_id": _OTHER_ID, "code_index": "a keyed hash; codes are shown once, when they are made"},
    ),
    Part(
        "electronic_identity",
        "Danh tính điện tử đã liên kết",
        tables.provider_links,
        lambda person: tables.provider_links.c.account_id == person,
        (Told(tables.provider_links.c.linked_at, "Liên kết lúc"),),
        {"account_id": _OTHER_ID, "subject_index": "a keyed hash of the provider's own name for the person"},
    ),
    Part(
        "memberships",
        "Tổ chức mà bạn là thành viên",
        tables.members,
        lambda person: tables.members.c.account_id == person,
        (
            Told(tables.members.c.organisation_id, "Mã tổ chức"),
            Told(tables.members.c.role, "Vai trò"),
            Told(tables.members.c.since, "Từ lúc"),
            Told(tables.members.c.ended_at, "Đến lúc"),
        ),
        {"account_id": _OTHER_ID},
    ),
    Part(
        "invitations_to_organisations",
        "Lời mời vào tổ chức, gửi và nhận",
        tables.member_invitations,
        lambda person: sa.or_(
            tables.member_invitations.c.invited_by == person,
            tables.member_invitations.c.identity_index == _own_index(person),
        ),
        (
            Told(tables.member_invitations.c.organisation_id, "Mã tổ chức"),
            Told(tables.member_invitations.c.identity_masked, "Người được mời (số giấy tờ đã che)"),
            Told(tables.member_invitations.c.role, "Vai trò"),
            Told(tables.member_invitations.c.invited_at, "Mời lúc"),
            Told(tables.member_invitations.c.ends_at, "Hết hạn lúc"),
            Told(tables.member_invitations.c.answered_at, "Trả lời lúc"),
            Told(tables.member_invitations.c.taken_back_at, "Rút lại lúc"),
        ),
        {"id": "an internal id", "identity_index": _INDEX, "invited_by": _OTHER_ID},
    ),
    Part(
        "delegations",
        "Ủy quyền, đã giao và được giao",
        tables.delegations,
        lambda person: sa.or_(
            _d.principal_id == person, _d.delegate_id == person, _d.delegate_index == _own_index(person)
        ),
        (
            Told(_d.id, "Mã ủy quyền"),
            Told(_d.principal_id, "Người ủy quyền (mã tài khoản)"),
            Told(_d.delegate_id, "Người được ủy quyền (mã tài khoản)"),
            Told(_d.delegate_masked, "Người được ủy quyền (số giấy tờ đã che)"),
            Told(_d.procedures, "Thủ tục (trống: mọi thủ tục)"),
            Told(_d.valid_from, "Từ ngày"),
            Told(_d.valid_to, "Đến ngày"),
            Told(_d.evidence_sha256, "Mã băm của văn bản ủy quyền"),
            Told(_d.state, "Tình trạng"),
            Told(_d.offered_at, "Đề nghị lúc"),
            Told(_d.answered_at, "Trả lời lúc"),
            Told(_d.ended_at, "Kết thúc lúc"),
        ),
        {
            "delegate_index": _INDEX,
            "evidence_key": "where the store keeps the paper; the digest identifies it",
            "evidence_type": "what sort of file the paper is",
            "evidence_size": "how large the paper is",
        },
    ),
    Part(
        "devices",
        "Thiết bị đã biết",
        tables.devices,
        lambda person: tables.devices.c.subject_id == person,
        (
            Told(tables.devices.c.name, "Tên"),
            Told(tables.devices.c.first_used_at, "Dùng lần đầu lúc"),
            Told(tables.devices.c.last_used_at, "Dùng lần cuối lúc"),
        ),
        {
            "id": "an internal id",
            "subject_id": _OTHER_ID,
            "token_hash": "proves a device to the sign-in; only the device has the token",
        },
    ),
    Part(
        "sessions",
        "Phiên đăng nhập",
        tables.sessions,
        lambda person: tables.sessions.c.subject_id == person,
        (
            Told(tables.sessions.c.started_at, "Bắt đầu lúc"),
            Told(tables.sessions.c.last_used_at, "Dùng lần cuối lúc"),
            Told(tables.sessions.c.authenticated_at, "Xác thực lần cuối lúc"),
            Told(tables.sessions.c.ends_at, "Hết hạn lúc"),
            Told(tables.sessions.c.revoked_at, "Kết thúc lúc"),
            Told(tables.sessions.c.revoked_why, "Lý do kết thúc"),
            Told(tables.sessions.c.device, "Thiết bị"),
            Told(tables.sessions.c.network, "Phần đầu địa chỉ mạng"),
            Told(tables.sessions.c.assurance, "Mức xác thực"),
            Told(tables.sessions.c.acting_for, "Làm việc thay cho (mã tài khoản)"),
        ),
        {
            "id": "an internal id, which travels in tokens",
            "subject_id": _OTHER_ID,
            "kind": "always that of a person here",
            "network_index": _INDEX,
            "device_id": "an internal id; devices are a part of their own",
        },
    ),
    Part(
        "consents",
        "Những gì bạn đã đồng ý và rút lại",
        tables.consents,
        lambda person: tables.consents.c.account_id == person,
        (
            Told(tables.consents.c.purpose, "Mục đích"),
            Told(tables.consents.c.act, "Đồng ý hay rút lại"),
            Told(tables.consents.c.version, "Bản nội dung"),
            Told(tables.consents.c.words_sha256, "Mã băm của nội dung"),
            Told(tables.consents.c.language, "Ngôn ngữ đã đọc"),
            Told(tables.consents.c.channel, "Nơi đồng ý"),
            Told(tables.consents.c.at, "Lúc"),
        ),
        {"seq": "the place in a ledger that all people share", "account_id": _OTHER_ID, "said_by": _OTHER_ID},
    ),
    Part(
        "corrections",
        "Đính chính",
        tables.corrections,
        lambda person: tables.corrections.c.account_id == person,
        (
            Told(tables.corrections.c.id, "Mã đính chính"),
            Told(tables.corrections.c.way, "Căn cứ (cơ sở dữ liệu dân cư, giấy tờ)"),
            Told(tables.corrections.c.state, "Tình trạng"),
            Told(tables.corrections.c.fields, "Thông tin được đính chính"),
            Told(tables.corrections.c.wanted_sealed, "Thông tin mới"),
            Told(tables.corrections.c.former_sealed, "Thông tin cũ"),
            Told(tables.corrections.c.why, "Lý do đề nghị"),
            Told(tables.corrections.c.evidence_sha256, "Mã băm của giấy tờ chứng minh"),
            Told(tables.corrections.c.asked_at, "Đề nghị lúc"),
            Told(tables.corrections.c.decided_at, "Quyết định lúc"),
            Told(tables.corrections.c.reason, "Lý do quyết định"),
        ),
        {
            "account_id": _OTHER_ID,
            "evidence_key": "where the store keeps the paper; the digest identifies it",
            "evidence_type": "what sort of file the paper is",
            "evidence_size": "how large the paper is",
            "decided_by": "the id of the officer who decided",
        },
    ),
    Part(
        "erasures",
        "Đề nghị xóa dữ liệu",
        tables.erasures,
        lambda person: tables.erasures.c.account_id == person,
        (
            Told(tables.erasures.c.receipt, "Mã biên nhận"),
            Told(tables.erasures.c.state, "Tình trạng"),
            Told(tables.erasures.c.asked_at, "Đề nghị lúc"),
            Told(tables.erasures.c.answer_by, "Hạn giải quyết"),
            Told(tables.erasures.c.carried_out_from, "Thực hiện từ lúc"),
            Told(tables.erasures.c.decided_at, "Quyết định lúc"),
            Told(tables.erasures.c.done_at, "Xong lúc"),
            Told(tables.erasures.c.obstacles, "Điều còn vướng"),
        ),
        {
            "id": "an internal id",
            "account_id": _OTHER_ID,
            "warned_at": "when the operators were warned that the clock ends",
        },
    ),
    audit_part(),
)

EXPLAINED: Final = {
    **INTERNAL,
    "agencies": "agencies, not people",
    "erasure_answers": "what each service said to a request that is told",
    "challenges": "codes that are waited for; gone an hour after they ended, and of no use to anybody then",
    "code_sends": "counts by keyed hash, deleted after two days",
    "failed_attempts": "counts by keyed hash, deleted after two days",
    "provider_requests": "people who are away at the identity provider; nobody is named, and rows last some minutes",
    "refresh_tokens": "hashes of tokens; the sessions they belong to are told",
    "staff": "staff in their office, not people who use the portal; each sees their own profile and sessions",
    "staff_holdings": "the offices that staff hold",
    "deputyships": "who stands in for whom among staff",
    "invitations": "invitations of staff, as hashes of tokens",
}
"""Tables that are no part, and why."""
