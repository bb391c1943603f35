"""The root over many heads is the tree of RFC 6962, and tells any other heads apart."""

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain import anchoring
from services.dossiers.domain.anchoring import Head, Statement, leaf, path_of, root_by, root_of, root_over, tiles_of

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


@given(HEADS.filter(bool), st.sampled_from([1, 2, 4, 8, 1024]), st.data())
def test_a_path_leads_from_any_head_to_the_root_and_from_no_other(
    heads: list[Head], tile: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(heads) - 1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(anchoring, "TILE", tile)
        tiles = list(tiles_of(heads))
        first = place // tile * tile
        path = path_of(place, tiles, heads[first : first + tile])

    root = root_of(heads)
    assert root_over(tiles) == root
    assert root_by(heads[place], place, len(heads), path) == root
    other = Head(heads[place].dossier_id, heads[place].length + 1, heads[place].head)
    assert root_by(other, place, len(heads), path) != root
    assert root_by(heads[place], place, len(heads), (*path, "00" * 32)) is None
    assert len(heads) == 1 or root_by(heads[place], place, len(heads), path[1:]) != root
    assert len(heads) == 1 or root_by(heads[place], place, len(heads), path[:-1]) is None


def test_every_head_of_a_tree_of_any_size_has_its_path_to_the_root() -> None:
    for size in range(1, 36):
        heads = [Head(f"d-{n}", n + 1, "0") for n in range(size)]
        root = root_of(heads)
        for place, head in enumerate(heads):
            assert root_by(head, place, size, path_of(place, list(tiles_of(heads)), heads)) == root


def test_a_tile_names_the_first_of_its_dossiers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchoring, "TILE", 4)

    assert [tile.first_id for tile in tiles_of(Head(f"d-{n}", 1, "0") for n in range(9))] == ["d-0", "d-4", "d-8"]


def test_an_anchor_is_hashed_as_json_with_sorted_keys_and_no_blanks() -> None:
    stated = Statement(1, dt.date(2026, 8, 10), dt.datetime(2026, 8, 10, tzinfo=dt.UTC), 2, "r", "p")
    by_hand = (
        '{"day":"2026-08-10","dossiers":2,"made_at":"2026-08-10T00:00:00.000000+00:00","number":1,"previous":"p",'
        '"root":"r"}'
    )

    assert stated.digest() == hashlib.sha256(by_hand.encode()).hexdigest()


def test_a_place_that_is_not_in_the_tree_has_no_path_to_its_root() -> None:
    head = Head("a", 1, "0")

    assert root_by(head, 1, 1, ()) is None
    assert root_by(head, -1, 1, ()) is None


@pytest.mark.parametrize("change", [{"root": "1"}, {"previous": "1"}, {"number": 2}, {"dossiers": 9}])
def test_what_an_anchor_states_is_in_its_digest(change: dict[str, object]) -> None:
    stated = {"number": 1, "day": dt.date(2026, 8, 10), "dossiers": 1, "root": "0", "previous": "0"}
    made_at = dt.datetime(2026, 8, 10, tzinfo=dt.UTC)

    assert Statement(**stated, made_at=made_at).digest() != Statement(**stated | change, made_at=made_at).digest()  # type: ignore[arg-type]
