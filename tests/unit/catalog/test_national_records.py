"""National records as they really come: every fault that was seen, in small; and what must hold for any text at all."""

import datetime as dt
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.records import load
from services.catalog.contract import FeeRule, LimitUnit, ProcedureVersion
from services.catalog.domain.national.legal import read_laws
from services.catalog.domain.national.outcome import read_results, split_tail
from services.catalog.domain.national.papers import read_papers
from services.catalog.domain.national.people import read_audiences, read_levels
from services.catalog.domain.national.record import read_code, read_record
from services.catalog.domain.national.text import clean, cut, paragraphs, pieces, slug, steps
from services.catalog.domain.national.ways import read_rows
from services.catalog.handlers.publishing import hash_of
from services.catalog.importing import _UNPUBLISHED
from tests.unit.catalog.national_records import LAWS_HEAD, PAPERS_HEAD, WAYS_HEAD, record

DAY = "2026-07-20"


def read(**changes: Any) -> tuple[ProcedureVersion, list[str]]:
    """The version that a record gives, and which fields have doubts."""
    found = read_record(record(**changes), DAY)
    assert not found.refused
    return load(ProcedureVersion, found.content | _UNPUBLISHED), [doubt.field for doubt in found.doubts]


def test_a_record_without_a_fault_is_read_without_a_doubt() -> None:
    version, doubts = read()

    assert doubts == []
    assert version.provenance.verified
    assert version.provenance.record_id == "0f8fad5b-d9cb-469f-a165-70867728950e"
    assert version.provenance.retrieved_on == dt.date(2026, 7, 20)
    assert (version.field, version.levels, version.tabs) == (
        "thu-nghiem",
        ("province", "commune"),
        ("citizen", "business"),
    )
    (way,), (fee,) = version.ways, version.fees
    assert (way.channel, way.limit and (way.limit.value, way.limit.unit)) == ("online", (3, LimitUnit.WORKING_DAY))
    assert (fee.rule, fee.amount, fee.channels) == (FeeRule.FIXED, 50_000, ())
    assert [(paper.name, paper.originals, paper.copies) for paper in version.papers] == [
        ("Đơn đề nghị", 1, 0),
        ("Giấy khai sinh", 0, 1),
    ]
    assert version.papers[0].template is not None
    assert version.papers[0].template.file_name == "Mẫu số 01.docx"
    assert [(law.number, law.title) for law in version.legal_basis] == [("60/2014/QH13", "Luật Hộ tịch")]
    assert [(result.name, result.code) for result in version.results] == [("Giấy xác nhận", "KQ.G15.000031")]
    assert version.steps == ("Bước 1: Chuẩn bị hồ sơ.", "Bước 2: Trả kết quả.")
    assert version.conditions == ()


@pytest.mark.parametrize(
    ("value", "code", "longer"),
    [
        ("1.001193", "1.001193", ""),
        (" 1.001193 ", "1.001193", ""),
        ("1.001193.000.00.00.H40", "1.001193", "1.001193.000.00.00.H40"),
        (1.00177, "1.001770", ""),
        ("1.00119", "", ""),
        (None, "", ""),
        ({"a": 1}, "", ""),
    ],
)
def test_a_code_is_read_however_it_was_stored(value: object, code: str, longer: str) -> None:
    assert read_code(value) == (code, longer)


@pytest.mark.parametrize("raw", [None, 7, "text", [], {}, {"ma_thu_tuc": "1.100001"}, {"ten_thu_tuc": "x"}])
def test_what_is_no_record_is_refused_with_a_reason(raw: object) -> None:
    found = read_record(raw, DAY)

    assert found.refused
    assert found.content == {}


def test_keys_in_other_spellings_are_understood() -> None:
    plain = record()
    renamed = {"Mã thủ tục" if key == "ma_thu_tuc" else key.upper(): value for key, value in plain.items()}

    assert read_record(renamed, DAY).content == read_record(plain, DAY).content


@pytest.mark.parametrize("missing", [key for key in record() if key not in ("ma_thu_tuc", "ten_thu_tuc")])
def test_any_other_key_may_be_missing(missing: str) -> None:
    version, _ = read(**{missing: None})

    assert version.name == "Cấp giấy xác nhận thử nghiệm"
    assert all(fee.rule in (FeeRule.FIXED, FeeRule.UNKNOWN) for fee in version.fees)
    assert version.fees, "no fee at all would be read as free"


def test_decomposed_text_entities_and_hard_blanks_are_the_same_text() -> None:
    plain = record(ten_thu_tuc="Cấp đổi thẻ & sổ")
    odd = {key: unicodedata.normalize("NFD", value) for key, value in plain.items()}
    odd["ten_thu_tuc"] = unicodedata.normalize("NFD", "\ufeffCấp\u00a0đổi   thẻ &amp;amp; <b>sổ</b>\u200b")

    assert read_record(odd, DAY).content == read_record(plain, DAY).content


