"""How far a service goes online (mức độ dịch vụ công trực tuyến): what a level means, why, and what contradicts it.

The schemes and what their levels allow are dated data. What an agency may choose within a level it says in `Choice`;
what the level leaves no choice about cannot be chosen.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass


class Leave(enum.StrEnum):
    """Whether a level has something: never, always, or where the agency offers it."""

    NO = "no"
    OFFERED = "offered"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What one level of one scheme means."""

    scheme: str
    level: str
    name_vi: str
    name_en: str
    source: str
    reason_needed: bool
    files_online: bool
    pays_online: Leave
    returns_online: Leave
    returns_by_post: Leave
    returns_at_desk: Leave


@dataclass(frozen=True, slots=True)
class Choice:
    """What an agency decided where the level leaves it the choice; None: not said."""

    pays_online: bool | None = None
    returns_online: bool | None = None
    returns_by_post: bool | None = None
    returns_at_desk: bool | None = None
    reason: str = ""
    reason_note: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for people: booleans, and the sentences that say why."""

    files_online: bool
    pays_online: bool
    returns_online: bool
    returns_by_post: bool
    returns_at_desk: bool
    explanation_vi: str
    explanation_en: str


class LevelWrong(ValueError):
    """A choice that the level does not allow, or a reason that is missing."""


def terms_of(rule: LevelRule, choice: Choice) -> Terms:
    """What a level and an agency's choice come to; raises `LevelWrong`."""
    whole = rule.level in ("full", "level-4")
    if rule.reason_needed and not whole and not choice.reason:
        raise LevelWrong(f"{rule.level} under {rule.scheme} has to publish its reason")
    pays = _settle(rule, "pays_online", rule.pays_online, choice.pays_online, default=True)
    online = _settle(rule, "returns_online", rule.returns_online, choice.returns_online, default=whole)
    post = _settle(rule, "returns_by_post", rule.returns_by_post, choice.returns_by_post, default=True)
    desk = _settle(rule, "returns_at_desk", rule.returns_at_desk, choice.returns_at_desk, default=True)
    if not (online or post or desk):
        raise LevelWrong("a result has to be returned in some way")
    vi, en = _explain(rule, choice, pays=pays, online=online, post=post, desk=desk)
    return Terms(rule.files_online, pays, online, post, desk, vi, en)


def _settle(rule: LevelRule, what: str, leave: Leave, chosen: bool | None, *, default: bool) -> bool:
    if leave is Leave.OFFERED:
        return default if chosen is None else chosen
    if chosen is not None and chosen is not (leave is Leave.YES):
        raise LevelWrong(f"{rule.level} under {rule.scheme} leaves no choice of {what}")
    return leave is Leave.YES


def _explain(rule: LevelRule, choice: Choice, *, pays: bool, online: bool, post: bool, desk: bool) -> tuple[str, str]:
    vi = [f"Dịch vụ ở mức {rule.name_vi} ({rule.source})."]
    en = [f"The service is at the level “{rule.name_en}” ({rule.source})."]
    if rule.files_online:
        vi.append("Nộp hồ sơ được qua mạng.")
        en.append("The dossier can be filed online.")
    else:
        vi.append("Chưa nộp được qua mạng: nộp tại bộ phận một cửa trong giờ tiếp nhận hoặc qua bưu chính, nếu có.")
        en.append(
            "It cannot be filed online: file at the one-stop desk in its hours, or by post where that is offered."
        )
    if choice.reason_note:
        vi.append(f"Lý do: {choice.reason_note}")
        en.append(f"Reason given by the agency: {choice.reason_note}")
    vi.append("Phí, lệ phí (nếu có) nộp được qua mạng." if pays else "Phí, lệ phí (nếu có) nộp tại bộ phận một cửa.")
    en.append("Fees, if any, can be paid online." if pays else "Fees, if any, are paid at the one-stop desk.")
    ways_vi = [name for has, name in ((online, "qua mạng"), (post, "qua bưu chính"), (desk, "tại quầy")) if has]
    ways_en = [name for has, name in ((online, "online"), (post, "by post"), (desk, "at the desk")) if has]
    vi.append(f"Nhận kết quả {', '.join(ways_vi)}.")
    en.append(f"The result is returned {', '.join(ways_en)}.")
    return " ".join(vi), " ".join(en)


def contradictions(rule: LevelRule, *, has_online_way: bool, exceptions: Sequence[str]) -> list[str]:
    """Why a procedure's record does not bear this level; empty if it does. Sentences for the editor."""
    found = []
    if rule.files_online and not has_online_way:
        found.append("the record has no online way of execution")
    if rule.level in ("full", "level-4") and exceptions:
        found.append(f"the record keeps a part off the network: {', '.join(exceptions)}")
    return found


RANK = ("level-1", "information", "level-2", "level-3", "partial", "level-4", "full")
"""Levels from the lowest to the highest, over all schemes."""


def best(levels: Sequence[str]) -> str | None:
    """The highest of some levels."""
    return max(levels, key=RANK.index, default=None)
