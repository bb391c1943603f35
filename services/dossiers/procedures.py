"""A pinned version of a procedure, in the words of this service: papers, limit and fees of one dossier's case."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from chassis.callers import Channel
from chassis.records import load
from services.catalog.contract import Agency, FeeRule, ProcedureVersion, how_to_file
from services.catalog.contract.forms import Form
from services.dossiers.domain.content import PaperSpec
from services.dossiers.domain.deadlines import Limit, LimitUnit
from services.dossiers.domain.fees import ListedFee, Tier
from services.dossiers.store import known

_CHANNELS_VI: Final = {
    Channel.ONLINE: "trực tuyến",
    Channel.DIRECT: "trực tiếp",
    Channel.POST: "bưu chính công ích",
}


_MOST_KEPT: Final = 500
_versions: dict[tuple[str, int, str], ProcedureVersion] = {}


def _version(row: sa.Row[Any]) -> ProcedureVersion:
    """The published record; kept once read, as what is used of it never changes under one content hash."""
    key = (row.code, row.version, row.content_hash)
    found = _versions.get(key)
    if found is None:
        if len(_versions) >= _MOST_KEPT:
            _versions.clear()
        found = _versions[key] = load(ProcedureVersion, row.body)
    return found


@dataclass(frozen=True, slots=True)
class ListedRelief:
    """Who pays less or nothing of a fee, as the procedure lists it."""

    head: str
    key: str
    fee_label: str
    label: str
    percent: int
    basis: str
    evidence: str


class Procedure:
    """One version, as catalog published it."""

    def __init__(self, row: sa.Row[Any] | ProcedureVersion) -> None:
        self._version = row if isinstance(row, ProcedureVersion) else _version(row)
        self.code = self._version.code
        self.version = self._version.version
        self.content_hash = self._version.content_hash
        self.name = self._version.name
        self.field = self._version.field
        self.field_name = self._version.field_name
        self.field_code = self._version.field_code
        self.clock_starts_after_payment = self._version.clock_starts_after_payment
        self.cases = tuple(case.key for case in self._version.cases)
        # The national database does not say which procedures need a second person; an agency's record may.
        self.second_person_approves = self._version.second_person_approves

    def case_names(self) -> Sequence[str]:
        return [case.name for case in self._version.cases]

    def papers(self, channel: Channel, case: str) -> tuple[PaperSpec, ...]:
        """The papers of a dossier of this case by this channel."""
        return tuple(
            PaperSpec(
                key=paper.key,
                name=paper.name,
                required=paper.required,
                originals=paper.originals,
                copies=paper.copies,
                form=paper.form,
                condition=paper.condition,
            )
            for paper in self._version.papers_of(case, channel)
        )

    def form(self, channel: Channel, case: str) -> Form | None:
        """The electronic form that a dossier of this case by this channel is filled in on; None: answers are free."""
        return self._version.form_of(case, channel)

    def limit(self, channel: Channel, case: str) -> Limit | None:
        """The time limit; None where the source states none."""
        way = self._version.way(case, channel)
        if way is None or way.limit is None:
            return None
        source = way.limit.basis or f"Thủ tục {self.code}, {_CHANNELS_VI[channel]}"
        return Limit(way.limit.value, LimitUnit(way.limit.unit.value), source)

    def fees(self, channel: Channel, case: str, day: dt.date) -> list[ListedFee]:
        """The fees that a filing on this day meets; the day of filing decides which dated amount counts."""
        return [
            ListedFee(
                head=fee.head,
                kind=fee.kind.value,
                label=fee.label,
                amount=fee.amount,
                tiers=tuple(Tier(tier.start, tier.upto, tier.amount) for tier in fee.tiers),
                cap=fee.cap,
                per_unit=fee.rule is FeeRule.PER_UNIT,
                free=fee.rule is FeeRule.FREE,
                optional=fee.optional,
            )
            for fee in self._version.fees_of(case, channel, day)
        ]

    def reliefs(self, channel: Channel, case: str, day: dt.date) -> list[ListedRelief]:
        """Who pays less or nothing of the fees that a filing on this day meets."""
        return [
            ListedRelief(fee.head, relief.key, fee.label, relief.label, relief.percent, relief.basis, relief.evidence)
            for fee in self._version.fees_of(case, channel, day)
            for relief in fee.reliefs_on(day)
        ]

    def limit_in_words(self, channel: Channel, case: str) -> tuple[str, str]:
        """The time limit in Vietnamese and English."""
        way = self._version.way(case, channel)
        if way is None or way.limit is None:
            return "nguồn không nêu", "not stated by the source"
        return way.limit.in_words()

    def elsewhere(self, desk: sa.Row[Any] | None) -> dict[str, Any]:
        """How it can be filed other than online: facts for programs, and a sentence in each language."""
        channels = dict.fromkeys(way.channel for way in self._version.ways if way.channel is not Channel.ONLINE)
        ways = ", ".join(_CHANNELS_VI[channel] for channel in channels) or _CHANNELS_VI[Channel.DIRECT]
        if desk is None:
            return {"ways": ways, "how_vi": f"Xin nộp theo hình thức: {ways}", "how_en": f"Please file so: {ways}"}
        how = how_to_file(self._version, load(Agency, desk.body, tolerant=True))
        return {
            "ways": ways,
            "how_vi": how.vi.removesuffix("."),
            "how_en": how.en.removesuffix("."),
            "forms": [form.form for form in how.forms],
            "desk": how.desk_name,
            "address": how.address,
            "hours_vi": how.hours_vi,
            "hours_en": how.hours_en,
            "by_post": how.by_post,
        }


def pinned(db: sa.Connection, row: sa.Row[Any]) -> Procedure:
    """The version that a dossier keeps, in force or not; what was read once of one content hash is not read again."""
    key = (row.procedure_code, row.procedure_version, getattr(row, "procedure_content_hash", ""))
    if key in _versions:
        return Procedure(_versions[key])
    found = known.procedure_version(db, row.procedure_code, row.procedure_version)
    if found is None:
        raise LookupError(f"version {row.procedure_version} of procedure {row.procedure_code} is pinned but unknown")
    return Procedure(found)
