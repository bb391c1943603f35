"""What two versions say otherwise is told to people: in sentences, each difference once, and nothing else."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.records import dump
from services.catalog import soundness
from services.catalog.contract import ProcedureVersion
from services.catalog.domain.difference import COMPARED, Difference, Op, differences
from services.catalog.domain.difference_words import PARTS
from tests.services.catalog.building import CONTENT, FORM, a_version

FEE = CONTENT["fees"][0]
PAPERS = CONTENT["papers"]


def told(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    return list(differences(dump(a_version(**before)), dump(a_version(**after))))


@pytest.mark.parametrize(
    ("before", "after", "vi", "en"),
    [
        (
            {},
            {"ways": [{"channel": "online", "limit": {"value": 2, "unit": "working_day"}}, *CONTENT["ways"][1:]]},
            "Thời hạn nộp trực tuyến: từ 3 ngày làm việc thành 2 ngày làm việc",
            "Time limit when filed online: from 3 working days to 2 working days",
        ),
        (
            {},
            {"ways": [*CONTENT["ways"][:1], {"channel": "direct", "limit": {"value": 1, "unit": "month"}}]},
            "Thời hạn nộp trực tiếp: từ 5 ngày làm việc thành 1 tháng",
            "Time limit when filed in person: from 5 working days to 1 month",
        ),
        ({}, {"ways": CONTENT["ways"][:2]}, "Bỏ cách nộp qua bưu chính", "No longer filed by post"),
        (
            {"ways": CONTENT["ways"][:2]},
            {},
            "Thêm cách nộp qua bưu chính, thời hạn 5 ngày làm việc",
            "New way: by post, time limit 5 working days",
        ),
        (
            {},
            {"ways": [*CONTENT["ways"][:2], {"channel": "post", "limit": {"value": 0, "unit": "same_day"}}]},
            "Thời hạn nộp qua bưu chính: từ 5 ngày làm việc thành trong ngày",
            "Time limit when filed by post: from 5 working days to the same day",
        ),
        (
            {},
            {"fees": [{**FEE, "amount": 10000}]},
            "Phí, lệ phí “Lệ phí xác nhận”, mức thu: từ 8.000 đồng thành 10.000 đồng",
            "Fee “Lệ phí xác nhận”, amount: from 8,000 VND to 10,000 VND",
        ),
        (
            {},
            {"fees": [{**FEE, "rule": "free", "amount": None}]},
            "Phí, lệ phí “Lệ phí xác nhận”, mức thu: từ 8.000 đồng thành miễn phí",
            "Fee “Lệ phí xác nhận”, amount: from 8,000 VND to free",
        ),
        ({}, {"fees": []}, "Phí, lệ phí: bỏ “Lệ phí xác nhận”", "Fee: removed “Lệ phí xác nhận”"),
        ({}, {"papers": PAPERS[:1]}, "Giấy tờ: bỏ “Giấy tờ tùy thân”", "Paper: removed “Giấy tờ tùy thân”"),
        (
            {"papers": PAPERS[:1]},
            {},
            "Giấy tờ: thêm “Giấy tờ tùy thân”",
            "Paper: added “Giấy tờ tùy thân”",
        ),
        (
            {},
            {"papers": [{**PAPERS[0], "originals": 2, "copies": 1}, PAPERS[1]]},
            "Giấy tờ “Tờ khai theo mẫu”, số lượng: từ 1 bản chính, 0 bản sao thành 2 bản chính, 1 bản sao",
            "Paper “Tờ khai theo mẫu”, number: from 1 originals, 0 copies to 2 originals, 1 copies",
        ),
        (
            {},
            {"name": "Tên mới"},
            "Tên thủ tục: từ Xác nhận thông tin hộ tịch thành Tên mới",
            "Name: from Xác nhận thông tin hộ tịch to Tên mới",
        ),
        (
            {},
            {"audiences": ["citizen", "foreigner"]},
            "Đối tượng thực hiện: thêm người nước ngoài",
            "For whom: added foreigners",
        ),
        (
            {},
            {"publication_decided_on": "2026-10-02"},
            "Ngày ký quyết định công bố: từ 01/06/2026 thành 02/10/2026",
            "Day of the publication decision: from 2026-06-01 to 2026-10-02",
        ),
        ({}, {"sets": 2}, "Số bộ hồ sơ: từ 1 thành 2", "Number of sets: from 1 to 2"),
        (
            {},
            {"clock_starts_after_payment": True},
            "Thời hạn tính từ khi nộp phí: từ không thành có",
            "The clock starts after payment: from no to yes",
        ),
        (
            {},
            {"legal_basis": [*CONTENT["legal_basis"], {"number": "18/2026/NĐ-CP"}]},
            "Căn cứ pháp lý: thêm “18/2026/NĐ-CP”",
            "Legal basis: added “18/2026/NĐ-CP”",
        ),
        (
            {},
            {"online_exceptions": [{"reason": "presence", "note": "Phải có mặt."}]},
            "Ngoại lệ của toàn trình: thêm “Phải có mặt.”",
            "Exception from wholly online: added “Phải có mặt.”",
        ),
        (
            {},
            {"forms": [{**FORM, "vi": "Tờ khai mới"}]},
            "Biểu mẫu điện tử “Tờ khai mới”: nội dung thay đổi",
            "Electronic form “Tờ khai mới”: content changed",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_difference_is_one_sentence_in_each_language(
    before: dict[str, Any], after: dict[str, Any], vi: str, en: str
) -> None:
    (only,) = [one for one in told(before, after) if one.vi == vi]

    assert only.en == en


def test_steps_are_compared_line_by_line() -> None:
    steps = CONTENT["steps"]

    (only,) = told({}, {"steps": [steps[0], "Cơ quan thẩm tra.", steps[2]]})

    assert only.vi == "Trình tự thực hiện: thêm 1 dòng, bỏ 1 dòng"
    assert [(line.op, line.text) for line in only.lines] == [
        (Op.SAME, steps[0]),
        (Op.REMOVED, steps[1]),
        (Op.ADDED, "Cơ quan thẩm tra."),
        (Op.SAME, steps[2]),
    ]


def test_what_is_equal_is_not_said() -> None:
    assert told({}, {}) == []
    assert told({}, {"audiences": ["citizen"]}) == []


def test_every_part_of_the_record_is_compared_and_has_a_name() -> None:
    parts = {field.name for field in dataclasses.fields(ProcedureVersion)} - soundness.OWN - {"field"}

    assert parts - COMPARED == set()
    assert {"field_name", *parts} == COMPARED == set(PARTS)


@given(
    st.sampled_from(sorted(CONTENT)),
    st.sampled_from(sorted(CONTENT)),
)
def test_two_texts_differ_exactly_if_something_is_said(first: str, second: str) -> None:
    others: dict[str, Any] = {
        "name": "Khác",
        "field": "ho-tich",
        "publication_decision": "1/QĐ",
        "publication_decided_on": "2026-01-01",
        "levels": ["province"],
        "tabs": ["business"],
        "audiences": ["foreigner"],
        "ways": [{"channel": "online", "note": "Ghi chú"}],
        "fees": [{**FEE, "basis": "Căn cứ khác"}],
        "papers": [{**PAPERS[0], "note": "Ghi chú"}],
        "forms": [],
        "sets": None,
        "steps": ["Một bước."],
        "results": [{"name": "Văn bản xác nhận", "code": "KQ.G15.000001"}],
        "implementing_agency": "",
        "legal_basis": [{"number": "60/2014/QH13", "title": "Khác"}],
        "provenance": {"name": "Nguồn khác", "retrieved_on": "2026-07-20", "verified": True},
    }
    before, after = dump(a_version()), dump(a_version(**{name: others[name] for name in (first, second)}))

    found = differences(before, after)

    assert bool(found) is (json.dumps(before, sort_keys=True) != json.dumps(after, sort_keys=True))
    sentences = [one.vi for one in found]
    assert len(sentences) == len(set(sentences))
    assert all(one.vi and one.en for one in found)
    assert len(differences(after, before)) == len(found)
