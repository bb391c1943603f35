"""Search, on the shipped procedures: what people type leads to what they mean."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog import seeds
from services.catalog.domain.folding import accented_words, fold
from services.catalog.domain.search import Document, Found, Index
from services.catalog.legal_data import soft_words, synonyms
from services.catalog.snapshot import document_of

INDEX = Index([document_of(p, {}) for p in seeds.read_seeds().procedures], synonyms(), soft_words())


def codes(found: Found) -> list[str]:
    return [hit.key for hit in found.hits]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("khai sinh", "1.001193"),
        ("lam giay khai sinh", "1.001193"),
        ("dang ky ket hon", "1.000894"),
        ("đăng kí kết hôn", "1.000894"),
        ("đki kết hon", "1.000894"),
        ("ket hom", "1.000894"),
        ("ban sao ho tich", "2.000635"),
        ("trích lục khai sinh", "2.000635"),
        ("cccd bi mat", "1.014064"),
        ("đăng ký tạm trú", "1.004194"),
        ("nhap ho khau", "1.004222"),
        ("giay doc than", "1.004873"),
        ("chứng tử", "1.000656"),
        ("ly lich tu phap", "3.000333"),
        ("doi bang lai xe", "3.000347"),
        ("sao y ban chinh", "2.000815"),
        ("mở hộ kinh doanh", "1.001612"),
        ("2.000635", "2.000635"),
        ("TÁCH HỘ", "1.010038"),
        ("nhận con nuôi", "2.001263"),
        ("bhxh mot lan", "1.001613"),
    ],
)
def test_what_people_type_finds_what_they_mean_first(typed: str, first: str) -> None:
    assert codes(INDEX.search(typed))[:1] == [first]


@pytest.mark.parametrize("typed", ["can cuoc", "căn cước", "cccd", "căn cước công dân"])
def test_everything_about_identity_cards_comes_before_the_rest(typed: str) -> None:
    assert set(codes(INDEX.search(typed))[:4]) == {"1.014061", "1.014062", "1.014063", "1.014064"}


@pytest.mark.parametrize("typed", ["sổ đỏ", "so do"])
def test_a_colloquial_word_leads_to_land(typed: str) -> None:
    assert codes(INDEX.search(typed))[0] in {"1.012753", "1.012783"}


def test_an_unfinished_word_is_completed() -> None:
    assert "1.001193" in codes(INDEX.search("khai si"))[:3]


def test_accents_spelling_form_and_case_do_not_matter() -> None:
    typed = "Đăng ký kết hôn"
    plain = codes(INDEX.search("dang ky ket hon"))

    assert codes(INDEX.search(unicodedata.normalize("NFD", typed))) == codes(INDEX.search(typed.upper()))
    assert set(codes(INDEX.search(typed))) == set(plain)


def test_accents_decide_between_words_that_are_else_equal() -> None:
    index = Index([Document("1", "Đặt tên"), Document("2", "Đất đai")])

    assert codes(index.search("đất")) == ["2", "1"]
    assert codes(index.search("đặt")) == ["1", "2"]


def test_a_filter_hides_what_it_refuses() -> None:
    assert "1.001193" not in codes(INDEX.search("khai sinh", lambda key: key != "1.001193"))


def test_nothing_is_found_for_nothing() -> None:
    assert INDEX.search("").hits == ()
    assert INDEX.search("  ?! ").hits == ()
    assert Index([]).search("khai sinh").hits == ()


@given(st.text(max_size=60))
def test_any_text_is_answered_in_one_order(text: str) -> None:
    found = INDEX.search(text)

    assert found == INDEX.search(text)
    assert list(found.hits) == sorted(found.hits, key=lambda hit: (-hit.score, hit.key))


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đăng ký, KẾT HÔN!", "dang ky ket hon"), ("hoà / hòa", "hoa hoa"), ("Mã 2.000635", "ma 2.000635"), ("", "")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_old_and_new_tone_marks_are_one_word() -> None:
    assert accented_words("hoà") == accented_words("hòa") != accented_words("hóa")
