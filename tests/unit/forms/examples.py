"""Each shipped form filled in well, once for each way through it that matters, and the mistakes that people make."""

import copy
from typing import Any

HOME = {"way": "current", "province": "42", "commune": "18073", "street": "số 5, thôn Nam Hà"}
HANOI = {"way": "current", "province": "01", "commune": "00004", "street": "số 12 phố Phan Đình Phùng"}


def paper(number: str, kind: str = "cccd") -> dict[str, str]:
    return {"kind": kind, "number": number, "issued_on": "2022-05-04", "issued_by": "Cục Cảnh sát quản lý hành chính"}


def somebody(name: str, born: str, number: str, *parts: str, **more: Any) -> dict[str, Any]:
    """A person with these parts."""
    whole = {
        "full_name": name,
        "birth_date": born,
        "sex": "female" if number[3] in "13" else "male",
        "ethnicity": "01",
        "nationality": "VN",
        "identity": paper(number),
        "residence": HOME,
    }
    return {part: whole[part] for part in parts or whole} | more


AN = somebody("Nguyễn Văn An", "1990-03-15", "042090012345", "full_name", "birth_date", "identity", "residence")
PARENT = ("full_name", "birth_date", "ethnicity", "nationality", "identity", "residence")
MOTHER = somebody("Trần Thị Bích Ngọc", "1992-07-01", "042192000111", *PARENT)
FATHER = somebody("Nguyễn Văn An", "1990-03-15", "042090012345", *PARENT)
PHONE = {"phone": "0912345678"}
ASKED = {"requester": AN, **PHONE}
NO_COPIES = {"wants_copies": False}