def test_a_channel_that_a_description_mentions_begins_no_row() -> None:
    rows, rest = read_rows(
        f"{WAYS_HEAD}Trực tiếp20 Ngày làm việcMiễn phíTrực tiếp: tại Sở. Trực tuyến qua Cổng."
        "Dịch vụ bưu chính30 Ngày làm việcKhông có thông tin"
    )

    assert rest == ""
    assert [(row.channel, row.time, row.fee) for row in rows] == [
        ("direct", "20 Ngày làm việc", "Miễn phí"),
        ("post", "30 Ngày làm việc", "Không có thông tin"),
    ]
    assert rows[0].description == "Trực tiếp: tại Sở. Trực tuyến qua Cổng."


def test_limits_differ_by_channel() -> None:
    version, _ = read(
        cach_thuc_thuc_hien=WAYS_HEAD
        + "Trực tuyến17 NgàyMiễn phíTrực tiếp20 NgàyMiễn phíDịch vụ bưu chính30 NgàyMiễn phí"
    )

    assert {way.channel.value: way.limit and way.limit.value for way in version.ways} == {
        "online": 17,
        "direct": 20,
        "post": 30,
    }
    assert version.cases == ()


@pytest.mark.parametrize(
    ("words", "kind", "label", "left_open"),
    [
        ("(Lệ phí: 50.000 đồng)", "le_phi", "Lệ phí", []),
        ("(Phí thẩm định: 50.000 đồng)", "phi", "Phí", []),
        ("(50.000 đồng)", "unknown", "Phí, lệ phí", ["fees.kind"]),
        ("(Phí, lệ phí: 50.000 đồng)", "unknown", "Phí, lệ phí", ["fees.kind"]),
        ("(Phí 50.000 đồng; lệ phí theo quy định)", "unknown", "Phí, lệ phí", ["fees.kind"]),
    ],
)
def test_whether_a_fee_is_phi_or_le_phi_is_not_made_up(words: str, kind: str, label: str, left_open: list[str]) -> None:
    version, doubts = read(cach_thuc_thuc_hien=f"{WAYS_HEAD}Trực tuyến3 Ngày làm việc50,000 VNĐ{words}Gửi qua mạng")

    assert (version.fees[0].kind, version.fees[0].label, version.fees[0].amount) == (kind, label, 50_000)
    assert doubts == left_open
    assert version.provenance.verified == (not left_open)


def test_of_what_is_free_it_is_not_asked_what_it_would_be_called() -> None:
    version, doubts = read(cach_thuc_thuc_hien=f"{WAYS_HEAD}Trực tuyến3 Ngày làm việcMiễn phíGửi qua mạng")

    assert version.fees[0].rule is FeeRule.FREE
    assert "fees.kind" not in doubts


TWICE = (
    "Trực tuyến4 Ngày làm việc50,000 VNĐHồ sơ hợp lệTrực tiếp6 Ngày làm việc80,000 VNĐCần thẩm tra"
    "Trực tuyến6 Ngày làm việc80,000 VNĐCần thẩm traTrực tiếp4 Ngày làm việc50,000 VNĐHồ sơ hợp lệ"
)


def test_a_channel_with_several_limits_has_situations_where_all_channels_agree() -> None:
    version, doubts = read(cach_thuc_thuc_hien=WAYS_HEAD + TWICE)

    assert [case.name for case in version.cases] == ["Hồ sơ hợp lệ", "Cần thẩm tra"]
    met = {(way.channel.value, way.cases[0]): way.limit.value for way in version.ways if way.limit}
    assert met == {
        ("online", "ho-so-hop-le"): 4,
        ("direct", "ho-so-hop-le"): 4,
        ("online", "can-tham-tra"): 6,
        ("direct", "can-tham-tra"): 6,
    }
    for case, amount in (("ho-so-hop-le", 50_000), ("can-tham-tra", 80_000)):
        (fee,) = version.fees_of(case, version.ways[0].channel, dt.date(2026, 11, 27))
        assert fee.amount == amount
    assert set(doubts) == {"fees.kind"}


def test_where_channels_do_not_agree_what_differs_stays_open() -> None:
    version, doubts = read(cach_thuc_thuc_hien=WAYS_HEAD + TWICE + "Dịch vụ bưu chính5 Ngày làm việc50,000 VNĐ")

    assert version.cases == ()
    limits = {way.channel.value: way.limit and way.limit.value for way in version.ways}
    assert limits == {"online": None, "direct": None, "post": 5}
    assert {fee.rule for fee in version.fees if "online" in fee.channels} == {FeeRule.UNKNOWN}
    assert "80,000" in next(way.note for way in version.ways if way.channel == "online")
    assert set(doubts) == {"ways.limit", "fees", "fees.kind"}


