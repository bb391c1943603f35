"""Electronic forms of an edition, edited by fields: forms, their sections, the fields of these, the columns of tables.

Each has a page: what it is made of, drawn by its types as any part of a record is, and what stands in it, to be put in
order, taken out and added to. An address names a place by numbers (``0.2.5``: the sixth field of the third section of
the first form). A field shows the members that its kind uses, and any other that holds something. What a page does not
draw stays as it was; conditions are JSON in a field of their own, and the JSON of all forms is a door for who wants it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web import record_form
from gateway.web.attempting import attempt, whole_number
from gateway.web.editing import ADDRESS, edition_of, problems_of
from gateway.web.edition_parts import as_typed
from gateway.web.form_words import NAMES, VALUES
from gateway.web.kept import WITH_KEPT
from services.catalog import contract as catalog
from services.catalog.contract.forms import Condition, FieldKind, Form, FormField, Section, Term, members_of

area = Area("form-editing", Words("Biên tập mẫu điện tử", "Editing electronic forms"))

TITLE = Words("Biên tập mẫu điện tử", "Editing electronic forms")
BY_HAND: Final = (Condition, Term)
_PLACE: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}")


@dataclass(frozen=True, slots=True)
class Level:
    """One depth of a form: its record (none: the edition itself), and in which member the next depth stands."""

    of: type | None
    inside: str
    words: Words
    child: Words


LEVELS: Final = (
    Level(None, "forms", Words("Mẫu điện tử", "Electronic forms"), Words("mẫu", "form")),
    Level(Form, "sections", Words("Mẫu", "Form"), Words("mục", "section")),
    Level(Section, "fields", Words("Mục", "Section"), Words("ô", "field")),
    Level(FormField, "columns", Words("Ô", "Field"), Words("cột", "column")),
    Level(FormField, "", Words("Cột", "Column"), Words("", "")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody edits: the numbers that lead there, what stands on the way, and the thing itself last."""

    steps: tuple[int, ...]
    things: tuple[Mapping[str, Any], ...]

    @property
    def level(self) -> Level:
        return LEVELS[len(self.steps)]

    @property
    def thing(self) -> Mapping[str, Any]:
        return self.things[-1]

    @property
    def pointer(self) -> str:
        """Where the thing stands in the record."""
        return "".join(f"/{LEVELS[depth].inside}/{step}" for depth, step in enumerate(self.steps))

    @property
    def inside(self) -> str:
        """The member in which the next depth stands; only a table has columns."""
        table = self.thing.get("kind") == FieldKind.TABLE.value or bool(self.thing.get("columns"))
        return self.level.inside if self.level.of is not FormField or table else ""

    @property
    def children(self) -> list[Any]:
        return list(self.thing.get(self.inside) or ()) if self.inside else []


@area.page("GET", f"{ADDRESS}/{{edition_id}}/mau", summary=TITLE, auth=Auth.STAFF)
def forms(visit: Visit) -> Response:
    """All forms of the edition."""
    return _page(visit)


@area.page("POST", f"{ADDRESS}/{{edition_id}}/mau", summary=TITLE, auth=Auth.STAFF, limit="change")
def arrange(visit: Visit) -> Response:
    """Put the forms in order, take some out, or add one."""
    return _saved(visit)


@area.page("GET", f"{ADDRESS}/{{edition_id}}/mau/{{at}}", summary=TITLE, auth=Auth.STAFF)
def piece(visit: Visit) -> Response:
    """A form, section, field or column."""
    return _page(visit)


@area.page(
    "POST",
    f"{ADDRESS}/{{edition_id}}/mau/{{at}}",
    summary=TITLE,
    auth=Auth.STAFF,
    limit="change",
    form_limit=WITH_KEPT,
)
def save(visit: Visit) -> Response:
    """Keep it, right or wrong; what is wrong is told beside its field."""
    return _saved(visit)


def _saved(visit: Visit) -> Response:
    view = edition_of(visit)
    place = _place(visit, view)
    fields = _fields(place)
    try:
        said = record_form.read(fields, visit.form, BY_HAND)
    except record_form.NotJson as wrong:
        return _page(visit, as_typed(fields, visit.form, BY_HAND), 422, wrong.told(visit.language))
    thing = _changed(place, fields, said)
    if place.inside:
        thing[place.inside] = arranged(place.children, visit.form)
        made = _added(place, visit.form)
        thing[place.inside] += [made] if made else []
    asked = {
        "edition_id": view.id,
        "content": {**view.content, "forms": _put(place, thing)},
        "expected_version": whole_number(visit.form.get("version", "")),
        "note": visit.form.get("note", "").strip(),
    }
    done = attempt(visit, catalog.change_edition, asked)
    if done.reply is None:
        return _page(visit, record_form.drawn(fields, said, BY_HAND), done.status, {}, done.said)
    return redirect(here(_address(visit, place.steps), visit.language, da="luu"), 303)


def arranged(things: Sequence[Any], form: "MultiDict[str, str]") -> list[Any]:
    """The things in the order of the numbers in the form (``o:N``), without those that are ticked to go (``x:N``)."""
    kept = [at for at in range(len(things)) if f"{record_form.OUT}{at}" not in form]
    kept.sort(key=lambda at: record_form.place_of(at, form.get(f"{record_form.ORDER}{at}", "")))
    return [things[at] for at in kept]


def _changed(place: Place, fields: Sequence[record_form.Field], said: Mapping[str, Any]) -> dict[str, Any]:
    """The thing with what was said; what its page does not draw stays, and what only says a default is not written."""
    drawn = {field.name: field for field in fields}
    rest = {name: value for name, value in place.thing.items() if name not in drawn}
    told = {
        name: value
        for name, value in said.items()
        if name in place.thing or not (value in ([], {}, "") or value == drawn[name].default)
    }
    return {**told, **rest}


