"""How official papers are named and referred to."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One kind of official paper: the form's number, its mark in references, its name."""

    form: str
    mark: str
    vi: str
    en: str

    def reference(self, number: int) -> str:
        """Số, ký hiệu: the number within the year, at least two digits (NĐ 30/2020/NĐ-CP phụ lục I), and the mark."""
        return f"{number:02}/{self.mark}"


def book_year(local_day: dt.date) -> int:
    """The year whose book a paper of this day, Vietnamese time, is entered in."""
    return local_day.year
