"""Amounts in Vietnamese words, as receipts state them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.domain.words import DIGITS, amount_in_words, in_words

VALUES = {word: value for value, word in enumerate(DIGITS)} | {"mốt": 1, "lăm": 5}


@pytest.mark.parametrize(
    ("dong", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (25, "Hai mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (105, "Một trăm linh năm đồng"),
        (111, "Một trăm mười một đồng"),
        (121, "Một trăm hai mươi mốt đồng"),
        (2_000, "Hai nghìn đồng"),
        (7_000, "Bảy nghìn đồng"),
        (8_000, "Tám nghìn đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (10_005, "Mười nghìn không trăm linh năm đồng"),
        (10_015, "Mười nghìn không trăm mười lăm đồng"),
        (115_500, "Một trăm mười lăm nghìn năm trăm đồng"),
        (135_000, "Một trăm ba mươi lăm nghìn đồng"),
        (1_000_000, "Một triệu đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (1_005_000_000, "Một tỷ không trăm linh năm triệu đồng"),
        (1_000_000_001, "Một tỷ không trăm linh một đồng"),
        (2 * 10**18, "Hai tỷ tỷ đồng"),
    ],
)
def test_known_amounts(dong, words):
    assert amount_in_words(dong) == words


def value_of(words: list[str]) -> int:
    """Read the words back, by rules of its own."""
    if "tỷ" in words:
        last = len(words) - 1 - words[::-1].index("tỷ")
        return value_of(words[:last]) * 10**9 + value_of(words[last + 1 :])
    total = group = 0
    for word in words:
        if word in ("triệu", "nghìn"):
            total, group = total + group * (10**6 if word == "triệu" else 1000), 0
        elif word == "trăm":
            group *= 100
        elif word == "mười":
            group += 10
        elif word == "mươi":
            tens = group % 10
            group = group - tens + tens * 10
        elif word != "linh":
            group += VALUES[word]
    return total + group


@given(st.integers(0, 10**15))
def test_the_words_say_the_number(number):
    assert value_of(in_words(number).split()) == number


@given(st.integers(0, 10**12))
def test_one_and_five_after_tens_change_their_word(number):
    words = in_words(number).split()
    for before, word in itertools.pairwise(words):
        if before == "mươi":
            assert word not in ("một", "năm")
        if before == "mười":
            assert word not in ("năm", "mốt")
        if word == "mốt":
            assert before == "mươi"
        if word == "lăm":
            assert before in ("mươi", "mười")


def test_negative_amounts_have_no_words():
    with pytest.raises(ValueError):
        amount_in_words(-1)
