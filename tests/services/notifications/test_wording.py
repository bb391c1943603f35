"""Words of messages are written by one person, published by another, in force from their day, and never changed."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import tables as chassis_tables
from chassis.callers import Caller, CallerKind
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.testing import call_of
from services.dossiers import contract as dossiers
from services.notifications import contract, rules
from services.notifications.handlers import wording
from services.notifications.tables import template_versions
from tests.services.notifications.test_preferences import happens

EDITOR = Caller(kind=CallerKind.STAFF, id="s-5", agency="H27", roles=("catalog_editor",), session="s-1")
REVIEWER = Caller(kind=CallerKind.STAFF, id="s-6", agency="H27", roles=("catalog_reviewer",), session="s-2")
MATTER = "dossier.received"
TODAY = dt.date(2026, 11, 24)


def words(mark: str = "MỚI") -> dict[str, Any]:
    titled = {"title": f"{mark} {{dossier_code}}", "body": f"{mark} {{agency_name}} {{procedure_name}} {{due_at}}"}
    text = f"{mark} {{dossier_code}} {{due_at}}"
    return {"inbox": {"vi": titled, "en": titled}, "sms": {"vi": text, "en": text}}


def draft(world: Any, *, valid_from: dt.date = TODAY, by: Caller = EDITOR, **given: Any) -> str:
    asked = contract.DraftTemplate(matter=MATTER, words={**words(), **given}, valid_from=valid_from, note="Thử")
    detail = wording.draft_template(call_of(contract.draft_template, asked, caller=by, key=f"k-{given}"), world.storage)
    return next(version.id for version in detail.versions if version.state == "draft")


def publish(world: Any, draft_id: str, by: Caller = REVIEWER) -> contract.TemplateDetail:
    call = call_of(contract.publish_template, contract.JudgeTemplate(draft_id=draft_id), caller=by)
    return wording.publish_template(call, world.storage)


def preview(world: Any, raw: Any) -> contract.TemplatePreview:
    call = call_of(contract.preview_template, contract.PreviewTemplate(matter=MATTER, words=raw), caller=EDITOR)
    return wording.preview_template(call, world.storage)


def test_published_words_are_sent_and_the_message_says_by_which_version(world: Any) -> None:
    world.account_opens()
    happens(world, dossiers.dossier_received)
    draft_id = draft(world)
    happens(world, dossiers.dossier_received)
    detail = publish(world, draft_id)
    happens(world, dossiers.dossier_received)

    rows = world.rows(matter=MATTER, channel="inbox")
    assert [row.template_version for row in rows] == [1, 1, 1000]
    assert rows[2].texts["vi"]["title"].startswith("MỚI")
    assert not rows[0].texts["vi"]["title"].startswith("MỚI")
    assert [(version.version, version.state) for version in detail.versions] == [(1000, "published"), (1, "release")]
    assert (detail.versions[0].written_by, detail.versions[0].judged_by) == ("s-5", "s-6")


def test_words_hold_from_their_day_and_not_before(world: Any) -> None:
    world.account_opens()
    publish(world, draft(world, valid_from=TODAY + dt.timedelta(days=1)))
    happens(world, dossiers.dossier_received)
    world.pass_time(days=1)
    happens(world, dossiers.dossier_received)

    assert [row.template_version for row in world.rows(matter=MATTER, channel="inbox")] == [1, 1000]


def test_who_wrote_it_does_not_publish_it_and_nothing_is_published_twice(world: Any) -> None:
    own = draft(world, by=REVIEWER)
    with pytest.raises(Conflict):
        publish(world, own)
    with pytest.raises(Forbidden):
        publish(world, own, EDITOR)

    draft_id = draft(world, plain=True)
    publish(world, draft_id)
    with pytest.raises(Conflict):
        publish(world, draft_id)
    with pytest.raises(NotFound):
        publish(world, "nothing")


def test_the_database_itself_refuses_words_that_one_person_wrote_and_published(world: Any) -> None:
    draft_id = draft(world)
    changed = template_versions.update().where(template_versions.c.id == draft_id)

    with pytest.raises(sa.exc.IntegrityError), world.storage.engine.begin() as db:
        db.execute(changed.values(state="published", version=1000, judged_by="s-5"))


@pytest.mark.parametrize(
    "given", [{"sms": {"vi": "{mystery}", "en": "x"}}, {"sms": {"vi": "x"}}, {"fax": {}}, {"inbox": "x"}]
)
def test_what_could_not_be_sent_is_not_published_and_the_preview_says_why(world: Any, given: dict[str, Any]) -> None:
    draft_id = draft(world, **given)

    with pytest.raises(Invalid):
        publish(world, draft_id)
    found = preview(world, {**words(), **given})
    assert found.texts == ()
    assert len(found.faults) == 1


def test_words_of_a_day_that_is_past_are_not_published(world: Any) -> None:
    draft_id = draft(world)
    world.pass_time(days=1)

    with pytest.raises(Invalid):
        publish(world, draft_id)


def test_a_preview_shows_every_channel_with_parts_and_price(world: Any) -> None:
    texts = {(text.channel.value, text.language): text for text in preview(world, words("“Đã nhận”")).texts}

    assert set(texts) == {(channel, each) for channel in ("inbox", "sms", "email", "push") for each in ("vi", "en")}
    sms = texts["sms", "vi"]
    assert (sms.encoding, sms.segments, sms.segments_without_diacritics) == ("UCS-2", 1, 1)
    assert {price.provider: price.cost for price in sms.prices}["sandbox"] == rules.price_on("sms", "sandbox", TODAY)
    assert "“Đã nhận”" in texts["email", "vi"].html


def test_without_diacritics_the_same_words_cost_less(world: Any) -> None:
    long = "Đã tiếp nhận hồ sơ {dossier_code}, hẹn trả kết quả lúc {due_at}, xin giữ lại giấy này."
    raw = {**words(), "sms": {"vi": long, "en": long}}
    dear, cheap = (
        {(t.channel.value, t.language): t for t in preview(world, each).texts}["sms", "vi"]
        for each in (raw, {**raw, "plain": True})
    )

    assert (dear.encoding, cheap.encoding) == ("UCS-2", "GSM-7")
    assert dear.segments_without_diacritics == cheap.segments < dear.segments


def test_every_act_on_words_is_in_the_audit_trail_and_a_discarded_draft_stays_to_be_seen(world: Any) -> None:
    publish(world, draft(world))
    draft_id = draft(world, plain=True)
    call = call_of(contract.discard_template, contract.JudgeTemplate(draft_id=draft_id), caller=REVIEWER)
    detail = wording.discard_template(call, world.storage)

    with world.storage.read() as db:
        acts = db.execute(sa.select(chassis_tables.audit.c.actor, chassis_tables.audit.c.act)).all()
    assert [tuple(act) for act in acts] == [
        ("s-5", "template.drafted"),
        ("s-6", "template.published"),
        ("s-5", "template.drafted"),
        ("s-6", "template.discarded"),
    ]
    assert {version.state for version in detail.versions} == {"published", "discarded", "release"}
