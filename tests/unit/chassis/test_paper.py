"""Official papers: nothing is lost, cut or laid over another thing, and equal papers have equal bytes."""

import datetime as dt
import functools
import io
import re
import time
import unicodedata
from importlib import resources

import pypdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.paper import (
    Addressee,
    Boxes,
    Column,
    Face,
    Footer,
    FormMark,
    Heading,
    Item,
    Line,
    Motto,
    Paper,
    Signature,
    Signatures,
    Table,
    Text,
    Ticks,
    Title,
    set_paper,
)
from chassis.paper.breaking import lines_of

DAY = dt.datetime(2026, 11, 27, 3, 0, tzinfo=dt.UTC)


def pages_of(*blocks, **more):
    return pypdf.PdfReader(io.BytesIO(set_paper(Paper("Giấy thử", blocks, **more), DAY))).pages


def text_of(*blocks, **more):
    """All text of the paper, blanks and line ends as single blanks."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages_of(*blocks, **more)))


def placed(page):
    """Every piece of text of a page with its left end, base line, size and font, in points."""
    found = []

    def visit(text, _, matrix, font, size):
        if text.strip():
            found.append((text.strip(), matrix[4], matrix[5], size, font))

    page.extract_text(visitor_text=visit)
    return found


def test_the_head_has_the_states_name_the_motto_and_the_forms_mark():
    text = text_of(
        FormMark("Mẫu CT01", "Ban hành kèm theo Thông tư số 53/2025/TT-BCA"),
        Motto(),
        Title("Tờ khai thay đổi thông tin cư trú"),
        Addressee("Công an xã Đức Thọ"),
    )

    assert "Mẫu CT01 Ban hành kèm theo Thông tư số 53/2025/TT-BCA" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in text
    assert "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ" in text
    assert "Kính gửi: Công an xã Đức Thọ" in text


def test_an_agencys_paper_has_its_name_number_place_and_date_beside_the_motto():
    issuer = ("Ủy ban nhân dân tỉnh Hà Tĩnh", "Trung tâm Phục vụ hành chính công")
    page = pages_of(Motto(issuer, "Số: 12/TNHS", "Hà Tĩnh, ngày 27 tháng 11 năm 2026"))[0]

    middle = 595.0 / 2 + 20
    begins = {
        beginning: left
        for text, left, *_ in placed(page)
        for beginning in ("ỦY BAN", "TRUNG TÂM", "Số: 12", "CỘNG HÒA", "Độc lập", "Hà Tĩnh, ngày 27")
        if text.startswith(beginning)
    }

    assert len(begins) == 6
    assert all(begins[beginning] < middle for beginning in ("ỦY BAN", "TRUNG TÂM", "Số: 12"))
    assert all(begins[beginning] > middle - 40 for beginning in ("CỘNG HÒA", "Độc lập", "Hà Tĩnh, ngày 27"))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_vietnamese_in_any_spelling_form_is_set_alike(form):
    words = "Nguyễn Thị Thuỳ Ẩm, ấp Chợ Gạo, đường Lý Thường Kiệt, ữ ằ ẫ ệ ỗ ợ ỵ Đ"

    spelt = set_paper(Paper("x", (Line((Item("Họ tên:", unicodedata.normalize(form, words)),)),)), DAY)

    assert spelt == set_paper(Paper("x", (Line((Item("Họ tên:", words),)),)), DAY)
    assert words in text_of(Text(unicodedata.normalize(form, words)))


def test_equal_papers_have_equal_bytes_at_any_time_and_others_have_not():
    paper = Paper("Giấy", (Motto(), Line((Item("Họ tên:", "Trần Bình"),))), Footer(("1.000000",), "QR"))

    first = set_paper(paper, DAY)
    second = int(time.time())
    while int(time.time()) == second:  # The clock that a careless date would come from has moved on.
        set_paper(paper, DAY)

    assert set_paper(paper, DAY) == first
    assert set_paper(Paper("Giấy", (Motto(),)), DAY) != first


def test_the_file_says_its_language_title_and_day():
    made = set_paper(Paper("Tờ khai đăng ký khai sinh", (Motto(),), author="Một Cửa"), DAY)
    reader = pypdf.PdfReader(io.BytesIO(made))

    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.metadata.title == "Tờ khai đăng ký khai sinh"
    assert reader.metadata.creation_date == DAY


def test_every_page_has_its_number_and_the_small_print():
    pages = pages_of(*(Line((Item(f"Mục {n}:", "x"),)) for n in range(90)), footer=Footer(("1.001193",), "abc"))

    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert f"Trang {number}/3" in page.extract_text()
        assert "1.001193" in page.extract_text()
    head = [text for text, _, base, *_ in placed(pages[1]) if base > 842 - 20 / 25.4 * 72]
    assert head == ["2"]
    assert not [text for text, _, base, *_ in placed(pages[0]) if base > 842 - 20 / 25.4 * 72]


def width_of(text, font, size):
    """The width of a text in points, by the typeface's own measures."""
    face = font["/BaseFont"].partition("LiberationSerif")[2].lstrip("-")
    cmap, advances = measures(face or "Regular")
    return sum(advances[cmap[ord(character)]][0] for character in text) * size / 2048


