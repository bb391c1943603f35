"""How far a service goes online (mức độ dịch vụ công trực tuyến): what levels there are, and what one comes to.

Schemes, levels, what a level allows and what it needs are dated data. What an agency may choose within a level it says
in `Choice`; what the level leaves no choice about cannot be chosen. Which level holds is derived in `derivation`.
"""

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class Leave(enum.StrEnum):
    """Whether a level has something: never, always, unless the agency says no, only if it says yes."""

    NO = "no"
    OFFERED = "offered"
    OPT_IN = "opt-in"
    YES = "yes"


class Need(enum.StrEnum):
    """What has to be there before a level may be claimed (nội dung bắt buộc của mức độ)."""

    COMPLETE_RECORD = "complete-record"
    TEMPLATE = "template"
    ONLINE_WAY = "online-way"
    INTERACTIVE_FORM = "interactive-form"
    WHOLLY_ONLINE = "wholly-online"
    PAYMENT_CHANNEL = "payment-channel"


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What one level of one scheme means; ``needs`` gives for each need the text of the law that asks for it."""

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
    returns_away: bool
    needs: Mapping[Need, str]

    @property
    def is_whole(self) -> bool:
        return self.level in ("full", "level-4")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to name levels, with the days it held; ``levels`` from the lowest to the highest.

    ``converts`` says what a level of the scheme before it counts as from its first day on.
    """

    id: str
    name_vi: str
    name_en: str
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    converts: Mapping[str, str]
    levels: tuple[LevelRule, ...]

    def holds(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def rule(self, level: str) -> LevelRule:
        """One of its levels; raises `LevelWrong` for another scheme's."""
        for rule in self.levels:
            if rule.level == level:
                return rule
        raise LevelWrong(f"{self.id} has no level {level}")


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
    """What holds for people, in plain booleans."""

    files_online: bool
    pays_online: bool
    returns_online: bool
    returns_by_post: bool
    returns_at_desk: bool


class LevelWrong(ValueError):
    """A choice that the level does not allow, or a reason that is missing."""


def scheme_on(schemes: Sequence[Scheme], day: dt.date) -> Scheme | None:
    """The scheme in force on a day; None before the first."""
    return next((scheme for scheme in schemes if scheme.holds(day)), None)


def terms_of(rule: LevelRule, choice: Choice, *, owes: bool = True) -> Terms:
    """What a level and an agency's choice come to; raises `LevelWrong`. ``owes`` False: there is nothing to pay."""
    if rule.reason_needed and not rule.is_whole and not choice.reason:
        raise LevelWrong(f"{rule.level} under {rule.scheme} has to publish its reason")
    may_be_without = choice.pays_online is False and not owes
    pays = False if may_be_without else _settle(rule, "pays_online", rule.pays_online, choice.pays_online)
    online = _settle(rule, "returns_online", rule.returns_online, choice.returns_online)
    post = _settle(rule, "returns_by_post", rule.returns_by_post, choice.returns_by_post)
    desk = _settle(rule, "returns_at_desk", rule.returns_at_desk, choice.returns_at_desk)
    if not (online or post or desk):
        raise LevelWrong("a result has to be returned in some way")
    if rule.returns_away and not (online or post):
        raise LevelWrong(f"{rule.level} under {rule.scheme} must not send people to the desk for the result")
    return Terms(rule.files_online, pays, online, post, desk)


def _settle(rule: LevelRule, what: str, leave: Leave, chosen: bool | None) -> bool:
    if leave is Leave.OFFERED:
        return chosen is not False
    if leave is Leave.OPT_IN:
        return chosen is True
    if chosen is not None and chosen is not (leave is Leave.YES):
        raise LevelWrong(f"{rule.level} under {rule.scheme} leaves no choice of {what}")
    return leave is Leave.YES


def not_left(rule: LevelRule, choice: Choice, *, owes: bool) -> list[str]:
    """What was chosen otherwise than the level has it, where it leaves no choice."""
    found = []
    for name in ("pays_online", "returns_online", "returns_by_post", "returns_at_desk"):
        leave, chosen = getattr(rule, name), getattr(choice, name)
        if name == "pays_online" and chosen is False and not owes:
            continue
        if leave in (Leave.YES, Leave.NO) and chosen is not None and chosen is not (leave is Leave.YES):
            found.append(name)
    return found


def has_way_back(rule: LevelRule, choice: Choice) -> bool:
    """Whether a result can be returned by what was chosen, and without the desk where the level asks for that."""

    def has(leave: Leave, chosen: bool | None) -> bool:
        return (
            leave is Leave.YES
            or (leave is Leave.OFFERED and chosen is not False)
            or (leave is Leave.OPT_IN and chosen is True)
        )

    away = has(rule.returns_online, choice.returns_online) or has(rule.returns_by_post, choice.returns_by_post)
    return away or (not rule.returns_away and has(rule.returns_at_desk, choice.returns_at_desk))


def fitted(rule: LevelRule, choice: Choice, *, owes: bool) -> Choice:
    """A choice made for another level, without what this one leaves no choice about."""

    def kept(leave: Leave, chosen: bool | None) -> bool | None:
        return chosen if leave in (Leave.OFFERED, Leave.OPT_IN) else None

    pays = False if choice.pays_online is False and not owes else kept(rule.pays_online, choice.pays_online)
    return Choice(
        pays_online=pays,
        returns_online=kept(rule.returns_online, choice.returns_online),
        returns_by_post=kept(rule.returns_by_post, choice.returns_by_post),
        returns_at_desk=kept(rule.returns_at_desk, choice.returns_at_desk),
        reason=choice.reason,
        reason_note=choice.reason_note,
    )


def explain(rule: LevelRule, terms: Terms, reason_note: str) -> tuple[str, str]:
    """What the level comes to, in Vietnamese and English."""
    vi = [f"Dịch vụ công trực tuyến: {rule.name_vi} ({rule.source})."]
    en = [f"The service is at the level “{rule.name_en}” ({rule.source})."]
    if rule.files_online:
        vi.append("Nộp hồ sơ được qua mạng.")
        en.append("The dossier can be filed online.")
    else:
        vi.append("Chưa nộp được qua mạng: nộp tại bộ phận một cửa trong giờ tiếp nhận hoặc qua bưu chính, nếu có.")
        en.append(
            "It cannot be filed online: file at the one-stop desk in its hours, or by post where that is offered."
        )
    if reason_note:
        vi.append(f"Lý do: {reason_note}")
        en.append(f"Reason: {reason_note}")
    if terms.pays_online:
        vi.append("Phí, lệ phí (nếu có) nộp được qua mạng.")
        en.append("Fees, if any, can be paid online.")
    else:
        vi.append("Phí, lệ phí (nếu có) nộp tại bộ phận một cửa.")
        en.append("Fees, if any, are paid at the one-stop desk.")
    ways = (
        (terms.returns_online, "qua mạng", "online"),
        (terms.returns_by_post, "qua bưu chính", "by post"),
        (terms.returns_at_desk, "tại quầy", "at the desk"),
    )
    vi.append(f"Nhận kết quả {', '.join(name for has, name, _ in ways if has)}.")
    en.append(f"The result is returned {', '.join(name for has, _, name in ways if has)}.")
    return " ".join(vi), " ".join(en)


RANK = ("level-1", "information", "level-2", "level-3", "partial", "level-4", "full")
"""Levels from the lowest to the highest, over all schemes."""


def best(levels: Sequence[str]) -> str | None:
    """The highest of some levels."""
    return max(levels, key=RANK.index, default=None)
