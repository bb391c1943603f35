"""What a dossier holds: its hash, the papers that are missing, the fees that are owed, the files that can be read."""

import hashlib
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain import content, fees
from services.dossiers.domain.actions import State
from services.dossiers.domain.content import Filled, Handed, HeldFile, PaperSpec
from services.dossiers.domain.fees import Assessment, ListedFee, Tier, Unassessed, Unreasoned
from services.dossiers.domain.files import LONGEST_NAME, fitting_name, is_ended, media_type_of, name_to_keep
from services.dossiers.domain.lookup import COMPLETION, completion, public_degree, sentence
from services.dossiers.domain.states import is_closed

ANSWERS = st.dictionaries(st.text(max_size=8), st.one_of(st.text(max_size=8), st.integers(), st.booleans()), max_size=5)
FILES = st.lists(st.builds(HeldFile, st.text(max_size=4), st.sampled_from(["a", "b", "c"]), st.text(max_size=4)))
PAGES = ListedFee(
    "page", "phi", "Chứng thực", tiers=(Tier(1, 2, 2000), Tier(3, None, 1000)), cap=200_000, per_unit=True
)


def _hash(answers: dict[str, object], files: list[HeldFile], case: str = "") -> str:
    return content.content_hash("2.000635", "f" * 64, "H27", case, Filled(answers, "salt"), files)


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


@given(ANSWERS, FILES)
def test_a_hash_can_be_checked_with_the_salt_and_not_guessed_without(
    answers: dict[str, object], files: list[HeldFile]
) -> None:
    hashes = {
        content.content_hash("2.000635", "f" * 64, "H27", "", Filled(answers, salt), files) for salt in ("", "a", "b")
    }
    assert len(hashes) == 3
    assert len({content.answers_hash("", Filled(answers, salt)) for salt in ("", "a", "b")}) == 3
    assert _hash(answers, files) == _hash(answers, files)


def test_what_was_filed_before_there_was_more_to_hash_keeps_its_hash() -> None:
    plain = (
        '{"agency":"H27","answers":{"tên":"Ân"},"case":"","papers":[["a","1"]],'
        f'"procedure":["2.000635","{"f" * 64}"]}}'
    )
    filed = ("2.000635", "f" * 64, "H27", "", Filled({"tên": "Ân"}), [HeldFile("x", "a", "1")])

    assert content.content_hash(*filed) == hashlib.sha256(plain.encode()).hexdigest()
    assert content.content_hash(*filed, (), ()) == content.content_hash(*filed)
    more = plain.replace('"papers"', '"fee_claims":["a:x","b:y"],"handed_in":[["b",1,0]],"papers"')
    found = content.content_hash(*filed, [Handed("b", 1, 0)], ["b:y", "a:x"])
    assert found == hashlib.sha256(more.encode()).hexdigest()


def test_a_salt_is_given_once() -> None:
    assert Filled({}).salted("first").salted("second") == Filled({}, "first")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("CCCD 042090771234.pdf", "CCCD *********234.pdf"),
        ("042090771234_mat_truoc.jpg", "*********234_mat_truoc.jpg"),
        ("CMND 123456789.png", "CMND ******789.png"),
        ("Hợp đồng 0912 345 678.pdf", "Hợp đồng *******678.pdf"),
        ("sdt +84912345678.pdf", "sdt ********678.pdf"),
        ("0912.345.678.pdf", "*******678.pdf"),
        ("don cua an.nguyen@example.vn.pdf", "don cua a***.pdf"),
        ("Tờ khai ngày 2026-11-27, bản 3.pdf", "Tờ khai ngày 2026-11-27, bản 3.pdf"),
        ("IMG_20261127_101500.jpg", "IMG_20261127_101500.jpg"),
        ("Mẫu 01-2024.pdf", "Mẫu 01-2024.pdf"),
        ("anh\u202egnp.exe.png", "anhgnp.exe.png"),
        ("giay\r\n to\u200b.pdf", "giay to.pdf"),
        ("\u200b\u200b", "tep-dinh-kem"),
    ],
)
def test_a_file_is_known_again_by_its_name_which_tells_no_number(given_name: str, kept: str) -> None:
    assert name_to_keep(given_name) == kept


@given(st.text(alphabet="0123456789 ._-+@aĐ(", max_size=40))
def test_no_name_to_keep_holds_an_identity_number(name: str) -> None:
    assert re.search(r"\d{9}", name_to_keep(name)) is None
    assert len(name_to_keep(name)) <= max(len(name) + 8, 12)