@functools.cache
def measures(face):
    typeface = TTFont(resources.files("chassis.paper.fonts") / f"LiberationSerif-{face}.ttf")
    return typeface.getBestCmap(), typeface["hmtx"].metrics


words = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyỄẢỵW 0123456789-/"), max_size=400)


@settings(max_examples=20)
@given(words, words, words)
def test_answers_of_any_length_stay_between_the_margins_and_overlap_nothing(name, place, long):
    pages = pages_of(
        Line((Item("Họ, chữ đệm, tên:", name, face=Face.BOLD),)),
        Line((Item("Giới tính:", "Nam"), Item("Nơi sinh:", place))),
        Text(long),
        Ticks("Chọn:", ((place or "x", True), ("khác", False))),
        Table((Column("Tên"), Column("Nơi", 0.3)), ((name, place),)),
    )

    for page in pages:
        ends = {}
        for text, left, base, size, font in sorted(placed(page), key=lambda found: (-found[2], found[1])):
            if base < 20 / 25.4 * 72:
                continue
            right = left + width_of(text, font, size)
            assert left >= 30 / 25.4 * 72 - 0.1
            assert right <= 595.3 - 15 / 25.4 * 72 + 0.1
            assert left >= ends.get(round(base, 1), 0.0) - 0.1, text
            ends[round(base, 1)] = right


@given(st.text(st.sampled_from("ab cđ\n"), max_size=120), st.integers(3, 12))
def test_breaking_loses_no_character_and_keeps_every_line_short(text, room):
    found = lines_of(text, len, room, room)

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(line) <= room for line in found)


def test_a_long_answer_goes_on_over_several_lines_whole():
    answer = "thôn Nam Hà " * 40

    assert answer.strip() in text_of(Line((Item("Nơi cư trú:", answer),)))


def test_items_that_do_not_fit_beside_each_other_stand_below_each_other():
    beside = placed(pages_of(Line((Item("Dân tộc:", "Kinh"), Item("Quốc tịch:", "Việt Nam"))))[0])
    below = placed(pages_of(Line((Item("Dân tộc:", "Kinh " * 20), Item("Quốc tịch:", "Việt Nam"))))[0])

    def base_of(found, start):
        return next(base for text, _, base, *_ in found if text.startswith(start))

    assert base_of(beside, "Dân tộc") == base_of(beside, "Quốc tịch")
    assert base_of(below, "Dân tộc") > base_of(below, "Quốc tịch")


def test_only_what_is_ticked_has_an_x():
    assert "X Nữ" in text_of(Ticks("Giới tính:", (("Nam", False), ("Nữ", True))))
    assert "X" not in text_of(Ticks("Giới tính:", (("Nam", False), ("Nữ", False))))


