"""The pages of the one-stop counter and of money, together: dossiers handled, taken in and printed, cash, books."""

from gateway.routing import Area
from gateway.web import (
    cash_desk,
    counter_intake,
    desk,
    desk_corrections,
    desk_dossier,
    desk_others,
    desk_papers,
    giving_up,
    money_books,
    money_differences,
    money_work,
)

AREAS: tuple[Area, ...] = (
    desk.area,
    desk_dossier.area,
    desk_papers.area,
    counter_intake.area,
    giving_up.area,
    desk_others.area,
    desk_corrections.area,
    cash_desk.area,
    money_work.area,
    money_differences.area,
    money_books.area,
)
