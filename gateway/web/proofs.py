"""What a person holds of a dossier: the receipt with its hashes and QR code, the agency's papers, and the history.

The history proves itself, and tells who looked.
"""

import datetime as dt
import io
import json
from pathlib import Path
from urllib.parse import quote

import segno
from werkzeug.wrappers import Response

from chassis.errors import PortalError
from chassis.records import dump
from gateway import files
from gateway.flows import browsing, official, printing
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth, Reuse, Words
from gateway.visits import Visit
from gateway.web.steps import dossier_of
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers

area = Area("proofs", Words("Giấy tờ chứng minh của hồ sơ", "Proofs of a dossier"))

RECEIPT = Words("Giấy tiếp nhận của hồ sơ", "The receipt of a dossier")
HISTORY = Words("Lịch sử tự chứng minh của hồ sơ", "The history of a dossier, which proves itself")
ANCHORED = Words("Chứng minh lịch sử nằm trong mốc", "Proof that an anchor is over the history")
VERIFY = Path(__file__).parents[2] / "docs" / "receipts" / "verify.py"


@area.page("GET", "/ho-so/{dossier_id}/giay-tiep-nhan", summary=RECEIPT, auth=Auth.CITIZEN)
def receipt(visit: Visit) -> Response:
    """What was filed and when, with every file's SHA-256; and the agency's papers about it."""
    view = _filed(visit)
    receipts = visit.send(dossiers.get_receipts, dossiers.GetReceipts(dossier_id=view.id)).receipts
    papers = visit.send(dossiers.list_official_papers, dossiers.ListOfficialPapers(dossier_id=view.id))
    return visit.page(
        "dossier_receipt.html",
        view=view,
        receipts=receipts,
        papers=papers,
        public_url=visit.means.settings.public_url.rstrip("/"),
        place="mine",
        other_language=_other(view, "/giay-tiep-nhan", visit.language),
    )


@area.page("GET", "/ho-so/{dossier_id}/giay-tiep-nhan/qr.svg", summary=RECEIPT, auth=Auth.CITIZEN, limit="file")
def receipt_code(visit: Visit) -> Response:
    """The code that leads whoever scans it to the look-up, with the dossier's code filled in and nothing else."""
    address = f"{visit.means.settings.public_url.rstrip('/')}/tra-cuu?code={quote(_filed(visit).code)}"
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", scale=6, border=3)
    return files.send_table(drawn.getvalue(), name="tra-cuu.svg", media_type="image/svg+xml")


@area.page(
    "GET", "/ho-so/{dossier_id}/giay-tiep-nhan/{number}/giay-tiep-nhan.jws", summary=RECEIPT, auth=Auth.CITIZEN,
    limit="file",
)  # fmt: skip
def receipt_signed(visit: Visit) -> Response:
    """One receipt, signed, to be kept and checked without the portal."""
    view, found = _one(visit)
    return files.send_table(found.signed.encode(), name=f"{view.code}-{found.number}.jws", media_type="text/plain")


@area.page(
    "GET", "/ho-so/{dossier_id}/giay-tiep-nhan/{number}/giay-xac-nhan.pdf", summary=RECEIPT, auth=Auth.CITIZEN,
    limit="file",
)  # fmt: skip
def receipt_printed(visit: Visit) -> Response:
    """One receipt as PDF, to be printed or sent on."""
    made = official.filing(visit.means, *_one(visit))
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


@area.page("GET", "/ho-so/{dossier_id}/van-ban/{paper_id}", summary=RECEIPT, auth=Auth.CITIZEN, limit="file")
def official_paper(visit: Visit) -> Response:
    """A paper that the agency issued, as PDF."""
    view = dossier_of(visit)
    papers = visit.send(dossiers.list_official_papers, dossiers.ListOfficialPapers(dossier_id=view.id))
    made = official.printed(visit.means, official.issued_paper(papers, visit.path["paper_id"]))
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


@area.page(
    "GET", "/ho-so/{dossier_id}/ban-khai", summary=Words("Tải bản khai", "Download the form"), auth=Auth.CITIZEN,
    limit="file",
)  # fmt: skip
def filled_form(visit: Visit) -> Response:
    """The form with its answers, as PDF."""
    view = dossier_of(visit)
    if not view.form_key:
        raise ADDRESS_UNKNOWN()
    question = catalog.GetProcedure(code=view.procedure_code, version=view.procedure_version)
    made = printing.filled(browsing.procedure(visit.means, question), view.form_key, view)
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


