"""Whether a message is still needed when it is about to go out.

A matter says by ``still`` what must be so: the dossier in the state that it was in (`same-state`), the fee not paid
(`unpaid`), the appointment as it was told (`appointment`), the service not rated (`unrated`). What must be so is kept
with the message; how things are now is known by events. Of what is not known nothing is assumed: the message goes out.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Now:
    """What is known at the moment of sending; None: nothing."""

    state: int | None = None
    rated: bool | None = None
    settled: bool | None = None
    appointment: tuple[str, dt.datetime] | None = None


def still_of(still: str, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is kept with a message, from the event that it tells of."""
    match still:
        case "same-state":
            return {"dossier": payload["dossier_id"], "state": payload["state"]}
        case "unpaid":
            return {"obligation": payload["obligation_id"]}
        case "appointment":
            return {"appointment": payload["appointment_id"], "starts_at": payload["starts_at"]}
        case "unrated":
            return {"dossier": payload["dossier_id"], "rated": False}
        case _:
            return None


def is_needed(still: Mapping[str, Any] | None, now: Now) -> bool:
    """Whether what the message tells of is still so."""
    if not still:
        return True
    if "state" in still and now.state is not None and now.state != still["state"]:
        return False
    if "rated" in still and now.rated:
        return False
    if "obligation" in still and now.settled:
        return False
    if "appointment" in still and now.appointment is not None:
        stands, starts_at = now.appointment
        return stands == "arranged" and starts_at == dt.datetime.fromisoformat(still["starts_at"])
    return True
