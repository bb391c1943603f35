"""What people type is found among the whole national catalogue, where what fits nearly is close by."""

import gzip
import json
import unicodedata

import pytest

from services.catalog.domain.documents import Document
from services.catalog.domain.search import Index
from services.catalog.legal_data import lexicon
from tests.shared_data import shared

RECORDS = shared("national-procedures.jsonl.gz")

LIKE_IT = {
    "1.013225": "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    "1.013229": "Cấp giấy phép xây dựng sửa chữa, cải tạo đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    "1.013232": "Cấp giấy phép di dời đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    "1.003220": "Xét hưởng chế độ trợ cấp một lần theo Quyết định số 62",
    "6.001430": "Xây dựng chương trình phát triển nhà ở cấp tỉnh",
    "1.008494": "Đăng ký thuế để cấp mã số thuế nộp thay cho tổ chức, cá nhân nước ngoài",
    "1.008498": "Đăng ký thuế lần đầu đối với người nộp thuế là cá nhân, người phụ thuộc",
    "1.008501": "Cấp lại Giấy chứng nhận đăng ký thuế, Thông báo mã số thuế",
    "1.001456": "Cấp hộ chiếu phổ thông ở trong nước (thực hiện tại cấp tỉnh)",
    "1.001445": "Trình báo mất hộ chiếu phổ thông (thực hiện tại cấp tỉnh)",
    "3.000346": "Cấp giấy phép lái xe",
    "1.012783": "Cấp đổi Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
}
"""A small catalogue in which the same neighbours stand."""


def national() -> list[Document]:
    assert RECORDS is not None
    with gzip.open(RECORDS, "rt", encoding="utf-8") as lines:
        raws = [json.loads(line) for line in lines]
    named = [[unicodedata.normalize("NFC", raw[key]) for key in ("ten_thu_tuc", "linh_vuc")] for raw in raws]
    return [Document(raw["ma_thu_tuc"], name, field=field) for raw, (name, field) in zip(raws, named, strict=True)]


INDEXES = {"like it": Index([Document(code, name) for code, name in LIKE_IT.items()], lexicon())}
if RECORDS is not None:
    INDEXES["national"] = Index(national(), lexicon())


@pytest.mark.parametrize("catalogue", INDEXES)
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("xay nha cap 4", "1.013225"),
        ("xây nhà cấp bốn", "1.013225"),
        ("xin phép xây nhà cấp 4", "1.013225"),
        ("mã số thuế cá nhân", "1.008498"),
        ("ma so thue ca nhan", "1.008498"),
        ("passport cho con", "1.001456 1.001471"),
    ],
)
def test_what_people_type_gives_first_what_they_mean(catalogue: str, typed: str, first: str) -> None:
    """``first`` names several where the same is done at several levels of government."""
    assert INDEXES[catalogue].search(typed).hits[0].key in first.split()


@pytest.mark.parametrize("catalogue", INDEXES)
@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("giấy phép lái xe", "giấy phép lái xe"),
        ("lam giay phep lai xe", "giấy phép lái xe"),
        ("xin cấp giấy chứng nhận quyền sử dụng đất", "cấp giấy chứng nhận quyền sử dụng đất"),
        ("giấy chứng nhận quyền sử dụng đất", "giấy chứng nhận quyền sử dụng đất"),
        ("thủ tục cấp giấy phép lái xe", "cấp giấy phép lái xe"),
        ("cho tôi giấy phép lái xe ở đâu", "giấy phép lái xe"),
    ],
)
def test_people_are_shown_whole_terms(catalogue: str, typed: str, understood: str) -> None:
    assert INDEXES[catalogue].search(typed).understood == understood
