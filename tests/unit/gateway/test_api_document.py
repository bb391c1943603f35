"""The API's document is made once, and nobody waits for it but who asked."""

from typing import Any

import eventlet
import pytest
from eventlet.patcher import original

from gateway import assembly
from tests.unit.gateway.fakes import a_house


def test_others_are_served_while_the_document_is_made_and_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    served, made = original("threading").Event(), []

    def slow(_settings: Any, version: str) -> bytes:
        made.append(version)
        return b"{}" if served.wait(5) else b"nobody else was served"

    monkeypatch.setattr(assembly, "_document", slow)
    client = a_house().client
    asking = [eventlet.spawn(client.get, "/openapi.json") for _ in range(3)]
    eventlet.spawn(served.set)

    assert [one.wait().data for one in asking] == [b"{}"] * 3
    assert made == ["3.1.0"]
