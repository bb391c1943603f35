"""Official papers made ready to print."""

from collections.abc import Callable
from urllib.parse import quote

from chassis.signing import unchecked
from chassis.storage import utc_now
from gateway.flows import printing
from gateway.flows.printing import Printed
from gateway.printing import books, filings
from gateway.printing.official import TITLES, paper_of
from gateway.visits import Means
from services.dossiers import contract as dossiers


def issued_paper(papers: dossiers.OfficialPapers, paper_id: str) -> dossiers.IssuedPaper:
    """One of a dossier's papers."""
    for paper in papers.items:
        if paper.id == paper_id:
            return paper
    raise dossiers.OFFICIAL_PAPER_NOT_FOUND()


def printed(means: Means, issued: dossiers.IssuedPaper) -> Printed:
    """The paper as PDF."""
    paper = paper_of(issued, _look_up(means, issued.content.dossier_code))
    name = f"{TITLES[issued.kind][1]} {issued.content.dossier_code}"
    return printing.printed(paper, issued.issued_at, name)


def filing(means: Means, view: dossiers.DossierView, receipt: dossiers.SignedReceipt) -> Printed:
    """The receipt of a filing as PDF."""
    said = unchecked(receipt.signed)
    name = f"{filings.TITLE} {view.code}-{receipt.number}"
    return printing.printed(filings.paper_of(said, view, _look_up(means, view.code)), filings.issued_at(said), name)


def control_slip(means: Means, view: dossiers.DossierView, timeline: dossiers.TimelineView) -> Printed:
    """The control slip as PDF."""
    paper = books.control_slip(view, timeline, _look_up(means, view.code))
    return printing.printed(paper, view.changed_at, f"Phiếu kiểm soát {view.code}")


def register(ask: Callable[[str], dossiers.RegisterPage], part: int) -> Printed:
    """The register of a year as PDF, or one part of it; `REGISTER_TOO_LONG` says how many parts a longer one has.

    ``ask`` gives the page behind a cursor.
    """
    pages: list[dossiers.RegisterPage] = []
    cursor = ""
    while not pages or cursor:
        page = ask(cursor)
        if page.parts > 1 and not part:
            raise dossiers.REGISTER_TOO_LONG(parts=page.parts, most=dossiers.PART_OF_REGISTER)
        pages.append(page)
        cursor = page.next_cursor
    made_at, of = utc_now(), pages[0]
    which = part if of.parts > 1 else 0
    name = f"Sổ theo dõi hồ sơ {of.year}" + (f" phần {which}" if which else "")
    return printing.printed(books.register(pages, made_at, which), made_at, name)


def _look_up(means: Means, code: str) -> str:
    return f"{means.settings.public_url.rstrip('/')}/tra-cuu?code={quote(code)}"
