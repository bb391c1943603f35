"""Raw Telex and VNI keystrokes are read as the words they stand for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.folding import fold, tone_last
from services.catalog.domain.keystrokes import meant_by, telex, vni

_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_VNI_TONES = {"\u0300": "2", "\u0301": "1", "\u0303": "4", "\u0309": "3", "\u0323": "5"}
_TELEX = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_VNI = {"ă": "a8", "â": "a6", "đ": "d9", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7"}
TEXT = (
    "đăng ký kết hôn giấy khai sinh hộ chiếu thường trú quyền sử dụng đất chứng thực chữ căn cước người nước ngoài "
    "thừa kế nghĩa vụ thuế xây dựng phép lái đổi trước ngày hưởng chế độ nghiệp thửa mượn rượu quốc tịch hoà thuỷ"
)


def keys(word: str, marks: dict[str, str], tones: dict[str, str], *, at_end: bool) -> str:
    """A word as it is keyed: marks right after their letters, the tone after its vowel or at the word's end."""
    typed, tone = "", ""
    for letter in unicodedata.normalize("NFC", word):
        parts = unicodedata.normalize("NFD", letter)
        found = "".join(tones.get(part, "") for part in parts)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        typed += marks.get(bare, bare) + ("" if at_end else found)
        tone += found
    return typed + (tone if at_end else "")


@pytest.mark.parametrize("word", TEXT.split())
@pytest.mark.parametrize("at_end", [True, False], ids=["tone at the end", "tone after its vowel"])
def test_keystrokes_of_a_word_are_that_word(word: str, at_end: bool) -> None:
    for read, marks, tones in ((telex, _TELEX, _TELEX_TONES), (vni, _VNI, _VNI_TONES)):
        typed = keys(word, marks, tones, at_end=at_end)
        if typed != word:
            meant = read(typed)
            assert meant is not None
            assert (meant.plain, meant.accented) == (fold(word), tone_last(word))


@pytest.mark.parametrize(
    ("typed", "accented"),
    [
        ("ketes", "kết"),
        ("dduwongwf", "đường"),
        ("dangd", "đang"),
        ("nguwowif", "người"),
        ("tr1u", "trú"),
        ("d9a8ng", "đăng"),
    ],
)
def test_marks_may_come_late(typed: str, accented: str) -> None:
    meant = meant_by(typed)

    assert meant is not None
    assert meant.accented == tone_last(accented)


@pytest.mark.parametrize("typed", ["khai", "xyz", "qwerty", "ct07", "a1", "", "b2", "sinh", "đăng"])
def test_what_is_no_keystroke_is_left_alone(typed: str) -> None:
    assert meant_by(typed) is None


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789đă", max_size=12))
def test_what_is_read_is_a_word_of_letters(typed: str) -> None:
    meant = meant_by(typed)

    assert meant is None or (meant.plain.isalpha() and meant.plain.isascii() and fold(meant.accented) == meant.plain)