@pytest.mark.parametrize(
    ("given_name", "media_type", "fitting"),
    [
        ("a.png", "application/pdf", "a.pdf"),
        ("a.PNG", "image/png", "a.PNG"),
        ("ảnh thẻ.jpeg", "image/jpeg", "ảnh thẻ.jpeg"),
        ("ảnh thẻ.pdf", "image/jpeg", "ảnh thẻ.jpg"),
        ("đơn.docx", "application/pdf", "đơn.pdf"),
        ("anhgnp.exe", "image/png", "anhgnp.png"),
        ("Giấy khai sinh", "application/pdf", "Giấy khai sinh.pdf"),
        ("Mẫu 01. Bản 2.1", "application/pdf", "Mẫu 01. Bản 2.1.pdf"),
        (".png", "application/pdf", ".png.pdf"),
        (". .png", "application/pdf", "tep-dinh-kem.pdf"),
        ("x" * 200, "application/pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_says_what_the_file_is(given_name: str, media_type: str, fitting: str) -> None:
    assert fitting_name(given_name, media_type) == fitting


@given(st.text(min_size=1, max_size=200), st.sampled_from(["application/pdf", "image/jpeg", "image/png"]))
def test_a_fitting_name_fits_and_is_not_fitted_twice(name: str, media_type: str) -> None:
    fitting = fitting_name(name, media_type)

    assert fitting_name(fitting, media_type) == fitting
    assert len(fitting) <= LONGEST_NAME


@given(FILES)
def test_only_required_papers_without_a_file_are_missing(files: list[HeldFile]) -> None:
    specs = [PaperSpec(key, key, key != "c", 1, 0, "") for key in ("a", "b", "c")]

    assert set(content.missing(specs, files)) == {"a", "b"} - {file.paper_key for file in files}


def test_an_item_is_answered_by_something_new_only() -> None:
    asked = {"a": frozenset({"1"}), "form": frozenset[str]()}

    assert content.open_items(asked, [HeldFile("x", "a", "1")], False, "form") == 2
    assert content.open_items(asked, [HeldFile("x", "a", "1"), HeldFile("y", "a", "2")], False, "form") == 1
    assert content.open_items(asked, [HeldFile("y", "a", "2")], True, "form") == 0
    assert content.open_items(asked, [HeldFile("x", "a", "1")], True, "form", frozenset({"a"})) == 0
    assert content.open_items(asked, [], True, "form", frozenset({"b"})) == 1


def test_a_paper_that_was_handed_in_is_not_missing_and_none_of_it_is_nothing() -> None:
    specs = [PaperSpec(key, key, True, 1, 0, "") for key in ("a", "b")]

    assert content.missing(specs, [HeldFile("x", "b", "1")], [Handed("a", 0, 1)]) == ()
    assert [Handed("a", *counts).is_something for counts in ((0, 0), (1, 0), (0, 1))] == [False, True, True]


@pytest.mark.parametrize(("pages", "amount"), [(1, 2000), (2, 4000), (3, 5000), (5, 7000), (500, 200_000)])
def test_pages_are_charged_by_tier_up_to_the_cap(pages: int, amount: int) -> None:
    [owed] = fees.owed([PAGES], {"page": Assessment(pages)})

    assert owed.amount == amount


def test_an_amount_that_nobody_fixed_is_not_guessed() -> None:
    open_fee = ListedFee("land", "le_phi", "Do tỉnh quy định")

    with pytest.raises(Unassessed):
        fees.owed([open_fee], {})
    with pytest.raises(Unreasoned):
        fees.owed([open_fee], {"land": Assessment(amount=0)})
    [owed] = fees.owed([open_fee], {"land": Assessment(amount=30_000)})
    assert owed.amount == 30_000


def test_free_and_unwanted_fees_are_left_out() -> None:
    free = ListedFee("a", "phi", "Miễn phí", free=True)
    wanted = ListedFee("b", "phi", "Bản sao thêm", amount=8000, per_unit=True, optional=True)

    assert fees.owed([free, wanted], {}) == ()
    assert [fee.amount for fee in fees.owed([free, wanted], {"b": Assessment(2)})] == [16_000]


@given(st.binary(max_size=200))
def test_noise_is_no_file(noise: bytes) -> None:
    found = media_type_of(noise)

    assert found is None or not is_ended(found, noise)


def test_a_program_with_the_name_of_a_picture_is_no_picture() -> None:
    assert media_type_of(b"\x89PNG\r\n\x1a\nMZ") is None


def test_every_state_has_a_degree_of_completion() -> None:
    assert set(COMPLETION) == set(State)
    assert all(0 <= degree <= 100 for degree in COMPLETION.values())


def test_the_code_alone_shows_nothing_before_reception_but_an_end() -> None:
    before = {state: public_degree(state, received=False) for state in State}

    ends = {State.RETURNED, State.REFUSED, State.WITHDRAWN, State.STOPPED}
    assert before == {state: 100 if state in ends else 0 for state in State}
    after = {state: public_degree(state, received=True) for state in State}
    assert after == {state: completion(state, received=True) for state in State}


def test_only_what_has_ended_is_complete_and_a_withdrawal_after_reception_waits_for_the_agency() -> None:
    for state, received in itertools.product(State, (False, True)):
        assert (completion(state, received=received) == 100) == is_closed(state, received)
    assert completion(State.WITHDRAWN, received=True) == 90


def test_a_degree_is_told_in_words_that_fit_it() -> None:
    assert sentence(0).en.startswith("No progress is known for this code")
    assert sentence(10).vi == "Hồ sơ đang được giải quyết, đạt 10%."
    assert sentence(90).en == "The dossier is being handled: 90%."
    assert sentence(100).en == "The handling of the dossier has ended."
