"""Reason codes of acts that need a reason: dated data, each code for certain acts."""

import datetime as dt
import functools
import json
from importlib import resources

from services.dossiers.contract import REASON_UNKNOWN, Act, ReasonView


@functools.cache
def _all() -> tuple[tuple[dt.date, dt.date | None, ReasonView], ...]:
    data = json.loads(resources.files("services.dossiers.data").joinpath("reasons.json").read_text("utf-8"))
    return tuple(
        (
            dt.date.fromisoformat(entry["valid_from"]),
            dt.date.fromisoformat(entry["valid_to"]) if "valid_to" in entry else None,
            ReasonView(
                code=entry["code"],
                acts=tuple(Act(act) for act in entry["acts"]),
                vi=entry["vi"],
                en=entry["en"],
                source=entry["source"],
            ),
        )
        for entry in data["reasons"]
    )


def in_force(day: dt.date, act: Act | None = None) -> tuple[ReasonView, ...]:
    """The reasons of an act, or of all acts, on a day."""
    return tuple(
        one
        for since, until, one in _all()
        if since <= day and (until is None or day < until) and (act is None or act in one.acts)
    )


def named(code: str, act: Act, day: dt.date) -> ReasonView:
    """The reason of an act with this code; raises `REASON_UNKNOWN` with those that there are."""
    known = in_force(day, act)
    for one in known:
        if one.code == code:
            return one
    raise REASON_UNKNOWN(code=code, choices=", ".join(one.code for one in known))
