"""Days are typed day first on every page, whatever the browser's language is, and what is wrong says what to do."""

import re
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from gateway.rendering import day_written
from gateway.web.days import day_typed, hour_typed, period_of
from gateway.web.deeds import plain_of
from gateway.web.desk_acts import ACTS
from services.dossiers import contract as dossiers
from services.payments import contract as payments
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, send

PAGES = Path(__file__).resolve().parents[3] / "gateway" / "web"
APOLOGY = "/can-bo/ho-so/desk/xin-loi-hen-lai"


def test_no_page_has_a_field_whose_day_or_hour_is_written_as_the_browser_likes() -> None:
    native = re.compile(r"datetime-local|type=\"(?:date|month|week|time)\"|'(?:date|month|week|time)'")

    found = [path.name for path in (PAGES / "templates").glob("*.html") if native.search(path.read_text("utf-8"))]

    assert found == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3/4/2027", "2027-04-03"),
        (" 03-04-2027 ", "2027-04-03"),
        ("3.4.2027", "2027-04-03"),
        ("3 / 4 / 2027", "2027-04-03"),
        ("03042027", "2027-04-03"),
        ("2027-04-03", "2027-04-03"),
        ("20270403", "20270403"),
        ("20271231", "20271231"),
        ("3/4/27", "3/4/27"),
        ("mai", "mai"),
        ("", ""),
    ],
)
def test_a_day_is_read_day_first_and_what_is_doubtful_is_not_guessed(typed: str, read: str) -> None:
    assert day_typed(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("22:00", "22:00"),
        ("22h", "22:00"),
        (" 6h30 ", "06:30"),
        ("6 giờ 30", "06:30"),
        ("6 GIỜ", "06:00"),
        ("6.30", "06:30"),
        ("0630", "06:30"),
        ("22", "22:00"),
        ("25:00", "25:00"),
        ("6:60", "6:60"),
        ("630", "630"),
        ("10 pm", "10 pm"),
        ("", ""),
    ],
)
def test_an_hour_is_read_as_people_write_it_and_what_is_doubtful_is_not_guessed(typed: str, read: str) -> None:
    assert hour_typed(typed) == read


def test_a_day_stands_in_its_field_as_vietnam_writes_it_and_all_else_as_it_was_typed() -> None:
    assert day_written("2027-04-03") == "03/04/2027"
    assert day_written("3/4/27") == "3/4/27"


def test_a_moment_is_typed_as_a_day_and_an_hour() -> None:
    form = MultiDict({"until": "3/4/2027", "until.hour": "8h30", "reason": "Chờ"})

    assert plain_of(ACTS["xin-loi-hen-lai"], form)["until"] == "2027-04-03T08:30:00+07:00"
    assert "until" not in plain_of(ACTS["xin-loi-hen-lai"], MultiDict({"until": "", "until.hour": ""}))


@pytest.fixture
def house() -> House:
    return at_work("binh")


def test_a_day_that_is_none_is_told_at_its_field_and_stays_typed_with_its_hour(house: House) -> None:
    house.rpc.answer(dossiers.extend_deadline, dossiers.DOSSIER_NOT_FOUND())

    page = send(house, "/can-bo/ho-so/desk", APOLOGY, until="31/02/2027", reason="Chờ", **{"until.hour": "8h30"}).text

    day, hour = (re.search(rf'<input[^>]*id="xin-loi-hen-lai-{name}"[^>]*>', page) for name in ("until", "until-hour"))
    assert day is not None
    assert hour is not None
    assert 'value="31/02/2027"' in day[0]
    assert 'value="8h30"' in hour[0]
    assert "xin-loi-hen-lai-until-wrong" in day[0]
    assert "Xin viết ngày dạng ngày/tháng/năm và giờ dạng giờ:phút" in page
    assert house.rpc.calls_of(dossiers.extend_deadline) == []


def test_the_field_of_a_day_has_a_label_an_example_and_a_keyboard_of_digits(house: House) -> None:
    page = house.client.get("/dang-ky").text

    field = re.search(r'<input[^>]*name="birth_date"[^>]*>', page)
    assert field is not None
    assert 'inputmode="numeric"' in field[0]
    assert 'aria-describedby="birth_date-hint"' in field[0]
    assert re.search(r'id="birth_date-hint">Ngày/tháng/năm, ví dụ 31/01/1990<', page)
    assert '<label for="birth_date">' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tu=31/02/2026", "Lịch không có ngày này"),
        ("tu=hom+qua", "Ngày cần viết dạng ngày/tháng/năm"),
        ("tu=02/03/2026&den=01/03/2026", "Ngày cuối phải từ ngày đầu trở đi"),
    ],
)
def test_a_period_that_cannot_be_read_is_told_beside_what_was_typed(house: House, query: str, said: str) -> None:
    page = house.client.get(f"/so-lieu?{query}").text

    name, typed = ("den", "01/03/2026") if "den" in query else ("tu", query.split("=")[1].replace("+", " "))
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert field is not None
    assert f'value="{typed}"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert re.search(rf'id="{name}-wrong">{said}', page)


def test_a_period_is_asked_for_day_first_and_by_the_links_of_before(house: House) -> None:
    for query in ("tu=3/4/2026&den=5/4/2026", "tu=2026-04-03&den=2026-04-05"):
        house.client.get(f"/so-lieu?{query}")
        asked = house.rpc.calls_of(dossiers.get_figures)[-1].request
        assert (str(asked.first), str(asked.last)) == ("2026-04-03", "2026-04-05")
    assert period_of({}, "vi").wrong == {}


def test_the_books_are_shown_of_the_days_that_were_typed(house: House) -> None:
    page = house.client.get("/can-bo/so-ke-toan?tu=3/4/2026&den=5/4/2026", base_url="http://127.0.0.1").text

    asked = house.rpc.calls_of(payments.get_books)[-1].request
    assert (str(asked.first), str(asked.last)) == ("2026-04-03", "2026-04-05")
    assert 'value="03/04/2026"' in page
