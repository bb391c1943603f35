"""The words of messages: shown, previewed, drafted by an editor, published by a reviewer who did not write them.

Guarantees: nothing is published that could not be sent (unknown placeholders, a language or channel that is missing,
text that is not NFC); nothing that was in force changes; a published version holds from a day that has not passed, and
messages say by which version they were written. Who wrote, published and discarded what is kept with each version, and
in the audit trail.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from chassis import audit
from chassis.contracts import Call
from chassis.ids import new_id
from chassis.storage import Storage, Work
from services.notifications import policy, rules, wording
from services.notifications.adapters.smtp import html_of
from services.notifications.contract import (
    TEMPLATE_FAULTY,
    TEMPLATE_IN_THE_PAST,
    TEMPLATE_JUDGED,
    TEMPLATE_NOT_FOUND,
    TEMPLATE_OWN_WORDS,
    DraftTemplate,
    JudgeTemplate,
    ListTemplates,
    MessageChannel,
    PreviewTemplate,
    PreviewText,
    Price,
    ReadTemplate,
    TemplateDetail,
    TemplateList,
    TemplatePreview,
    TemplateSummary,
    TemplateVersion,
)
from services.notifications.domain.facts import LANGUAGES, all_written
from services.notifications.domain.matters import Matter
from services.notifications.domain.plain import without_diacritics
from services.notifications.domain.providers import Parcel
from services.notifications.domain.samples import samples_of
from services.notifications.domain.segments import encoding, segments
from services.notifications.domain.templates import Template, TemplateWrong
from services.notifications.store import worded

CHANNELS: Final = ("inbox", "sms", "email", "push")


def list_templates(call: Call[ListTemplates], storage: Storage) -> TemplateList:
    """Every matter, in the order of its table."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        drafts, now = worded.drafts(db), storage.now()
        matters = rules.matters_on(rules.day_of(now))
        return TemplateList(templates=tuple(_summary(db, one, drafts.get(one.name, 0), now) for one in matters))


def read_template(call: Call[ReadTemplate], storage: Storage) -> TemplateDetail:
    """One matter with all its versions and drafts."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        return _detail(db, _matter(call.request.matter, storage.now()), storage.now())


def preview_template(call: Call[PreviewTemplate], storage: Storage) -> TemplatePreview:
    """How words would look and what they would cost; words with faults show their faults."""
    policy.check(call.caller, call.method)
    matter, day = _matter(call.request.matter, storage.now()), rules.day_of(storage.now())
    try:
        template = wording.made_of(matter, _words(call.request.words), 1, day)
    except TemplateWrong as wrong:
        return TemplatePreview(texts=(), faults=(str(wrong),))
    said = all_written(samples_of(matter.facts))
    channels = [channel for channel in CHANNELS if channel in matter.channels or template.has(channel)]
    return TemplatePreview(
        texts=tuple(_text(template, channel, each, said[each], day) for channel in channels for each in LANGUAGES),
        faults=(),
    )


def draft_template(call: Call[DraftTemplate], storage: Storage) -> TemplateDetail:
    """Keep words as a draft."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        matter = _matter(asked.matter, work.now)
        draft = {
            "id": new_id(),
            "matter": matter.name,
            "valid_from": asked.valid_from,
            "words": _words(asked.words),
            "note": asked.note,
            "state": "draft",
            "written_by": call.caller.id,
            "written_at": work.now,
        }
        worded.add(work.db, draft)
        audit.record(work, "template.drafted", thing=str(draft["id"]), facts={"matter": matter.name})
        return work.done(_detail(work.db, matter, work.now))


