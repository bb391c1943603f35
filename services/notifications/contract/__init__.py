"""The public face of notifications: a person's inbox, what the sandbox sent, and the events that agencies follow.

Agencies see `CloudEvent`, a contract of its own: thin, without personal data, and with a sequence that has no gap.
The internal events of the services are not it, and may grow without an agency noticing.

Its names are imported from here; in which of its modules each is written is nobody else's concern.
"""

from services.notifications.contract.erasing import (
    data_erased,
    erasure_answered,
)
from services.notifications.contract.errors import (
    CURSOR_WRONG,
    FEED_FOR_AGENCIES,
    MESSAGE_NOT_FOUND,
    NOT_A_SANDBOX,
    PHONE_NOT_UNDERSTOOD,
    REPORT_NOT_PROVED,
    REPORT_NOT_UNDERSTOOD,
)
from services.notifications.contract.exporting import (
    export_personal_data,
)
from services.notifications.contract.following import (
    NOT_A_MEMBER,
    FollowedOrganisation,
    FollowedOrganisations,
    FollowOrganisation,
    ListFollowed,
    follow_organisation,
    list_followed,
)
from services.notifications.contract.methods import (
    list_audit,
    list_events,
    list_inbox,
    list_sandbox_messages,
    mark_all_read,
    mark_read,
    mark_unread,
    report_delivery,
)
from services.notifications.contract.operating import (
    DAYS_WRONG,
    RESEND_NOT_POSSIBLE,
    ListMessages,
    MessageFigure,
    MessageFigures,
    OperatedMessage,
    OperatedMessages,
    ProviderState,
    ReadMessageFigures,
    ResendMessage,
    Resent,
    list_messages,
    read_message_figures,
    resend_message,
)
from services.notifications.contract.preferring import (
    CHANNEL_NOT_OFFERED,
    NOT_TO_BE_SWITCHED_OFF,
    TOPIC_NOT_FOUND,
    UNSUBSCRIBE_NOT_VALID,
    ChannelChoice,
    ChannelState,
    ChooseLanguage,
    ChoosePreferences,
    ChooseQuietHours,
    ClockTime,
    Language,
    Preferences,
    ReadPreferences,
    TopicName,
    TopicState,
    Unsubscribe,
    choose_language,
    choose_preferences,
    choose_quiet_hours,
    read_preferences,
    unsubscribe,
)
from services.notifications.contract.requests import (
    ListEvents,
    ListInbox,
    ListSandboxMessages,
    MarkAllRead,
    MarkRead,
    MarkUnread,
    ReportDelivery,
)
from services.notifications.contract.terms import (
    SERVICE,
    Cursor,
    Matter,
    MessageChannel,
    MessageState,
    PageSize,
    Sequence,
)
from services.notifications.contract.views import (
    CloudEvent,
    DossierNotice,
    EventPage,
    InboxMessage,
    InboxPage,
    SandboxMessage,
    SandboxMessages,
)
from services.notifications.contract.wording import (
    TEMPLATE_FAULTY,
    TEMPLATE_IN_THE_PAST,
    TEMPLATE_JUDGED,
    TEMPLATE_NOT_FOUND,
    TEMPLATE_OWN_WORDS,
    DraftTemplate,
    JudgeTemplate,
    ListTemplates,
    Note,
    PreviewTemplate,
    PreviewText,
    Price,
    ReadTemplate,
    TemplateDetail,
    TemplateList,
    TemplatePreview,
    TemplateSummary,
    TemplateVersion,
    Words,
    WordsState,
    discard_template,
    draft_template,
    list_templates,
    preview_template,
    publish_template,
    read_template,
)

# The formatter would give each name a line of its own.
# fmt: off
__all__ = [
    "CHANNEL_NOT_OFFERED", "CURSOR_WRONG", "DAYS_WRONG", "FEED_FOR_AGENCIES", "MESSAGE_NOT_FOUND", "NOT_A_MEMBER",
    "NOT_A_SANDBOX", "NOT_TO_BE_SWITCHED_OFF", "PHONE_NOT_UNDERSTOOD", "REPORT_NOT_PROVED", "REPORT_NOT_UNDERSTOOD",
    "RESEND_NOT_POSSIBLE", "SERVICE", "TEMPLATE_FAULTY", "TEMPLATE_IN_THE_PAST", "TEMPLATE_JUDGED",
    "TEMPLATE_NOT_FOUND", "TEMPLATE_OWN_WORDS", "TOPIC_NOT_FOUND", "UNSUBSCRIBE_NOT_VALID", "ChannelChoice",
    "ChannelState", "ChooseLanguage", "ChoosePreferences", "ChooseQuietHours", "ClockTime", "CloudEvent", "Cursor",
    "DossierNotice", "DraftTemplate", "EventPage", "FollowOrganisation", "FollowedOrganisation",
    "FollowedOrganisations", "InboxMessage", "InboxPage", "JudgeTemplate", "Language", "ListEvents", "ListFollowed",
    "ListInbox", "ListMessages", "ListSandboxMessages", "ListTemplates", "MarkAllRead", "MarkRead", "MarkUnread",
    "Matter", "MessageChannel", "MessageFigure", "MessageFigures", "MessageState", "Note", "OperatedMessage",
    "OperatedMessages", "PageSize", "Preferences", "PreviewTemplate", "PreviewText", "Price", "ProviderState",
    "ReadMessageFigures", "ReadPreferences", "ReadTemplate", "ReportDelivery", "ResendMessage", "Resent",
    "SandboxMessage", "SandboxMessages", "Sequence", "TemplateDetail", "TemplateList", "TemplatePreview",
    "TemplateSummary", "TemplateVersion", "TopicName", "TopicState", "Unsubscribe", "Words", "WordsState",
    "choose_language", "choose_preferences", "choose_quiet_hours", "data_erased", "discard_template",
    "draft_template", "erasure_answered", "export_personal_data", "follow_organisation", "list_audit", "list_events",
    "list_followed", "list_inbox", "list_messages", "list_sandbox_messages", "list_templates", "mark_all_read",
    "mark_read", "mark_unread", "preview_template", "publish_template", "read_message_figures", "read_preferences",
    "read_template", "report_delivery", "resend_message", "unsubscribe",
]
# fmt: on
