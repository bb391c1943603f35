"""The steps of filing a dossier on pages: which there are, where each is, and which is open to whom."""

from dataclasses import dataclass
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.flows import browsing
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Words
from gateway.visits import Visit
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers

STEPS = {
    "khai": Words("Điền mẫu", "Form"),
    "giay-to": Words("Giấy tờ", "Papers"),
    "nhan-ket-qua": Words("Lệ phí, nhận kết quả", "Fee and result"),
    "kiem-tra": Words("Kiểm tra, nộp", "Check and file"),
}
"""By the last part of the address, in their order."""


MINE, AT_THE_DESK = "/ho-so", "/can-bo/lap"
"""Where the steps of a dossier are: for the person themselves, and for the officer who files for who came."""


def room(visit: Visit) -> str:
    """Where the steps are for who is here."""
    return AT_THE_DESK if visit.caller.is_staff else MINE


def whole(visit: Visit, view: dossiers.DossierView, **query: object) -> str:
    """The address of the dossier itself."""
    place = "/can-bo/ho-so" if visit.caller.is_staff else MINE
    return here(f"{place}/{view.id}", visit.language, **query)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the head of the page shows it."""

    number: int
    title: str
    address: str
    here: bool
    done: bool


def steps_of(visit: Visit, view: dossiers.DossierView, now_at: str) -> tuple[Step, ...]:
    """The steps of this dossier; a procedure without an electronic form has no form to fill in."""
    keys = [key for key in STEPS if key != "khai" or view.form_key]
    return tuple(
        Step(
            number=at,
            title=STEPS[key].en if visit.language == "en" else STEPS[key].vi,
            address=here(f"{room(visit)}/{view.id}/{key}", visit.language),
            here=key == now_at,
            done=is_done(view, key),
        )
        for at, key in enumerate(keys, start=1)
    )


def open_steps(visit: Visit, view: dossiers.DossierView) -> tuple[Step, ...]:
    """The steps at which something is missing still: while there is one, nothing is filed."""
    return tuple(step for step in steps_of(visit, view, "kiem-tra") if not step.here and not step.done)


def is_done(view: dossiers.DossierView, key: str) -> bool:
    """Whether nothing is missing at a step."""
    return {
        "khai": bool(view.form_key) and not view.problems,
        "giay-to": not view.missing,
        "nhan-ket-qua": view.return_way is not None,
        "kiem-tra": view.submitted_at is not None,
    }[key]


def first_open(view: dossiers.DossierView) -> str:
    """The step at which a person goes on with a draft."""
    keys = [key for key in STEPS if key != "khai" or view.form_key]
    return next((key for key in keys if not is_done(view, key)), "kiem-tra")


def after(view: dossiers.DossierView, key: str) -> str:
    """The step behind another."""
    keys = [name for name in STEPS if name != "khai" or view.form_key]
    return keys[min(keys.index(key) + 1, len(keys) - 1)]


def dossier_of(visit: Visit) -> dossiers.DossierView:
    """The dossier that the address names; an id of a form that ids never have is no dossier's."""
    try:
        asked = load(dossiers.GetDossier, {"dossier_id": visit.path["dossier_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return visit.send(dossiers.get_dossier, asked)


def to_dossier(visit: Visit, view: dossiers.DossierView) -> Response:
    """A step that is over leads to the dossier."""
    return redirect(whole(visit, view), 303)


def go_on(visit: Visit, view: dossiers.DossierView, step: str) -> Response:
    """To the next step; a dossier that was filed and is only corrected is seen whole."""
    if view.code:
        return to_dossier(visit, view)
    return redirect(here(f"{room(visit)}/{view.id}/{after(view, step)}", visit.language), 303)


def procedure_of(visit: Visit, view: dossiers.DossierView) -> catalog.ProcedureVersion:
    """The version of the procedure that the dossier keeps."""
    question = catalog.GetProcedure(code=view.procedure_code, version=view.procedure_version)
    return browsing.procedure(visit.means, question)


def offer_of(shown: catalog.ProcedureVersion, view: dossiers.DossierView) -> catalog.Offer | None:
    """How the dossier's agency offers the procedure."""
    return next((offer for offer in reversed(shown.offers) if offer.agency_code == view.agency_code), None)


def step_page(visit: Visit, view: dossiers.DossierView, step: str, template: str, **facts: Any) -> Response:
    """The page of a step, with its head."""
    address = f"{room(visit)}/{view.id}/{step}"
    return visit.page(
        template,
        view=view,
        steps=steps_of(visit, view, step),
        address=here(address, visit.language),
        room=room(visit),
        place="desk" if visit.caller.is_staff else "mine",
        other_language=here(address, "vi" if visit.language == "en" else "en"),
        **facts,
    )