def test_an_amount_for_a_situation_is_open_where_situations_are_not_told_apart() -> None:
    version, doubts = read(
        cach_thuc_thuc_hien=f"{WAYS_HEAD}Trực tiếp3 Ngày làm việc300,000 VNĐ(Trường hợp cấp lại: 300.000 đồng)"
    )

    assert [fee.rule for fee in version.fees] == [FeeRule.UNKNOWN]
    assert doubts == ["fees"]


def test_free_is_doubted_when_the_law_or_the_steps_name_a_fee() -> None:
    free = f"{WAYS_HEAD}Trực tiếp3 Ngày làm việcMiễn phí"
    by_law, _ = read(
        cach_thuc_thuc_hien=free, can_cu_phap_ly=f"{LAWS_HEAD}Quy định mức thu phí, lệ phí hộ tịch281/2016/TT-BTC"
    )
    by_steps, _ = read(cach_thuc_thuc_hien=free, trinh_tu_thuc_hien="Bước 1: Nộp hồ sơ.\nBước 2: Nộp lệ phí.")
    plain, _ = read(cach_thuc_thuc_hien=free)

    assert [version.fees[0].rule for version in (by_law, by_steps, plain)] == [
        FeeRule.UNKNOWN,
        FeeRule.UNKNOWN,
        FeeRule.FREE,
    ]


def test_the_clock_may_start_only_after_payment() -> None:
    version, _ = read(
        trinh_tu_thuc_hien="Thời hạn được tính từ khi nhận đủ hồ sơ hợp lệ và chủ xe hoàn thành việc nộp lệ phí."
    )

    assert version.clock_starts_after_payment


def test_groups_of_papers_are_situations_only_where_all_of_them_are() -> None:
    cases, _ = read(
        thanh_phan_ho_so=f"Đối với cấp mới{PAPERS_HEAD}Đơn A1 bản chínhĐối với cấp lại{PAPERS_HEAD}Đơn B1 bản chính"
    )
    conditions, _ = read(
        thanh_phan_ho_so=f"--{PAPERS_HEAD}Đơn A1 bản chínhTrường hợp ủy quyền:{PAPERS_HEAD}Giấy ủy quyền1 bản chính"
    )

    assert [(paper.name, paper.cases) for paper in cases.papers] == [
        ("Đơn A", ("doi-voi-cap-moi",)),
        ("Đơn B", ("doi-voi-cap-lai",)),
    ]
    assert conditions.cases == ()
    assert [(p.name, p.required, p.condition) for p in conditions.papers] == [
        ("Đơn A", True, ""),
        ("Giấy ủy quyền", False, "Trường hợp ủy quyền:"),
    ]


def test_papers_that_are_only_shown_are_not_handed_in() -> None:
    version, _ = read(thanh_phan_ho_so=f"* Giấy tờ phải xuất trình:{PAPERS_HEAD}Hộ chiếu1 bản chính")

    assert [(paper.handling, paper.required) for paper in version.papers] == [("show", True)]


def test_a_row_without_any_copy_is_a_note() -> None:
    version, _ = read(thanh_phan_ho_so=f"* Lưu ý:{PAPERS_HEAD}Nộp bản chụp kèm bản chính để đối chiếu0 bản chính")

    assert version.papers == ()
    assert version.notes == ("* Lưu ý:: Nộp bản chụp kèm bản chính để đối chiếu",)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Đơn theo Mẫu số 0121 bản chính", ("Đơn theo Mẫu số", 0, 0, False)),
        ("Tờ khai ban hành ngày 24/7/20231 bản chính", ("Tờ khai ban hành ngày 24/7/2023", 1, 0, True)),
        ("Bộ ảnh.docx15 bản chính", ("Bộ ảnh.docx", 15, 0, True)),
        ("Nộp 01 bản chính hoặc bản sao1 bản chính,2 bản sao", ("Nộp 01 bản chính hoặc bản sao", 1, 2, True)),
    ],
)
def test_counts_that_touch_a_number_are_told_apart_or_left_open(table: str, expected: tuple[Any, ...]) -> None:
    ((group,), _) = read_papers(f"--{PAPERS_HEAD}{table}")

    (row,) = group.rows
    assert (row.name or row.files[0], row.originals, row.copies, row.counted) == expected


