"""Slips of the finger and spellings of what sounds alike lead to the word that was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.slips import KEY, SLIP, SOUND, Lookalikes, cost_of

WORDS = ("hon", "hom", "sinh", "nghiep", "chung", "thuong", "truoc", "ky", "dat", "so")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hpn", "hon"),
        ("snih", "sinh"),
        ("sinnh", "sinh"),
        ("chug", "chung"),
        ("nghipe", "nghiep"),
        ("nghep", "nghiep"),
        ("thunog", "thuong"),
    ],
)
def test_a_slip_leads_to_the_word(typed: str, meant: str) -> None:
    near = Lookalikes(WORDS).near(typed)

    assert min(near, key=lambda word: (near[word], word)) == meant


@pytest.mark.parametrize(("typed", "meant"), [("xo", "so"), ("chuoc", "truoc"), ("thuon", "thuong"), ("dac", "dat")])
def test_what_sounds_alike_costs_least(typed: str, meant: str) -> None:
    assert Lookalikes(WORDS).near(typed)[meant] == SOUND


def test_a_short_word_has_one_slip_and_a_long_one_two() -> None:
    assert "sinh" not in Lookalikes(WORDS).near("sunnh")
    assert "nghiep" in Lookalikes(WORDS).near("ngheip")
    assert "nghiep" in Lookalikes(WORDS).near("nhgiepp")


def test_neighbouring_keys_cost_less_than_others() -> None:
    assert cost_of("hpn", "hon", 1) == KEY
    assert cost_of("hzn", "hon", 1) == SLIP


@given(st.text(alphabet="abcdeghiknotuy", min_size=2, max_size=9), st.data())
def test_any_single_slip_is_found(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdeghiknotuy"))
    slipped = data.draw(
        st.sampled_from(
            [
                word[:at] + letter + word[at:],
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )

    if slipped != word and len(slipped) >= 2:
        assert word in Lookalikes([word]).near(slipped)


@given(st.text(alphabet="abnghi", max_size=8), st.text(alphabet="abnghi", max_size=8))
def test_a_word_costs_nothing_to_be_itself_and_something_to_be_another(one: str, other: str) -> None:
    assert cost_of(one, one, 0) == 0
    cost = cost_of(one, other, 99)
    assert cost is not None
    assert (cost == 0) == (one == other)
