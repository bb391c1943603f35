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
    "unrecorded": (
        "Bản ghi của thời gian này không còn giữ: {}; mức được tính như các phần đó đã được công bố.",
        "What is recorded of that time lacks: {}; the level is derived as if these had been published.",
    ),
    "other-scheme": (
        "Ngày bắt đầu phải dùng tên mức độ theo quy định có hiệu lực ngày đó: {}.",
        "On its first day a level is named by the rules in force that day: {}.",
    ),
    "claim-above-record": (
        "Cơ quan công bố mức {}, nhưng nội dung thủ tục đang có hiệu lực chỉ đáp ứng mức {}; mức này được áp dụng.",
        "The agency claims the level “{}”, but the record in force bears no more than “{}”, which is what holds.",
    ),
    "level-unknown": (
        "Quy định có hiệu lực ngày đó không có mức này. Xin chọn một trong các mức: {}.",
        "The rules in force that day know no such level. Please choose one of: {}.",
    ),
    "reason-needed": (
        "Mức {} phải công bố lý do không cung cấp toàn trình: có mặt, kiểm tra thực địa, sự cố hoặc lý do kỹ thuật.",
        "The level “{}” has to publish why it is not wholly online: presence, a check on site, an incident, technical.",
    ),
    "choice-not-allowed": ("Mức {} không để cơ quan chọn: {}.", "The level “{}” leaves no such choice of: {}."),
    "way-back-missing": (
        "Mức {} phải có cách nhận kết quả phù hợp; toàn trình thì phải nhận được qua mạng hoặc bưu chính.",
        "The level “{}” needs a way to return the result; whole-process needs one online or by post.",
    ),
}
"""Code -> sentence in Vietnamese and in English; ``{}`` are the facts."""

CHOICES: Final[Mapping[str, tuple[str, str]]] = {
    "pays_online": ("nộp phí, lệ phí qua mạng", "paying online"),
    "returns_online": ("trả kết quả qua mạng", "returning the result online"),
    "returns_by_post": ("trả kết quả qua bưu chính", "returning the result by post"),
    "returns_at_desk": ("trả kết quả tại quầy", "returning the result at the desk"),
}
"""What an agency may decide within a level, where the level leaves it the choice."""

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
