"""The sentences in which a level is explained, by the code of the reason, and the names of a record's parts."""

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "claimed": ("Cơ quan công bố mức cung cấp dịch vụ: {}.", "The agency provides the service at the level “{}”."),
    "converted": (
        "Mức đã công bố là {}; theo quy định đang có hiệu lực, mức này được tính là {}.",
        "The level claimed was “{}”; by the rules in force it counts as “{}”.",
    ),
    "record-incomplete": (
        "Nội dung thủ tục còn thiếu: {}.",
        "The published record of the procedure lacks: {}.",
    ),
    "template-missing": (
        "Chưa có tệp để tải về cho mẫu: {}.",
        "There is no file to download for the form: {}.",
    ),
    "online-way-missing": (
        "Thủ tục không có cách thức thực hiện trực tuyến.",
        "The procedure has no online way of execution.",
    ),
    "interactive-form-missing": (
        "Chưa có biểu mẫu điện tử tương tác cho mẫu: {}.",
        "There is no interactive electronic form for: {}.",
    ),
    "exception-presence": (
        "Pháp luật yêu cầu người làm thủ tục có mặt: {}",
        "The law asks the person to be present: {}",
    ),
    "exception-on-site-check": (
        "Pháp luật yêu cầu kiểm tra, xác minh thực địa: {}",
        "The law asks for a check on site: {}",
    ),
    "exception-incident": ("Đang có sự cố kỹ thuật: {}", "There is a technical incident: {}"),
    "exception-technical": ("Lý do kỹ thuật: {}", "A technical reason: {}"),
    "payment-channel-missing": (
        "Thủ tục có phí, lệ phí mà cơ quan chưa thu qua mạng.",
        "There are fees, and the agency does not take them online yet.",
    ),
    "agency-choice": (
        "Nội dung thủ tục cho phép mức cao hơn; mức cơ quan công bố: {}.",
        "The record would bear a higher level; the agency provides “{}”.",
    ),
    "agency-presence": (
        "Cơ quan công bố lý do: người làm thủ tục phải có mặt. {}",
        "The agency's reason: the person has to be present. {}",
    ),
    "agency-on-site-check": (
        "Cơ quan công bố lý do: phải kiểm tra, xác minh thực địa. {}",
        "The agency's reason: a check on site. {}",
    ),
    "agency-incident": ("Cơ quan công bố lý do: sự cố kỹ thuật. {}", "The agency's reason: a technical incident. {}"),
    "agency-technical": ("Cơ quan công bố lý do kỹ thuật. {}", "The agency's reason: a technical one. {}"),
    "reason-missing": (
        "Cơ quan chưa công bố lý do không cung cấp toàn trình.",
        "The agency has not published why the service is not wholly online.",
    ),
    "other-scheme": (
        "Ngày bắt đầu phải dùng tên mức độ theo quy định có hiệu lực ngày đó: {}.",
        "On its first day a level is named by the rules in force that day: {}.",
    ),
    "choice-not-allowed": ("Lựa chọn không phù hợp với mức độ: {}.", "The choice does not fit the level: {}."),
}
"""Code -> sentence in Vietnamese and in English; ``{}`` are the facts."""

PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "name": ("tên thủ tục", "name"),
    "steps": ("trình tự thực hiện", "steps"),
    "ways": ("cách thức thực hiện", "ways of execution"),
    "papers": ("thành phần hồ sơ", "papers"),
    "limits": ("thời hạn giải quyết", "time limit"),
    "audiences": ("đối tượng thực hiện", "for whom"),
    "agencies": ("cơ quan thực hiện", "implementing agency"),
    "results": ("kết quả thực hiện", "results"),
    "legal_basis": ("căn cứ pháp lý", "legal basis"),
    "publication_decision": ("quyết định công bố", "publication decision"),
}
"""Parts that NĐ 63/2010/NĐ-CP điều 8 and TT 32/2017/TT-BTTTT điều 5 ask of every published procedure."""


def sentence(code: str, *facts: tuple[str, str]) -> tuple[str, str]:
    """The sentence of a code in both languages, with facts that are told in both."""
    vi, en = REASONS[code]
    return vi.format(*(fact[0] for fact in facts)).strip(), en.format(*(fact[1] for fact in facts)).strip()