@area.page("GET", "/ho-so/{dossier_id}/lich-su", summary=HISTORY, auth=Auth.CITIZEN)
def history(visit: Visit) -> Response:
    """The chain of everything that was done and of everybody of the staff who looked, checked now."""
    view = _filed(visit)
    found = visit.send(dossiers.get_history, dossiers.GetHistory(dossier_id=view.id, limit=500))
    timeline = visit.send(dossiers.get_timeline, dossiers.GetTimeline(dossier_id=view.id))
    # Entries are numbered over acts and looks; the timeline tells of the acts alone, in the same order.
    acts = iter(timeline.items)
    rows = [(entry, next(acts, None) if entry.kind == "action" else None) for entry in found.entries]
    return visit.page(
        "dossier_history.html",
        view=view,
        anchored_from=_anchored_from(visit, view),
        history=found,
        rows=rows,
        public_url=visit.means.settings.public_url.rstrip("/"),
        place="mine",
        other_language=_other(view, "/lich-su", visit.language),
    )


@area.page("GET", "/ho-so/{dossier_id}/lich-su.json", summary=HISTORY, auth=Auth.CITIZEN, limit="file")
def history_kept(visit: Visit) -> Response:
    """The chain as a file, to be checked without the portal now and compared with later."""
    view = _filed(visit)
    found = visit.send(dossiers.get_history, dossiers.GetHistory(dossier_id=view.id, limit=500))
    body = json.dumps(dump(found), ensure_ascii=False, indent=1).encode()
    return files.send_table(body, name=f"{view.code}-lich-su.json", media_type="application/json")


@area.page("GET", "/ho-so/{dossier_id}/lich-su/moc.json", summary=ANCHORED, auth=Auth.CITIZEN, limit="file")
def anchor_kept(visit: Visit) -> Response:
    """The path from the chain to the newest published anchor that is over it, as a file for the offline check."""
    view = _filed(visit)
    found = visit.send(dossiers.get_anchor_proof, dossiers.GetAnchorProof(dossier_id=view.id))
    body = json.dumps(dump(found), ensure_ascii=False, indent=1).encode()
    return files.send_table(body, name=f"{view.code}-moc.json", media_type="application/json")


@area.page(
    "GET", "/kiem-chung/verify.py", summary=Words("Chương trình kiểm tra ngoại tuyến", "The offline check"),
    reuse=Reuse.PUBLIC,
)  # fmt: skip
def verifier(_visit: Visit) -> Response:
    """The program that checks receipts and histories without the portal; it needs Python alone."""
    return files.send_table(VERIFY.read_bytes(), name="verify.py", media_type="text/x-python; charset=utf-8")


def _anchored_from(visit: Visit, view: dossiers.DossierView) -> dt.date | None:
    """From which day on an anchor will be over a history over which there is none yet; None where there is one, or
    where nobody can say now: whoever asks for the proof is told."""
    try:
        visit.send(dossiers.get_anchor_proof, dossiers.GetAnchorProof(dossier_id=view.id))
    except PortalError as refused:
        if refused.code == dossiers.NOT_ANCHORED.code:
            return dt.datetime.now(HANOI).date() + dt.timedelta(days=1)
    return None


def _one(visit: Visit) -> tuple[dossiers.DossierView, dossiers.SignedReceipt]:
    """The dossier and the one of its receipts that the address names."""
    view = _filed(visit)
    receipts = visit.send(dossiers.get_receipts, dossiers.GetReceipts(dossier_id=view.id)).receipts
    found = next((one for one in receipts if str(one.number) == visit.path["number"] and one.signed), None)
    if found is None:
        raise ADDRESS_UNKNOWN()
    return view, found


def _filed(visit: Visit) -> dossiers.DossierView:
    """The dossier, if it was filed: a draft has nothing to prove."""
    view = dossier_of(visit)
    if not view.code:
        raise ADDRESS_UNKNOWN()
    return view


def _other(view: dossiers.DossierView, path: str, language: str) -> str:
    return here(f"/ho-so/{view.id}{path}", "vi" if language == "en" else "en")
