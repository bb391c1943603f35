"""The root over many heads is the tree of RFC 6962, and tells any other heads apart."""

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain.anchoring import Head, Statement, leaf, root_of

HEADS = st.lists(
    st.builds(Head, st.text("abc0123-", min_size=1, max_size=6), st.integers(1, 99), st.text("0f", min_size=3)),
    max_size=40,
)


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word: split at the largest power of two below the number of leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + by_the_book(leaves[:k]) + by_the_book(leaves[k:])).digest()


@given(HEADS)
def test_the_root_is_that_of_the_book(heads: list[Head]) -> None:
    assert root_of(heads) == by_the_book([leaf(head) for head in heads]).hex()


@given(HEADS.filter(bool), st.data())
def test_any_other_heads_have_another_root(heads: list[Head], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(heads) - 1))
    changed = [*heads[:at], Head(heads[at].dossier_id, heads[at].length, heads[at].head + "1"), *heads[at + 1 :]]

    assert len({root_of(heads), root_of(changed), root_of(heads[:at] + heads[at + 1 :])}) == 3


@pytest.mark.parametrize("change", [{"root": "1"}, {"previous": "1"}, {"number": 2}, {"dossiers": 9}])
def test_what_an_anchor_states_is_in_its_digest(change: dict[str, object]) -> None:
    stated = {"number": 1, "day": dt.date(2026, 8, 10), "dossiers": 1, "root": "0", "previous": "0"}
    made_at = dt.datetime(2026, 8, 10, tzinfo=dt.UTC)

    assert Statement(**stated, made_at=made_at).digest() != Statement(**stated | change, made_at=made_at).digest()  # type: ignore[arg-type]
