"""The tables of notifications. No telephone number, e-mail address or one-time code is in the clear.

``*_sealed`` columns are AES-256-GCM texts, ``*_index`` columns keyed hashes for look-up (see `chassis.sealing`).
"""

from services.notifications.tables.base import metadata
from services.notifications.tables.feed import feed, feed_head
from services.notifications.tables.messages import deliveries, messages, sandbox_outbox
from services.notifications.tables.people import consents, contacts

# fmt: off
__all__ = [
    "consents", "contacts", "deliveries", "feed", "feed_head", "messages", "metadata", "sandbox_outbox",
]
# fmt: on
