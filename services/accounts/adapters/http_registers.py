"""The registers over HTTP: one JSON request, one schema-checked answer, every wait bounded.

``POST {url}`` with a bearer token and ``{identity_kind, identity_number, full_name, birth_date[, phone]}`` answers
``200 {"finding": "match" | "mismatch" | "unknown"}``; the business register gets ``tax_code`` as well, and answers
``name`` with a match. Anything else, a redirect and a late answer included, counts as
the register being away: a registration is never let through, nor refused, on an answer that was not understood.
"""

import json
from collections.abc import Mapping
from typing import Annotated, TypeVar

import requests

from chassis.errors import Invalid
from chassis.records import Rule, load, record
from services.accounts.adapters.registers import Business, Claim, Finding, RegisterAway

T = TypeVar("T")

CONNECT_SECONDS = 1.0
READ_SECONDS = 2.0
MAX_ANSWER = 4096


@record
class _Answer:
    finding: Finding


@record
class _Business:
    finding: Finding
    name: Annotated[str, Rule(max=200)] = ""


class HttpRegister:
    """Any of the registers behind one URL; safe to share between requests."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def check(self, claim: Claim) -> Finding:
        return self._ask(_Answer, _body_of(claim)).finding

    def check_owner(self, phone: str, claim: Claim) -> Finding:
        return self._ask(_Answer, {**_body_of(claim), "phone": phone}).finding

    def check_representative(self, tax_code: str, claim: Claim) -> Business:
        answer = self._ask(_Business, {**_body_of(claim), "tax_code": tax_code})
        if answer.finding is Finding.MATCH and not answer.name:
            raise RegisterAway("answer without a name")
        return Business(answer.finding, answer.name if answer.finding is Finding.MATCH else "")

    def _ask(self, kind: type[T], body: Mapping[str, str]) -> T:
        try:
            with requests.post(
                self._url,
                json=body,
                headers={"Authorization": f"Bearer {self._token}", "Accept": "application/json"},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code != 200:
                    raise RegisterAway(f"status {response.status_code}")
                raw = _bounded(response)
        except requests.RequestException as error:
            raise RegisterAway(type(error).__name__) from None
        try:
            return load(kind, json.loads(raw))
        except (ValueError, RecursionError, Invalid):
            raise RegisterAway("answer not understood") from None


def _bounded(response: requests.Response) -> bytes:
    raw = b""
    for chunk in response.iter_content(MAX_ANSWER):
        raw += chunk
        if len(raw) > MAX_ANSWER:
            raise RegisterAway("answer too long")
    return raw


def _body_of(claim: Claim) -> dict[str, str]:
    return {
        "identity_kind": claim.identity_kind,
        "identity_number": claim.identity_number,
        "full_name": claim.full_name,
        "birth_date": claim.birth_date.isoformat(),
    }
