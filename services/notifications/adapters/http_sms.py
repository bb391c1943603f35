"""An SMS gateway over HTTP: one JSON request for each message, every wait bounded.

``POST {url}`` with a bearer token and ``{"id", "from", "to", "text"}``. 2xx: taken, with the gateway's own
``reference`` if it gives one; 429, 5xx, a redirect, silence: try again later under the same ``id``, by which the
gateway drops repeats; any other 4xx: refused for good.
"""

import json

import requests

from services.notifications.domain.providers import Attempt, Parcel, Result

CONNECT_SECONDS = 2.0
READ_SECONDS = 8.0
MAX_ANSWER = 4096


class HttpSms:
    """A real gateway behind one URL; safe to share between threads."""

    name = "http"

    def __init__(self, url: str, token: str, sender: str) -> None:
        self._url = url
        self._token = token
        self._sender = sender

    def send(self, parcel: Parcel) -> Attempt:
        try:
            with requests.post(
                self._url,
                json={"id": parcel.id, "from": self._sender, "to": parcel.address, "text": parcel.body},
                headers={"Authorization": f"Bearer {self._token}", "Accept": "application/json"},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                status = response.status_code
                reference = _reference(response) if 200 <= status < 300 else ""
        except requests.RequestException as away:
            return Attempt(Result.LATER, type(away).__name__)
        if 200 <= status < 300:
            return Attempt(Result.TAKEN, reference=reference)
        if 400 <= status < 500 and status not in (401, 403, 408, 425, 429):
            return Attempt(Result.REFUSED, f"status {status}")
        # 401 and 403 are our own mistake (a wrong token), not the person's number.
        return Attempt(Result.LATER, f"status {status}")


def _reference(response: requests.Response) -> str:
    """The gateway's name for the message; an answer we do not understand does not undo that it was taken."""
    try:
        raw = next(response.iter_content(MAX_ANSWER), b"")
        body = json.loads(raw)
    except (ValueError, requests.RequestException):
        return ""
    return str(body.get("reference", ""))[:200] if isinstance(body, dict) else ""
