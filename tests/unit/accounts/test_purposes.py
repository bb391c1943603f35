"""The words of purposes are dated data, and an edited word is found."""

import datetime as dt
import json
import unicodedata
from importlib import resources
from typing import Any

import pytest

from services.accounts import purposes
from services.accounts.contract import ConsentPurpose, PurposeBasis

DAY = dt.date(2026, 8, 3)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Any:
    purposes.purposes_on.cache_clear()
    yield
    purposes.purposes_on.cache_clear()


def test_every_purpose_has_words_in_both_languages_and_a_source() -> None:
    found = purposes.purposes_on(DAY)

    assert set(found) == set(ConsentPurpose)
    for purpose in found.values():
        assert purpose.source
        for words in purpose.words:
            for name in purposes.WORDS:
                text = getattr(words, name)
                assert text
                assert unicodedata.is_normalized("NFC", text)
    assert [one.purpose for one in found.values() if one.basis is PurposeBasis.CONSENT] == [
        ConsentPurpose.PROGRESS_MESSAGES
    ]


def test_words_that_were_edited_after_their_publication_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.loads(resources.files("services.accounts.data").joinpath("consents.json").read_text("utf-8"))
    content["purposes"][2]["versions"][0]["text_vi"] += " Và gửi quảng cáo."
    monkeypatch.setattr(purposes.json, "loads", lambda _text: content)

    with pytest.raises(ValueError, match="progress-messages"):
        purposes.purposes_on(DAY)


def test_words_to_come_are_not_shown_before_their_day() -> None:
    assert purposes.purposes_on(dt.date(2025, 12, 31)) == {}
