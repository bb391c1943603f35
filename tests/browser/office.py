"""What the services say to who watches over an agency, administers it, edits the catalogue or operates the portal."""

import dataclasses
import datetime as dt
from typing import Any

from chassis import queues, workings
from chassis.records import dump
from gateway.flows import workings as flow
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from tests.unit.gateway.builders import HASH, NOON, a_procedure
from tests.unit.gateway.fakes import House
from tests.unit.gateway.test_forms import FORMS

HERS = (
    "/can-bo/bang-theo-doi", "/can-bo/bang-theo-doi?xem=late&lang=en&da=2", "/can-bo/nhan-su", "/can-bo/nhan-su/them",
    "/can-bo/nhan-su/stf-2", "/can-bo/nhan-su/stf-3",
    "/can-bo/bien-tap", "/can-bo/bien-tap/edi-1", "/can-bo/bien-tap/edi-1/phan/phi",
    "/can-bo/bien-tap/edi-1/phan/chung", "/can-bo/bien-tap/edi-1/phan/giay-to?lang=en",
    "/can-bo/bien-tap/edi-1/phan/mau-dien-tu", "/can-bo/bien-tap/edi-2/mau", "/can-bo/bien-tap/edi-2/mau/0",
    "/can-bo/bien-tap/edi-2/mau/0.0", "/can-bo/bien-tap/edi-2/mau/0.0.2?lang=en",
    "/can-bo/van-hanh", "/can-bo/van-hanh/su-kien/dossiers/7",
    "/can-bo/thong-bao", "/can-bo/gop-y", "/can-bo/mau-tin", "/can-bo/mau-tin/dossier.received",
    "/can-bo/tai-khoan", "/can-bo/tai-khoan?lang=en&da=thu",
    "/can-bo/muc-do", "/can-bo/muc-do?thu-tuc=2.000635&co-quan=H27.30.12",
)  # fmt: skip
EVERYBODYS = ("/danh-muc", "/bieu-mau?q=khai", "/can-bo/loi-moi", "/gop-y", "/gop-y/tra-loi?ma=7K2MPX9QRA&lang=en")
PAGES = [("hanh", path) for path in HERS] + [("", path) for path in EVERYBODYS]
"""Who opens which address."""
PRESSED = (("hanh", "/can-bo/nhan-su", {"#co-quan": "tan my"}, '.section form[role="search"] button', "agency"),)
"""As those of one's own account: an agency that has to be chosen."""

OWN = ("code", "version", "content_hash", "valid_from", "published_at", "field_name", "offers")
CONTENT = {name: value for name, value in dump(a_procedure()).items() if name not in OWN}
EDITION = catalog.Edition(
    id="edi-1", code="2.000635", state=catalog.EditionState.SUBMITTED, state_vi="chờ thẩm định",
    state_en="waiting for review", version=4, content=CONTENT, base_version=1, outdated=True,
    remarks="Thiếu căn cứ của mức thu", actions=("change", "submit", "return", "approve", "publish", "discard"),
    started_at=NOON, changed_at=NOON,
)  # fmt: skip
LINES = (
    catalog.TextLine(op="same", text="Nộp hồ sơ."),
    catalog.TextLine(op="removed", text="Chờ 5 ngày."),
    catalog.TextLine(op="added", text="Nhận ngay."),
)
DIFFERENCES = catalog.Differences(
    code="2.000635", from_=1, to=None, from_hash=HASH, to_hash=HASH,
    items=(
        catalog.Difference(
            part="fees", kind="changed", key="ban-sao", vi="Phí “Bản sao”: mức thu", en="Fee “Bản sao”: amount",
            before_vi="8.000 đồng", before_en="8,000 VND", after_vi="10.000 đồng", after_en="10,000 VND",
        ),
        catalog.Difference(part="steps", kind="changed", vi="Trình tự", en="Steps", lines=LINES),
        catalog.Difference(part="papers", kind="added", vi="Giấy tờ mới", en="Paper", after_vi="Đơn", after_en="Đơn"),
    ),
)  # fmt: skip
FORM = dump(FORMS["xac-nhan-tinh-trang-hon-nhan"])
WITH_FORM = dataclasses.replace(EDITION, id="edi-2", content={**CONTENT, "forms": [FORM]})
CHECK = catalog.EditionCheck(
    problems=(
        catalog.EditionProblem(
            pointer="/content/fees/0/amount", code="out-of-range", vi="", en="", params={"min": "0", "max": "9"}
        ),
    ),
    warnings=(catalog.EditionProblem(pointer="/content/fees", code="x", vi="Phí rất thấp.", en="A low fee."),),
)
HISTORY = catalog.EditionHistory(
    edition_id="edi-1",
    items=(
        catalog.EditionAct(
            seq=1, act="start", from_state=None, to_state=catalog.EditionState.WRITTEN, at=NOON, actor_id="stf-1",
            actor_name="Lê Thị Bình", note="Nghị quyết mới",
        ),
    ),
)  # fmt: skip
EDITION_LINE = catalog.EditionLine(
    id="edi-1", code="2.000635", name="Cấp bản sao trích lục hộ tịch", state=catalog.EditionState.SUBMITTED,
    state_vi="chờ thẩm định", state_en="waiting for review", version=4, base_version=1, started_by="Lê Thị Bình",
    changed_by="Lê Thị Bình", changed_at=NOON,
)  # fmt: skip

