"""By which channels people want to be told of what, and when it may ring."""

from typing import Annotated

from chassis.contracts import command, query
from chassis.errors import Conflict, Invalid, NotFound, error
from chassis.records import Nothing, Rule, record
from services.notifications.contract.terms import SERVICE, MessageChannel

TopicName = Annotated[str, Rule(min=1, max=40, description="Nhóm tin", example="supplement")]
ClockTime = Annotated[str, Rule(pattern=r"([01]\d|2[0-3]):[0-5]\d", description="Giờ Việt Nam", example="22:00")]
Language = Annotated[str, Rule(choices=("vi", "en"), description="In which language messages are written")]


@record
class ReadPreferences:
    """What the caller has chosen, and what can be chosen."""


@record
class ChannelChoice:
    """One channel of one topic."""

    channel: MessageChannel
    wanted: bool


@record
class ChannelState:
    """One channel of one topic as it stands. ``reachable``: whether the portal knows an address of the kind."""

    channel: MessageChannel
    wanted: bool
    may_change: bool
    by_default: Annotated[bool, Rule(description="Whether it is used for who chose nothing")]
    reachable: bool


@record
class TopicState:
    """One topic; ``why_vi`` and ``why_en`` say why something of it is not to be chosen."""

    topic: TopicName
    name_vi: Annotated[str, Rule(max=200)]
    name_en: Annotated[str, Rule(max=200)]
    can_wait: Annotated[bool, Rule(description="Whether quiet hours hold it back")]
    one_outside: Annotated[bool, Rule(description="Whether one channel outside the portal has to stay")]
    needs_consent: Annotated[bool, Rule(description="Outside the inbox only with the consent to more messages")]
    channels: tuple[ChannelState, ...]
    why_vi: Annotated[str, Rule(max=500)]
    why_en: Annotated[str, Rule(max=500)]


@record
class Preferences:
    """All topics, the quiet hours, and the language; ``own_quiet_hours``: whether the person set them."""

    topics: tuple[TopicState, ...]
    quiet_from: ClockTime
    quiet_to: ClockTime
    own_quiet_hours: bool
    language: Language


@record
class ChoosePreferences:
    """Choose channels of one topic; those not named stay as they are."""

    topic: TopicName
    channels: Annotated[tuple[ChannelChoice, ...], Rule(min=1, max=4)]


@record
class ChooseQuietHours:
    """Choose when what can wait does not ring: the same time twice for never."""

    quiet_from: ClockTime
    quiet_to: ClockTime


@record
class ChooseLanguage:
    """Choose the language of messages."""

    language: Language


@record
class Unsubscribe:
    """Switch mails of one topic off, by the address in a mail (hủy nhận thư)."""

    token: Annotated[str, Rule(min=1, max=600)]


@record
class ReadUnsubscription:
    """What the address in a mail would switch off; nothing changes by asking."""

    token: Annotated[str, Rule(min=1, max=600)]


@record
class UnsubscriptionView:
    """Which mails, to whom (masked: the address is in the mail's own hands), and whether they still come.

    ``may_stop``: whether they can be switched off; where not, ``why_vi`` and ``why_en`` say why.
    """

    topic: TopicName
    name_vi: Annotated[str, Rule(max=200)]
    name_en: Annotated[str, Rule(max=200)]
    email_masked: Annotated[str, Rule(max=254)]
    wanted: bool
    may_stop: bool
    why_vi: Annotated[str, Rule(max=500)]
    why_en: Annotated[str, Rule(max=500)]


UNSUBSCRIBE_NOT_VALID = error(
    "preference.unsubscribe-not-valid",
    NotFound,
    vi="Đường dẫn hủy nhận thư không dùng được: có thể bị cắt mất một phần, hoặc tài khoản đã thay đổi. "
    "Xin mở lại từ thư, hoặc đăng nhập và chọn ở mục “Cách nhận tin”.",
    en="This address to unsubscribe cannot be used: a part of it may be missing, or the account has changed. "
    "Please open it from the mail again, or sign in and choose under “How I am told”.",
)
TOPIC_NOT_FOUND = error(
    "preference.topic-not-found",
    NotFound,
    vi="Không có nhóm tin này. Xin xem danh sách nhóm tin của bạn.",
    en="There is no such topic. Please look at your list of topics.",
)
CHANNEL_NOT_OFFERED = error(
    "preference.channel-not-offered",
    Invalid,
    vi="Nhóm tin này không gửi qua kênh “{channel}”. Xin chọn kênh khác.",
    en="This topic is not sent by “{channel}”. Please choose another channel.",
)
NOT_TO_BE_SWITCHED_OFF = error(
    "preference.not-to-be-switched-off",
    Conflict,
    vi="Không tắt được: {why_vi}",
    en="This cannot be switched off: {why_en}",
)

read_unsubscription = query(SERVICE, "read_unsubscription", ReadUnsubscription, UnsubscriptionView)
unsubscribe = command(SERVICE, "unsubscribe", Unsubscribe, Nothing, natural="what is off stays off")
read_preferences = query(SERVICE, "read_preferences", ReadPreferences, Preferences)
choose_preferences = command(
    SERVICE, "choose_preferences", ChoosePreferences, Preferences, natural="the last choice stands"
)
choose_quiet_hours = command(
    SERVICE, "choose_quiet_hours", ChooseQuietHours, Preferences, natural="the last choice stands"
)
choose_language = command(SERVICE, "choose_language", ChooseLanguage, Preferences, natural="the last choice stands")
