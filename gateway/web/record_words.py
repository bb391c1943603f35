"""What the parts and fields of a procedure's record are called on the pages of editors."""

from collections.abc import Mapping

from gateway.routing import Words
from gateway.web.terms import AUDIENCES, CHANNELS, FEE_KINDS, LEVELS, PARTIAL_REASONS, UNITS

PARTS: Mapping[str, tuple[Words, tuple[str, ...]]] = {
    "chung": (
        Words("Tên, lĩnh vực, đối tượng", "Name, field, audience"),
        (
            "name", "field", "procedure_type", "levels", "tabs", "audiences", "life_events", "keywords", "description",
        ),
    ),
    "co-quan": (
        Words("Cơ quan, nơi tiếp nhận", "Agencies, reception"),
        (
            "competent_agency", "implementing_agency", "delegated_agency", "coordinating_agency", "reception_address",
        ),
    ),
    "cach-thuc": (
        Words("Trường hợp, cách nộp, thời hạn", "Cases, ways, time limits"),
        (
            "cases", "ways", "clock_starts_after_payment", "clock_note", "online_exceptions", "second_person_approves",
        ),
    ),
    "phi": (Words("Phí, lệ phí", "Fees"), ("fees",)),
    "giay-to": (Words("Thành phần hồ sơ", "Papers"), ("papers", "sets", "sets_note")),
    "trinh-tu": (
        Words("Trình tự, kết quả, điều kiện", "Steps, results, conditions"),
        ("steps", "results", "conditions", "notes"),
    ),
    "can-cu": (
        Words("Căn cứ pháp lý, quyết định, nguồn", "Legal basis, decision, source"),
        (
            "legal_basis", "publication_decision", "publication_decided_on", "publication_issuer", "field_code",
            "related", "related_names", "former_codes", "provenance",
        ),
    ),
    "mau-dien-tu": (Words("Mẫu điện tử", "Electronic forms"), ("forms",)),
}  # fmt: skip
"""Parts of the record by the last word of their address; every field that an editor writes is in one of them."""