def _added(place: Place, form: "MultiDict[str, str]") -> dict[str, Any]:
    """The new thing of the form's last row; empty when nothing was typed there."""
    vi, en, key = (form.get(f"new:{name}", "").strip() for name in ("vi", "en", "key"))
    if not (vi or en or key):
        return {}
    between = "-" if place.level.of is None else "_"
    made: dict[str, Any] = {"key": key or key_of(vi or en, between), "vi": vi, "en": en}
    if place.level.inside in ("fields", "columns"):
        return {**made, "kind": form.get("new:kind", "") or FieldKind.TEXT.value}
    return {**made, LEVELS[len(place.steps) + 1].inside: []}


def key_of(text: str, between: str) -> str:
    """A key from a label: its first words without accents."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(one for one in decomposed if not unicodedata.combining(one)))
    return between.join(words[:6])[:40].strip(between)


def _put(place: Place, thing: Mapping[str, Any]) -> list[Any]:
    """All forms, with a thing in its place."""
    for depth in range(len(place.steps) - 1, -1, -1):
        above, inside = place.things[depth], LEVELS[depth].inside
        beside = list(above[inside])
        beside[place.steps[depth]] = dict(thing)
        thing = {**above, inside: beside}
    return list(thing["forms"])


def _place(visit: Visit, view: catalog.Edition) -> Place:
    at = visit.path.get("at", "")
    if at and not _PLACE.fullmatch(at):
        raise ADDRESS_UNKNOWN()
    steps = tuple(int(step) for step in at.split(".")) if at else ()
    things: list[Mapping[str, Any]] = [{"forms": view.content.get("forms") or []}]
    for depth, step in enumerate(steps):
        inside = things[-1].get(LEVELS[depth].inside)
        if not isinstance(inside, list) or step >= len(inside) or not isinstance(inside[step], dict):
            raise ADDRESS_UNKNOWN()
        things.append(inside[step])
    return Place(steps, tuple(things))


def _fields(place: Place) -> tuple[record_form.Field, ...]:
    """The members that the page of a thing draws."""
    level = place.level
    if level.of is None:
        return ()
    every = [one for one in record_form.fields_of(level.of, BY_HAND) if one.name != (level.inside or "columns")]
    if level.of is FormField:
        kind = place.thing.get("kind")
        used = members_of(FieldKind(kind)) if kind in tuple(FieldKind) else frozenset(one.name for one in every)
        every = [one for one in every if one.name in used or _says(one, place.thing.get(one.name))]
    return tuple(every)


def _says(field: record_form.Field, value: Any) -> bool:
    return value not in (None, [], "", False) and value != field.default


def _address(visit: Visit, steps: Sequence[int]) -> str:
    room = f"{ADDRESS}/{visit.path['edition_id']}/mau"
    return f"{room}/{'.'.join(map(str, steps))}" if steps else room


def _where(view: catalog.Edition, problem: catalog.EditionProblem) -> str:
    """Where a problem is. What is unsound in a form is told at the form, with the key of the field before the sentence:
    there it belongs to that field."""
    pointer = "/" + problem.pointer.strip("/").removeprefix("content/")
    form, key = re.fullmatch(r"/forms/(\d+)", pointer), str(problem.params.get("fault", "")).partition(":")[0]
    if form is None or not key:
        return pointer
    forms: Any = view.content.get("forms") or []
    sections = forms[int(form[1])].get("sections") or []
    for at, section in enumerate(sections):
        for place, field in enumerate(section.get("fields") or []):
            if field.get("key") == key:
                return f"{pointer}/sections/{at}/fields/{place}"
    return pointer


def _page(
    visit: Visit,
    nodes: tuple[record_form.Node, ...] | None = None,
    status: int = 200,
    wrong: Mapping[str, str] | None = None,
    said: str = "",
) -> Response:
    view = edition_of(visit)
    place = _place(visit, view)
    told: dict[str, str] = {}
    below: dict[int, list[str]] = {}
    for one in problems_of(visit, view.id).problems:
        pointer = _where(view, one)
        if pointer != place.pointer and not pointer.startswith(place.pointer + "/"):
            continue
        rest = pointer[len(place.pointer) :]
        sentence = one.en if visit.language == "en" else one.vi
        found = re.match(rf"/{place.inside}/(\d+)", rest) if place.inside else None
        if found:
            below.setdefault(int(found[1]), []).append(sentence)
        else:
            told[rest] = " ".join((*([told[rest]] if rest in told else ()), sentence))
    typed = nodes is not None
    return visit.page(
        "form_piece.html",
        status=status,
        view=view,
        spot=place,
        way=[(_address(visit, place.steps[:depth]), one) for depth, one in enumerate(place.things[:-1])],
        nodes=nodes if nodes is not None else record_form.drawn(_fields(place), place.thing, BY_HAND),
        children=[one if isinstance(one, dict) else {} for one in place.children],
        room=_address(visit, place.steps),
        wrong={**told, **(wrong or {})},
        below=below,
        said=said,
        unread=bool(wrong),
        typed=visit.form if typed else {},
        names=NAMES,
        values=VALUES,
        kinds=tuple(kind.value for kind in FieldKind),
        of_fields=place.level.inside in ("fields", "columns"),
        saved=visit.request.args.get("da") == "luu",
        may_change="change" in view.actions,
        other_language=here(_address(visit, place.steps), "vi" if visit.language == "en" else "en"),
    )
