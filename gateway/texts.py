"""What the gateway says about a single field that is wrong, in Vietnamese and English.

The codes are those of ``chassis.records`` and those that services put into `FieldProblem`; a code without a sentence
here falls back to a declared error of the same code, then to a general sentence, so that no reader meets a bare code.
`field_sentence` speaks to who writes a program, `person_sentence` to who fills in a page.
"""

from collections.abc import Mapping
from typing import Final

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
    "wrong-cursor": (
        "Con trỏ trang không đúng, hoặc thuộc danh sách hay người khác. Xin bắt đầu lại từ trang đầu, để trống cursor.",
        "The page cursor is not right, or is of another list or person. Start from the first page, without cursor.",
    ),
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


_RELOAD = (
    "Trang này không gửi đúng; xin tải lại trang rồi làm lại.",
    "This page was not sent as it should be; please load it again and retry.",
)
PERSON_SENTENCES: Mapping[str, tuple[str, str]] = {
    "required": ("Xin điền mục này.", "Please fill this in."),
    **dict.fromkeys(("unknown", "duplicate", "not-an-object", "not-a-list", "not-text", "not-a-boolean"), _RELOAD),
    "invalid": ("Mục này chưa đúng; xin xem lại.", "This is not right yet; please look at it again."),
    "control-characters": (
        "Mục này có ký tự ẩn không đọc được; xin xóa đi và gõ lại.",
        "This holds hidden characters that cannot be read; please delete it and type it again.",
    ),
    "not-a-number": ("Xin viết một số, chỉ gồm chữ số, ví dụ 12.", "Please write a number in digits only, such as 12."),
    "not-a-date": (
        "Ngày cần viết dạng ngày/tháng/năm, ví dụ 31/01/1990.",
        "Write the date as day/month/year, for example 31/01/1990.",
    ),
    **dict.fromkeys(
        ("not-a-time", "time-without-zone"),
        (
            "Xin viết ngày dạng ngày/tháng/năm và giờ dạng giờ:phút, ví dụ 31/01/2027 và 08:30.",
            "Please write the day as day/month/year and the hour as hour:minute, for example 31/01/2027 and 08:30.",
        ),
    ),
    "too-large": ("Nội dung dài quá; xin viết ngắn lại.", "This is too long; please shorten it."),
    "wrong-form": (
        "Mục này viết chưa đúng cách; xin xem ví dụ bên cạnh rồi viết lại.",
        "This is not written as it should be; please see the example beside it and write it again.",
    ),
    "wrong-cursor": (
        "Địa chỉ của trang này là của danh sách khác; xin mở lại danh sách từ trang đầu.",
        "The address of this page is of another list; please open the list again from its first page.",
    ),
    **dict.fromkeys(
        ("twice", "repeated"),
        (
            "Mỗi mục chỉ chọn một lần; xin bỏ mục trùng.",
            "Each may be chosen once only; please take out what is double.",
        ),
    ),
    "not-a-choice": ("Xin chọn một trong các mục đã cho.", "Please choose one of those that are offered."),
    "changed": ("Mục này đã thay đổi từ khi bạn xem.", "This changed since you saw it."),
    "added": ("Mục này được thêm từ khi bạn xem.", "This was added since you saw it."),
    "removed": ("Mục này đã bị bỏ từ khi bạn xem.", "This was taken out since you saw it."),
    "too-many-digits": (
        "Số này có quá nhiều chữ số; xin kiểm tra lại.",
        "This number has too many digits; please check it.",
    ),
}
"""What a page says, by field code; bounds have words of their own (`_bounds`)."""

