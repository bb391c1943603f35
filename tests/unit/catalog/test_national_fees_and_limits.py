"""Fees and limits of national records: what is believed, and what is left open and why."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.national.fees import FeeRead, amount_of, read_fee
from services.catalog.domain.national.limits import read_limit
from services.catalog.domain.national.ways import read_rows
from tests.unit.catalog.national_records import WAYS_HEAD


def fee_of(cell: str, note: str = "", description: str = "", **other: bool | str) -> FeeRead:
    return read_fee(cell, note, description, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "note", "rule", "amount", "unit"),
    [
        ("50,000 VNĐ", "", "fixed", 50_000, ""),
        ("1,200,000 Việt Nam Đồng", "1.200.000đ/lần cấp", "fixed", 1_200_000, ""),
        ("150,000 VNĐ", "/hồ sơ", "fixed", 150_000, ""),
        ("2,000 Việt Nam Đồng", "2.000 đồng/trang", "per_unit", 2_000, "trang"),
        ("25,000 VNĐ", "25.000đ/ giấy thông hành", "per_unit", 25_000, "giấy thông hành"),
        ("10,000,000 VNĐ", "10 triệu đồng/lần", "fixed", 10_000_000, ""),
        ("8,000 VNĐ", "", "fixed", 8_000, ""),
    ],
)
def test_an_amount_that_stands_alone_is_believed(cell: str, note: str, rule: str, amount: int, unit: str) -> None:
    read = fee_of(cell, note)

    assert (read.rule, read.amount, read.unit, read.doubt) == (rule, amount, unit, "")


@pytest.mark.parametrize(
    ("cell", "note", "why"),
    [
        ("100 VNĐ", "100.000 đồng/lần", "dưới 1.000"),
        ("135 VNĐ", "", "dưới 1.000"),
        ("1 Việt Nam Đồng", "", "dưới 1.000"),
        ("1100,000 VNĐ", "", "dấu phân cách"),
        ("40,000 VNĐ", "50.000đ/giấy", "ghi mức khác"),
        ("1,500,000 VNĐ", "150.000 đồng/1 giấy", "ghi mức khác"),
        ("200,000 VNĐ", "200.000 đồng. Cấp lại: 400.000đ", "nhiều mức"),
        ("145,000 VNĐ", "145 USD/thẻ", "ngoại tệ"),
        ("50,000 VNĐ", "Nộp trực tuyến bằng 50% mức thu", "mức giảm"),
        ("25,000 VNĐ", "25.000 đồng đến hết ngày 31/12/2026", "khoảng thời gian"),
        ("20,000,000 VNĐ", "10 triệu đồng/giấy phép", "bằng chữ mức khác"),
        ("1,250 VNĐ", "", "lẻ"),
        ("100,000 VNĐ", "Không được quy định tại biểu phí", "không có quy định"),
        ("50,000 VNĐ; 70,000 VNĐ", "", "nhiều mức"),
        ("Không có thông tin", "", "không nêu"),
        ("", "", "không nêu"),
    ],
)
def test_an_amount_that_something_speaks_against_stays_open(cell: str, note: str, why: str) -> None:
    read = fee_of(cell, note)

    assert (read.rule, read.amount) == ("unknown", None)
    assert why in read.doubt
    assert cell in read.note, "the source's words are kept"


@pytest.mark.parametrize("cells", ["1200 VNĐ", "150,000 VNĐ", "1,200,000 Việt Nam Đồng(1.200.000 đồng)"])
def test_a_number_that_limit_and_fee_share_is_neither(cells: str) -> None:
    (row,), _ = read_rows(f"{WAYS_HEAD}Trực tuyến{cells}")

    assert row.glued
    assert "dính liền" in fee_of(row.fee, row.fee_note, glued=row.glued).doubt
    assert not read_limit(row.time).is_known


@pytest.mark.parametrize(
    ("note", "description", "elsewhere", "rule"),
    [
        ("", "", "", "free"),
        ("Không thu lệ phí", "", "", "free"),
        ("", "Nộp tại bộ phận một cửa. Không thu phí.", "", "free"),
        ("Theo Thông tư số 63/2023/TT-BTC", "", "", "unknown"),
        ("", "Lệ phí theo biểu mức thu", "", "unknown"),
        ("", "", "căn cứ pháp lý có văn bản quy định mức thu phí, lệ phí", "unknown"),
        ("15.000.000 đồng/lần", "", "", "unknown"),
        ("Theo quy định của Hội đồng nhân dân cấp tỉnh", "", "", "by_province"),
        ("", "Trong 15 ngày kể từ ngày Hội đồng nhân dân cấp tỉnh thông qua", "", "free"),
    ],
)
def test_free_is_believed_only_when_nothing_speaks_of_a_fee(
    note: str, description: str, elsewhere: str, rule: str
) -> None:
    assert fee_of("Miễn phí", note, description, elsewhere=elsewhere).rule == rule


def test_a_price_in_another_currency_is_kept_in_it() -> None:
    read = fee_of("10 USD", "/bản")

    assert (read.rule, read.currency, read.foreign, read.unit, read.amount) == (
        "foreign_currency",
        "USD",
        "10",
        "bản",
        None,
    )


def test_an_amount_for_one_situation_says_so() -> None:
    assert fee_of("300,000 VNĐ", "Trường hợp cấp lại: 300.000 đồng").conditional
    assert not fee_of("300,000 VNĐ", "300.000 đồng. Miễn phí cho trường hợp người khuyết tật").conditional


def test_who_is_exempt_is_kept() -> None:
    read = fee_of("8,000 VNĐ", "8.000 đồng/lần. Miễn lệ phí cho người thuộc hộ nghèo; người khuyết tật")

    assert read.exemptions == ("Miễn lệ phí cho người thuộc hộ nghèo",)
    assert read.kind == "le_phi"


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("5 Ngày làm việc", 5, "working_day"),
        ("30 Ngày", 30, "calendar_day"),
        ("2 Giờ", 2, "hour"),
        ("6 Tháng", 6, "month"),
    ],
)
def test_a_limit_with_its_unit_is_believed(cell: str, value: int, unit: str) -> None:
    read = read_limit(cell)

    assert (read.value, read.unit, read.verified, read.doubt) == (value, unit, True, "")


@pytest.mark.parametrize(
    "cell",
    ["1", "", "Không có thông tin", "Không phải trả kết quả", "0 Ngày", "1,5 Ngày", "2 Tuần", "99999 Ngày", "1 Năm"],
)
def test_a_limit_without_a_unit_that_counts_stays_open(cell: str) -> None:
    read = read_limit(cell)

    assert not read.is_known
    assert read.doubt


def test_a_unit_that_the_description_contradicts_is_not_verified() -> None:
    read = read_limit("4 Ngày", "Trong thời hạn 04 ngày làm việc kể từ ngày nhận đủ hồ sơ")

    assert (read.value, read.unit, read.verified) == (4, "calendar_day", False)
    assert read.doubt


cells = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"[0-9.,]{1,12} ?(VNĐ|Việt Nam Đồng|USD|đồng)", fullmatch=True),
    st.sampled_from(["Miễn phí", "Không có thông tin"]),
)
notes = st.one_of(
    st.text(max_size=80),
    st.from_regex(r"[0-9.,]{1,12} ?(đồng|đ|triệu đồng|USD|%)/?[a-zđ ]{0,12}", fullmatch=True),
)


@given(cell=cells, note=notes, description=st.text(max_size=60), glued=st.booleans())
def test_no_amount_is_ever_given_that_does_not_stand_in_the_cell(
    cell: str, note: str, description: str, glued: bool
) -> None:
    read = read_fee(cell, note, description, glued=glued)

    assert (read.amount is not None) == (read.rule in ("fixed", "per_unit"))
    if read.amount is not None:
        assert not glued
        assert read.amount >= 1_000
        assert str(read.amount) in re.sub(r"[.,]", "", cell)
    if read.foreign:
        assert read.foreign in re.sub(r"[.,]", "", cell)
    assert bool(read.doubt) == (read.rule == "unknown")


@given(cell=st.text(max_size=40) | st.from_regex(r"\d{1,6} ?(Ngày|Ngày làm việc|Giờ|Tháng|Tuần)", fullmatch=True))
def test_no_limit_is_ever_given_that_does_not_stand_in_the_cell(cell: str) -> None:
    read = read_limit(cell)

    if read.is_known:
        assert str(read.value) in cell
    else:
        assert read.doubt


@given(st.from_regex(r"[0-9.,]{1,14}", fullmatch=True))
def test_separators_that_do_not_group_by_three_make_no_number(digits: str) -> None:
    amount = amount_of(digits)

    assert amount is None or f"{amount:,}" in (digits.replace(".", ","), f"{int(re.sub('[.,]', '', digits)):,}")
    assert amount_of("1100,000") is None
    assert amount_of("1.5") is None
