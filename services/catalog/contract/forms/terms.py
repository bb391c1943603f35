"""The words of electronic forms: closed lists of values, and the forms that keys and paths have."""

import enum
from typing import Annotated

from chassis.records import Rule


class FieldKind(enum.StrEnum):
    """What a field holds. Each kind has one normal form, in which an answer is stored, hashed and printed."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # several lines
    NAME = "name"  # a person's full name (họ, chữ đệm, tên)
    NUMBER = "number"  # a whole number, or one with up to two decimals
    MONEY = "money"  # whole đồng
    DATE = "date"  # a day; where ``precision`` allows, a month or a year
    CHOICE = "choice"  # one option, or several where ``many``
    YES_NO = "yes_no"
    IDENTITY = "identity"  # a personal number (số định danh cá nhân): 12 digits
    PHONE = "phone"  # a telephone number in Vietnam
    EMAIL = "email"
    TAX_CODE = "tax_code"  # mã số thuế
    PERSON = "person"  # some `PersonPart`s, checked against each other
    ADDRESS = "address"  # by current units, or in the other ways that ``addresses`` allows
    TABLE = "table"  # rows of ``columns``
    FILE = "file"  # points to a paper of the dossier; has no answer of its own
    NOTE = "note"  # text to read; has no answer
    HEADING = "heading"  # a heading within a section; has no answer


class PersonPart(enum.StrEnum):
    """What a form may ask about a person, in the order in which forms ask it."""

    FULL_NAME = "full_name"  # họ, chữ đệm, tên
    BIRTH_DATE = "birth_date"  # ngày, tháng, năm sinh
    SEX = "sex"  # giới tính
    ETHNICITY = "ethnicity"  # dân tộc
    NATIONALITY = "nationality"  # quốc tịch
    IDENTITY = "identity"  # giấy tờ tùy thân: kind, number, issued on, issued by
    PERSONAL_NUMBER = "personal_number"  # số định danh cá nhân alone
    PHONE = "phone"
    EMAIL = "email"
    RESIDENCE = "residence"  # nơi cư trú


class HolderSex(enum.StrEnum):
    """The sex of an account's holder, as the personal number says it."""

    MALE = "male"
    FEMALE = "female"


class IdentityPaper(enum.StrEnum):
    """Which paper says who a person is (giấy tờ tùy thân)."""

    CCCD = "cccd"  # thẻ căn cước, căn cước công dân: the personal number
    CMND = "cmnd"  # chứng minh nhân dân, 9 digits
    PASSPORT = "passport"  # hộ chiếu Việt Nam
    FOREIGN_PASSPORT = "foreign_passport"  # hộ chiếu nước ngoài
    OTHER = "other"  # giấy tờ khác


class AddressWay(enum.StrEnum):
    """How an address is written."""

    CURRENT = "current"  # province and commune in force by code, and a free line
    OLD = "old"  # as on a paper from before 2025-07-01: free text
    FOREIGN = "foreign"  # a country and free text


class Precision(enum.StrEnum):
    """The coarsest date that suffices; a finer one is always taken."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class OptionList(enum.StrEnum):
    """Lists of options that many forms share; data with their sources, in ``lists.json``."""

    ETHNICITIES = "ethnicities"  # 54 dân tộc
    COUNTRIES = "countries"  # ISO 3166-1 alpha-2


class AccountFact(enum.StrEnum):
    """What an account can fill in. A person field takes PERSON: every part of it that the account knows."""

    PERSON = "person"
    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"
    EMAIL = "email"


class Op(enum.StrEnum):
    """What a condition says. Every condition is true, false, or unknown while an answer that it needs is missing."""

    ALL = "all"  # of
    ANY = "any"  # of
    NOT = "not"  # of, one
    GIVEN = "given"  # field has an answer
    IN = "in"  # field's answer (of several: one of them) is among values
    EQ = "eq"  # left = right
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"


class Take(enum.StrEnum):
    """What of a field a term takes."""

    VALUE = "value"
    ROWS = "rows"  # how many rows a table has
    SUM = "sum"  # of a numeric column of a table: the path is ``table.column``


FieldKey = Annotated[str, Rule(max=40, pattern=r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", description="Stable within its form")]
Path = Annotated[
    str,
    Rule(
        max=130,
        pattern=r"(?:\$(?:today|case|channel)|(?:\$here\.)?[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,3})?",
        description=(
            "A field by its key, a part of it after a dot (`mother.birth_date`); `$here.key`: beside the field in the "
            "same row, person or address; `$today`, `$case`, `$channel`: of the dossier"
        ),
        example="mother.birth_date",
    ),
]
Words = Annotated[str, Rule(min=1, max=2000)]
"""Text of a form in one language."""
