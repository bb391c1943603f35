"""Template messages of a social network over HTTP, in the manner of Zalo Notification Service (ZNS).

``POST {url}`` with the header ``access_token`` and ``{"phone", "template_id", "template_data", "tracking_id"}``: the
network keeps the words, in templates that it approved, and puts the data in. Which template of the network stands for
which matter is the operator's data (``MOTCUA_PUSH_TEMPLATES``): a matter that has none is refused, and goes another
way. Answers are 200 with ``{"error": 0, "data": {"msg_id"}}``; which other numbers mean what is in `ERRORS`.
Source: the public documentation of ZNS (developers.zalo.me), template API.
"""

import json
from collections.abc import Mapping

import requests

from services.notifications.adapters.http_sms import CONNECT_SECONDS, MAX_ANSWER, READ_SECONDS, not_answered, refused
from services.notifications.domain.providers import Attempt, Parcel, Result, Verdict

NO_ACCOUNT = frozenset({-114, -118, -119})
"""Nobody with this number uses the network, or they do not take such messages."""
OUR_TROUBLE = frozenset({-115, -124, -125, -131, -216})
"""The balance, the token or the template is not in order: nothing will go until somebody acts."""
SLOWER = frozenset({-32, -147})
"""Too many for the moment."""


class Zns:
    """A network behind one URL; safe to share between threads."""

    def __init__(self, url: str, token: str, templates: Mapping[str, str], name: str = "zns-1") -> None:
        self.name = name
        self._url = url
        self._token = token
        self._templates = templates

    def send(self, parcel: Parcel) -> Attempt:
        template = self._templates.get(parcel.matter, "")
        if not template:
            return Attempt(Result.REFUSED, "no template of the network for this matter", verdict=Verdict.NEITHER)
        asked = {
            "phone": parcel.address.removeprefix("+"),
            "template_id": template,
            "template_data": dict(parcel.facts),
            "tracking_id": parcel.id,
        }
        try:
            with requests.post(
                self._url,
                json=asked,
                headers={"access_token": self._token},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code != 200:
                    return refused(response.status_code, response)
                return _answered(next(response.iter_content(MAX_ANSWER), b""))
        except requests.RequestException as away:
            return not_answered(away)


def _answered(raw: bytes) -> Attempt:
    try:
        body = json.loads(raw)
        error = int(body["error"])
    except (ValueError, RecursionError, TypeError, KeyError):
        # It answered 200, so it may have taken it.
        return Attempt(Result.UNSURE, "answer not understood", verdict=Verdict.BAD)
    if error == 0:
        data = body.get("data")
        reference = str(data.get("msg_id", ""))[:200] if isinstance(data, dict) else ""
        return Attempt(Result.TAKEN, reference=reference)
    detail = f"error {error}"
    if error in NO_ACCOUNT:
        return Attempt(Result.REFUSED, detail)
    if error in OUR_TROUBLE:
        return Attempt(Result.LATER, detail, verdict=Verdict.DEAD)
    if error in SLOWER:
        return Attempt(Result.LATER, detail, verdict=Verdict.NEITHER, wait=60)
    return Attempt(Result.REFUSED, detail)
