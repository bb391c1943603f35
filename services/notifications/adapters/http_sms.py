"""An SMS gateway over HTTP: one JSON request for each message, every wait bounded.

``POST {url}`` with a bearer token and ``{"id", "from", "to", "text"}``. 2xx: taken, with the gateway's own
``reference`` if it gives one. 402: the balance is used up. 404, 410: nobody has this number. 429: slower, by
``Retry-After``. 5xx, a redirect, no connection: not taken, try again later. No answer in time: it may have been taken;
the same ``id`` is sent again, by which the gateway drops repeats. Any other 4xx: refused for good.
"""

import json

import requests

from services.notifications.domain.providers import Attempt, Parcel, Result, Verdict

CONNECT_SECONDS = 2.0
READ_SECONDS = 8.0
MAX_ANSWER = 4096
MAX_WAIT = 600.0


class HttpSms:
    """A real gateway behind one URL; safe to share between threads."""

    def __init__(self, url: str, token: str, sender: str, name: str = "sms-1") -> None:
        self.name = name
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
                return _answered(response)
        except requests.RequestException as away:
            return not_answered(away)


def not_answered(away: requests.RequestException) -> Attempt:
    """What an outage says: without a connection nothing was taken; after it nobody knows."""
    never_sent = isinstance(away, requests.ConnectTimeout) or (
        isinstance(away, requests.ConnectionError) and "NewConnectionError" in repr(away)
    )
    return Attempt(Result.LATER if never_sent else Result.UNSURE, type(away).__name__, verdict=Verdict.BAD)


def refused(status: int, response: requests.Response) -> Attempt:
    """What a status other than 2xx means."""
    detail = f"status {status}"
    if status in (404, 410):
        return Attempt(Result.REFUSED, detail, no_such_number=True)
    if status == 429:
        return Attempt(Result.LATER, detail, verdict=Verdict.NEITHER, wait=_wait(response))
    if status in (401, 402, 403):
        # Our own token or balance, not the person's number.
        return Attempt(Result.LATER, detail, verdict=Verdict.DEAD)
    if 400 <= status < 500 and status not in (408, 425):
        return Attempt(Result.REFUSED, detail)
    return Attempt(Result.LATER, detail, verdict=Verdict.BAD)


def _answered(response: requests.Response) -> Attempt:
    if 200 <= response.status_code < 300:
        return Attempt(Result.TAKEN, reference=_reference(response))
    return refused(response.status_code, response)


def _wait(response: requests.Response) -> float:
    try:
        return min(max(float(response.headers.get("Retry-After", "0")), 0.0), MAX_WAIT)
    except ValueError:
        return 0.0


def _reference(response: requests.Response) -> str:
    """The gateway's name for the message; an answer we do not understand does not undo that it was taken."""
    try:
        raw = next(response.iter_content(MAX_ANSWER), b"")
        body = json.loads(raw)
    except (ValueError, RecursionError, requests.RequestException):
        return ""
    return str(body.get("reference", ""))[:200] if isinstance(body, dict) else ""
