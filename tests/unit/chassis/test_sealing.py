"""Sealed texts: opened only as what, and where, they were sealed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis import sealing
from chassis.keys import KeysWrong, activate, add, generate, share
from chassis.sealing import LOOK_EVERY, SealBroken, Sealer, mask_email, mask_identity, mask_name, mask_phone

IDENTITY = "079301001234"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    generate(directory)
    return directory


@pytest.fixture(scope="module")
def sealer(keys: Path) -> Sealer:
    return Sealer(keys)


@settings(max_examples=50)
@given(plain=st.text(max_size=60), context=st.text(max_size=20))
def test_what_was_sealed_is_opened_again(sealer: Sealer, plain: str, context: str) -> None:
    sealed = sealer.seal("contact", plain, context)

    assert sealer.unseal("contact", sealed, context) == plain
    assert sealed.isascii()
    assert sealed.startswith("v1.k")


def test_the_same_text_is_sealed_differently_each_time(sealer: Sealer) -> None:
    assert len({sealer.seal("identity", IDENTITY, "a") for _ in range(100)}) == 100


def test_a_sealed_text_holds_nothing_of_the_plain_one(sealer: Sealer) -> None:
    assert IDENTITY not in sealer.seal("identity", IDENTITY, "a")


def test_a_sealed_text_does_not_open_in_another_row_or_for_another_purpose(sealer: Sealer) -> None:
    sealed = sealer.seal("identity", IDENTITY, "account-1")

    with pytest.raises(SealBroken):
        sealer.unseal("identity", sealed, "account-2")
    with pytest.raises(SealBroken):
        sealer.unseal("contact", sealed, "account-1")


def test_no_change_of_a_sealed_text_goes_unnoticed(sealer: Sealer) -> None:
    sealed = sealer.seal("identity", IDENTITY, "a")

    for place in range(len(sealed)):
        for other in "Ax.":
            if sealed[place] != other:
                with pytest.raises(SealBroken):
                    sealer.unseal("identity", sealed[:place] + other + sealed[place + 1 :], "a")
    for wrong in ("", "v1", "v1...", sealed[:-4], sealed + "AAAA", "v2" + sealed[2:]):
        with pytest.raises(SealBroken):
            sealer.unseal("identity", wrong, "a")


def test_the_error_does_not_tell_the_text(sealer: Sealer) -> None:
    with pytest.raises(SealBroken) as caught:
        sealer.unseal("identity", "v1.k.secret.text", "a")

    assert "secret" not in str(caught.value)


def test_after_a_rotation_old_texts_open_and_values_are_found_by_both_indexes(tmp_path: Path) -> None:
    generate(tmp_path)
    before = Sealer(tmp_path)
    sealed, found = before.seal("code", "123456", "c"), before.index("identity", IDENTITY)

    for name in ("seal-code", "index"):
        activate(tmp_path, name, add(tmp_path, name))

    after = Sealer(tmp_path)
    assert after.unseal("code", sealed, "c") == "123456"
    assert after.seal("code", "1", "c").split(".")[1] != sealed.split(".")[1]
    assert after.indexes("identity", IDENTITY) == (after.index("identity", IDENTITY), found)


def test_a_stored_index_is_brought_up_to_date_without_the_value(tmp_path: Path) -> None:
    generate(tmp_path)
    first = Sealer(tmp_path).index("identity", IDENTITY)
    activate(tmp_path, "index", add(tmp_path, "index"))
    second = Sealer(tmp_path).index("identity", IDENTITY)
    activate(tmp_path, "index", add(tmp_path, "index"))
    third = Sealer(tmp_path)

    assert len({first, second, third.index("identity", IDENTITY)}) == 3
    for stored in (first, second, third.index("identity", IDENTITY)):
        assert third.indexed(str(stored)) == third.index("identity", IDENTITY)
        assert str(stored) in third.index("identity", IDENTITY).forms
    assert third.index("identity", IDENTITY).root == first.root == first
    assert third.indexed("") == ""


def test_a_key_that_only_waits_is_known_but_nothing_is_made_with_it(tmp_path: Path) -> None:
    generate(tmp_path)
    before = Sealer(tmp_path).index("identity", IDENTITY)
    kid = add(tmp_path, "index")
    waiting = Sealer(tmp_path).index("identity", IDENTITY)
    activate(tmp_path, "index", kid)
    after = Sealer(tmp_path).index("identity", IDENTITY)

    assert waiting == before
    # A process that has changed over already is understood by one that has not, and the other way round.
    assert waiting.forms == (before, after)
    assert after.forms == (after, before)


def test_an_index_of_a_key_that_is_not_known_is_refused(sealer: Sealer) -> None:
    with pytest.raises(SealBroken):
        sealer.indexed("k00000000." + "0" * 64)


def test_the_index_is_the_same_for_the_same_value_and_purpose_only(sealer: Sealer, tmp_path: Path) -> None:
    assert sealer.index("identity", IDENTITY) == sealer.index("identity", IDENTITY)
    assert sealer.index("identity", IDENTITY) != sealer.index("lookup", IDENTITY)
    assert sealer.index("identity", IDENTITY) != sealer.index("identity", IDENTITY + "1")
    generate(tmp_path)
    assert sealer.index("identity", IDENTITY) != Sealer(tmp_path).index("identity", IDENTITY)


def test_a_purpose_is_a_word_so_that_it_cannot_run_into_the_value(sealer: Sealer) -> None:
    for wrong in ("", "a|b", "../x", "A"):
        with pytest.raises(ValueError, match="lower-case word"):
            sealer.seal(wrong, "x", "y")
        with pytest.raises(ValueError, match="lower-case word"):
            sealer.index(wrong, "x")


def test_a_key_file_that_was_replaced_is_taken_up_soon_or_where_it_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(sealing.time, "monotonic", lambda: now[0])
    generate(tmp_path)
    running = Sealer(tmp_path)
    first = running.seal("code", "1", "c").split(".")[1]
    known = running.index("identity", IDENTITY)
    activate(tmp_path, "seal-code", second := add(tmp_path, "seal-code"))
    activate(tmp_path, "index", add(tmp_path, "index"))
    anew = Sealer(tmp_path)

    now[0] += LOOK_EVERY - 0.1
    assert running.seal("code", "1", "c").split(".")[1] == first, "it is not looked at each time"
    assert running.unseal("code", anew.seal("code", "2", "c"), "c") == "2", "but where its key is missed"
    assert running.seal("code", "1", "c").split(".")[1] == second
    assert running.index("identity", IDENTITY) == known
    assert running.indexed(str(anew.index("identity", IDENTITY))) == anew.index("identity", IDENTITY)
    activate(tmp_path, "seal-code", third := add(tmp_path, "seal-code"))
    now[0] += LOOK_EVERY
    assert running.seal("code", "1", "c").split(".")[1] == third
    activate(tmp_path, "seal-code", fourth := add(tmp_path, "seal-code"))
    activate(tmp_path, "index", fifth := add(tmp_path, "index"))
    assert (running.active("code"), running.index_key()) == (fourth, f"{fifth}.")


def test_a_key_file_that_is_gone_or_broken_leaves_the_keys_that_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(sealing.time, "monotonic", lambda: now[0])
    generate(tmp_path)
    running = Sealer(tmp_path)
    sealed = running.seal("code", "1", "c")
    whole = (tmp_path / "seal-code.key").read_bytes()

    for change in (lambda path: path.write_text("{}"), lambda path: path.unlink()):
        change(tmp_path / "seal-code.key")
        now[0] += LOOK_EVERY
        assert running.unseal("code", sealed, "c") == "1"
    (tmp_path / "seal-code.key").write_bytes(whole)
    second = add(tmp_path, "seal-code")
    activate(tmp_path, "seal-code", second)
    now[0] += LOOK_EVERY
    assert running.seal("code", "1", "c").split(".")[1] == second


def test_a_service_needs_no_key_that_it_does_not_use(keys: Path, tmp_path: Path) -> None:
    share(keys, tmp_path, "some", ["seal-contact.key"])
    part = Sealer(tmp_path)

    assert part.unseal("contact", part.seal("contact", "x", "y"), "y") == "x"
    with pytest.raises(KeysWrong):
        part.seal("identity", "x", "y")


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (mask_identity, "079301000123", "*********123"),
        (mask_identity, "012345678", "******678"),
        (mask_identity, "123", "***"),
        (mask_identity, "B1234567", "*****567"),
        (mask_identity, "C123456", "*******"),
        (mask_phone, "09123456", "09****56"),
        (mask_phone, "0912345", "*******"),
        (mask_phone, "0912345621", "09******21"),
        (mask_phone, "+84912345621", "09******21"),
        (mask_phone, "+84 912 345 621", "09******21"),
        (mask_phone, " +84912345621", "09******21"),
        (mask_phone, "113", "***"),
        (mask_name, "Nguyễn An", "Nguyễn A."),
        (mask_name, "Nguyễn Văn An", "Nguyễn V. A."),
        (mask_name, "An", "A."),
        (mask_name, "", ""),
        (mask_email, "an.nguyen@example.vn", "a***@example.vn"),
        (mask_email, "nonsense", "***"),
    ],
)
def test_others_see_only_a_mask(mask: object, text: str, shown: str) -> None:
    assert mask(text) == shown  # type: ignore[operator]