def publish_template(call: Call[JudgeTemplate], storage: Storage) -> TemplateDetail:
    """Make a draft a version; from its day on messages are written by it."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row, matter = _draft(work, call.request.draft_id)
        if row.written_by == call.caller.id:
            raise TEMPLATE_OWN_WORDS()
        today = rules.day_of(work.now)
        if row.valid_from < today:
            raise TEMPLATE_IN_THE_PAST(today=f"{today:%d/%m/%Y}")
        version = worded.next_version(work.db, matter.name)
        try:
            wording.made_of(matter, row.words, version, row.valid_from)
        except TemplateWrong as wrong:
            raise TEMPLATE_FAULTY(faults=str(wrong)) from None
        worded.judge(work.db, row.id, "published", call.caller.id, work.now, version)
        wording.read_anew(work.db)
        audit.record(work, "template.published", thing=row.id, facts={"matter": matter.name, "version": version})
        return work.done(_detail(work.db, matter, work.now))


def discard_template(call: Call[JudgeTemplate], storage: Storage) -> TemplateDetail:
    """Put a draft away; it stays to be seen."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row, matter = _draft(work, call.request.draft_id)
        worded.judge(work.db, row.id, "discarded", call.caller.id, work.now, None)
        audit.record(work, "template.discarded", thing=row.id, facts={"matter": matter.name})
        return work.done(_detail(work.db, matter, work.now))


def _matter(name: str, now: dt.datetime) -> Matter:
    matter = rules.matter_named(name, rules.day_of(now))
    if matter is None:
        raise TEMPLATE_NOT_FOUND()
    return matter


def _draft(work: Work, draft_id: str) -> tuple[worded.Row, Matter]:
    row = worded.locked(work.db, draft_id)
    if row is None:
        raise TEMPLATE_NOT_FOUND()
    if row.state != "draft":
        raise TEMPLATE_JUDGED()
    return row, _matter(row.matter, work.now)


def _words(raw: object) -> dict[str, Any]:
    """The words as an object; what the channels hold is judged when it is used."""
    if not isinstance(raw, dict):
        raise TEMPLATE_FAULTY(faults="the words are no object")
    return {key: value for key, value in raw.items() if key not in ("version", "valid_from")}


def _text(template: Template, channel: str, language: str, said: Mapping[str, str], day: dt.date) -> PreviewText:
    text = template.render(channel, language, said)
    sms = channel == "sms"
    parts = segments(text.body) if sms else 0
    mail = Parcel("preview", template.matter, "", text.title, text.body, language=language)
    return PreviewText(
        channel=MessageChannel(channel),
        language=language,
        title=text.title,
        body=text.body,
        html=html_of(mail) if channel == "email" else "",
        encoding=encoding(text.body) if sms else "",
        segments=parts,
        prices=tuple(
            Price(provider=name, cost=parts * rules.price_on("sms", name, day)) for name in rules.priced_on("sms", day)
        )
        if sms
        else (),
        segments_without_diacritics=segments(without_diacritics(text.body)) if sms else 0,
    )


def _summary(db: sa.Connection, matter: Matter, drafts: int, now: dt.datetime) -> TemplateSummary:
    return TemplateSummary(
        matter=matter.name,
        topic=matter.topic,
        facts=tuple(sorted(matter.facts)),
        channels=tuple(MessageChannel(channel) for channel in matter.channels),
        version=wording.template_for(db, matter, now).version,
        drafts=drafts,
    )


def _detail(db: sa.Connection, matter: Matter, now: dt.datetime) -> TemplateDetail:
    written = worded.all_of(db, matter.name)
    drafts = sum(row.state == "draft" for row in written)
    versions = [*(_version(row) for row in written), *_of_the_release(matter)]
    return TemplateDetail(summary=_summary(db, matter, drafts, now), versions=tuple(versions))


def _version(row: worded.Row) -> TemplateVersion:
    return TemplateVersion(
        id=row.id,
        version=row.version or 0,
        state=row.state,
        valid_from=row.valid_from,
        words=row.words,
        note=row.note,
        written_by=row.written_by,
        written_at=row.written_at,
        judged_by=row.judged_by,
        judged_at=row.judged_at,
    )


def _of_the_release(matter: Matter) -> Iterable[TemplateVersion]:
    for template in sorted(rules.all_templates()[matter.name], key=lambda one: -one.version):
        words: dict[str, Any] = {}
        for (channel, language), text in template.texts.items():
            said = text.body if channel == "sms" else {"title": text.title, "body": text.body}
            words.setdefault(channel, {})[language] = said
        yield TemplateVersion(
            id="",
            version=template.version,
            state="release",
            valid_from=template.valid_from,
            words=words,
            note="",
            written_by="",
            written_at=None,
            judged_by="",
            judged_at=None,
        )