LETTER = workings.Letter(
    id=7, event_id="01a2", source="accounts", type="account_changed", about="account/acc-1", version=3, reason="failed",
    error="KeyError: 'phone'", attempts=6, parked_at=NOON,
)  # fmt: skip


AT_BROKER = {
    "dossiers": queues.AtBroker(queues=(
        queues.BrokerQueue(name="rpc-dossiers", what="rpc", ready=3, consumers=2, held=1, held_since=NOON),
        queues.BrokerQueue(name="dossiers.accounts", what="events", source="accounts", ready=12, consumers=0, held=0),
        queues.BrokerQueue(name="dossiers.catalog", what="events", source="catalog", missing=True),
        queues.BrokerQueue(name="dossiers.dead-letters", what="dead-letters", ready=4, consumers=1, held=5),
    )),
    "payments": queues.AtBroker(
        queues=(queues.BrokerQueue(name="rpc-payments", what="rpc"),), trouble="late"
    ),
    "catalog": queues.AtBroker(trouble="unknown"),
}  # fmt: skip


def working(service: str, asked: workings.GetWorkings) -> workings.Workings:
    """A service with one of everything."""
    kinds = ("outbox", "waiting", "retry", "dead")
    return workings.Workings(
        service=service,
        as_of=NOON,
        waiting=tuple(workings.Waiting(what=one, count=at, more=at == 2, since=NOON) for at, one in enumerate(kinds)),
        parts=(
            workings.Part(name="database", level="ok"),
            workings.Part(
                name="outbox", level="degraded", reason="12 events wait to be published, the oldest for 61 s"
            ),
        ),
        letters=(LETTER,) if service == "dossiers" else (),
        broker=AT_BROKER.get(service),
        body='{"payload": "***"}' if asked.letter else "",
    )


MESSAGE = notifications.OperatedMessage(
    id="msg-1", channel=notifications.MessageChannel.SMS, matter="dossier.received", template_version=1,
    state=notifications.MessageState.FAILED, reason="refused", provider="sandbox", attempts=5, created_at=NOON,
    due_at=NOON, may_resend=True,
)  # fmt: skip
SUBSCRIPTION = notifications.SubscriptionView(
    id="sub-1", agency_code="H27", way=notifications.Way.WEBHOOK, name="Phần mềm một cửa",
    state=notifications.SubscriptionState.PAUSED, reason="failing", url="https://a.example/hook", types=(),
    procedures=(), agencies=(), sandbox=False, waiting=12, failures=9, failing_since=NOON, next_attempt_at=None,
    former_secret_until=None, created_at=NOON, changed_at=NOON,
)  # fmt: skip

ANNOUNCEMENT = catalog.Announcement(
    id="ann-1", agency_code="", agency_name="", severity=catalog.Severity.WARNING, title_vi="Bảo trì tối thứ bảy",
    title_en="Maintenance on Saturday", text_vi="Từ 22 giờ, cổng tạm nghỉ hai tiếng.",
    text_en="From 10 p.m. the portal rests for two hours.", begins_at=NOON - dt.timedelta(days=3000),
    ends_at=NOON + dt.timedelta(days=3000),
)  # fmt: skip
WRITTEN = catalog.WrittenAnnouncement(announcement=ANNOUNCEMENT, written_by="Võ Thị Hạnh", written_at=NOON)
FEEDBACK = catalog.FeedbackView(
    code="7K2MPX9QRA", agency_code="H27", agency_name="Ủy ban nhân dân tỉnh Ninh Bình", procedure_code="2.000635",
    text="Trang khai sinh nên có ví dụ cách ghi tên.", state=catalog.FeedbackState.SENT, sent_at=NOON,
)  # fmt: skip