def test_a_number_stands_digit_by_digit_in_boxes_and_another_length_as_it_is():
    digits = [text for text, *_ in placed(pages_of(Boxes("Số:", 12, "001190012345"))[0])][1:13]

    assert "".join(digits).replace(" ", "") == "001190012345"
    assert "Số: 0123" in text_of(Boxes("Số:", 12, "0123"))


def test_a_table_that_is_longer_than_a_page_repeats_its_head_and_loses_no_row():
    rows = tuple((str(n), f"Hàng {n}") for n in range(80))
    pages = pages_of(Heading("Bảng"), Table((Column("TT", 0.2, centred=True), Column("Nội dung")), rows))

    assert len(pages) > 1
    assert all("Nội dung" in page.extract_text() for page in pages)
    text = " ".join(page.extract_text() for page in pages)
    assert all(f"Hàng {n}" in text for n in range(80))


def test_a_row_that_is_higher_than_a_page_goes_on_on_the_next():
    pages = pages_of(Table((Column("Lý do"), Column("Khác")), (("chữ " * 1500 + "cuối", "x"),)))

    assert len(pages) > 1
    assert "cuối" in pages[-1].extract_text()


def test_signatures_are_never_parted_by_a_pages_end():
    for lines in range(20, 45):
        pages = pages_of(
            *(Line((Item(f"Mục {n}:", "x"),)) for n in range(lines)),
            Signatures(
                "Hà Nội, ngày 1 tháng 1 năm 2026", (Signature("Bên nữ", name="Lê A"), Signature("Bên nam", name="Lê B"))
            ),
        )
        with_some = [page for page in pages if re.search("Bên nam|Lê B|ngày 1 tháng 1", page.extract_text())]
        assert len(with_some) == 1


ENDING = (
    Text("Tôi cam đoan những nội dung khai trên đây là đúng sự thật. " * 6 + "Xin trân trọng.", indent=True),
    Signatures("Hà Nội, ngày 1 tháng 1 năm 2026", (Signature("Người khai", name="Lê A"),)),
)


@pytest.mark.parametrize("lines", range(20, 80, 4))
def test_what_is_signed_leaves_no_page_half_blank_and_no_signature_alone(lines):
    pages = pages_of(*(Line((Item(f"Mục {n}:", "x"),)) for n in range(lines)), *ENDING)
    texts = [page.extract_text() for page in pages]

    signed = next(text for text in texts if "Người khai" in text)
    assert "Xin trân trọng" in signed
    for page, text in zip(pages, texts, strict=True):
        lowest = min((y for text, _, y, *_ in placed(page) if "Trang" not in text and "Lê A" not in text), default=0)
        assert text == texts[-1] or lowest < 842 / 4


def test_a_paper_whose_ending_just_misses_the_page_is_set_closer():
    assert {len(pages_of(*(Line((Item(f"Mục {n}:", "x"),)) for n in range(count)), *ENDING)) for count in (26, 28)} == {
        1
    }


def test_a_heading_is_not_left_behind_by_the_table_under_it():
    for lines in range(25, 45):
        pages = pages_of(
            *(Line((Item(f"Mục {n}:", "x"),)) for n in range(lines)),
            Heading("Thành viên"),
            Table((Column("TT"), Column("Họ tên")), (("1", "Lê A"),), label="Danh sách"),
        )
        assert len([page for page in pages if re.search("Thành viên|Lê A", page.extract_text())]) == 1


@pytest.mark.parametrize("odd", ["😀 vui", "中文", "a\tb\x0bc", "\u200fש", "Y Ê̆ Ban", "٣ \U000e0041", "\\(x) <b> {nb}"])
def test_what_the_typeface_does_not_have_breaks_no_paper(odd):
    pages = pages_of(Line((Item("Họ tên:", odd),)), Table((Column("x"),), ((odd,),)), Title(odd), Text("Nguyễn Văn Ý"))

    assert "Nguyễn Văn Ý" in pages[0].extract_text()