BIRTH = {
    **ASKED,
    "relation": "father",
    "situation": "married",
    "child_name": "Nguyễn Minh Khuê",
    "birth_date": "2026-11-01",
    "sex": "female",
    "ethnicity": "01",
    "nationality": "VN",
    "born_at": "facility",
    "facility": "Bệnh viện Phụ sản Hà Nội",
    "birth_place": HANOI,
    "origin": HOME,
    "mother": MOTHER,
    "father": FATHER,
    "marriage_number": "15/2019",
    "marriage_date": "2019-02-14",
    "marriage_agency": "Ủy ban nhân dân xã Đức Thọ",
    "wants_copies": True,
    "copies": 3,
}
CT01 = {
    "full_name": "Nguyễn Văn An",
    "birth_date": "1990-03-15",
    "sex": "male",
    "personal_number": "042090012345",
    **PHONE,
    "email": "an@example.vn",
    "is_householder": False,
    "householder": "Trần Thị Bích Ngọc",
    "relation": "spouse",
    "householder_number": "042192000111",
    "content": "Đăng ký cư trú cùng hộ của vợ.",
    "members": [
        {
            "name": "Nguyễn Minh Khuê",
            "born": "2019-11-01",
            "sex": "female",
            "personal_number": "042319000222",
            "relation": "Con",
        }
    ],
}
RECORD = {
    "full_name": "Nguyễn Văn An",
    "sex": "male",
    "birth_date": "1990-03-15",
    "birth_place": {"way": "old", "text": "huyện Đức Thọ, tỉnh Hà Tĩnh"},
    "nationality": "VN",
    "ethnicity": "01",
    "permanent": HOME,
    "papers": {"identity": paper("042090012345")},
    **PHONE,
    "father": {"full_name": "Nguyễn Văn Bình", "birth_date": "1960"},
    "mother": {"full_name": "Lê Thị Cúc", "birth_date": "1963"},
    "stays": [
        {"from": "2004-03", "until": "2010-08", "place": "Đức Thọ, Hà Tĩnh", "work": "Học sinh"},
        {"from": "2010-08", "place": "Hà Nội", "work": "Kỹ sư"},
    ],
    "certificate": "no1",
    "bans": False,
    "purpose": "Bổ sung hồ sơ xin việc",
    "copies": 2,
}
LICENCE = {
    "full_name": "Nguyễn Văn An",
    "birth_date": "1990-03-15",
    "papers": {"identity": paper("042090012345")},
    **PHONE,
    "school": "Trung tâm sát hạch Hà Tĩnh",
    "school_year": 2012,
    "class": "B2_old",
    "licence_number": "420124006789",
    "issuer": "Sở Giao thông vận tải Hà Tĩnh",
    "issued_on": "2016-12-20",
    "expires_on": "2026-12-20",
    "wanted": "B",
    "merge": False,
    "violation": False,
}
BUSINESS = {
    "owner_name": "Nguyễn Văn An",
    "birth_date": "1990-03-15",
    "sex": "male",
    "personal_number": "042090012345",
    "contact": HOME,
    **PHONE,
    "name_vi": "Hộ kinh doanh An Bình",
    "seat": HOME,
    "main_line": "Bán lẻ lương thực trong các cửa hàng chuyên doanh",
    "main_code": "4721",
    "other_lines": [{"line": "Bán lẻ đồ uống", "code": "4723"}],
    "capital": 150000000,
    "workers": 2,
}
HOUSE = {
    "investor_kind": "person",
    "investor_name": "Nguyễn Văn An",
    "personal_number": "042090012345",
    "contact": HOME,
    **PHONE,
    "site": HOME,
    "plot": "125",
    "map_sheet": "18",
    "plot_area": "120.5",
    "kind": "house",
    "grade": "4",
    "footprint": "80",
    "floor_area": "150",
    "height": "7.5",
    "storeys": 2,
    "months": 8,
}
PASSPORT = {
    "full_name": "Nguyễn Văn An",
    "sex": "male",
    "birth_date": "1990-03-15",
    "birth_place": "Hà Tĩnh",
    "personal_number": "042090012345",
    "ethnicity": "01",
    **PHONE,
    "permanent": HOME,
    "occupation": "Kỹ sư",
    "father": {"full_name": "Nguyễn Văn Bình", "birth_date": "1960"},
    "request": "again",
    "last_passport": "C1234567",
    "chip": "chip",
}
CHILD_PASSPORT = {
    "rep_name": "Nguyễn Văn An",
    "rep_birth_date": "1990-03-15",
    "rep_sex": "male",
    "rep_number": "042090012345",
    "rep_home": HOME,
    "rep_phone": "0912345678",
    "relation": "father",
    "full_name": "Nguyễn Minh Khuê",
    "sex": "female",
    "birth_date": "2019-11-01",
    "birth_place": "Hà Nội",
    "personal_number": "042319000222",
    "home": HOME,
    "request": "first",
    "chip": "plain",
}
DEATH = {
    **ASKED,
    "relation": "child",
    "deceased": somebody("Nguyễn Văn Bình", "1940", "042040000333"),
    "death_date": "2026-11-20",
    "death_time": "14:05",
    "death_place": "Bệnh viện Đa khoa Hà Tĩnh",
    "cause": "Bệnh tim",
    "paper_kind": "notice",
    "paper_number": "45/GBT",
    "paper_issuer": "Bệnh viện Đa khoa Hà Tĩnh",
    "paper_date": "2026-11-20",
    **NO_COPIES,
}
MARRIAGE = {
    "woman": MOTHER,
    "man": FATHER,
    "woman_time": 1,
    "man_time": 1,
    "related": False,
    **PHONE,
    "wants_copies": True,
    "copies": 2,
}
EXTRACT = {
    **ASKED,
    "relation": "self",
    "event": "birth",
    "registered_at": "Ủy ban nhân dân xã Đức Thọ",
    "registered_on": "1990",
    "copies": 3,
}
PARENTAGE = {
    **ASKED,
    "relation": "father",
    "as": "father",
    "parent": somebody("Nguyễn Văn An", "1990-03-15", "042090012345"),
    "child": somebody("Nguyễn Minh Khuê", "2019-11-01", "042319000222"),
    **NO_COPIES,
}
CHANGE = {
    **ASKED,
    "relation": "self",
    "kind": "correct",
    "entry": "birth",
    "registered_at": "Ủy ban nhân dân xã Đức Thọ",
    "registered_on": "1990-04-01",
    "changes": [{"what": "Nơi sinh", "before": "Hà Tỉnh", "after": "Hà Tĩnh"}],
    "reason": "Sai chính tả khi đăng ký.",
    **NO_COPIES,
}
AGAIN = {
    **ASKED,
    "relation": "self",
    "subject_name": "Nguyễn Văn An",
    "birth_date": "1990-03-15",
    "sex": "male",
    "ethnicity": "01",
    "nationality": "VN",
    "birth_place": {"way": "old", "text": "xã Đức Lạng, huyện Đức Thọ, tỉnh Hà Tĩnh"},
    "origin": HOME,
    "registered_at": "Ủy ban nhân dân xã Đức Lạng",
    "registered_on": "1990",
    "reason": "Sổ hộ tịch bị hỏng do lũ.",
    **NO_COPIES,
}
LOST = {
    "full_name": "Nguyễn Văn An",
    "sex": "male",
    "birth_date": "1990-03-15",
    "birth_place": "Hà Tĩnh",
    "personal_number": "042090012345",
    "home": HOME,
    **PHONE,
    "remembers": True,
    "passport": "C1234567",
    "lost_on": "2026-11-25",
    "lost_at": "Ga Hà Nội",
    "how": "Bị mất cùng ví trên tàu.",
    "noticed_on": "2026-11-26",
}
STATUS = {
    "requester": AN,
    "relation": "self",
    "self_details": {"sex": "male", "ethnicity": "01", "nationality": "VN"},
    "stays": [{"from": "2010-03-15", "until": "2026-11-01", "place": HOME}],
    "status": "never",
    "purpose": "other",
    "other_purpose": "Vay vốn ngân hàng",
    "copies": 1,
}
REGISTER_COPY = {
    **ASKED,
    "relation": "self",
    "document": "Bằng tốt nghiệp trung học phổ thông",
    "issuer": "Sở Giáo dục và Đào tạo Hà Tĩnh",
    "issued_on": "2008",
    "copies": 2,
}
ORGANISATION = {
    "investor_kind": "organisation",
    "tax_code": "0100233488",
    "represented_by": "Lê Văn Dũng",
    "position": "Giám đốc",
    "kind": "linear",
    "level": "2.1",
    "total_length": "1250.5",
    "designer": "Công ty Thiết kế Hồng Lam",
    "designer_code": "HTH-00012345",
}