OFFER = a_procedure().offers[0]
WHY = catalog.LevelReason(code="presence", vi="Pháp luật yêu cầu bạn có mặt.", en="The law asks for presence.")
OFFERS = catalog.AgencyOffers(
    code="2.000635", agency_code="H27.30.12", agency_name="Ủy ban nhân dân xã Tân Mỹ Hà", version=3,
    items=(
        catalog.AgencyOffer(
            time=catalog.OfferTime.CURRENT, claimed=OFFER, level=catalog.ServiceLevel.PARTIAL,
            level_vi="Một phần", level_en="Partly", above_record=True, reasons=(WHY,),
        ),
    ),
)  # fmt: skip
OFFER_HISTORY = catalog.OfferHistory(
    code="2.000635", agency_code="H27.30.12",
    items=(
        catalog.OfferAct(
            seq=1, act=catalog.OfferActKind.SET, at=NOON, actor_id="stf-9", actor_name="Võ Thị Hạnh", before=(),
            after=(OFFER,),
        ),
    ),
)  # fmt: skip
PREVIEW = catalog.OfferPreview(acceptable=False, refusals=(WHY,), becomes=None, drops=(OFFER,))

SUMMARY = notifications.TemplateSummary(
    matter="dossier.received", topic="progress", facts=("code", "due"),
    channels=(notifications.MessageChannel.SMS, notifications.MessageChannel.EMAIL), version=2, drafts=1,
)  # fmt: skip
SAID = {"sms": {"vi": "Hồ sơ {code} đã nhận."}, "email": {"vi": {"title": "Đã nhận", "body": "Hẹn {due}."}}}


def a_wording(id_: str, version: int, state: str) -> notifications.TemplateVersion:
    return notifications.TemplateVersion(
        id=id_, version=version, state=state, valid_from=NOON.date(), words=SAID, note="Ngắn hơn", written_by="stf-1",
        written_at=NOON, judged_by="", judged_at=None,
    )  # fmt: skip


WORDING = notifications.TemplateDetail(
    summary=SUMMARY, versions=(a_wording("dra-1", 0, "draft"), a_wording("", 1, "release"))
)
SMS = notifications.PreviewText(
    channel=notifications.MessageChannel.SMS, language="vi", title="", body="Hồ sơ H27 đã nhận.", html="",
    encoding="UCS-2", segments=2, prices=(notifications.Price(provider="sandbox", cost=700),),
    segments_without_diacritics=1,
)  # fmt: skip

BOARD = dossiers.BoardView(
    as_of=NOON,
    soon_until=NOON + dt.timedelta(days=1),
    late=100,
    late_more=True,
    soon=3,
    soon_more=False,
    queues=tuple(
        dossiers.BoardQueue(queue=one, count=at, more=at == 6)
        for at, one in enumerate(dossiers.Queue)
        if one.value not in ("late", "all", "closed")
    ),
    turns=(dossiers.BoardTurn(responsible=dossiers.Responsible.PROCESSOR, late=7, soon=2),),
    procedures=(
        dossiers.BoardProcedure(code="2.000635", name="Cấp bản sao trích lục hộ tịch", late=7, soon=2, unassigned=1),
    ),
    people=(
        dossiers.BoardPerson(staff_id="stf-2", name="Trần Thị Dung", active=True, held=12, late=7, soon=2),
        dossiers.BoardPerson(staff_id="stf-3", name="Phạm Văn Em", active=False, held=1, late=0, soon=0),
    ),
    looked_at_all=False,
)
MEMBER = accounts.StaffView(
    id="stf-2",
    staff_number="h27-dung",
    name="Trần Thị Dung",
    agency_code="H27.30.12",
    active=True,
    enrolled=True,
    holdings=(
        accounts.HeldRole(role=accounts.StaffRole.PROCESSOR, agency_code="H27.30.12", procedures=("2.000635",)),
        accounts.HeldRole(role=accounts.StaffRole.RECEIVER, agency_code="H27"),
    ),
    deputies=(
        accounts.DeputyView(
            id="dep-1", absent_id="stf-2", deputy_id="stf-3", first_day=NOON.date(), last_day=NOON.date()
        ),
    ),
)
OTHER = dataclasses.replace(
    MEMBER,
    id="stf-3",
    name="Phạm Văn Em",
    staff_number="h27-em",
    active=False,
    enrolled=False,
    deputies=(),
    holdings=(),
)  # fmt: skip
INVITED = accounts.StaffInvited(staff=OTHER, invitation="x" * 43, expires_at=NOON)
INVITATION = accounts.InvitationView(
    staff_number="h27-em",
    name="Phạm Văn Em",
    agency_code="H27.30.12",
    totp_secret="JBSWY3DPEHPK3PXP",
    totp_uri="otpauth://totp/M%E1%BB%99t%20C%E1%BB%ADa:h27-em?secret=JBSWY3DPEHPK3PXP",
    expires_at=NOON,
)


