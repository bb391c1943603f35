"""Receipts and their register made ready to print or to open in a spreadsheet program."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote

from chassis.storage import utc_now
from gateway.flows import printing
from gateway.flows.printing import Printed
from gateway.printing import receipts
from gateway.visits import Means, Visit
from services.catalog import contract as catalog
from services.payments import contract as payments

MOST_PRINTED: Final = 2000
"""Lines of a register that are printed at once; a longer one is had as a table."""
_COLUMNS: Final = [field.name for field in dataclasses.fields(payments.RegisteredReceipt)]


def printed(visit: Visit, view: payments.ReceiptView) -> Printed:
    """A receipt as PDF, as it stands now."""
    proof = visit.send(payments.check_receipt, payments.CheckReceipt(look_up=view.look_up))
    paper = receipts.paper_of(proof, view, look_up_address(visit.means, view.look_up))
    changed = max([proof.issued_at, *(one.issued_at for one in proof.counter_receipts)])
    return printing.printed(paper, changed, f"Biên lai {proof.series} {proof.number}")


def look_up_address(means: Means, code: str) -> str:
    """Where anybody checks a receipt."""
    return f"{means.settings.public_url.rstrip('/')}/bien-lai?code={quote(receipts.in_fives(code))}"


Ask = Callable[[str], payments.ReceiptRegister]
"""A page of the register, by the cursor of the page before."""


def register_pages(ask: Ask) -> Iterator[payments.ReceiptRegister]:
    """The whole register of a year, page by page."""
    cursor = ""
    while True:
        page = ask(cursor)
        yield page
        cursor = page.next_cursor
        if not cursor:
            return


def register_printed(ask: Ask) -> Printed:
    """The register as PDF; `REGISTER_TOO_LONG_TO_PRINT` says how to get a longer one."""
    pages: list[payments.ReceiptRegister] = []
    for page in register_pages(ask):
        pages.append(page)
        if sum(len(one.items) for one in pages) > MOST_PRINTED:
            raise payments.RECEIPT_REGISTER_TOO_LONG(most=MOST_PRINTED)
    made_at = utc_now()
    return printing.printed(receipts.register(pages, made_at), made_at, f"Bảng kê biên lai {pages[0].year}")


def register_table(ask: Ask) -> bytes:
    """The register as CSV in UTF-8 with a mark, as spreadsheet programs want it."""
    rows = [catalog.csv_row(_COLUMNS)]
    for page in register_pages(ask):
        rows += [catalog.csv_row([_cell(getattr(line, name)) for name in _COLUMNS]) for line in page.items]
    return ("\ufeff" + "".join(rows)).encode()


def _cell(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
