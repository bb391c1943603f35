"""Nhận hồ sơ tại quầy: an officer files for who came, or whose papers came by post; then the same steps as anybody's.

The channel is the dossier's for ever and in sight at every step; the history names the officer.
Who has an account is told of it there; who has none by the telephone that they leave, as they say when asked.
"""

import dataclasses
import datetime as dt
from typing import Any, Final

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.callers import Channel
from chassis.errors import Invalid, NotFound, PortalError
from chassis.ids import new_id
from chassis.records import load
from gateway.flows import browsing
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from gateway.web import filing, filling_in, giving, giving_up
from gateway.web.deeds import Attempt, Deed, Field, Kind, carry_out
from gateway.web.desk_contact import ASKED
from gateway.web.desk_places import RECEIVER, SUPERVISOR
from gateway.web.forms import sentence_of
from gateway.web.steps import AT_THE_DESK, dossier_of, first_open, to_dossier
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers

area = Area("counter-intake", Words("Nhận hồ sơ tại quầy", "Intake at the desk"))

TITLE = Words("Nhận hồ sơ tại quầy", "Intake at the desk")
FOUND = 10
"""Procedures that a search shows: the officer knows what they look for."""
LEFT_OPEN = 8
"""Drafts on a page: whoever is waited for is among the first."""

BEGIN: Final = Deed(
    "lap",
    dossiers.begin_at_desk,
    Words("Lập hồ sơ", "Begin the dossier"),
    (
        Field(
            "channel",
            Words("Hồ sơ đến bằng cách nào?", "How did it come?"),
            Kind.ONE,
            choices=(
                ("direct", Words("Người nộp đến quầy", "In person")),
                ("post", Words("Gửi qua bưu chính", "By post")),
            ),
            preset="direct",
        ),
        Field("agency_code", Words("Cơ quan giải quyết", "Deciding agency"), Kind.LIST),
        Field("case", Words("Trường hợp", "Case"), Kind.LIST, needed=False),
        Field(
            "identity_kind",
            Words("Giấy tờ tùy thân", "Identity paper"),
            Kind.ONE,
            choices=(
                ("cccd", Words("Căn cước, số định danh", "Citizen identity number")),
                ("cmnd", Words("Chứng minh nhân dân", "Former identity card")),
                ("passport", Words("Hộ chiếu", "Passport")),
                ("tax_code", Words("Mã số thuế, của tổ chức", "Tax code, of an organisation")),
            ),
            preset="cccd",
            into="person",
        ),
        Field("identity_number", Words("Số giấy tờ", "Number"), most=20, into="person"),
        Field("full_name", Words("Họ và tên", "Full name"), most=200, into="person"),
        Field("birth_date", Words("Ngày sinh", "Date of birth"), Kind.DAY, needed=False, into="person"),
        Field(
            "phone",
            Words("Điện thoại", "Telephone"),
            most=20,
            into="person",
            hint=Words(
                "Để gọi, nhắn tin về hồ sơ và tra cứu bằng 4 số cuối",
                "To call, to tell of the dossier, and to look it up by its last 4 digits",
            ),
        ),
        ASKED,
        Field(
            "name_corrected",
            Words("Sửa họ tên đã ghi (lần trước ghi sai, chưa nộp hồ sơ nào)", "Correct the name noted before"),
            Kind.TICK,
            into="person",
        ),
        Field(
            "on_paper",
            Words("Tờ khai đã viết trên giấy, không nhập lại ở đây", "The form was filled in on paper"),
            Kind.TICK,
        ),
    ),
)


@area.page("GET", AT_THE_DESK, summary=TITLE, auth=Auth.STAFF)
def begin_form(visit: Visit) -> Response:
    """First the procedure, found by its name or code; then who it is for. Below, what was begun and left."""
    code = visit.request.args.get("thu-tuc", "")
    if not code:
        text, cursor = (visit.request.args.get(name, "") for name in ("q", "cursor"))
        return _search_page(visit, text.strip()[:200], cursor)
    return _begin_page(visit, _procedure(visit, code))


@area.page("POST", AT_THE_DESK + "/{code}", summary=TITLE, auth=Auth.STAFF, limit="change")
def begin(visit: Visit) -> Response:
    """Begin the dossier and go to its first step."""
    shown = _procedure(visit, visit.path["code"])
    made, attempt = carry_out(visit, _deed(shown), {"procedure_code": shown.code})
    if attempt is not None:
        return _begin_page(visit, shown, attempt)
    return redirect(here(f"{AT_THE_DESK}/{made.id}/{first_open(made)}", visit.language), 303)


@area.page(
    "GET",
    AT_THE_DESK + "/{dossier_id}",
    summary=Words("Làm tiếp hồ sơ đang lập dở", "Go on with a draft of the desk"),
    auth=Auth.STAFF,
)
def resume(visit: Visit) -> Response:
    """To the first step at which something is missing; a dossier that was filed meanwhile is seen whole."""
    view = dossier_of(visit)
    if view.code:
        return to_dossier(visit, view)
    return redirect(here(f"{AT_THE_DESK}/{view.id}/{first_open(view)}", visit.language), 303)


