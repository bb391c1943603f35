"""The tables of notifications. No telephone number, e-mail address or one-time code is in the clear.

``*_sealed`` columns are AES-256-GCM texts, ``*_index`` columns keyed hashes for look-up (see `chassis.sealing`).
"""

from services.notifications.tables.agencies import (
    credentials,
    handover_attempts,
    handover_figures,
    handovers,
    subscriptions,
)
from services.notifications.tables.base import metadata
from services.notifications.tables.feed import feed, feed_head
from services.notifications.tables.known import known_appointments, known_dossiers, known_obligations
from services.notifications.tables.messages import (
    deliveries,
    delivery_reports,
    message_days,
    message_promptness,
    messages,
    provider_health,
    sandbox_outbox,
    sandbox_reports,
)
from services.notifications.tables.people import (
    consents,
    contacts,
    desk_contacts,
    followers,
    preferences,
    quiet_hours,
    urgent_mails,
    urgent_waiting,
)
from services.notifications.tables.wording import template_versions

# fmt: off
__all__ = [
    "consents", "contacts", "credentials", "deliveries", "delivery_reports", "desk_contacts", "feed", "feed_head",
    "followers",
    "handover_attempts",
    "handover_figures", "handovers", "known_appointments", "known_dossiers", "known_obligations", "message_days",
    "message_promptness",
    "messages", "metadata", "preferences", "provider_health", "quiet_hours", "sandbox_outbox", "sandbox_reports",
    "subscriptions", "template_versions", "urgent_mails", "urgent_waiting",
]
# fmt: on
