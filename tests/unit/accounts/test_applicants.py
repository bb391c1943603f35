"""What people enter when they register: telephone, name, birth date, e-mail, password."""

import datetime as dt
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import declared_errors
from services.accounts import contract, rules
from services.accounts.domain.applicant import Applicant, examine, faults
from services.accounts.domain.contact import email_address, mobile_number
from services.accounts.domain.passwords import Blocklist, check_password
from services.accounts.domain.person import full_name
from services.accounts.domain.problems import Problem

TODAY = dt.date(2026, 8, 3)
LIMITS = rules.limits_on(TODAY)


def examined(**changes: object) -> Applicant | tuple[Problem, ...]:
    entered: dict[str, object] = {
        "identity_kind": "cccd",
        "identity_number": "042090000123",
        "full_name": "Trần Thị Bưởi",
        "birth_date": dt.date(1990, 5, 6),
        "sex": None,
        "phone": "0912 345 678",
        "email": "",
        "password": "mưa rơi trên mái lá",
    }
    return examine(
        **{**entered, **changes},  # type: ignore[arg-type]
        today=TODAY,
        limits=LIMITS,
        places=rules.birth_places_on(TODAY),
        blocklist=rules.blocklist(),
    )


def problems(**changes: object) -> dict[str, str]:
    found = examined(**changes)
    assert not isinstance(found, Applicant), "nothing was wrong"
    return {problem.field: problem.code for problem in found}


def test_what_is_not_entered_is_not_looked_at_and_hides_nothing_of_the_rest() -> None:
    entered: dict[str, Any] = dict.fromkeys(
        ("identity_kind", "identity_number", "full_name", "birth_date", "sex", "phone", "email", "password")
    )

    def wrong(**some: object) -> dict[str, str]:
        found = faults(
            **{**entered, **some},
            today=TODAY,
            limits=LIMITS,
            places=rules.birth_places_on(TODAY),
            blocklist=rules.blocklist(),
        )
        return {problem.field: problem.code for problem in found}

    assert wrong() == {}
    assert wrong(identity_kind="cccd", identity_number="042090000123") == {}
    assert wrong(identity_kind="cccd") == wrong(identity_number="042090000123") == {}
    assert wrong(password="mưa rơi trên mái lá") == {}
    assert wrong(identity_number="1", identity_kind="cccd", full_name="B0", phone="113", email="a@", password="x") == {
        "identity_number": "identity.wrong-form",
        "full_name": "name.wrong-form",
        "phone": "phone.not-vietnamese-mobile",
        "email": "email.wrong-form",
        "password": "password.too-short",
    }


def test_what_is_right_comes_back_in_normal_form() -> None:
    found = examined(
        identity_number="042 090 000 123",
        full_name=unicodedata.normalize("NFD", "Trần  Thị Bưởi"),
        email="Buoi@Example.VN",
    )

    normal = ("cccd", "042090000123", "Trần Thị Bưởi", dt.date(1990, 5, 6), "+84912345678", "Buoi@example.vn")
    assert found == Applicant(*normal)
    assert examined() == Applicant(*normal[:-1], "")


def test_all_mistakes_are_told_together() -> None:
    found = problems(
        identity_number="042",
        full_name="Bưởi 2",
        birth_date=dt.date(2027, 1, 1),
        phone="113",
        email="x",
        password="abc",
    )

    assert found == {
        "identity_number": "identity.wrong-form",
        "full_name": "name.wrong-form",
        "birth_date": "birth-date.out-of-range",
        "phone": "phone.not-vietnamese-mobile",
        "email": "email.wrong-form",
        "password": "password.too-short",
    }


def test_every_problem_of_a_field_has_its_sentences_in_the_contract() -> None:
    assert contract.SERVICE == "accounts"
    told = set(
        problems(identity_number="000090000001", full_name="1", phone="1", email="1", password="12345678").values()
    )
    told |= set(problems(birth_date=dt.date(1800, 1, 1), sex="female", password="Bưởi0912345678").values())

    assert told <= set(declared_errors())
    assert "password.too-personal" in told


@pytest.mark.parametrize(
    "raw", ["0912345678", "+84 912 345 678", "84912345678", "0321234567", "0561234567", "0871234567", "0961234567"]
)
def test_a_vietnamese_mobile_number_is_accepted_however_written(raw: str) -> None:
    found = mobile_number(raw)

    assert found is not None
    assert found.startswith("+84")
    assert len(found) == 12


@pytest.mark.parametrize(
    "raw",
    ["02439743410", "19001009", "113", "01681234567", "+14155552671", "+8613800138000", "0912345678;ext=5", "abc", ""],
)
def test_landlines_short_numbers_and_foreign_numbers_are_refused(raw: str) -> None:
    assert mobile_number(raw) is None