STAFF_PROFILE = accounts.ProfileView(
    id="stf-1", kind="staff", name="Trần Văn Sát", assurance=2, staff_number="tmh.giamsat", agency_code="H27.30.12",
    roles=(accounts.StaffRole.SUPERVISOR,), email_masked="g***@xa.example.vn",
)  # fmt: skip
"""A member of staff whose work e-mail address an administrator wrote down."""


def _mail(topic: str, vi: str, en: str, why_vi: str, why_en: str, *, wanted: bool) -> notifications.TopicState:
    by_mail = notifications.ChannelState(
        channel=notifications.MessageChannel.EMAIL, wanted=wanted, may_change=True, by_default=True, reachable=True
    )
    return notifications.TopicState(
        topic=topic, name_vi=vi, name_en=en, can_wait=True, one_outside=False, needs_consent=False,
        channels=(by_mail,), why_vi=why_vi, why_en=why_en,
    )  # fmt: skip


STAFF_MAILS = notifications.Preferences(
    topics=(
        _mail(
            "desk-digest", "Thư buổi sáng", "Mail of the morning", "Mỗi sáng làm việc một thư.",
            "One mail each working morning.", wanted=True,
        ),
        _mail(
            "desk-urgent", "Việc chuyển lên, báo ngay", "What is sent up, at once", "Nhiều nhất mỗi giờ một thư.",
            "At most one mail an hour.", wanted=False,
        ),
    ),
    quiet_from="22:00", quiet_to="06:00", own_quiet_hours=False, language="vi",
)  # fmt: skip


def _to_staff(house: House, method: Any, reply: Any) -> None:
    """Have a method say this to staff, and to everybody else what it said before."""
    before = house.rpc.answers[method.address]

    def said(asked: Any) -> Any:
        if house.rpc.made[-1].caller.is_staff:
            return reply
        return before(asked) if callable(before) else before

    house.rpc.answer(method, said)


def furnish(house: House) -> None:
    """Have every service say one thing of the office."""
    say = house.rpc.answer
    _to_staff(house, accounts.get_profile, STAFF_PROFILE)
    _to_staff(house, notifications.read_preferences, STAFF_MAILS)
    members: dict[str, Any] = {one.id: one for one in (MEMBER, OTHER)}
    say(dossiers.get_board, BOARD)
    for name, method in flow.LOOKS.items():
        say(method, lambda asked, name=name: working(name, asked))
    say(notifications.list_messages, notifications.OperatedMessages(messages=(MESSAGE,)))
    say(notifications.list_subscriptions, notifications.SubscriptionList(subscriptions=(SUBSCRIPTION,)))
    say(catalog.list_announcements, catalog.Announcements(items=(ANNOUNCEMENT,)))
    say(catalog.list_written_announcements, catalog.WrittenAnnouncements(items=(WRITTEN,)))
    say(catalog.send_feedback, catalog.FeedbackSent(code="7K2MPX9QRA", sent_at=NOON))
    say(catalog.get_feedback, dataclasses.replace(FEEDBACK, answer="Sẽ bổ sung.", answered_at=NOON))
    lines = (catalog.FeedbackLine(id="fee-1", feedback=FEEDBACK),)
    say(catalog.list_feedback, catalog.FeedbackPage(items=lines, next_cursor="x"))
    counts = (catalog.Count(key="ho-tich", name="Hộ tịch", name_en="Civil status", count=9),)
    by_level = (catalog.Count(key="commune", count=7),)
    say(
        catalog.get_menu,
        catalog.Menu(total=9, fields=counts, agencies=counts, levels=by_level, life_events=counts, revision=1),
    )
    say(notifications.list_templates, notifications.TemplateList(templates=(SUMMARY,)))
    say(notifications.read_template, WORDING)
    say(notifications.preview_template, notifications.TemplatePreview(texts=(SMS,), faults=("sms/en: missing",)))
    say(catalog.get_agency_offers, OFFERS)
    say(catalog.get_offer_history, OFFER_HISTORY)
    say(catalog.list_offers_above_record, catalog.OffersAboveRecord(agency_code="H27.30.12", items=()))
    say(catalog.preview_offer, PREVIEW)
    say(catalog.list_editions, catalog.EditionPage(items=(EDITION_LINE,), next_cursor="x"))
    say(catalog.get_edition, lambda asked: WITH_FORM if asked.edition_id == "edi-2" else EDITION)
    say(catalog.check_edition, CHECK)
    say(catalog.compare_edition, DIFFERENCES)
    say(catalog.get_edition_history, HISTORY)
    say(accounts.list_staff, accounts.StaffPage(items=(MEMBER, OTHER), next_cursor="x"))
    say(accounts.get_staff, lambda asked: members.get(asked.staff_id, MEMBER))
    say(accounts.add_staff, INVITED)
    say(accounts.open_invitation, INVITATION)
