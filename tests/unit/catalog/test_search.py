"""Search, on the shipped procedures: what people type leads to what they mean."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog import seeds
from services.catalog.domain.documents import Document
from services.catalog.domain.folding import accented_words, fold
from services.catalog.domain.search import Found, Index, Why
from services.catalog.legal_data import lexicon
from services.catalog.listings import listing_of
from services.catalog.snapshot import document_of

DOCUMENTS = [document_of(p.code, listing_of(p), {}) for p in seeds.read_seeds().procedures]
INDEX = Index(DOCUMENTS, lexicon())


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
    others = INDEX.everything & ~INDEX.bits(["1.001193"])

    assert "1.001193" not in codes(INDEX.search("khai sinh", others))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddawng kys ketes hoon", "đăng ký kết hôn"),
        ("d9a8ng ky1 ke6t1 ho6n", "đăng ký kết hôn"),
        ("dangkykethon", "đăng ký kết hôn"),
        ("khaisinh", "khai sinh"),
        ("tam tr u", "tạm trú"),
        ("ho chieeus", "hộ chiếu"),
        ("thuowng trus", "thường trú"),
    ],
)
def test_text_that_was_typed_badly_is_spelled_rightly(typed: str, meant: str) -> None:
    found = INDEX.search(typed)

    assert found.spelled == meant
    assert codes(found)[0] == codes(INDEX.search(meant))[0]
    assert {change.taken for change in found.changes} <= {*meant.split(), meant}


@pytest.mark.parametrize("code", ["1.001193", "1001193", "1.001193.000.00.00.H40", "thủ tục 1.001193", "1.00119"])
def test_a_code_finds_its_procedure_however_it_is_written(code: str) -> None:
    assert codes(INDEX.search(code)) == ["1.001193"]


def test_a_code_that_nothing_has_is_told_and_the_words_beside_it_still_count() -> None:
    found = INDEX.search("9.999999 khai sinh")

    assert found.unknown == ("9.999999",)
    assert codes(found)[0] == "1.001193"


def test_a_saying_is_told_with_what_it_was_taken_for() -> None:
    found = INDEX.search("cuoi vo nguoi nuoc ngoai")

    assert [(change.typed, change.why) for change in found.changes] == [("cưới vợ người nước ngoài", Why.MEANING)]
    assert found.understood == "đăng ký kết hôn có yếu tố nước ngoài"


def test_a_saying_that_differs_in_the_accents_typed_is_no_saying() -> None:
    assert INDEX.search("so do").changes
    assert not INDEX.search("sơ đồ").changes


def test_an_everyday_word_is_no_slip_for_another() -> None:
    assert INDEX.search("áo dài").spelled == ""


def test_initials_stand_for_the_words_they_begin() -> None:
    found = INDEX.search("cbstlht")

    assert found.understood.startswith("cấp bản sao")


def test_what_published_text_writes_short_is_found_written_long_and_the_other_way_round() -> None:
    index = Index([Document("1", "Thu BHXH"), Document("2", "Chế độ bảo hiểm xã hội")], lexicon())

    assert set(codes(index.search("bảo hiểm xã hội"))) == set(codes(index.search("bhxh"))) == {"1", "2"}


def test_a_word_that_is_found_nowhere_is_told_and_the_others_still_count() -> None:
    found = INDEX.search("khai sinh qwxzj")

    assert found.unknown == ("qwxzj",)
    assert not found.whole
    assert codes(found)[0] == "1.001193"


def test_fillers_make_a_question_but_no_other_answer() -> None:
    plain, asked = INDEX.search("đổi bằng lái xe"), INDEX.search("cho em hỏi đổi bằng lái xe thì cần giấy tờ gì ạ")

    assert codes(asked) == codes(plain)


@given(st.data())
def test_an_index_that_was_changed_finds_what_one_built_at_once_finds(data: st.DataObject) -> None:
    first = data.draw(st.lists(st.sampled_from(DOCUMENTS), unique=True, max_size=30))
    then = data.draw(st.lists(st.sampled_from(DOCUMENTS), unique=True, max_size=30))
    gone = [document.key for document in first if document not in then]
    new = [document for document in then if document not in first]

    changed = Index(first, lexicon()).changed(gone, new)
    at_once = Index(then, lexicon())

    for text in ("dang ky", "khai sinh", "giay phep lai xe", "cap lai", "1.001193"):
        assert codes(changed.search(text)) == codes(at_once.search(text))
    assert len(changed) == len(at_once) == len(then)


@given(st.sampled_from(DOCUMENTS), st.sets(st.integers(0, len(DOCUMENTS) - 1)))
def test_a_search_within_a_set_gives_of_it_only_and_loses_nothing_that_has_all_words(
    document: Document, slots: set[int]
) -> None:
    within = sum(1 << slot for slot in slots)
    everywhere = {hit.key for hit in INDEX.search(document.name).hits if hit.whole}
    inside = {hit.key for hit in INDEX.search(document.name, within).hits}

    kept = {document.key for document in DOCUMENTS if INDEX.slot_of(document.key) in slots}
    assert inside <= kept
    assert everywhere & kept <= inside


@given(st.sampled_from(DOCUMENTS))
def test_every_procedure_is_found_by_its_own_name_first(document: Document) -> None:
    assert codes(INDEX.search(document.name))[0] == document.key


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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("ly hôn", "ly hôn"),
        ("ly hon", "ly hon"),
        ("ma túy", "ma túy"),
        ("giám hộ cho cháu", "giám hộ cho cháu"),
        ("ket hôn", "kết hôn"),
        ("kết hon", "kết hôn"),
        ("dang ky ket hon", "đăng ký kết hôn"),
        ("đăng kí kết hôn", "đăng ký kết hôn"),
    ],
)
def test_what_was_typed_is_told_back_with_no_accents_that_make_another_word_of_it(typed: str, told: str) -> None:
    assert INDEX.search(typed).understood == told
