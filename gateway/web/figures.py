"""Số liệu công khai: how well each agency keeps its word, as a page with charts that need no script."""

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.rendering import here
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web.days import period_of
from services.dossiers import contract as dossiers

area = Area("figure-pages", Words("Số liệu công khai", "Public figures"))

TITLE = Words("Số liệu công khai", "Public figures")
GROUPS = {
    dossiers.FiguresBy.AGENCY: Words("Theo cơ quan", "By agency"),
    dossiers.FiguresBy.FIELD: Words("Theo lĩnh vực", "By field"),
    dossiers.FiguresBy.PROCEDURE: Words("Theo thủ tục", "By procedure"),
    dossiers.FiguresBy.MONTH: Words("Theo tháng", "By month"),
}
COLUMNS: Mapping[str, Words] = {
    "first, last": Words("Ngày đầu và ngày cuối của khoảng thời gian", "First and last day of the time"),
    "key, name": Words("Khóa và tên: cơ quan, lĩnh vực, thủ tục hoặc tháng", "Key and name of what is counted"),
    "submitted, submitted_online": Words("Đã nộp, trong đó trực tuyến", "Filed, and online of these"),
    "received, refused, supplemented": Words(
        "Đã tiếp nhận, bị từ chối, phải bổ sung", "Received, refused, asked for a supplement"
    ),
    "early, on_time, late": Words("Giải quyết trước hạn, đúng hạn, trễ hạn", "Resolved early, on time, late"),
    "missed": Words("Đã hẹn lại vì quá ngày hẹn đầu: luôn tính là trễ", "Got a new date after the first passed: late"),
    "unlimited, stopped": Words("Không có ngày hẹn, dừng xử lý", "Without a date, stopped"),
    "returned, returned_online": Words("Đã trả kết quả, trong đó trực tuyến", "Returned, and online of these"),
    "paid, paid_online": Words("Đã nộp phí, trong đó trực tuyến", "Paid, and online of these"),
    "very_satisfied, satisfied, dissatisfied": Words("Đánh giá của người nộp", "What applicants said"),
    "open, open_late": Words("Đang mở lúc này, trong đó đã trễ", "Open now, and late of these"),
    "…_permille": Words(
        "Tỷ lệ phần nghìn; trống khi không có gì để tính", "Shares in thousandths; empty where there is nothing"
    ),
}
"""Columns of the open data, in words."""
HEIGHT, WIDTH, GAP = 120, 34, 14
"""Of the chart by month, in units of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One month of the chart: its place, what was in time and what was late, and the words for who hears it."""

    x: int
    in_time: int
    late: int
    label: str
    words: str
    good: int
    bad: int
    share: str


@area.page("GET", "/so-lieu", summary=TITLE)
def figures(visit: Visit) -> Response:
    """The figures of a time; a day that is none is told, and the year so far is shown."""
    args, period = visit.request.args, period_of(visit.request.args, visit.language)
    given = {"by": args.get("theo", "agency"), "first": str(period.first or ""), "last": str(period.last or "")}
    wrong = ""
    try:
        asked = {name: value for name, value in given.items() if value}
        found = visit.send(dossiers.get_figures, load(dossiers.GetFigures, asked))
    except Invalid:
        wrong = (
            "These days were not understood; the year so far is shown."
            if visit.language == "en"
            else "Chưa đọc được khoảng ngày này; dưới đây là số liệu từ đầu năm."
        )
        found = visit.send(dossiers.get_figures, dossiers.GetFigures())
    by_month = found
    if found.by is not dossiers.FiguresBy.MONTH:
        question = dossiers.GetFigures(by=dossiers.FiguresBy.MONTH, first=found.first, last=found.last)
        by_month = visit.send(dossiers.get_figures, question)
    lines = sorted(found.lines, key=lambda line: -(line.received + line.submitted))
    return visit.page(
        "figures.html",
        found=found,
        lines=found.lines if found.by is dossiers.FiguresBy.MONTH else lines,
        columns=columns_of(by_month, visit.language),
        height=HEIGHT,
        width=WIDTH,
        gap=GAP,
        groups=GROUPS,
        wrong=wrong,
        period=period,
        columns_told=COLUMNS,
        percent=percent,
        place="figures",
        other_language=here("/so-lieu", "vi" if visit.language == "en" else "en", theo=given["by"], **period.typed),
    )


def columns_of(by_month: dossiers.Figures, language: str) -> tuple[Column, ...]:
    """What was resolved in each month, in time and late, as heights of one scale; the last twelve months."""
    months = by_month.lines[-12:]
    most = max((line.early + line.on_time + line.late for line in months), default=0)
    made = []
    for at, line in enumerate(months):
        good, bad = line.early + line.on_time, line.late
        year, _, month = line.key.partition("-")
        words = (
            f"{month}/{year}: {good} in time, {bad} late"
            if language == "en"
            else (f"Tháng {month}/{year}: {good} đúng hẹn, {bad} trễ hẹn")
        )
        made.append(
            Column(
                x=at * (WIDTH + GAP),
                in_time=round(HEIGHT * good / most) if most else 0,
                late=round(HEIGHT * bad / most) if most else 0,
                label=f"{month}/{year[2:]}",
                words=words,
                good=good,
                bad=bad,
                share=percent(line.in_time_permille, language),
            )
        )
    return tuple(made)


def percent(permille: int | None, language: str) -> str:
    """A share as people read it: 97,5%; a dash where there is nothing to share."""
    if permille is None:
        return "–"
    whole, rest = divmod(permille, 10)
    mark = "." if language == "en" else ","
    return f"{whole}{mark}{rest}%" if rest else f"{whole}%"
