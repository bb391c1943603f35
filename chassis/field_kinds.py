"""The kinds of fields that records have, where they are stricter or tell more than marshmallow's own."""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

# Besides control characters also lone surrogates: JSON can escape them, UTF-8 and the database cannot hold them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Text(ma.fields.String):
    """Unicode text in NFC; no control characters but tab and line feeds."""

    default_error_messages = {  # noqa: RUF012  # marshmallow declares it so
        "invalid": "not-text",
        "invalid_utf8": "not-text",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if _CONTROL.search(text):
            raise ma.ValidationError("control-characters")
        return unicodedata.normalize("NFC", text).strip()


class Moment(ma.fields.AwareDateTime):
    """An instant: RFC 3339 with an offset, kept in UTC. None in the first or last year of the calendar, beyond which it
    would be somewhere on earth."""

    default_error_messages = {  # noqa: RUF012  # marshmallow declares it so
        "invalid": "not-a-time",
        "invalid_awareness": "time-without-zone",
        "format": "not-a-time",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=None, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            found = super()._deserialize(value, attr, data, **kwargs).astimezone(dt.UTC)
        except OverflowError:
            raise self.make_error("invalid") from None
        if not dt.MINYEAR < found.year < dt.MAXYEAR:
            raise self.make_error("invalid")
        return found

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if value is not None:
            value = value.astimezone(dt.UTC)
        return super()._serialize(value, attr, obj, **kwargs)


class Day(ma.fields.Date):
    """A calendar day: YYYY-MM-DD. None in the first or last year of the calendar, beyond which the day before or after
    it would be, unless it was taken long ago (``to_the_end``)."""

    default_error_messages = {"invalid": "not-a-date", "format": "not-a-date"}  # noqa: RUF012  # as `Moment`

    def __init__(self, *, to_the_end: bool, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)
        self._to_the_end = to_the_end

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found: Any = super()._deserialize(value, attr, data, **kwargs)
        if not self._to_the_end and not dt.MINYEAR < found.year < dt.MAXYEAR:
            raise self.make_error("invalid")
        return found


class Open(ma.fields.Dict):
    """A JSON object that is checked elsewhere; bounded in size."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found: Any = super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        try:
            written = json.dumps(found, ensure_ascii=False, allow_nan=False)
        except ValueError:
            raise ma.ValidationError("not-an-object") from None
        if len(written) > 256_000:
            raise ma.ValidationError("too-large")
        if _CONTROL.search(written) or "\\u0000" in written:
            raise ma.ValidationError("control-characters")
        return found


class Many(ma.fields.List[Any]):
    """A list, read as a tuple: a record does not change."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class Mapped(ma.fields.Dict):
    """An object whose keys are data; what is wrong with an entry is told at the entry."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        except ma.ValidationError as wrong:
            messages: Any = wrong.messages
            if isinstance(messages, Mapping):
                # An entry's problems stand under "key" and "value", which are not part of its place.
                messages = {key: _of_entry(inner) for key, inner in messages.items()}
            raise ma.ValidationError(messages) from None


def _of_entry(inner: Any) -> Any:
    if not isinstance(inner, Mapping):
        return inner
    return [problem for side in inner.values() for problem in (side if isinstance(side, list) else [side])]
