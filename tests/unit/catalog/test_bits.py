"""Sets as whole numbers behave as sets do."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.bits import any_of, bits_of, by_weight, greatest, membership, numbers_in, weighing

NUMBERS = st.sets(st.integers(0, 300))


@given(NUMBERS)
def test_a_set_holds_its_numbers_in_order(numbers: set[int]) -> None:
    assert list(numbers_in(bits_of(numbers))) == sorted(numbers)
    assert bits_of(numbers).bit_count() == len(numbers)


@given(NUMBERS, st.integers(0, 5))
def test_the_first_numbers_of_a_set_can_be_taken(numbers: set[int], most: int) -> None:
    assert numbers_in(bits_of(numbers), most) == sorted(numbers)[:most]


@given(NUMBERS)
def test_membership_is_asked_number_by_number(numbers: set[int]) -> None:
    holds = membership(bits_of(numbers))
    assert {number for number in range(310) if holds(number)} == numbers


@given(st.lists(NUMBERS))
def test_any_of_is_the_union(sets: list[set[int]]) -> None:
    assert set(numbers_in(any_of(map(bits_of, sets)))) == set().union(*sets)


@given(st.lists(st.tuples(NUMBERS, st.integers(1, 70)), max_size=8), NUMBERS, st.integers(1, 200))
def test_weights_add_up(weighted: list[tuple[set[int], int]], among: set[int], least: int) -> None:
    sums: Counter[int] = Counter()
    for numbers, weight in weighted:
        for number in numbers:
            sums[number] += weight
    digits = by_weight((bits_of(numbers), weight) for numbers, weight in weighted)

    enough = {number for number in among if sums[number] >= least}
    assert set(numbers_in(weighing(digits, least, bits_of(among)))) == enough
    assert greatest(digits, bits_of(among)) == max((sums[number] for number in among), default=0)
