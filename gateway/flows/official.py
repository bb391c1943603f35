"""Official papers made ready to print."""

from typing import Final
from urllib.parse import quote

from chassis.storage import utc_now
from gateway.flows import printing
from gateway.flows.printing import Printed
from gateway.printing import books
from gateway.printing.official import TITLES, paper_of
from gateway.visits import Means, Visit
from services.dossiers import contract as dossiers

MOST_PRINTED: Final = 1000
"""Lines of a register that are printed at once: about eighty pages, a second of a processor."""


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


def control_slip(means: Means, view: dossiers.DossierView, timeline: dossiers.TimelineView) -> Printed:
    """The control slip as PDF."""
    paper = books.control_slip(view, timeline, _look_up(means, view.code))
    return printing.printed(paper, view.changed_at, f"Phiếu kiểm soát {view.code}")


def register(visit: Visit) -> Printed:
    """The whole register of a year as PDF; `REGISTER_TOO_LONG` says how to get a longer one."""
    pages: list[dossiers.RegisterPage] = []
    cursor = ""
    while not pages or cursor:
        page = visit.call(cursor=cursor, limit=100)
        pages.append(page)
        cursor = page.next_cursor
        if sum(len(one.items) for one in pages) > MOST_PRINTED:
            raise dossiers.REGISTER_TOO_LONG(most=MOST_PRINTED)
    made_at = utc_now()
    return printing.printed(books.register(pages, made_at), made_at, f"Sổ theo dõi hồ sơ {pages[0].year}")


def _look_up(means: Means, code: str) -> str:
    return f"{means.settings.public_url.rstrip('/')}/tra-cuu?code={quote(code)}"
