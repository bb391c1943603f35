"""An agency's books made ready for a spreadsheet program."""

import dataclasses
from typing import Final

from services.catalog import contract as catalog
from services.payments import contract as payments

_COLUMNS: Final = [field.name for field in dataclasses.fields(payments.BookLine)]


def table(found: payments.AgencyBooks) -> bytes:
    """The books as CSV in UTF-8 with a mark, a line for each account of each fee head."""
    rows = [catalog.csv_row([getattr(line, name) for name in _COLUMNS]) for line in found.lines]
    return "".join(["\ufeff", catalog.csv_row(_COLUMNS), *rows]).encode()
