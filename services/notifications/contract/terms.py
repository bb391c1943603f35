"""The words of notifications: channels, states of a message, and the forms that places in lists have."""

import enum
from typing import Annotated

from chassis.records import Rule

SERVICE = "notifications"


class MessageChannel(enum.StrEnum):
    """By which way a message reaches a person (kênh thông báo)."""

    INBOX = "inbox"  # hộp thư trên cổng
    SMS = "sms"  # tin nhắn
    EMAIL = "email"  # thư điện tử
    PUSH = "push"  # tin theo mẫu của mạng xã hội, như Zalo


class MessageState(enum.StrEnum):
    """Where a message stands (trạng thái tin). Whatever happens, it ends in one that can be seen."""

    QUEUED = "queued"  # waits for its time: the first or the next attempt
    SENDING = "sending"  # a process holds it, for as long as its lease
    SENT = "sent"  # the provider took it, or it lies in the inbox
    DELIVERED = "delivered"  # the provider reported that the telephone has it
    READ = "read"  # the person opened it
    UNDELIVERED = "undelivered"  # the provider took it and reported that it did not arrive
    FAILED = "failed"  # the provider refused it for good
    GIVEN_UP = "given_up"  # every attempt failed, or its time was over before one succeeded
    CANCELLED = "cancelled"  # nobody needs it any more: overtaken, done, or not wanted


Cursor = Annotated[str, Rule(max=400, description="As the previous page gave it; empty for the first")]
PageSize = Annotated[int, Rule(min=1, max=100)]
Matter = Annotated[str, Rule(min=1, max=60, description="What it is about; stable", example="dossier.received")]
Sequence = Annotated[int, Rule(min=0, description="Place in the feed: 1, 2, 3… without a gap")]
