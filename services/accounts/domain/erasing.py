"""What is said about erasure: the clock, what stands in the way and what to do about it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

OBSTACLES: Final[Mapping[str, tuple[str, str]]] = {
    "open-dossier": (
        "Bạn còn hồ sơ đang được giải quyết. Xin đợi kết quả, hoặc rút hồ sơ, rồi đề nghị lại.",
        "A dossier of yours is being handled. Wait for its result, or withdraw it, then ask again.",
    ),
    "debt": (
        "Bạn còn khoản phí, lệ phí chưa nộp. Xin nộp, hoặc rút hồ sơ của khoản đó, rồi đề nghị lại.",
        "You still owe a fee or charge. Pay it, or withdraw the dossier it is for, then ask again.",
    ),
    "payment-under-way": (
        "Một lần nộp tiền của bạn đang chờ ngân hàng trả lời. Xin đợi kết quả rồi đề nghị lại.",
        "A payment of yours waits for the bank's answer. Wait for its outcome, then ask again.",
    ),
    "only-owner": (
        "Bạn là người đại diện duy nhất của một tổ chức. Xin giao vai trò này cho người khác rồi đề nghị lại.",
        "You are the only owner of an organisation. Give that role to somebody else, then ask again.",
    ),
}
"""Obstacle -> what to do, Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept after an erasure: why, by which source, and for how long (None: no term is known)."""

    what: str
    source: str
    years: int | None
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a request may take, and how long before its end somebody is warned."""

    answer_within: dt.timedelta
    warn_before: dt.timedelta

    def answer_by(self, asked_at: dt.datetime) -> dt.datetime:
        return asked_at + self.answer_within


@dataclass(frozen=True, slots=True)
class Said:
    """What a holder has said to a request."""

    holder: str
    obstacles: tuple[str, ...]


def obstacles_of(said: Collection[Said]) -> tuple[str, ...]:
    """Everything that stands in the way, each once, in the order of the table."""
    found = {obstacle for one in said for obstacle in one.obstacles}
    return tuple(obstacle for obstacle in OBSTACLES if obstacle in found)


def awaited(holders: Collection[str], said: Collection[str]) -> tuple[str, ...]:
    """Who has not spoken yet."""
    return tuple(holder for holder in holders if holder not in said)