def without(answers: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key not in keys}


FILLED_WELL: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("khai-sinh", "dung-han", BIRTH),
    ("khai-sinh", "qua-han", {**BIRTH, "birth_date": "2025-01-05"}),
    (
        "khai-sinh",
        "dung-han",
        {**without(BIRTH, "father", "marriage_number", "marriage_date", "marriage_agency"), "situation": "mother_only"},
    ),
    (
        "khai-sinh",
        "dung-han",
        {
            **without(BIRTH, "mother", "father", "marriage_number", "marriage_date", "marriage_agency", "facility"),
            "relation": "carer",
            "situation": "foundling",
            "born_at": "elsewhere",
        },
    ),
    ("ket-hon", "", MARRIAGE),
    ("khai-tu", "dung-han", DEATH),
    (
        "khai-tu",
        "chet-da-lau",
        {
            **without(DEATH, "paper_number", "paper_issuer", "paper_date", "death_time"),
            "death_date": "1972-12-26",
            "paper_kind": "none",
        },
    ),
    ("xac-nhan-tinh-trang-hon-nhan", "", STATUS),
    ("ban-sao-trich-luc", "ca-nhan", EXTRACT),
    ("ban-sao-tu-so-goc", "", REGISTER_COPY),
    ("nhan-cha-me-con", "", PARENTAGE),
    ("thay-doi-cai-chinh-ho-tich", "", CHANGE),
    ("dang-ky-lai-khai-sinh", "", AGAIN),
    ("ct01-thuong-tru", "nhan-than", {**CT01, "new_home": HANOI, "moved_on": "2026-11-01"}),
    ("ct01-tam-tru", "ca-nhan-ho", {**CT01, "new_home": HANOI, "from": "2026-12-01", "until": "2028-11-30"}),
    ("ct01", "", {**CT01, "home": HANOI}),
    ("ly-lich-tu-phap-ca-nhan", "ca-nhan", RECORD),
    (
        "ly-lich-tu-phap-uy-quyen",
        "uy-quyen",
        {**RECORD, "requester": {**AN, "identity": paper("042090012346")}, "relation": "family"},
    ),
    ("doi-giay-phep-lai-xe", "", {**LICENCE, "reason": "expiring"}),
    ("cap-lai-giay-phep-lai-xe", "", {**LICENCE, "reason": "lost"}),
    ("ho-kinh-doanh", "ca-nhan", BUSINESS),
    (
        "ho-kinh-doanh",
        "thanh-vien-ho",
        {
            **BUSINESS,
            "founders": [
                {
                    "name": "Trần Thị Bích Ngọc",
                    "born": "1992-07-01",
                    "sex": "female",
                    "personal_number": "042192000111",
                    "home": "thôn Nam Hà",
                }
            ],
        },
    ),
    ("giay-phep-xay-dung", "cong-trinh-khong-theo-tuyen", HOUSE),
    (
        "giay-phep-xay-dung",
        "cong-trinh-theo-tuyen",
        {**without(HOUSE, "personal_number", "footprint", "floor_area", "height", "storeys"), **ORGANISATION},
    ),
    ("ho-chieu-tk01", "cap-moi", PASSPORT),
    ("ho-chieu-tk01a", "cap-moi", CHILD_PASSPORT),
    ("trinh-bao-mat-ho-chieu", "", LOST),
)
"""Key, case, answers."""

