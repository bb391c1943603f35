"""Accounts of agencies at the broker, by RabbitMQ's management HTTP API.

An account may read one queue, its own, and nothing else: it can declare, bind and publish nothing. Topic rights say the
same once more: were it ever let at the exchange, it could bind to what is for it alone. Only the operator's console
uses this; no service holds the broker administrator's password. Every call may be made again.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import requests

from services.notifications.adapters.agency_queues import EXCHANGE, FULL, key_of, queue_of

VHOST: Final = "agencies"
POLICY: Final = "agency-queues"
MOST_CONNECTIONS: Final = 10
TIMEOUT: Final = (3.0, 15.0)


class BrokerRefused(Exception):
    """The broker did not do it; the text is for the operator."""


class BrokerAdmin:
    """``url`` is like ``http://administrator:password@host:15672``."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._base = f"{parts.scheme}://{parts.hostname}:{parts.port or 15672}{parts.path.rstrip('/')}/api"
        self._auth = (unquote(parts.username or ""), unquote(parts.password or ""))

    def prepare(self, owner: str) -> None:
        """Make the virtual host, let ``owner`` (the account of notifications) fill queues, and bound their length."""
        self._call("PUT", f"vhosts/{VHOST}", {"default_queue_type": "quorum"})
        ours = rf"^({re.escape(EXCHANGE)}|agency\..*)$"
        for name in (owner, self._auth[0]):
            self._call("PUT", f"permissions/{VHOST}/{quote(name, safe='')}", _rights(ours, ours, ours))
        limits = {"max-length": 2 * FULL, "overflow": "reject-publish"}
        policy = {"pattern": r"^agency\.", "apply-to": "queues", "definition": limits, "priority": 0}
        self._call("PUT", f"policies/{VHOST}/{POLICY}", policy)

    def put_account(self, agency: str, password: str) -> str:
        """Make an agency's account, or give it another password and the rights it should have; its name."""
        name = queue_of(agency)
        self._call("PUT", f"users/{name}", {"password": password, "tags": ""})
        own = f"^{re.escape(name)}$"
        self._call("PUT", f"permissions/{VHOST}/{name}", _rights("^$", "^$", own))
        topics = {"exchange": EXCHANGE, "write": "^$", "read": rf"^{re.escape(key_of(agency))}\."}
        self._call("PUT", f"topic-permissions/{VHOST}/{name}", topics)
        self._call("PUT", f"user-limits/{name}/max-connections", {"value": MOST_CONNECTIONS})
        return name

    def delete_account(self, agency: str) -> None:
        """Delete an agency's account. The broker closes its connections at once, as they are its user's."""
        self._call("DELETE", f"users/{queue_of(agency)}", missing_is_fine=True)

    def has_account(self, agency: str) -> bool:
        """Whether there is an account of this agency."""
        return self._call("GET", f"users/{queue_of(agency)}", missing_is_fine=True)

    def _call(
        self, verb: str, path: str, body: Mapping[str, Any] | None = None, *, missing_is_fine: bool = False
    ) -> bool:
        try:
            answer = requests.request(
                verb, f"{self._base}/{path}", json=body, auth=self._auth, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as away:
            raise BrokerRefused(f"The broker's management API does not answer: {type(away).__name__}") from away
        if answer.status_code == 404 and missing_is_fine:
            return False
        if answer.status_code >= 300:
            raise BrokerRefused(f"The broker answered {answer.status_code} to {verb} {path}: {answer.text[:200]}")
        return True


def _rights(configure: str, write: str, read: str) -> dict[str, str]:
    return {"configure": configure, "write": write, "read": read}