NAMES: Mapping[str, Words] = {
    "name": Words("Tên", "Name"),
    "field": Words("Lĩnh vực (khóa)", "Field (key)"),
    "procedure_type": Words("Loại thủ tục", "Type"),
    "levels": Words("Cấp thực hiện", "Levels"),
    "tabs": Words("Hiện ở mục", "Shown to"),
    "audiences": Words("Đối tượng thực hiện", "Audiences"),
    "life_events": Words("Nhóm sự kiện (khóa, mỗi dòng một)", "Life events (keys, one a line)"),
    "keywords": Words("Từ khóa tìm kiếm", "Search keywords"),
    "description": Words("Mô tả", "Description"),
    "competent_agency": Words("Cơ quan có thẩm quyền", "Competent agency"),
    "implementing_agency": Words("Cơ quan thực hiện", "Implementing agency"),
    "delegated_agency": Words("Cơ quan được ủy quyền", "Delegated agency"),
    "coordinating_agency": Words("Cơ quan phối hợp", "Coordinating agency"),
    "reception_address": Words("Địa chỉ tiếp nhận", "Reception address"),
    "cases": Words("Trường hợp", "Cases"),
    "ways": Words("Cách thức thực hiện", "Ways"),
    "key": Words("Khóa", "Key"),
    "channel": Words("Hình thức nộp", "Channel"),
    "channels": Words("Chỉ với hình thức", "For channels only"),
    "limit": Words("Thời hạn giải quyết", "Time limit"),
    "value": Words("Số", "Number"),
    "unit": Words("Đơn vị", "Unit"),
    "verified": Words("Đã kiểm tra với nguồn", "Checked with the source"),
    "basis": Words("Căn cứ", "Legal basis"),
    "note": Words("Ghi chú", "Note"),
    "clock_starts_after_payment": Words("Tính thời hạn sau khi nộp tiền", "The clock starts after payment"),
    "clock_note": Words("Ghi chú về thời hạn", "Note on the time limit"),
    "online_exceptions": Words("Ngoại lệ của toàn trình", "Exceptions to wholly online"),
    "reason": Words("Lý do", "Reason"),
    "second_person_approves": Words("Người duyệt phải khác người trình", "Another person than who proposes approves"),
    "fees": Words("Khoản thu", "Fees"),
    "head": Words("Khóa khoản thu", "Fee head (key)"),
    "kind": Words("Loại", "Kind"),
    "label": Words("Tên hiển thị", "Label"),
    "rule": Words("Cách tính", "Rule"),
    "amount": Words("Mức thu (đồng)", "Amount (VND)"),
    "tiers": Words("Mức theo số lượng", "Tiers"),
    "start": Words("Từ số lượng", "From"),
    "upto": Words("Đến số lượng", "Up to"),
    "cap": Words("Mức tối đa (đồng)", "Cap (VND)"),
    "optional": Words("Chỉ thu khi có yêu cầu", "Owed on request only"),
    "valid_from": Words("Áp dụng từ ngày", "From day"),
    "valid_to": Words("Hết áp dụng từ ngày", "No longer from day"),
    "exemptions": Words("Đối tượng được miễn", "Exempt groups"),
    "foreign": Words("Thu bằng ngoại tệ", "In foreign currency"),
    "currency": Words("Loại tiền (ISO 4217)", "Currency (ISO 4217)"),
    "reliefs": Words("Miễn, giảm", "Reliefs"),
    "percent": Words("Giảm bao nhiêu phần trăm", "Per cent off"),
    "evidence": Words("Giấy tờ chứng minh", "Evidence"),
    "papers": Words("Giấy tờ", "Papers"),
    "handling": Words("Nộp hay xuất trình", "Handed in or shown"),
    "required": Words("Bắt buộc", "Required"),
    "originals": Words("Số bản chính", "Originals"),
    "copies": Words("Số bản sao", "Copies"),
    "condition": Words("Khi nào cần", "When it is needed"),
    "form": Words("Mẫu đơn, tờ khai", "Form"),
    "form_key": Words("Mẫu điện tử thay thế (khóa)", "Electronic form (key)"),
    "template": Words("Tệp mẫu", "Template file"),
    "file_name": Words("Tên tệp", "File name"),
    "media_type": Words("Kiểu tệp", "Media type"),
    "size": Words("Dung lượng (byte)", "Size (bytes)"),
    "sha256": Words("SHA-256", "SHA-256"),
    "url": Words("Địa chỉ", "Address"),
    "sets": Words("Số bộ hồ sơ", "Sets"),
    "sets_note": Words("Ghi chú về số bộ", "Note on sets"),
    "steps": Words("Trình tự thực hiện", "Steps"),
    "results": Words("Kết quả", "Results"),
    "code": Words("Mã", "Code"),
    "conditions": Words("Yêu cầu, điều kiện", "Conditions"),
    "notes": Words("Lưu ý", "Notes"),
    "legal_basis": Words("Văn bản căn cứ", "Legal texts"),
    "number": Words("Số, ký hiệu", "Number"),
    "title": Words("Trích yếu", "Title"),
    "issued_on": Words("Ngày ban hành", "Issued on"),
    "issuer": Words("Cơ quan ban hành", "Issuer"),
    "publication_decision": Words("Quyết định công bố (số)", "Decision of publication (number)"),
    "publication_decided_on": Words("Ngày ký quyết định", "Day of the decision"),
    "publication_issuer": Words("Cơ quan công bố", "Publishing agency"),
    "field_code": Words("Mã lĩnh vực", "Field code"),
    "related": Words("Thủ tục liên quan (mã, mỗi dòng một)", "Related procedures (codes, one a line)"),
    "related_names": Words("Thủ tục liên quan chưa có mã", "Related procedures without codes"),
    "former_codes": Words("Mã cũ (mỗi dòng một)", "Former codes (one a line)"),
    "provenance": Words("Nguồn dữ liệu", "Source of the data"),
    "retrieved_on": Words("Ngày lấy", "Retrieved on"),
    "doubts": Words("Chỗ còn nghi vấn", "Doubts"),
    "record_id": Words("Mã bản ghi ở nguồn", "Record id at the source"),
    "forms": Words("Mẫu điện tử (JSON)", "Electronic forms (JSON)"),
}
"""Fields by their names on the wire."""

_PLAIN: Mapping[str, Words] = {
    "citizen": Words("Công dân", "Citizens"),
    "business": Words("Doanh nghiệp", "Businesses"),
    "submit": Words("Nộp", "Handed in"),
    "show": Words("Xuất trình", "Shown"),
    "fixed": Words("Một mức cố định", "Fixed"),
    "free": Words("Miễn phí", "Free"),
    "per_unit": Words("Theo đơn vị", "Per unit"),
    "by_province": Words("Do tỉnh quy định", "By province"),
    "foreign_currency": Words("Bằng ngoại tệ", "Foreign currency"),
    "unknown": Words("Nguồn chưa nêu", "Not stated"),
}
VALUES: Mapping[str, Words] = {
    **_PLAIN,
    **{
        key.value: Words(*said)
        for table in (AUDIENCES, CHANNELS, FEE_KINDS, LEVELS, PARTIAL_REASONS, UNITS)
        for key, said in table.items()
        if key.value not in _PLAIN
    },
}
"""Values of closed lists by their codes."""