@area.page(
    "POST",
    AT_THE_DESK + "/{dossier_id}/ban-giay",
    summary=Words("Ghi nhận giấy tờ nộp bằng giấy", "Note what was handed in on paper"),
    auth=Auth.STAFF,
    limit="change",
)
def hand_in(visit: Visit) -> Response:
    """How many originals and copies of each paper lie on the desk; replaces what was said before."""
    view = dossier_of(visit)
    given: list[dict[str, Any]] = []
    for paper in view.papers:
        line: dict[str, Any] = {"paper_key": paper.key}
        for name, field in (("chinh", "originals"), ("sao", "copies")):
            said = visit.form.get(f"{name}:{paper.key}", "").strip()
            if said:
                line[field] = int(said) if said.isascii() and said.isdigit() and len(said) <= 6 else said
        if f"moi:{paper.key}" in visit.form:
            line["anew"] = True
        given.append(line)
    try:
        asked = load(dossiers.HandInPapers, {"dossier_id": view.id, "papers": given})
        visit.send(dossiers.hand_in_papers, asked, key=visit.key or new_id())
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        said = sentence_of(refused, visit.language)
        return giving.papers_page(visit, view, status=refused.status, said=said)
    return redirect(here(f"{AT_THE_DESK}/{view.id}/giay-to", visit.language), 303)


def _steps() -> None:
    """The steps of filing, at the desk's address: the very handlers that a person's own pages have."""
    at = AT_THE_DESK + "/{dossier_id}"
    area.page("GET", at + "/khai", summary=filling_in.FILL_IN, auth=Auth.STAFF)(filling_in.form_step)
    area.page(
        "POST",
        at + "/khai",
        summary=filling_in.FILL_IN,
        auth=Auth.STAFF,
        limit="change",
        form_limit=filling_in.FORM_LIMIT,
    )(filling_in.save_form)
    area.page("GET", at + "/giay-to", summary=giving.PAPERS, auth=Auth.STAFF)(giving.papers_step)
    area.page(
        "POST", at + "/giay-to/{paper_key}", summary=giving.PAPERS, auth=Auth.STAFF, limit="file", transfer=Upload()
    )(giving.give)
    area.page("POST", at + "/bo-tep/{file_id}", summary=giving.PAPERS, auth=Auth.STAFF, limit="change")(
        giving.take_back
    )
    area.page("GET", at + "/nhan-ket-qua", summary=filing.WAY, auth=Auth.STAFF)(filing.way_step)
    area.page("POST", at + "/nhan-ket-qua", summary=filing.WAY, auth=Auth.STAFF, limit="change")(filing.save_way)
    area.page("GET", at + "/kiem-tra", summary=filing.CHECK, auth=Auth.STAFF)(filing.check_step)
    area.page("POST", at + "/nop", summary=filing.CHECK, auth=Auth.STAFF, limit="change")(filing.submit)


_steps()


def _procedure(visit: Visit, code: str) -> catalog.ProcedureVersion:
    try:
        return browsing.procedure(visit.means, load(catalog.GetProcedure, {"code": code}))
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _deed(shown: catalog.ProcedureVersion) -> Deed:
    """The form that begins a dossier; whether its own form was filled in on paper is asked where it has an electronic
    one for what comes over the counter."""
    counter = {Channel.DIRECT, Channel.POST}
    if any(not form.channels or counter & set(form.channels) for form in shown.forms):
        return BEGIN
    return dataclasses.replace(BEGIN, fields=tuple(one for one in BEGIN.fields if one.name != "on_paper"))


def _receives_for(visit: Visit) -> set[str]:
    """The agencies in which who is here is a receiver."""
    return {held.agency for held in visit.caller.reach() if held.role == RECEIVER}


def _left_open(visit: Visit, cursor: str) -> dossiers.DeskDraftPage:
    """Drafts of the desk, for who may go on with them, or watches over them."""
    if not {held.role for held in visit.caller.reach()} & {RECEIVER, SUPERVISOR}:
        return dossiers.DeskDraftPage(items=())
    try:
        asked = load(dossiers.ListDeskDrafts, {"cursor": cursor, "limit": LEFT_OPEN})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return visit.send(dossiers.list_desk_drafts, asked)


def _search_page(visit: Visit, text: str, cursor: str) -> Response:
    wanted = browsing.FindProcedures(q=text, limit=FOUND)
    found = browsing.find(visit.means, wanted).reply.items if text else ()
    return visit.page(
        "intake_search.html",
        found=found,
        text=text,
        left_open=None if text else _left_open(visit, cursor),
        receives=bool(_receives_for(visit)),
        done=visit.request.args.get("da", "") == giving_up.DONE,
        other_language=here(AT_THE_DESK, "vi" if visit.language == "en" else "en", q=text, cursor=cursor),
    )


def _begin_page(visit: Visit, shown: catalog.ProcedureVersion, attempt: Attempt | None = None) -> Response:
    today = dt.datetime.now(HANOI).date()
    offers = {offer.agency_code: offer for offer in shown.offers if offer.holds(today)}
    receives_for = _receives_for(visit)
    own = [code for code, offer in offers.items() if {code, offer.desk_code} & receives_for]
    try:
        known = browsing.agencies_offering(visit.means, shown.code)
    except NotFound:
        known = {}
    names = [(code, known[code].name if code in known else code) for code in (own or offers)]
    return visit.page(
        "intake_begin.html",
        status=attempt.status if attempt is not None else 200,
        shown=shown,
        deed=_deed(shown),
        attempt=attempt,
        options={"agency_code": names, "case": [(case.key, case.name) for case in shown.cases]},
        presets={"agency_code": names[0][0] if len(names) == 1 else ""},
        other_language=here(AT_THE_DESK, "vi" if visit.language == "en" else "en", **{"thu-tuc": shown.code}),
    )
