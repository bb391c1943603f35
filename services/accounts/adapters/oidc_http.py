"""How an identity provider is talked to: JSON over HTTPS, every wait and every answer bounded, nothing followed."""

import json
from collections.abc import Mapping
from typing import Any, Final

import requests

CONNECT_SECONDS: Final = 1.0
READ_SECONDS: Final = 2.0
MAX_ANSWER: Final = 256_000


class ProviderAway(Exception):
    """The provider gave no answer that can be used; ``reason`` holds nothing personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderRefused(Exception):
    """The provider says no, or what it says cannot be believed; ``reason`` holds nothing personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class JsonHttp:
    """Asks one provider. ``insecure`` (the sandbox only) lets addresses be http."""

    def __init__(self, *, insecure: bool) -> None:
        self._insecure = insecure

    def check(self, url: str) -> None:
        """Refuse an address that is not https."""
        if not url.startswith("https://") and not (self._insecure and url.startswith("http://")):
            raise ProviderAway("an address is not https")

    def get(self, url: str, *, bearer: str = "") -> Mapping[str, Any]:
        """The object at an address."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return self._ask("GET", url, headers=headers)

    def post(self, url: str, form: Mapping[str, str], user: str, password: str) -> Mapping[str, Any]:
        """What a form is answered with; a 4xx is the provider's refusal of this request."""
        return self._ask("POST", url, data=form, auth=(user, password))

    def _ask(self, verb: str, url: str, **sent: Any) -> Mapping[str, Any]:
        self.check(url)
        headers = {"Accept": "application/json", **sent.pop("headers", {})}
        try:
            with requests.request(
                verb,
                url,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
                **sent,
            ) as response:
                if 400 <= response.status_code < 500 and response.status_code != 429:
                    raise ProviderRefused(f"status {response.status_code}")
                if response.status_code != 200:
                    raise ProviderAway(f"status {response.status_code}")
                raw = _bounded(response)
        except requests.RequestException as error:
            raise ProviderAway(type(error).__name__) from None
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError):
            raise ProviderAway("answer not understood") from None
        if not isinstance(found, dict):
            raise ProviderAway("answer not understood")
        return found


def _bounded(response: requests.Response) -> bytes:
    raw = b""
    for chunk in response.iter_content(16_384):
        raw += chunk
        if len(raw) > MAX_ANSWER:
            raise ProviderAway("answer too long")
    return raw
