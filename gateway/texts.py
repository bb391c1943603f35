"""What the gateway says about a single field that is wrong, in Vietnamese and English.

The codes are those of ``chassis.records`` and those that services put into `FieldProblem`; a code without a sentence
here falls back to a declared error of the same code, then to a general sentence, so that no reader meets a bare code.
"""

from collections.abc import Mapping

from chassis.errors import FieldProblem, declared_errors
from chassis.spoken import Spoken

FIELD_SENTENCES: Mapping[str, tuple[str, str]] = {
    "required": ("Mục này bắt buộc phải có.", "This field is required."),
    "unknown": (
        "Hệ thống không có mục này; hãy bỏ đi hoặc sửa tên mục.",
        "There is no such field; remove it or correct its name.",
    ),
    "duplicate": ("Mục này được gửi nhiều lần; hãy gửi một lần.", "This field was sent more than once; send it once."),
    "invalid": ("Giá trị chưa đúng.", "The value is not right."),
    "not-an-object": ("Ở đây cần một đối tượng JSON.", "A JSON object is expected here."),
    "not-a-list": ("Ở đây cần một danh sách.", "A list is expected here."),
    "not-text": ("Ở đây cần chữ.", "Text is expected here."),
    "control-characters": (
        "Nội dung có ký tự điều khiển không đọc được; hãy gõ lại.",
        "The text holds unreadable control characters; please type it again.",
    ),
    "not-a-number": ("Ở đây cần một số nguyên.", "A whole number is expected here."),
    "not-a-boolean": ("Ở đây chỉ nhận true hoặc false.", "Only true or false is accepted here."),
    "not-a-date": (
        "Ngày cần viết dạng năm-tháng-ngày, ví dụ 2026-07-01.",
        "Write the date as year-month-day, for example 2026-07-01.",
    ),
    "not-a-time": (
        "Thời điểm cần viết theo RFC 3339, ví dụ 2026-07-01T08:00:00+07:00.",
        "Write the time by RFC 3339, for example 2026-07-01T08:00:00+07:00.",
    ),
    "time-without-zone": ("Thời điểm thiếu múi giờ, ví dụ +07:00.", "The time lacks its zone, for example +07:00."),
    "too-large": ("Nội dung quá lớn.", "The content is too large."),
    "out-of-range": ("Giá trị phải {range}.", "The value must be {range}."),
    "wrong-length": ("Số ký tự hoặc số mục phải là {range}.", "The number of characters or items must be {range}."),
    "wrong-form": ("Giá trị không đúng dạng quy định.", "The value does not have the required form."),
    "twice": ("Mỗi loại chỉ được nêu một lần.", "Each may be named once only."),
    "not-a-choice": ("Chỉ nhận một trong các giá trị: {choices}.", "Only one of these values is accepted: {choices}."),
    "changed": ("Mục này đã thay đổi từ khi bạn xem.", "This changed since you saw it."),
    "added": ("Mục này được thêm từ khi bạn xem.", "This was added since you saw it."),
    "removed": ("Mục này đã bị bỏ từ khi bạn xem.", "This was taken out since you saw it."),
    "too-many-digits": ("Số có quá nhiều chữ số.", "The number has too many digits."),
}
"""Sentence by field code: (Vietnamese, English)."""


def _range(params: Mapping[str, object], language: str) -> str:
    low, high = params.get("min"), params.get("max")
    english = language == "en"
    if low is not None and high is not None:
        words = "from {min:number} to {max:number}" if english else "từ {min:number} đến {max:number}"
    elif low is not None:
        words = "at least {min:number}" if english else "ít nhất {min:number}"
    else:
        words = "at most {max:number}" if english else "nhiều nhất {max:number}"
    return words.format_map(Spoken(params, language))


def field_sentence(problem: FieldProblem, language: str) -> str:
    """The sentence that tells a person what is wrong with one field; never empty, never a bare code.

    Problems of electronic forms bring their sentences with them, as those are data of the form.
    """
    own = problem.params.get(language)
    if problem.code.startswith("form.") and isinstance(own, str) and own:
        return own
    declared = declared_errors().get(problem.code)
    if problem.code not in FIELD_SENTENCES and declared is not None:
        return declared.text(language, problem.params)
    vi, en = FIELD_SENTENCES.get(problem.code, FIELD_SENTENCES["invalid"])
    facts = Spoken({**problem.params, "range": _range(problem.params, language)}, language)
    return (en if language == "en" else vi).format_map(facts)