MISTAKES: tuple[tuple[str, int, dict[str, Any], str], ...] = (
    ("khai-sinh", 0, {"birth_date": "2026-09-01"}, "/birth_date form.rule.in-time"),
    ("khai-sinh", 1, {"birth_date": "2026-11-20"}, "/birth_date form.rule.late"),
    ("khai-sinh", 0, {"birth_date": "2026-12-01"}, "/birth_date form.too-late"),
    ("khai-sinh", 0, {"ethnicity": "02"}, "/ethnicity form.rule.ethnicity-of-a-parent"),
    ("khai-sinh", 2, {"ethnicity": "02"}, "/ethnicity form.rule.ethnicity-of-the-mother"),
    ("khai-sinh", 0, {"father.identity.number": "042192000111"}, "/father/identity/number form.rule.two-parents"),
    ("khai-sinh", 0, {"mother.birth_date": "2026-11-02"}, "/mother/birth_date form.rule.mother-before-child"),
    ("khai-sinh", 0, {"child_name": ""}, "/child_name form.required"),
    ("khai-sinh", 0, {"marriage_number": None}, "/marriage_number form.required"),
    ("ket-hon", 0, {"man.birth_date": "2006-11-28"}, "/man/birth_date form.rule.man-of-age"),
    ("ket-hon", 0, {"woman.birth_date": "2008-11-28"}, "/woman/birth_date form.rule.woman-of-age"),
    ("ket-hon", 0, {"man.nationality": "FR"}, "/man/nationality form.rule.man-vietnamese"),
    ("ket-hon", 0, {"related": True}, "/related form.rule.not-related"),
    ("khai-tu", 0, {"death_date": "2026-11-11"}, "/death_date form.rule.in-time"),
    ("khai-tu", 0, {"deceased.birth_date": "2026-11-26"}, "/death_date form.rule.death-after-birth"),
    ("khai-tu", 0, {"paper_date": "2026-11-19"}, "/paper_date form.rule.paper-after-death"),
    ("khai-tu", 0, {"paper_kind": "none"}, "/paper_kind form.rule.paper-needed"),
    ("khai-tu", 0, {"death_time": "7 giờ"}, "/death_time form.pattern"),
    ("xac-nhan-tinh-trang-hon-nhan", 0, {"other_purpose": ""}, "/other_purpose form.required"),
    ("ban-sao-trich-luc", 0, {"relation": "authorised"}, "/relation form.rule.own-case"),
    ("ban-sao-trich-luc", 0, {"copies": 0}, "/copies form.low"),
    ("ban-sao-tu-so-goc", 0, {"document": " "}, "/document form.required"),
    ("nhan-cha-me-con", 0, {"as": "mother"}, "/parent/sex form.rule.mother-is-a-woman"),
    ("nhan-cha-me-con", 0, {"child.birth_date": "1980"}, "/parent/birth_date form.rule.parent-before-child"),
    ("thay-doi-cai-chinh-ho-tich", 0, {"changes": []}, "/changes form.rows-few"),
    (
        "thay-doi-cai-chinh-ho-tich",
        0,
        {"changes": [{"what": "Tên", "before": "An", "after": "An"}]},
        "/changes/0/after form.rule.something-changes",
    ),
    ("dang-ky-lai-khai-sinh", 0, {"registered_on": "2016-01-01"}, "/registered_on form.too-late"),
    ("dang-ky-lai-khai-sinh", 0, {"registered_on": "1989"}, "/registered_on form.rule.registered-after-birth"),
    (
        "ct01-thuong-tru",
        0,
        {"householder_number": "042090012345"},
        "/householder_number form.rule.householder-is-another",
    ),
    ("ct01-thuong-tru", 0, {"birth_date": "2010-01-01"}, "/guardian_name form.rule.minor-has-guardian"),
    ("ct01-tam-tru", 0, {"until": "2028-12-02"}, "/until form.rule.at-most-two-years"),
    ("ct01-tam-tru", 0, {"until": "2026-11-30"}, "/until form.rule.stay-in-order"),
    ("ct01", 0, {"personal_number": "12345"}, "/personal_number form.identity"),
    ("ly-lich-tu-phap-ca-nhan", 0, {"father.birth_date": "1995"}, "/father/birth_date form.rule.father-first"),
    ("ly-lich-tu-phap-ca-nhan", 0, {"stays": []}, "/stays form.rows-few"),
    ("ly-lich-tu-phap-uy-quyen", 0, {"certificate": "no2"}, "/certificate form.rule.no2-in-person"),
    ("ly-lich-tu-phap-uy-quyen", 0, {"relation": "parent"}, "/birth_date form.rule.minor"),
    ("doi-giay-phep-lai-xe", 0, {"issued_on": "2008-03-14"}, "/issued_on form.rule.holder-of-age"),
    ("doi-giay-phep-lai-xe", 0, {"licence_number": "42 01"}, "/licence_number form.pattern"),
    ("cap-lai-giay-phep-lai-xe", 0, {"violation": True}, "/violation form.rule.violation-settled"),
    ("ho-kinh-doanh", 0, {"birth_date": "2008-11-28"}, "/birth_date form.rule.owner-of-age"),
    ("ho-kinh-doanh", 0, {"main_code": "47"}, "/main_code form.pattern"),
    ("ho-kinh-doanh", 0, {"other_lines": [{"line": "x", "code": "4721"}]}, "/other_lines/0/code form.rule.other-line"),
    ("ho-kinh-doanh", 1, {"founders": []}, "/founders form.rows-few"),
    ("giay-phep-xay-dung", 0, {"footprint": "121"}, "/footprint form.rule.footprint-in-plot"),
    ("giay-phep-xay-dung", 0, {"floor_area": "79,5"}, "/floor_area form.rule.floors-at-least-footprint"),
    ("giay-phep-xay-dung", 0, {"storeys": 3}, "/designer form.rule.designer-needed"),
    ("giay-phep-xay-dung", 1, {"tax_code": "123"}, "/tax_code form.tax-code"),
    ("ho-chieu-tk01", 0, {"birth_date": "2012-11-28"}, "/birth_date form.rule.from-14"),
    ("ho-chieu-tk01", 0, {"last_passport": "1234567"}, "/last_passport form.pattern"),
    ("ho-chieu-tk01a", 0, {"birth_date": "2012-11-27"}, "/birth_date form.rule.under-14"),
    ("ho-chieu-tk01a", 0, {"personal_number": "042090012345"}, "/personal_number form.rule.two-people"),
    ("trinh-bao-mat-ho-chieu", 0, {"noticed_on": "2026-11-24"}, "/noticed_on form.rule.noticed-after-loss"),
)
"""Key, which of its examples, what is answered otherwise (by path), and the problem that must be told."""


def changed(answers: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Answers with some of them answered otherwise; numbers that no longer fit a birth date are left to the check."""
    made = copy.deepcopy(answers)
    for path, value in changes.items():
        *steps, last = path.split(".")
        place = made
        for step in steps:
            place = place[step]
        place[last] = value
    return made
