"""Dữ liệu của tôi: a copy of all of it, having it restricted, and having it erased, with the clock and the receipt."""

from typing import Annotated

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, NotFound, PortalError
from chassis.records import Rule, load, record
from gateway.flows import exporting, looks
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, read_fields, sentence_of
from gateway.web.personal import LOOKS, MY_DATA, personal_page
from gateway.web.proving import proved_lately
from gateway.web.refusals import belongs_here, refusal_of
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers

area = Area("my-data", MY_DATA.name)

AT = MY_DATA.address
RECEIPT = Words("Tra cứu đề nghị xóa dữ liệu", "Look a request for erasure up")
UNDER_WAY = frozenset((accounts.ErasureState.ASKED, accounts.ErasureState.WAITING))


@record
class CopyForm:
    """Whether the files of the dossiers come along."""

    files: Annotated[str, Rule(choices=("yes", "no"))] = "no"


@record
class ReceiptQuestion:
    """The receipt that the asker was given."""

    ma: Annotated[str, Rule(min=20, max=64, pattern=r"[A-Za-z0-9_-]+")]


@area.page("GET", AT, summary=MY_DATA.name, auth=Auth.CITIZEN)
def my_data(visit: Visit) -> Response:
    """What can be done, and what is under way."""
    return _page(visit)


@area.page("POST", f"{AT}/ban-sao", summary=MY_DATA.name, auth=Auth.CITIZEN, limit="sign-in")
@proved_lately
def take_copy(visit: Visit) -> Response:
    """The copy as a download, whole or not at all."""
    form, _ = read_fields(visit.form, CopyForm, visit.language)
    with_files = form is not None and form.files == "yes"
    try:
        opened = visit.send(accounts.open_export, accounts.OpenExport(files=with_files))
        return exporting.copy_of(visit, opened, with_files=with_files)
    except PortalError as refused:
        return _refused(visit, refused)


@area.page("POST", f"{AT}/han-che", summary=MY_DATA.name, auth=Auth.CITIZEN, limit="change")
@proved_lately
def restrict(visit: Visit) -> Response:
    """Have one's data used for nothing more than the law asks."""
    refused = refusal_of(lambda: visit.send(accounts.restrict_account, accounts.RestrictAccount()))
    return _refused(visit, refused) if refused else redirect(here(AT, visit.language, da="han-che"), 303)


@area.page("POST", f"{AT}/go-han-che", summary=MY_DATA.name, auth=Auth.CITIZEN, limit="change")
@proved_lately
def lift(visit: Visit) -> Response:
    """Let one's data be used as before."""
    refused = refusal_of(lambda: visit.send(accounts.lift_restriction, accounts.LiftRestriction()))
    return _refused(visit, refused) if refused else redirect(here(AT, visit.language, da="go-han-che"), 303)


@area.page("POST", f"{AT}/xoa", summary=MY_DATA.name, auth=Auth.CITIZEN, limit="sign-in")
@proved_lately
def ask_erasure(visit: Visit) -> Response:
    """Ask that everything be erased; asked again, it is the request under way."""
    refused = refusal_of(lambda: visit.send(accounts.ask_erasure, accounts.AskErasure()))
    return _refused(visit, refused) if refused else redirect(here(AT, visit.language) + "#xoa", 303)


@area.page("POST", f"{AT}/thoi-xoa", summary=MY_DATA.name, auth=Auth.CITIZEN, limit="change")
def cancel_erasure(visit: Visit) -> Response:
    """Take the request back."""
    refused = refusal_of(lambda: visit.send(accounts.cancel_erasure, accounts.CancelErasure()))
    return _refused(visit, refused) if refused else redirect(here(AT, visit.language, da="rut-xoa"), 303)


@area.page("GET", "/xoa-du-lieu", summary=RECEIPT, limit="look-up")
def erasure_by_receipt(visit: Visit) -> Response:
    """What became of a request, by its receipt: also for who has no account any more."""
    given = visit.request.args.get("ma", "").strip()
    found, filled, status = None, Filled({"ma": given[:80]}), 200
    if given:
        try:
            asked = load(ReceiptQuestion, {"ma": given})
            found = visit.send(accounts.get_erasure, accounts.GetErasure(receipt=asked.ma))
        except (Invalid, NotFound):
            said = accounts.ERASURE_NOT_FOUND.text(visit.language, {})
            filled, status = Filled(filled.values, {"ma": said}), 404
    return visit.page(
        "erasure_receipt.html",
        status=status,
        found=found,
        filled=filled,
        other_language=here("/xoa-du-lieu", "vi" if visit.language == "en" else "en", ma=given[:80]),
    )


@area.page("GET", LOOKS.address, summary=LOOKS.name, auth=Auth.CITIZEN)
def who_looked(visit: Visit) -> Response:
    """Which officers looked at one's data, and why."""
    try:
        asked = load(dossiers.ListLooks, {"cursor": visit.request.args.get("cursor", ""), "limit": 20})
        found = looks.list_looks(visit, asked)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return personal_page(visit, LOOKS, "looks.html", found=found)


def _refused(visit: Visit, refused: PortalError) -> Response:
    if not belongs_here(refused):
        raise refused
    return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))


def _page(visit: Visit, *, status: int = 200, said: str = "") -> Response:
    erasures = visit.send(accounts.list_erasures, accounts.ListErasures()).erasures
    restriction = visit.send(accounts.get_restriction, accounts.GetRestriction())
    current = erasures[0] if erasures and erasures[0].state in UNDER_WAY else None
    return personal_page(
        visit, MY_DATA, "my_data_page.html", status=status, said=said, erasures=erasures, current=current,
        restriction=restriction,
    )  # fmt: skip
