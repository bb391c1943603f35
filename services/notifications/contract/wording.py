"""The words of messages for those who edit them: what there is, a preview, a draft, publication by a second person."""

import datetime as dt
from typing import Annotated

from chassis.contracts import command, query
from chassis.errors import Conflict, Invalid, NotFound, error
from chassis.records import Dong, Ident, Json, Rule, record
from services.notifications.contract.preferring import Language, TopicName
from services.notifications.contract.terms import SERVICE, Matter, MessageChannel

WordsState = Annotated[str, Rule(choices=("release", "draft", "published", "discarded"))]
Note = Annotated[str, Rule(max=500, description="Why the words change")]
Words = Annotated[
    Json,
    Rule(
        description=(
            "By channel and language: sms is text; inbox, email and push are {title, body}. "
            "{name} stands for a fact of the matter. plain: true sends the text message without diacritics"
        )
    ),
]


@record
class ListTemplates:
    """All matters with the version that is in force today, and the drafts."""


@record
class ReadTemplate:
    """One matter with all versions of its words."""

    matter: Matter


@record
class TemplateVersion:
    """One version of the words of a matter. ``release``: it came with the software."""

    id: Annotated[str, Rule(max=64, description="Empty for one of the release")]
    version: Annotated[int, Rule(min=0, description="0 while it is a draft")]
    state: WordsState
    valid_from: dt.date
    words: Json
    note: Note
    written_by: Annotated[str, Rule(max=64)]
    written_at: dt.datetime | None
    judged_by: Annotated[str, Rule(max=64)]
    judged_at: dt.datetime | None


@record
class TemplateSummary:
    """One matter: what it may name, by which channels it is told, which version is in force."""

    matter: Matter
    topic: TopicName
    facts: tuple[str, ...]
    channels: tuple[MessageChannel, ...]
    version: Annotated[int, Rule(min=1)]
    drafts: Annotated[int, Rule(min=0)]


@record
class TemplateList:
    """All matters."""

    templates: tuple[TemplateSummary, ...]


@record
class TemplateDetail:
    """A matter and its versions, the newest first."""

    summary: TemplateSummary
    versions: tuple[TemplateVersion, ...]


@record
class PreviewTemplate:
    """Words as they would be sent, with sample facts; nothing is kept."""

    matter: Matter
    words: Words


@record
class Price:
    """What one text message costs with a provider, in đồng before tax."""

    provider: Annotated[str, Rule(max=60)]
    cost: Dong


@record
class PreviewText:
    """One channel in one language; ``encoding``, ``segments`` and ``prices`` of text messages only."""

    channel: MessageChannel
    language: Language
    title: Annotated[str, Rule(max=2000)]
    body: Annotated[str, Rule(max=20000)]
    html: Annotated[str, Rule(max=60000, description="Of e-mails, as it goes out")]
    encoding: Annotated[str, Rule(max=10, description="GSM-7 or UCS-2")]
    segments: Annotated[int, Rule(min=0)]
    prices: tuple[Price, ...]
    segments_without_diacritics: Annotated[int, Rule(min=0)]


@record
class TemplatePreview:
    """How the words look, and everything that is wrong with them: with a fault they cannot be published."""

    texts: tuple[PreviewText, ...]
    faults: tuple[str, ...]


@record
class DraftTemplate:
    """Keep words as a draft; they may have faults until they are published."""

    matter: Matter
    words: Words
    valid_from: dt.date
    note: Note = ""


@record
class JudgeTemplate:
    """Publish a draft, or discard it."""

    draft_id: Ident


TEMPLATE_NOT_FOUND = error(
    "template.not-found",
    NotFound,
    vi="Không có mẫu tin này. Xin xem danh sách mẫu tin.",
    en="There is no such template. Please look at the list of templates.",
)
TEMPLATE_FAULTY = error(
    "template.faulty",
    Invalid,
    vi="Mẫu tin chưa dùng được: {faults}. Xin sửa rồi gửi lại.",
    en="The template cannot be used: {faults}. Please mend it and send it again.",
)
TEMPLATE_JUDGED = error(
    "template.judged",
    Conflict,
    vi="Bản nháp này đã được công bố hoặc hủy. Xin lập bản nháp mới.",
    en="This draft was published or discarded. Please write a new one.",
)
TEMPLATE_OWN_WORDS = error(
    "template.own-words",
    Conflict,
    vi="Người viết không tự công bố. Xin đề nghị người thẩm định khác.",
    en="Who wrote it does not publish it. Please ask another reviewer.",
)
TEMPLATE_IN_THE_PAST = error(
    "template.in-the-past",
    Invalid,
    vi="Ngày áp dụng đã qua. Xin chọn từ ngày {today} trở đi.",
    en="The day from which it holds is past. Please choose {today} or later.",
)

list_templates = query(SERVICE, "list_templates", ListTemplates, TemplateList)
read_template = query(SERVICE, "read_template", ReadTemplate, TemplateDetail)
preview_template = query(SERVICE, "preview_template", PreviewTemplate, TemplatePreview)
draft_template = command(SERVICE, "draft_template", DraftTemplate, TemplateDetail)
publish_template = command(
    SERVICE, "publish_template", JudgeTemplate, TemplateDetail, natural="a draft is published once"
)
discard_template = command(
    SERVICE, "discard_template", JudgeTemplate, TemplateDetail, natural="a draft is discarded once"
)
