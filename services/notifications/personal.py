"""Everything that notifications hold about a person, column by column: told, or left out for a reason."""

from typing import Final

import sqlalchemy as sa

from chassis.personal_data import INTERNAL, Part, Told, audit_part
from services.notifications.tables import (
    consents,
    contacts,
    deliveries,
    delivery_reports,
    desk_contacts,
    followers,
    messages,
    preferences,
    quiet_hours,
)

_m = messages.c
_OWN_ID: Final = "the person's own id"

PARTS: Final = (
    Part(
        "contact",
        "Cách liên lạc với bạn",
        contacts,
        lambda person: contacts.c.account_id == person,
        (
            Told(contacts.c.phone_sealed, "Số điện thoại"),
            Told(contacts.c.email_sealed, "Thư điện tử"),
            Told(contacts.c.language, "Ngôn ngữ của tin"),
            Told(contacts.c.active, "Đang dùng"),
            Told(contacts.c.restricted, "Đang hạn chế xử lý"),
            Told(contacts.c.restriction_changed_at, "Đặt hoặc gỡ hạn chế lúc"),
            Told(contacts.c.changed_at, "Thay đổi lần cuối lúc"),
        ),
        {"account_id": _OWN_ID, "version": "counts the changes that were told by accounts"},
    ),
    Part(
        "consents",
        "Những gì bạn đã đồng ý, theo đó tin được gửi",
        consents,
        lambda person: consents.c.account_id == person,
        (
            Told(consents.c.purpose, "Mục đích"),
            Told(consents.c.given, "Đồng ý"),
            Told(consents.c.version, "Bản nội dung"),
            Told(consents.c.changed_at, "Lúc"),
        ),
        {"account_id": _OWN_ID},
    ),
    Part(
        "message_preferences",
        "Bạn muốn nhận tin qua kênh nào",
        preferences,
        lambda person: preferences.c.account_id == person,
        (
            Told(preferences.c.topic, "Nhóm tin"),
            Told(preferences.c.channel, "Kênh"),
            Told(preferences.c.wanted, "Nhận"),
            Told(preferences.c.changed_at, "Chọn lúc"),
        ),
        {"account_id": _OWN_ID},
    ),
    Part(
        "quiet_hours",
        "Giờ yên tĩnh bạn đã đặt",
        quiet_hours,
        lambda person: quiet_hours.c.account_id == person,
        (
            Told(quiet_hours.c.starts, "Từ phút thứ mấy trong ngày"),
            Told(quiet_hours.c.ends, "Đến phút thứ mấy trong ngày"),
            Told(quiet_hours.c.changed_at, "Đặt lúc"),
        ),
        {"account_id": _OWN_ID},
    ),
    Part(
        "followed_organisations",
        "Tổ chức bạn là thành viên, và có nhận tin của tổ chức không",
        followers,
        lambda person: followers.c.account_id == person,
        (
            Told(followers.c.organisation_id, "Mã tổ chức"),
            Told(followers.c.role, "Vai trò"),
            Told(followers.c.active, "Còn là thành viên"),
            Told(followers.c.follows, "Nhận tin của tổ chức"),
            Told(followers.c.changed_at, "Từ lúc"),
        ),
        {"account_id": _OWN_ID},
    ),
    Part(
        "desk_contacts",
        "Số điện thoại để lại tại quầy cho hồ sơ nộp khi chưa có tài khoản",
        desk_contacts,
        lambda person: desk_contacts.c.applicant_id == person,
        (
            Told(desk_contacts.c.phone_sealed, "Số điện thoại"),
            Told(desk_contacts.c.messages, "Nhắn tin (none: không, notices: những tin cần biết, all: mọi bước)"),
            Told(desk_contacts.c.changed_at, "Ghi lúc"),
            Told(desk_contacts.c.reached_at, "Tin đã tới số này, gửi lúc"),
            Told(desk_contacts.c.unreached_at, "Tin không tới được số này, gửi lúc"),
        ),
        {
            "dossier_id": "an internal id of the dossier, which is told by dossiers",
            "applicant_id": _OWN_ID,
            "version": "counts what was told of the dossier",
        },
    ),
    Part(
        "messages",
        "Tin đã báo",
        messages,
        lambda person: _m.person == person,
        (
            Told(_m.id, "Mã tin"),
            Told(_m.channel, "Kênh"),
            Told(_m.matter, "Về việc"),
            Told(_m.texts, "Nội dung"),
            Told(_m.language, "Ngôn ngữ"),
            Told(_m.dossier_code, "Mã hồ sơ"),
            Told(_m.state, "Tình trạng"),
            Told(_m.reason, "Lý do"),
            Told(_m.created_at, "Lập lúc"),
            Told(_m.sent_at, "Gửi lúc"),
            Told(_m.read_at, "Đọc lúc"),
        ),
        {
            "event_id": "an internal id",
            "person": _OWN_ID,
            "template_version": "which version of the words was used; the words are told",
            "text_sealed": "words of one-time codes, which belong to no account and are erased once sent",
            "address_sealed": "where one message went, erased once sent; a former contact of the person's own",
            "facts": "what was put into the words, which are told",
            "provider": "told as deliveries",
            "unsure": "counts attempts that were not answered, which are told as deliveries",
            "still": "what has to be so for it to go out: the state of your dossier, a fee not paid",
            "instead_of": "the message for which this one went another way; both are told",
            "segments": "how many parts the operator counts",
            "dossier_id": "an internal id; the dossier's code is told",
            "urgent": "whether it went before others",
            "attempts": "told as deliveries",
            "due_at": "when it is tried next",
            "expires_at": "when a code would be of no use",
            "trace": "an internal id for finding log lines",
        },
    ),
    Part(
        "deliveries",
        "Các lần gửi qua nhà mạng",
        deliveries,
        lambda person: deliveries.c.message_id.in_(sa.select(_m.id).where(_m.person == person)),
        (
            Told(deliveries.c.message_id, "Mã tin"),
            Told(deliveries.c.attempt, "Lần thứ"),
            Told(deliveries.c.provider, "Nơi gửi"),
            Told(deliveries.c.result, "Kết quả"),
            Told(deliveries.c.finished_at, "Lúc"),
        ),
        {
            "detail": "the provider's technical words",
            "reference": "the provider's own id of the message",
            "cost": "what the attempt cost the portal",
        },
    ),
    Part(
        "delivery_reports",
        "Nhà mạng báo về việc chuyển tin",
        delivery_reports,
        lambda person: delivery_reports.c.message_id.in_(sa.select(_m.id).where(_m.person == person)),
        (
            Told(delivery_reports.c.message_id, "Mã tin"),
            Told(delivery_reports.c.provider, "Nơi gửi"),
            Told(delivery_reports.c.status, "Kết quả"),
            Told(delivery_reports.c.received_at, "Lúc"),
        ),
        {"report_id": "the provider's own id of the report", "detail": "the provider's technical words"},
    ),
    audit_part(),
)

EXPLAINED: Final = {
    **INTERNAL,
    "sandbox_outbox": "stands in for telephones where no message is real; empty elsewhere",
    "sandbox_reports": "stands in for what providers report where no message is real; empty elsewhere",
    "urgent_waiting": "which late dossiers were sent up to which member of staff",
    "urgent_mails": "when members of staff may get their next urgent mail",
    "provider_health": "how providers do; no person is in it",
    "message_days": "how many messages there were on a day; no person is in it",
    "message_promptness": "how many messages there were on a day; no person is in it",
    "template_versions": "words of messages, and which members of staff wrote and published them",
    "known_dossiers": "in which state dossiers are; no person is in it",
    "known_obligations": "what is paid; no person is in it",
    "known_appointments": "when appointments are; no person is in it",
    "feed": "events for agencies, which name a dossier and no person",
    "feed_head": "one number",
    "credentials": "keys of agencies' programs; who made one is in the audit trail",
    "subscriptions": "what agencies' programs subscribed to; no person",
    "handovers": "events for agencies' programs, which name a dossier and no person",
    "handover_attempts": "what endpoints of agencies answered",
    "handover_figures": "numbers of events",
}
"""Tables that are no part, and why."""