NAMED_SENTENCES: Mapping[str, tuple[str, str]] = {
    "code": ("Mã gồm 6 chữ số; xin xem lại tin nhắn rồi gõ lại.", "The code has 6 digits; please look at the message."),
    "factor_code": (
        "Mã gồm 6 chữ số trên ứng dụng, hoặc một mã khôi phục 10 ký tự.",
        "The code has 6 digits from your authenticator, or is a recovery code of 10 characters.",
    ),
    "fact": (
        "Xin gõ 4 số cuối của số định danh hoặc số điện thoại.",
        "Please type the last 4 digits of the identity number or telephone.",
    ),
    **dict.fromkeys(
        ("quiet_from", "quiet_to", "opens", "closes"),
        ("Xin viết giờ và phút, ví dụ 22:00.", "Please write hour and minutes, for example 22:00."),
    ),
    **dict.fromkeys(
        ("ma", "receipt"),
        (
            "Xin gõ đủ mã trên biên nhận, cả chữ và số.",
            "Please type the whole code of the receipt, letters and digits.",
        ),
    ),
    "look_up": (
        "Xin gõ đủ mã tra cứu in trên biên lai.",
        "Please type the whole look-up code that is printed on the receipt.",
    ),
    **dict.fromkeys(
        ("procedure_code", "procedure", "thu_tuc"),
        ("Mã thủ tục có dạng 1.234567; xin kiểm tra lại.", "A procedure's code looks like 1.234567; please check it."),
    ),
    "staff_number": (
        "Số hiệu cán bộ viết liền, không có dấu cách, ví dụ tmh.tiepnhan.",
        "A staff number has no blanks, for example tmh.tiepnhan.",
    ),
    "tax_code": (
        "Mã số thuế gồm 10 hoặc 13 chữ số; xin xem trên giấy chứng nhận.",
        "A tax code has 10 or 13 digits; please see the certificate.",
    ),
    "bank_bin": ("Mã ngân hàng gồm 6 chữ số.", "The bank's code has 6 digits."),
    "account_number": (
        "Số tài khoản chỉ gồm chữ số và chữ in hoa, nhiều nhất 19 ký tự.",
        "An account number has digits and capital letters only, at most 19.",
    ),
    "desk": ("Tên quầy viết liền, ví dụ 1 hoặc quay-2.", "The name of a cash desk has no blanks, such as 1 or desk-2."),
}
"""What is the right form of a field, by the name that it has on every page."""

FILE_NAME_LONG: Final = (
    "Tên tệp dài quá {max} ký tự; xin đổi tên tệp cho ngắn lại rồi gửi lại.",
    "The file's name is longer than {max} characters; please rename the file and send it again.",
)
"""Nobody types the name of a file into a page, so it is never to be filled in."""


def person_sentence(problem: FieldProblem, language: str) -> str:
    """The sentence beside a field of a page: what is wrong and what to do, with the real bounds, in nobody's jargon."""
    english = language == "en"
    code, name = problem.code, problem.pointer.rpartition("/")[2]
    if code in ("wrong-form", "wrong-length") and name in NAMED_SENTENCES and _is_form(problem):
        return NAMED_SENTENCES[name][english]
    if code == "wrong-length" and name == "file_name":
        return FILE_NAME_LONG[english].format(max=problem.params.get("max", 200))
    if code in ("out-of-range", "wrong-length"):
        return _bounds(problem, language)
    if code in PERSON_SENTENCES:
        return PERSON_SENTENCES[code][english]
    declared = declared_errors().get(code)
    if declared is None and not code.startswith("form."):
        return PERSON_SENTENCES["invalid"][english]
    return field_sentence(problem, language)


def _is_form(problem: FieldProblem) -> bool:
    """Whether the length is part of the form: something is there, and it is not merely too long."""
    return problem.code == "wrong-form" or problem.params.get("min") not in (None, "1")


def _bounds(problem: FieldProblem, language: str) -> str:
    """What is wrong with a number, a day or a length that is out of its bounds."""
    english = language == "en"
    low, high = (_plain(problem.params.get(name)) for name in ("min", "max"))
    if problem.code == "out-of-range":
        words = {
            (True, True): (
                "Mục này phải từ {low:number} đến {high:number}.",
                "This must be from {low:number} to {high:number}.",
            ),
            (True, False): ("Mục này phải từ {low:number} trở lên.", "This must be {low:number} or more."),
            (False, True): ("Mục này không được quá {high:number}.", "This must not be more than {high:number}."),
        }.get((low is not None, high is not None), PERSON_SENTENCES["invalid"])
    elif high == 0:
        words = ("Xin để trống mục này.", "Please leave this empty.")
    elif low == high and low is not None:
        words = ("Mục này cần đúng {low:number} ký tự.", "This needs exactly {low:number} characters.")
    elif low == 1 and high is not None:
        words = (
            "Xin điền mục này, nhiều nhất {high:number} ký tự.",
            "Please fill this in, with at most {high:number} characters.",
        )
    elif low in (None, 0):
        words = (
            "Xin viết ngắn lại, nhiều nhất {high:number} ký tự.",
            "Please shorten this to at most {high:number} characters.",
        )
    elif high is None:
        words = ("Xin viết ít nhất {low:number} ký tự.", "Please write at least {low:number} characters.")
    else:
        words = (
            "Xin viết từ {low:number} đến {high:number} ký tự.",
            "Please write {low:number} to {high:number} characters.",
        )
    return words[english].format_map(Spoken({"low": low, "high": high}, language))


def _plain(bound: object) -> object:
    """A bound as a number where it is one: records tell theirs as text."""
    return int(bound) if isinstance(bound, str) and bound.lstrip("-").isdigit() else bound
