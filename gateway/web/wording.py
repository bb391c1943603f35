"""Mẫu tin báo: what messages say, drafted by an editor, looked at as it goes out, published by somebody else."""

import datetime as dt
import json
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web import operating_words
from gateway.web.attempting import Attempt, attempt
from gateway.web.days import day_typed
from gateway.web.matter_words import matter_words
from services.notifications import contract as notifications

area = Area("wording-pages", Words("Mẫu tin báo", "Words of messages"))

TITLE = Words("Mẫu tin báo", "Words of messages")
ADDRESS = "/can-bo/mau-tin"
CHANNELS = {
    "sms": Words("Tin nhắn SMS", "Text message"),
    "inbox": Words("Hộp thư", "Inbox"),
    "email": Words("Thư điện tử", "E-mail"),
    "push": Words("Thông báo đẩy", "Push"),
}
LANGUAGES = ("vi", "en")
DONE = {
    "luu": Words("Đã lưu bản nháp. Người khác công bố.", "The draft is kept. Somebody else publishes it."),
    "cong-bo": Words("Đã công bố mẫu tin.", "The words are published."),
    "huy": Words("Đã hủy bản nháp.", "The draft is discarded."),
}


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def templates(visit: Visit) -> Response:
    """Every matter, and which have a draft."""
    return visit.page(
        "wordings.html",
        found=visit.send(notifications.list_templates, notifications.ListTemplates()),
        channels=operating_words.CHANNELS,
        matter_words=matter_words,
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en"),
    )


@area.page("GET", f"{ADDRESS}/{{matter}}", summary=TITLE, auth=Auth.STAFF)
def template(visit: Visit) -> Response:
    """One matter: the form with the words of the newest version, its drafts, and how they look."""
    return _page(visit)


@area.page("POST", f"{ADDRESS}/{{matter}}", summary=TITLE, auth=Auth.STAFF, limit="change")
def draft(visit: Visit) -> Response:
    """Look at what was typed as it would go out, or keep it as a draft."""
    words = _words(visit)
    if visit.form.get("viec") == "xem":
        seen = attempt(visit, notifications.preview_template, {"matter": visit.path["matter"], "words": words})
        return _page(visit, seen, words=words)
    asked = {
        "matter": visit.path["matter"],
        "words": words,
        "valid_from": day_typed(visit.form.get("valid_from", "")),
        "note": visit.form.get("note", "").strip(),
    }
    done = attempt(visit, notifications.draft_template, asked)
    if done.reply is None:
        return _page(visit, done, words=words)
    return redirect(here(f"{ADDRESS}/{visit.path['matter']}", visit.language, da="luu"), 303)


@area.page("POST", f"{ADDRESS}/{{matter}}/{{draft_id}}/{{act}}", summary=TITLE, auth=Auth.STAFF, limit="change")
def judge(visit: Visit) -> Response:
    """Publish a draft that somebody else wrote, or discard it."""
    key = visit.path["act"]
    methods = {"cong-bo": notifications.publish_template, "huy": notifications.discard_template}
    if key not in methods:
        raise ADDRESS_UNKNOWN()
    done = attempt(visit, methods[key], {"draft_id": visit.path["draft_id"]})
    if done.reply is None:
        return _page(visit, done)
    return redirect(here(f"{ADDRESS}/{visit.path['matter']}", visit.language, da=key), 303)


def _words(visit: Visit) -> dict[str, Any]:
    """The words as the contract has them: text for text messages, title and body for the others."""
    form = visit.form
    made: dict[str, Any] = {}
    for channel in CHANNELS:
        said: dict[str, Any] = {}
        for language in LANGUAGES:
            body = form.get(f"{channel}:{language}:body", "").replace("\r\n", "\n").strip()
            title = form.get(f"{channel}:{language}:title", "").strip()
            if channel == "sms" and body:
                said[language] = body
            elif body or title:
                said[language] = {"title": title, "body": body}
        if said:
            made[channel] = said
    if form.get("plain"):
        made["plain"] = True
    return made


def _page(visit: Visit, tried: "Attempt[Any] | None" = None, *, words: "dict[str, Any] | None" = None) -> Response:
    matter = visit.path["matter"]
    try:
        found = visit.send(notifications.read_template, load(notifications.ReadTemplate, {"matter": matter}))
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    shown = words if words is not None else dict(found.versions[0].words)
    address = f"{ADDRESS}/{matter}"
    preview = tried.reply if tried and isinstance(tried.reply, notifications.TemplatePreview) else None
    return visit.page(
        "wording.html",
        status=tried.status if tried else 200,
        found=found,
        matter_words=matter_words,
        words_now=shown,
        known={channel: name for channel, name in CHANNELS.items() if channel in _of(found, shown)},
        languages=LANGUAGES,
        preview=preview,
        said=tried.said if tried else "",
        wrong=tried.wrong if tried else {},
        typed=visit.form,
        tomorrow=dt.datetime.now(dt.UTC) + dt.timedelta(days=1),
        as_json=lambda value: json.dumps(value, ensure_ascii=False, indent=1),
        done=DONE.get(visit.request.args.get("da", "")),
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )


def _of(found: notifications.TemplateDetail, shown: dict[str, Any]) -> set[str]:
    return {channel.value for channel in found.summary.channels} | set(shown)