@given(st.text(max_size=25))
def test_any_text_may_be_entered_as_a_telephone_a_name_or_an_address(text: str) -> None:
    mobile_number(text)
    full_name(text)
    email_address(text)


@pytest.mark.parametrize(
    "name", ["Nguyễn Văn A", "Y Moan Ênuôl", "K'Brôih", "Đỗ", "Lê Thị Ánh-Tuyết", "H’Hen Niê", "Y Ê\u0306ban"]
)
def test_names_of_all_peoples_of_the_country_are_accepted(name: str) -> None:
    assert full_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("local", "taken"), [("a" * 64, True), ("a" * 65, False), ("a", True), ("", False), ("a b", False)]
)
def test_an_address_has_a_local_part_of_64_characters_at_the_most(local: str, taken: bool) -> None:
    assert (email_address(f"{local}@example.vn") is not None) is taken


def test_an_address_has_254_characters_at_the_most() -> None:
    longest = "a" * 64 + "@" + ("b" * 46 + ".") * 4 + "vn"

    assert len(longest) == 255
    assert email_address(longest) is None
    assert email_address(longest[1:]) == longest[1:]


def test_a_name_has_a_hundred_characters_at_the_most() -> None:
    assert full_name("A" * 100) == "A" * 100


@pytest.mark.parametrize("name", ["", " ", "<b>An</b>", "An 2", "An;DROP", "A" * 101, "An\nBình=1"])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert full_name(name) is None


def password_problem(password: str, *about: str) -> str | None:
    found = check_password(password, min_length=8, blocklist=rules.blocklist(), about_owner=about)
    return found and found.code


@pytest.mark.parametrize(
    "password",
    ["12345678", "password", "Matkhau123", "matkhau@2026", "aaaaaaaaaa", "23456789", "hgfedcba", "DichVuCong1!"],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert password_problem(password) == "password.too-common"


@pytest.mark.parametrize("password", ["mưa rơi trên mái lá", "x7Kq29vb", "🌧🌧 trên mái 🏠🏠", "only small letters here"])
def test_a_password_needs_no_mixture_of_characters(password: str) -> None:
    assert password_problem(password) is None


def test_a_password_about_its_owner_is_refused_unless_enough_else_is_in_it() -> None:
    assert password_problem("tranthibuoi90", "Trần Thị Bưởi") == "password.too-personal"
    assert password_problem("x0912345678", "0912345678") == "password.too-personal"
    assert password_problem("Bưởi da xanh thì ngon hơn", "Bưởi") is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ababbaba", "password.too-common"),
        ("ababbabc", None),
        ("sunflower", "password.too-common"),
        ("SunFlower", "password.too-common"),
        ("sunflower!7", "password.too-common"),
        ("ÀOBABEDE", "password.too-common"),
        ("motcua.2026", "password.too-common"),
        ("motcuamotcua", None),
        ("abcxyzuv", None),
        ("short77", "password.too-short"),
        ("abcde1234567", "password.too-personal"),
        ("abcde12345678", None),
        ("wxyz1234567", "password.too-personal"),
        ("vinxuanhe", None),
    ],
)
def test_what_is_common_or_about_its_owner_is_told_from_what_only_looks_so(password: str, code: str | None) -> None:
    blocklist = Blocklist(common={"sunflower", "àobabede"}, context={"motcua"})

    found = check_password(password, min_length=8, blocklist=blocklist, about_owner=("abcde", "wxyz", "vin", ""))

    assert (found and found.code) == code


@pytest.mark.parametrize(
    "password",
    [
        "042090000123xyz",
        "Bưởi xyzt",
        "tranthibuoixyz",
        "+84912345678xyz",
        "0912345678xyz",
        "0912.345.678xyz",
        "06051990xyz",
        "19900506xyz",
        "060590xyz",
        "cam.sanhxyz",
    ],
)
def test_a_password_is_held_against_all_that_its_owner_entered(password: str) -> None:
    entered = {"phone": "0912.345.678", "email": "cam.sanh@example.vn"}

    assert problems(**entered, password=password) == {"password": "password.too-personal"}
    assert isinstance(examined(**entered), Applicant)


def test_a_password_is_held_against_a_telephone_also_where_that_is_none_we_take() -> None:
    assert problems(phone="02439743410", password="02439743410xyz") == {
        "phone": "phone.not-vietnamese-mobile",
        "password": "password.too-personal",
    }


@given(st.text(min_size=1, max_size=60))
def test_any_text_may_be_tried_as_a_password(text: str) -> None:
    password_problem(text, text)
