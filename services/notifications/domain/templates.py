"""Templates of messages: text with fixed placeholders, in both languages, in versions that follow each other.

Guarantees: a template that names a placeholder its matter does not have, that lacks a language or a channel its matter
is sent by, or that is not plain text with ``{name}`` in it, is refused when the data is loaded, not when somebody
waits for the message. What a fact holds is never read as a template.
"""

import datetime as dt
import string
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from services.notifications.domain.facts import LANGUAGES
from services.notifications.domain.plain import without_diacritics

TEXT_CHANNELS = ("sms",)
"""Channels whose messages have no title."""


CHANNELS = ("inbox", "sms", "email", "push")
BORROWING = ("email", "push")
"""Channels that use the words of others where they have none of their own."""


class TemplateWrong(ValueError):
    """The data of a template cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message as written: ``title`` is empty where the channel has none."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Template:
    """One version of the words of one matter: by channel and language; ``plain``: text messages without diacritics."""

    matter: str
    version: int
    valid_from: dt.date
    texts: Mapping[tuple[str, str], Text]
    plain: bool = False

    def render(self, channel: str, language: str, said: Mapping[str, str]) -> Text:
        """The message in one language (Vietnamese where the language is not known to us), from facts as written in it.

        A channel without words of its own has those of another: an e-mail those of the inbox, a push message the title
        of the inbox and the text message. LookupError where it has not even these.
        """
        language = language if language in LANGUAGES else "vi"
        text = self.texts.get((channel, language)) or self._borrowed(channel, language)
        body = _fill(text.body, said)
        return Text(_fill(text.title, said), without_diacritics(body) if self.plain and channel == "sms" else body)

    def has(self, channel: str) -> bool:
        """Whether a message can be written for a channel, with words of its own or of another."""
        own = (channel, "vi") in self.texts
        inbox, sms = ("inbox", "vi") in self.texts, ("sms", "vi") in self.texts
        return own or (channel == "email" and inbox) or (channel == "push" and inbox and sms)

    def _borrowed(self, channel: str, language: str) -> Text:
        if not self.has(channel):
            raise LookupError(f"{self.matter} version {self.version} has no words for {channel}")
        inbox = self.texts["inbox", language]
        return inbox if channel == "email" else Text(inbox.title, self.texts["sms", language].body)


def _fill(text: str, said: Mapping[str, str]) -> str:
    return unicodedata.normalize("NFC", text.format_map(said))


def placeholders(text: str) -> set[str]:
    """The names between braces, or `TemplateWrong` for anything but plain ``{name}``."""
    found = set()
    try:
        for _, name, form, conversion in string.Formatter().parse(text):
            if name is None:
                continue
            if form or conversion or not name.isidentifier():
                raise TemplateWrong(f"“{{{name}}}” is not a plain placeholder")
            found.add(name)
    except TemplateWrong:
        raise
    except ValueError as wrong:
        raise TemplateWrong(str(wrong)) from None
    return found


def template_of(matter: str, raw: Mapping[str, Any], allowed: Collection[str], channels: Collection[str]) -> Template:
    """One version from its data, checked against the facts and channels that its matter has."""
    texts: dict[tuple[str, str], Text] = {}
    unknown = raw.keys() - {"version", "valid_from", "plain", *CHANNELS}
    if unknown:
        raise TemplateWrong(f"{matter}: there is no channel {', '.join(sorted(unknown))}")
    for channel in (*channels, *(each for each in BORROWING if each in raw and each not in channels)):
        for language in LANGUAGES:
            if channel in raw or channel not in BORROWING:
                texts[channel, language] = _text_of(matter, raw, channel, language, frozenset(allowed))
    valid_from, plain = dt.date.fromisoformat(raw["valid_from"]), raw.get("plain", False) is True
    template = Template(matter, int(raw["version"]), valid_from, texts, plain)
    lacking = [channel for channel in channels if not template.has(channel)]
    if lacking:
        raise TemplateWrong(f"{matter} version {raw['version']}: no words for {', '.join(lacking)}")
    return template


def _text_of(matter: str, raw: Mapping[str, Any], channel: str, language: str, allowed: frozenset[str]) -> Text:
    where = f"{matter} version {raw.get('version')}, {channel}, {language}"
    of_channel = raw.get(channel)
    words = of_channel.get(language) if isinstance(of_channel, Mapping) else None
    if words is None:
        raise TemplateWrong(f"{where}: there are no words")
    text = _read(where, words, titled=channel not in TEXT_CHANNELS)
    if not text.body or (not text.title and channel not in TEXT_CHANNELS):
        raise TemplateWrong(f"{where}: title or body is empty")
    for part in (text.title, text.body):
        try:
            unknown = placeholders(part) - allowed
        except TemplateWrong as wrong:
            raise TemplateWrong(f"{where}: {wrong}") from None
        if unknown:
            raise TemplateWrong(f"{where}: unknown placeholder {', '.join(sorted(unknown))}")
        if unicodedata.normalize("NFC", part) != part:
            raise TemplateWrong(f"{where}: the text is not in NFC")
    return text


def _read(where: str, words: object, *, titled: bool) -> Text:
    """Words as they are written in the data: a text, or title and body."""
    if not titled and isinstance(words, str):
        return Text("", words)
    if titled and isinstance(words, Mapping) and words.keys() <= {"title", "body"}:
        title, body = words.get("title", ""), words.get("body", "")
        if isinstance(title, str) and isinstance(body, str):
            return Text(title, body)
    raise TemplateWrong(f"{where}: should be {'title and body' if titled else 'a text'}")


def in_force(templates: Collection[Template], day: dt.date) -> Template:
    """The newest version that is valid on a day in Vietnam."""
    valid = [template for template in templates if template.valid_from <= day]
    if not valid:
        raise LookupError(f"no version of {sorted({t.matter for t in templates})} is in force on {day}")
    return max(valid, key=lambda template: (template.valid_from, template.version))
