"""What a dossier holds: its hash, the papers that are missing, the fees that are owed, the files that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain import content, fees
from services.dossiers.domain.content import HeldFile, PaperSpec
from services.dossiers.domain.fees import Assessment, ListedFee, Tier, Unassessed
from services.dossiers.domain.files import media_type_of
from services.dossiers.domain.lookup import COMPLETION
from services.dossiers.domain.states import State

ANSWERS = st.dictionaries(st.text(max_size=8), st.one_of(st.text(max_size=8), st.integers(), st.booleans()), max_size=5)
FILES = st.lists(st.builds(HeldFile, st.text(max_size=4), st.sampled_from(["a", "b", "c"]), st.text(max_size=4)))
PAGES = ListedFee(
    "page", "phi", "Chứng thực", tiers=(Tier(1, 2, 2000), Tier(3, None, 1000)), cap=200_000, per_unit=True
)


def _hash(answers: dict[str, object], files: list[HeldFile], case: str = "") -> str:
    return content.content_hash("2.000635", "f" * 64, "H27", case, answers, files)


@given(ANSWERS, FILES)
def test_the_hash_does_not_depend_on_order_or_ids(answers: dict[str, object], files: list[HeldFile]) -> None:
    turned = dict(reversed(answers.items()))
    renamed = [HeldFile("other", file.paper_key, file.sha256) for file in reversed(files)]

    assert _hash(answers, files) == _hash(turned, renamed)


@given(ANSWERS, ANSWERS, FILES)
def test_other_answers_have_another_hash(
    one: dict[str, object], other: dict[str, object], files: list[HeldFile]
) -> None:
    # JSON tells true from 1, which Python's equality does not.
    if repr(sorted(one.items(), key=repr)) != repr(sorted(other.items(), key=repr)):
        assert _hash(one, files) != _hash(other, files)
    assert _hash(one, files) != _hash(one, files, case="x")


@given(FILES)
def test_only_required_papers_without_a_file_are_missing(files: list[HeldFile]) -> None:
    specs = [PaperSpec(key, key, key != "c", 1, 0, "") for key in ("a", "b", "c")]

    assert set(content.missing(specs, files)) == {"a", "b"} - {file.paper_key for file in files}


def test_an_item_is_answered_by_something_new_only() -> None:
    asked = {"a": frozenset({"1"}), "form": frozenset[str]()}

    assert content.open_items(asked, [HeldFile("x", "a", "1")], False, "form") == 2
    assert content.open_items(asked, [HeldFile("x", "a", "1"), HeldFile("y", "a", "2")], False, "form") == 1
    assert content.open_items(asked, [HeldFile("y", "a", "2")], True, "form") == 0


@pytest.mark.parametrize(("pages", "amount"), [(1, 2000), (2, 4000), (3, 5000), (5, 7000), (500, 200_000)])
def test_pages_are_charged_by_tier_up_to_the_cap(pages: int, amount: int) -> None:
    [owed] = fees.owed([PAGES], {"page": Assessment(pages)})

    assert owed.amount == amount


def test_an_amount_that_nobody_fixed_is_not_guessed() -> None:
    open_fee = ListedFee("land", "le_phi", "Do tỉnh quy định")

    with pytest.raises(Unassessed):
        fees.owed([open_fee], {})
    assert fees.owed([open_fee], {"land": Assessment(amount=0)}) == ()
    [owed] = fees.owed([open_fee], {"land": Assessment(amount=30_000)})
    assert owed.amount == 30_000


def test_free_and_unwanted_fees_are_left_out() -> None:
    free = ListedFee("a", "phi", "Miễn phí", free=True)
    wanted = ListedFee("b", "phi", "Bản sao thêm", amount=8000, per_unit=True, optional=True)

    assert fees.owed([free, wanted], {}) == ()
    assert [fee.amount for fee in fees.owed([free, wanted], {"b": Assessment(2)})] == [16_000]


@given(st.binary(max_size=200))
def test_noise_is_no_file(noise: bytes) -> None:
    assert media_type_of(noise, noise) is None


def test_a_program_with_the_name_of_a_picture_is_no_picture() -> None:
    assert media_type_of(b"\x89PNG\r\n\x1a\nMZ", b"IEND\xaeB`\x82") is None


def test_every_state_has_a_degree_of_completion() -> None:
    assert set(COMPLETION) == set(State)
    assert all(0 <= degree <= 100 for degree in COMPLETION.values())
