"""What makes the public see something else: publishing an approved edition, and withdrawing a version."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from chassis.contracts import Call
from chassis.errors import FieldProblem
from chassis.storage import Storage, Work
from services.catalog import contract, editions_store, levels, policy, soundness, store
from services.catalog.contract import (
    Offer,
    ProcedureVersion,
    Publication,
    PublishEdition,
    Withdrawal,
    WithdrawVersion,
)
from services.catalog.domain.editing import Act
from services.catalog.domain.validity import day_in_vietnam
from services.catalog.handlers import publishing
from services.catalog.handlers.editing import Row, moved, opened
from services.catalog.handlers.editions import examine, told, view
from services.catalog.handlers.reading import numbered


def publish_edition(call: Call[PublishEdition], storage: Storage) -> Publication:
    """Publish what was approved, to the letter, as the next version; offers stay as they were claimed."""
    asked = call.request
    with storage.command(call) as work:
        store.lock_revision(work.db)
        row, edge = opened(work, call, Act.PUBLISH)
        version = _approved(work, row)
        earlier = store.published_rows(work.db, row.code)
        latest = earlier[-1].version if earlier else None
        if latest != row.base_version:
            raise contract.EDITION_OUTDATED(latest=latest)
        today = day_in_vietnam(work.now)
        earliest = max(today, earlier[-1].valid_from) if earlier else today
        _check_days(asked, earliest)
        claims = store.offers_of(work.db, row.code)
        acts = editions_store.acts_of(work.db, row.id)
        published = publishing.publish_version(
            work,
            replace(version, valid_from=asked.valid_from, offers=claims),
            editor=next(act.actor_id for act in reversed(acts) if act.act in (Act.START, Act.CHANGE)),
            reviewer=next(act.actor_id for act in reversed(acts) if act.act == Act.APPROVE),
            previous_until=asked.previous_until,
        )
        publishing.count_on(work)
        row = moved(work, row, Act.PUBLISH, edge, "", published_version=published.version)
        before = store.whole(earlier[-1], ()) if earlier else None
        warnings = (
            *soundness.notice(version, asked.valid_from),
            *examine(work.db, row).warnings,
            *_falling(before, version, claims, asked.valid_from),
        )
        return work.done(
            Publication(
                edition=view(work.db, row, call.caller),
                code=row.code,
                version=published.version,
                content_hash=published.content_hash,
                valid_from=published.valid_from,
                warnings=told(warnings),
            )
        )


def _approved(work: Work, row: Row) -> ProcedureVersion:
    """The record that was approved; lists of fields may have changed since, so it is looked at once more."""
    examined = examine(work.db, row)
    if examined.version is None or examined.problems:
        raise contract.EDITION_INVALID(count=len(examined.problems), problems=examined.problems)
    return examined.version


def _check_days(asked: PublishEdition, earliest: dt.date) -> None:
    if asked.valid_from < earliest:
        facts: dict[str, Any] = {"earliest": earliest.isoformat()}
        raise contract.DAY_PAST(problems=[FieldProblem("/valid_from", contract.DAY_PAST.code, facts)], **facts)
    if asked.previous_until is not None and asked.previous_until < asked.valid_from:
        facts = {"valid_from": asked.valid_from.isoformat()}
        problem = FieldProblem("/previous_until", contract.TRANSITION_WRONG.code, facts)
        raise contract.TRANSITION_WRONG(problems=[problem], **facts)


def _falling(
    before: ProcedureVersion | None, after: ProcedureVersion, claims: tuple[Offer, ...], day: dt.date
) -> Iterator[FieldProblem]:
    """The agencies whose level the new version lowers, with the reason."""
    if before is None:
        return
    for offer in claims:
        old, new = levels.derived_on(before, offer, day), levels.derived_on(after, offer, day)
        if not offer.holds(day) or old is None or new is None:
            continue
        if new.scheme.levels.index(new.rule) < old.scheme.levels.index(old.rule):
            yield FieldProblem(
                "/content",
                contract.LEVEL_FALLS.code,
                {
                    "agency": offer.agency_code,
                    "before_vi": old.rule.name_vi,
                    "before_en": old.rule.name_en,
                    "after_vi": new.rule.name_vi,
                    "after_en": new.rule.name_en,
                    "why_vi": " ".join(reason.vi for reason in new.reasons if reason.bars),
                    "why_en": " ".join(reason.en for reason in new.reasons if reason.bars),
                },
            )


def withdraw_version(call: Call[WithdrawVersion], storage: Storage) -> Withdrawal:
    """End a version without a successor, from today on or later; dossiers that were filed go on."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        store.lock_revision(work.db)
        row = numbered(work.db, asked.code, asked.version)
        today = day_in_vietnam(work.now)
        if row.state != "published" or (row.valid_to is not None and row.valid_to <= today):
            raise contract.VERSION_ENDED(code=asked.code, version=asked.version)
        earliest = max(today, row.valid_from)
        if asked.from_day < earliest:
            facts: dict[str, Any] = {"earliest": earliest.isoformat()}
            raise contract.DAY_PAST(problems=[FieldProblem("/from_day", contract.DAY_PAST.code, facts)], **facts)
        gone = publishing.withdraw_version(work, row, asked.from_day, asked.reason, asked.repealed_by)
        publishing.count_on(work)
        return work.done(
            Withdrawal(
                code=gone.code,
                version=gone.version,
                valid_to=gone.valid_to,
                withdrawn_at=gone.withdrawn_at,
                reason=gone.reason,
                repealed_by=gone.repealed_by,
            )
        )