def test_laws_are_parted_where_number_and_title_touch() -> None:
    laws, rest = read_laws(
        f"{LAWS_HEAD}Luật Hộ tịch60/2014/QH13Nghị định số 23/2015/NĐ-CP ngày 16/02/2015 của Chính phủ về cấp bản sao"
        "23/2015/NĐ-CPNGHỊ ĐỊNH VỀ NHÀ Ở95/2024/NĐ-CPLuật số 72/2020/QH14 ngày 17 tháng 11 năm 202072/2020/QH14"
    )

    assert rest == ""
    assert [(law.number, law.issued_on, law.issuer) for law in laws] == [
        ("60/2014/QH13", None, ""),
        ("23/2015/NĐ-CP", dt.date(2015, 2, 16), "Chính phủ"),
        ("95/2024/NĐ-CP", None, ""),
        ("72/2020/QH14", dt.date(2020, 11, 17), ""),
    ]


def test_results_are_parted_by_their_codes_and_the_pages_buttons_are_gone() -> None:
    tail = split_tail(
        "Giấy phépMã: KQ.G10.000209,Thông báoMã: KQ.G12.000572Văn bản trả lời"
        "Từ khóacăn cước; thẻMô tảDo Bộ banChọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngànhNộp hồ sơ"
    )

    assert [(result.name, result.code) for result in read_results(tail.text)] == [
        ("Giấy phép", "KQ.G10.000209"),
        ("Thông báo", "KQ.G12.000572"),
        ("Văn bản trả lời", ""),
    ]
    assert (tail.keywords, tail.description) == (("căn cước", "thẻ"), "Do Bộ ban")


def test_audiences_and_levels_are_the_catalogues_words() -> None:
    assert read_audiences("Cán bộ, công chức, viên chức, Doanh nghiệp có vốn đầu tư nước ngoài, Doanh nghiệp") == (
        ["official", "foreign_invested_enterprise", "enterprise"],
        [],
    )
    assert read_levels("Cấp xã, Cấp bộ, Cấp huyện") == (["ministry", "commune"], ["cap huyen"])


def test_who_it_is_for_is_not_made_up_where_it_is_not_said() -> None:
    version, doubts = read(doi_tuong_thuc_hien=None, cap_thuc_hien=None, linh_vuc=None)

    assert set(doubts) == {"audiences", "levels", "field"}
    assert version.field == "chua-phan-loai"
    assert not version.provenance.verified
    assert version.provenance.doubts


def test_long_text_is_cut_between_words_and_nothing_is_lost() -> None:
    text = "một hai ba " * 2_000

    assert " ".join(pieces(text.strip())) == text.strip()
    assert all(len(piece) <= 5_000 for piece in pieces(text))
    assert cut("abc def", 5) == ("abc", "def")
    assert "".join("".join(paragraphs(text)).split()) == "".join(text.split())
    assert steps("Bước 1: a\nvà b\nBước 2: c") == ["Bước 1: a\nvà b", "Bước 2: c"]
    assert slug("Đăng ký, quản lý " * 9, 30) == "dang-ky-quan-ly-dang-ky-quan"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
shreds = st.lists(
    st.sampled_from(
        (
            f"{WAYS_HEAD}|{PAPERS_HEAD}|{LAWS_HEAD}|"
            "Trực tuyến|Trực tiếp|3 Ngày làm việc|1|200 VNĐ|50,000 VNĐ|Miễn phí|Không có thông tin|(|)|1 bản chính|"
            ",1 bản sao|Mẫu.docx|60/2014/QH13|Mã: KQ.G15.000031|Từ khóa|Mô tả|Trường hợp a|\n|--|Bước 1|&amp;|<br>|ﬁ"
        ).split("|")
    ),
    max_size=14,
).map("".join)


@given(
    st.fixed_dictionaries(
        {"ma_thu_tuc": st.just("1.100001"), "ten_thu_tuc": st.just("Tên")},
        optional={
            key: shreds | json_values for key in record() if key not in ("ma_thu_tuc", "ten_thu_tuc", "formality_id")
        },
    )
)
def test_whatever_a_record_holds_it_loads_and_always_the_same(raw: dict[str, Any]) -> None:
    first, again = read_record(raw, DAY), read_record(json.loads(json.dumps(raw)), DAY)

    assert first == again
    version = load(ProcedureVersion, first.content | _UNPUBLISHED)
    assert hash_of(version)
    assert version.fees, "no fee at all would be read as free"
    whole = "".join(clean(value) for value in raw.values()).replace(",", "").replace(".", "")
    for fee in version.fees:
        assert fee.amount is None or str(fee.amount) in whole
    for way in version.ways:
        assert way.limit is None or str(way.limit.value) in whole


@given(json_values)
def test_no_value_at_all_makes_reading_fail(raw: object) -> None:
    read_record(raw, DAY)
    assert clean(clean(raw)) == clean(clean(clean(raw)))
