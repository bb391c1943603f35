"""Forms as PDF: blank ones by version of a procedure, filled ones of a dossier.

Setting one takes a processor about 0.12 s, so it is done in a thread, one at a time (`chassis.paper.preparing`). The
first print of a process stops it for half a second: everything is imported then, and not held by a portal where nobody
prints. Blank forms are kept, as the same version of a form has the same bytes for ever; one that several ask for at
once is set once, and `waits_for` tells whose request had better wait without a worker (`gateway.flows.press`).
"""

import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from chassis.paper import Paper, prepare, set_paper
from chassis.paper.halving import on_a5
from chassis.service import in_thread
from gateway.flows.press import Press
from gateway.printing.answers import Words
from gateway.printing.forms import Filled, Origin, paper_of
from gateway.printing.times import day_in_words
from gateway.rendering import HANOI
from services.catalog import contract as catalog
from services.catalog.contract.forms import Context, Form, check, plan_of
from services.dossiers import contract as dossiers

PDF = "application/pdf"
_KEPT = 300
"""Blank forms that are kept, about 50 kB each."""
PRESS = Press()
_Known = tuple[str, int, str]
_blank: OrderedDict[_Known, "Printed"] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF with its strong ETag and the name to save it by."""

    body: bytes
    tag: str
    name: str


def blank(version: catalog.ProcedureVersion, key: str) -> Printed:
    """A form of a version to be filled in by hand."""
    known = _known(version, key)
    if known not in _blank:
        form = form_of(version, key)
        prepare()
        with PRESS.at_work():
            if known not in _blank:  # Who had the press before may have wanted the same.
                day = version.published_at.astimezone(HANOI).date()
                plan = plan_of(form, day)
                paper = paper_of(form, plan, Words(plan["lists"], day), _origin(version))
                _blank[known] = _set(paper, version.published_at, form.vi)
    _blank.move_to_end(known)
    made = _blank[known]
    while len(_blank) > _KEPT:
        _blank.popitem(last=False)
    return made


def waits_for(version: catalog.ProcedureVersion, key: str) -> Callable[[], bool] | None:
    """What tells whether a blank form was made, where `blank` would have to wait for others; else None."""
    known = _known(version, key)
    form_of(version, key)
    if known in _blank or PRESS.is_free:
        return None
    return lambda: known in _blank


def _known(version: catalog.ProcedureVersion, key: str) -> _Known:
    return version.content_hash, version.version, key


def filled(version: catalog.ProcedureVersion, key: str, view: dossiers.DossierView) -> Printed:
    """The form of a dossier with its answers, as they are kept; of a draft only what is right so far."""
    form = form_of(version, key)
    if version.form_of(view.case, view.channel) != form:
        raise catalog.FORM_NOT_FOUND(code=version.code, form=key)
    made_at = view.submitted_at or view.changed_at
    day = made_at.astimezone(HANOI).date()
    plan = plan_of(form, day)
    papers = frozenset(paper.key for paper in view.papers if paper.files)
    found = check(plan, view.answers, Context(day, view.case, view.channel.value, papers))
    content = Filled(
        answers=found.answers,
        shown=found.shown,
        papers=papers,
        addressee=view.agency_name,
        dossier=view.code,
        signed_on=day_in_words(day).capitalize() if view.submitted_at else "",
    )
    paper = paper_of(form, plan, Words(plan["lists"], day), _origin(version), content)
    return printed(paper, made_at, f"{form.vi} {view.code}".strip())


def form_of(version: catalog.ProcedureVersion, key: str) -> Form:
    """The form of a version with this key."""
    form = version.form(key)
    if form is None:
        raise catalog.FORM_NOT_FOUND(code=version.code, form=key[:64])
    return form


def _origin(version: catalog.ProcedureVersion) -> Origin:
    return Origin(version.code, version.version, version.content_hash)


def printed(paper: Paper, made_at: dt.datetime, name: str) -> Printed:
    """Any paper as PDF; ``name`` is without its ending."""
    prepare()
    with PRESS.at_work():
        return _set(paper, made_at, name)


def _set(paper: Paper, made_at: dt.datetime, name: str) -> Printed:
    body = in_thread(set_paper, paper, made_at)
    return Printed(body, hashlib.sha256(body).hexdigest()[:32], f"{name}.pdf")


def halved(made: Printed) -> Printed:
    """The same on A5, the size in which TT 01/2018/TT-VPCP điều 9 has the papers of the desk printed."""
    body = on_a5(made.body)
    return Printed(body, hashlib.sha256(body).hexdigest()[:32], f"{made.name.removesuffix('.pdf')} (A5).pdf")
