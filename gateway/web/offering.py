"""Mức độ cung cấp: how far an agency provides a procedure online, looked at before it is said, ended with a reason."""

import datetime as dt
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, NotFound
from chassis.records import load
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web import agency_choice, terms
from gateway.web.attempting import Attempt, attempt, typed, whole_number
from gateway.web.days import day_typed
from gateway.web.forms import sentence_of
from services.catalog import contract as catalog

area = Area("offer-pages", Words("Mức độ cung cấp", "What an agency offers"))

TITLE = Words("Mức độ cung cấp", "What an agency offers")
ADDRESS = "/can-bo/muc-do"
LEVELS = (catalog.ServiceLevel.FULL, catalog.ServiceLevel.PARTIAL, catalog.ServiceLevel.INFORMATION)
"""Those of the scheme in force; what another day's scheme does not have, the service refuses by name."""
WAYS = {
    "pays_online": Words("Thanh toán trực tuyến", "Payment online"),
    "returns_online": Words("Trả kết quả trực tuyến", "Result online"),
    "returns_by_post": Words("Trả kết quả qua bưu chính", "Result by post"),
    "returns_at_desk": Words("Trả kết quả tại quầy", "Result at the desk"),
}
DONE = {
    "cong-bo": Words("Đã công bố mức độ cung cấp.", "The offer is set."),
    "ket-thuc": Words("Đã ghi ngày thôi cung cấp.", "The offer will end."),
}


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def offers(visit: Visit) -> Response:
    """The procedure and agency to choose; then what is offered, and the form."""
    return _page(visit, _chosen(visit.request.args))


@area.page("POST", ADDRESS, summary=TITLE, auth=Auth.STAFF, limit="change")
def claim(visit: Visit) -> Response:
    """Look at what a claim would come to, or make it; ``ket-thuc`` ends what is offered."""
    chosen = _chosen(visit.form)
    act = visit.form.get("viec", "xem")
    chosen.pop("co-quan:chon")  # The form's own agency is a code.
    asked: dict[str, Any] = {"code": chosen["thu-tuc"], "agency": chosen["co-quan"]}
    if act == "ket-thuc":
        asked |= typed(visit, "reason", "last_day")
    else:
        asked |= typed(visit, "level", "valid_from", "desk", "partial_reason", "partial_note")
        asked |= {way: visit.form[way] == "co" for way in WAYS if visit.form.get(way) in ("co", "khong")}
    for day in ("valid_from", "last_day"):
        if day in asked:
            asked[day] = day_typed(asked[day])
    if act == "xem":
        return _page(visit, chosen, attempt(visit, catalog.preview_offer, asked), act)
    asked["expected_version"] = whole_number(visit.form.get("version", ""))
    method: Any = catalog.end_offer if act == "ket-thuc" else catalog.set_offer
    if act != "ket-thuc":
        asked |= typed(visit, "why")
    done: Attempt[Any] = attempt(visit, method, asked)
    if done.reply is None:
        return _page(visit, chosen, done, act)
    key = "ket-thuc" if act == "ket-thuc" else "cong-bo"
    return redirect(here(ADDRESS, visit.language, **chosen, da=key), 303)


def _chosen(source: Any) -> dict[str, str]:
    return {name: str(source.get(name, "")).strip() for name in ("thu-tuc", "co-quan", "co-quan:chon")}


def _page(visit: Visit, chosen: dict[str, str], tried: "Attempt[Any] | None" = None, act: str = "") -> Response:
    found: catalog.AgencyOffers | None = None
    history: catalog.OfferHistory | None = None
    above: tuple[catalog.OfferAboveRecord, ...] = ()
    said, status = (tried.said, tried.status) if tried else ("", 200)
    picked = agency_choice.pick(visit, "co-quan", chosen)
    if picked.wrong is not None:
        status = 422
    elif chosen["thu-tuc"] and picked.code:
        pair = {"code": chosen["thu-tuc"], "agency": picked.code}
        try:
            found = visit.send(catalog.get_agency_offers, load(catalog.GetAgencyOffers, pair))
            history = visit.send(catalog.get_offer_history, load(catalog.GetOfferHistory, pair))
        except (Invalid, NotFound) as refused:
            said, status = sentence_of(refused, visit.language), 422
    elif visit.caller.agency:
        above = visit.send(
            catalog.list_offers_above_record, catalog.ListOffersAboveRecord(agency=visit.caller.agency)
        ).items
    shown = {"thu-tuc": chosen["thu-tuc"], "co-quan": picked.code or picked.said}
    preview = tried.reply if tried and isinstance(tried.reply, catalog.OfferPreview) else None
    return visit.page(
        "offers.html",
        status=status,
        chosen={"thu-tuc": chosen["thu-tuc"], "co-quan": picked.code},
        agency=picked.said if picked.wrong else agency_choice.written(visit, picked.code or visit.caller.agency),
        picked=picked,
        unclear=agency_choice.wrongs(visit, {"co-quan": picked}).get("co-quan", ""),
        near=agency_choice.of_caller(visit),
        found=found,
        history=history,
        above=above,
        preview=preview,
        said=said,
        act=act,
        wrong=tried.wrong if tried else {},
        typed=visit.form,
        levels=LEVELS,
        ways=WAYS,
        terms=terms,
        reasons=tuple(catalog.PartialReason),
        today=dt.datetime.now(HANOI).date(),
        done=DONE.get(visit.request.args.get("da", "")),
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en", **shown),
    )
