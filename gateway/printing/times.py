"""Times in words, Vietnamese time, and names, as official papers write them (NĐ 30/2020/NĐ-CP, phụ lục I)."""

import datetime as dt
import re

from gateway.rendering import HANOI


def day_in_words(day: dt.date) -> str:
    """A day: one digit of the day, and of months 1 and 2, has a nought before it."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def clock_and_day(at: dt.datetime) -> str:
    """A moment, to the minute: as slips write when a dossier came and when the result is due."""
    local = at.astimezone(HANOI)
    return f"{local.hour:02} giờ {local.minute:02} phút, {day_in_words(local.date())}"


def place_and_day(at: dt.datetime, place: str = "") -> str:
    """Place and date at the head of a paper; without a place the day alone."""
    words = day_in_words(at.astimezone(HANOI).date())
    return f"{place}, {words}" if place else words.capitalize()


def in_two_lines(agency: str) -> str:
    """An agency's name at the head of a paper: a people's committee on one line, of what place on the next."""
    return re.sub(r" (?=(?:xã|phường|đặc khu|tỉnh|thành phố) )", "\n", agency, count=1)
