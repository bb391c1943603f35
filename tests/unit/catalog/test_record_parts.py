"""The record of a procedure has a place for every part that the law requires and the national database shows."""

import dataclasses
import types
import typing

import pytest

from chassis.records import is_record, load
from services.catalog.contract import Limit, Paper, ProcedureVersion, Template
from services.catalog.handlers.publishing import hash_of

LAW = {
    # Nghị định 63/2010/NĐ-CP điều 8 khoản 2: what every procedure has
    "tên thủ tục": "name",
    "trình tự thực hiện": "steps",
    "cách thức thực hiện": "ways.channel",
    "thành phần hồ sơ": "papers.name",
    "số lượng hồ sơ": "sets",
    "thời hạn giải quyết": "ways.limit",
    "đối tượng thực hiện": "audiences",
    "cơ quan giải quyết": "implementing_agency",
    # and what it has where there is such a thing
    "mẫu đơn, mẫu tờ khai": "papers.form",
    "kết quả thực hiện": "results.name",
    "yêu cầu, điều kiện": "conditions",
    "phí": "fees.kind",
    "lệ phí": "fees.amount",
    # Thông tư 32/2017/TT-BTTTT điều 5 (a) and Nghị định 63/2010/NĐ-CP điều 15, beyond these
    "cách tiếp nhận hồ sơ, trả kết quả": "offers.desk_code",
    "văn bản quy định thủ tục": "legal_basis.number",
    "quyết định công bố": "publication_decision",
    "ngày ký quyết định công bố": "publication_decided_on",
    "ngày có hiệu lực": "valid_from",
    "mức độ dịch vụ của từng cơ quan (TT 01/2018/TT-VPCP điều 16)": "offers.level",
}

NATIONAL_DATABASE = {
    "Mã thủ tục": "code",
    "Mã tại địa phương": "former_codes",
    "Số quyết định": "publication_decision",
    "Tên thủ tục": "name",
    "Cấp thực hiện": "levels",
    "Loại thủ tục": "procedure_type",
    "Lĩnh vực": "field_name",
    "Mã lĩnh vực": "field_code",
    "Trình tự thực hiện": "steps",
    "Hình thức nộp": "ways.channel",
    "Thời gian": "ways.limit.value",
    "Đơn vị thời gian": "ways.limit.unit",
    "Phí, lệ phí": "fees.amount",
    "Phí bằng ngoại tệ": "fees.foreign.currency",
    "Mô tả cách thức": "ways.note",
    "Mô tả mức thu": "fees.note",
    "Trường hợp": "cases.name",
    "Tên giấy tờ": "papers.name",
    "Mẫu đơn, tờ khai": "papers.form",
    "Tệp mẫu đơn": "papers.template.file_name",
    "Số bản chính": "papers.originals",
    "Số bản sao": "papers.copies",
    "Giấy tờ của từng trường hợp": "papers.cases",
    "Ghi chú của thành phần hồ sơ": "notes",
    "Số bộ hồ sơ": "sets",
    "Ghi chú số bộ hồ sơ": "sets_note",
    "Đối tượng thực hiện": "audiences",
    "Cơ quan thực hiện": "implementing_agency",
    "Cơ quan có thẩm quyền": "competent_agency",
    "Địa chỉ tiếp nhận hồ sơ": "reception_address",
    "Cơ quan được ủy quyền": "delegated_agency",
    "Cơ quan phối hợp": "coordinating_agency",
    "Kết quả": "results.name",
    "Mã kết quả": "results.code",
    "Số văn bản": "legal_basis.number",
    "Trích yếu": "legal_basis.title",
    "Ngày ban hành": "legal_basis.issued_on",
    "Cơ quan ban hành": "legal_basis.issuer",
    "Yêu cầu, điều kiện": "conditions",
    "Từ khóa": "keywords",
    "Mô tả": "description",
    "Thủ tục liên quan": "related",
    "Tên thủ tục liên quan": "related_names",
    "Thời hạn tính từ khi nộp lệ phí": "clock_starts_after_payment",
    "Thời gian không tính vào thời hạn": "clock_note",
    "Ngoại lệ của toàn trình": "online_exceptions.reason",
    "Địa chỉ bản ghi": "provenance.url",
    "Mã bản ghi": "provenance.record_id",
}

PLAIN = {
    "code": "1.000001",
    "version": 1,
    "content_hash": "0" * 64,
    "valid_from": "2026-07-20",
    "published_at": "2026-07-20T00:00:00Z",
    "name": "Đăng ký",
    "field": "ho-tich",
    "field_name": "Hộ tịch",
    "levels": ["commune"],
    "tabs": ["citizen"],
    "audiences": ["citizen"],
    "ways": [{"channel": "online", "limit": {"value": 3, "unit": "working_day"}}],
    "fees": [{"head": "le-phi", "kind": "le_phi", "label": "Lệ phí", "rule": "fixed", "amount": 8000}],
    "papers": [{"key": "to-khai", "name": "Tờ khai", "originals": 1}],
    "legal_basis": [{"number": "60/2014/QH13"}],
    "provenance": {"name": "Nguồn", "retrieved_on": "2026-07-20", "verified": True},
}


def _inner(annotation: object) -> object:
    """The record that a field holds, alone, or none, or many of."""
    while not is_record(annotation):
        arguments = [a for a in typing.get_args(annotation) if a not in (types.NoneType, Ellipsis)]
        if not arguments:
            return annotation
        annotation = arguments[0]
    return annotation


@pytest.mark.parametrize(("part", "path"), [*LAW.items(), *NATIONAL_DATABASE.items()])
def test_a_part_of_the_record_has_its_place(part: str, path: str) -> None:
    cls: object = ProcedureVersion
    for name in path.split("."):
        assert is_record(cls), part
        assert name in {field.name for field in dataclasses.fields(cls)}, part  # type: ignore[arg-type]
        cls = _inner(typing.get_type_hints(cls, include_extras=True)[name])


def test_no_part_that_was_added_changes_a_hash_of_what_was_published() -> None:
    # Computed when the record had none of the parts that have come since.
    assert hash_of(load(ProcedureVersion, PLAIN)) == "dcb5bd7f602b7bbd8f91f298687c7f1ceb686d4e944a8b6d7d580a73c5ab9202"


def test_a_limit_may_be_in_each_unit_that_the_national_database_has() -> None:
    for unit in ("working_day", "calendar_day", "hour", "month", "same_day"):
        assert load(Limit, {"value": 1, "unit": unit}).unit == unit


def test_a_template_that_is_only_named_cannot_be_downloaded() -> None:
    named = Template(file_name="Tờ khai.docx")

    assert not named.is_downloadable
    assert dataclasses.replace(named, sha256="0" * 64).is_downloadable
    assert dataclasses.replace(named, url="https://example.org/to-khai.docx").is_downloadable
    assert Paper(key="to-khai", name="Tờ khai").template is None
