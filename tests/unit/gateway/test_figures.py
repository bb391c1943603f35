"""Public figures over HTTP: as data, as a table that is safe to open, and kept for a minute."""

import csv
import dataclasses
import datetime as dt
import io

from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House


def line(key: str, name: str) -> dossiers.FigureLine:
    counts = {field.name: 0 for field in dataclasses.fields(dossiers.FigureLine) if "permille" not in field.name}
    return dossiers.FigureLine(**{**counts, "key": key, "name": name, "submitted": 3, "in_time_permille": 667})


FOUND = dossiers.Figures(
    by=dossiers.FiguresBy.AGENCY,
    first=dt.date(2026, 1, 1),
    last=dt.date(2026, 11, 24),
    as_of=NOON,
    total=line("", ""),
    lines=(line("H27.30.12", "Ủy ban nhân dân xã Tân Mỹ Hà"), line("H27.30.13", "＝CMD(1)")),
)


def test_anybody_reads_the_figures_and_may_keep_them_for_a_while(house: House) -> None:
    house.rpc.answer(dossiers.get_figures, FOUND)

    answer = house.client.get("/api/v1/figures?by=agency&first=2026-01-01")

    assert answer.json["lines"][0]["in_time_permille"] == 667
    assert answer.json["lines"][0]["online_permille"] is None
    assert answer.headers["Cache-Control"].startswith("public")
    (asked,) = house.rpc.calls_of(dossiers.get_figures)
    assert (asked.request.by, asked.request.first) == (dossiers.FiguresBy.AGENCY, dt.date(2026, 1, 1))


def test_a_day_that_is_none_is_named(house: House) -> None:
    answer = house.client.get("/api/v1/figures?first=hom-qua")

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/first")


def test_the_table_is_safe_to_open(house: House) -> None:
    house.rpc.answer(dossiers.get_figures, FOUND)

    answer = house.client.get("/api/v1/open-data/figures.csv")

    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Ủy ban nhân dân xã Tân Mỹ Hà", "'＝CMD(1)"]
    assert (rows[0]["submitted"], rows[0]["in_time_permille"], rows[0]["online_permille"]) == ("3", "667", "")
    again = house.client.get("/api/v1/open-data/figures.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_chart_by_month_has_its_figures_in_a_table_beside_it(house: House) -> None:
    month = dataclasses.replace(line("2026-11", ""), on_time=2, late=1)
    house.rpc.answer(
        dossiers.get_figures,
        lambda asked: dataclasses.replace(FOUND, by=asked.by, lines=(month,)) if asked.by == "month" else FOUND,
    )

    page = house.client.get("/so-lieu", headers={"Accept": "text/html"}).text

    assert "<title>Tháng 11/2026: 2 đúng hẹn, 1 trễ hẹn</title>" in page
    assert (
        '<th scope="row">11/26</th><td class="number">2</td><td class="number">1</td><td class="number">66,7%</td>'
        in page
    )
    assert "CC BY 4.0" in page
