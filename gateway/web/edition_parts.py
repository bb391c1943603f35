"""One part of an edition as a form: the main fields drawn by their types, electronic forms as JSON; these are edited by
their sections and fields, too (`form_editing`)."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web import record_form
from gateway.web.attempting import attempt, whole_number
from gateway.web.editing import ADDRESS, edition_of, part_of, problems_of
from gateway.web.kept import WITH_KEPT
from gateway.web.record_words import NAMES, PARTS, VALUES
from services.catalog import contract as catalog
from services.catalog.contract.forms import Form

area = Area("edition-parts", Words("Biên tập danh mục", "Editing the catalogue"))

TITLE = Words("Một phần của bản biên tập", "A part of an edition")
BY_HAND = (Form,)
"""Records that are written as JSON: electronic forms have a description of their own (docs/forms.md)."""


@area.page("GET", f"{ADDRESS}/{{edition_id}}/phan/{{part}}", summary=TITLE, auth=Auth.STAFF)
def part(visit: Visit) -> Response:
    """The part as it is, each problem beside its field."""
    view = edition_of(visit)
    return _page(visit, view, record_form.drawn(_fields(visit), view.content, BY_HAND))


@area.page(
    "POST",
    f"{ADDRESS}/{{edition_id}}/phan/{{part}}",
    summary=TITLE,
    auth=Auth.STAFF,
    limit="change",
    form_limit=WITH_KEPT,
)
def save(visit: Visit) -> Response:
    """Keep what was typed, right or wrong, and show what is wrong; other parts stay as they are."""
    fields, view = _fields(visit), edition_of(visit)
    try:
        said = record_form.read(fields, visit.form, BY_HAND)
    except record_form.NotJson as wrong:
        return _page(visit, view, as_typed(fields, visit.form, BY_HAND), 422, wrong.told(visit.language))
    rest = {name: value for name, value in view.content.items() if name not in {field.name for field in fields}}
    asked = {
        "edition_id": view.id,
        "content": {**rest, **said},
        "expected_version": whole_number(visit.form.get("version", "")),
        "note": visit.form.get("note", "").strip(),
    }
    done = attempt(visit, catalog.change_edition, asked)
    if done.reply is None:
        typed = record_form.drawn(fields, said, BY_HAND)
        return _page(visit, view, typed, done.status, {}, done.said)
    address = f"{ADDRESS}/{view.id}"
    return redirect(here(f"{address}/phan/{visit.path['part']}", visit.language, da="luu"), 303)


def _fields(visit: Visit) -> tuple[record_form.Field, ...]:
    """The fields of the part that the address names, in the order of the part."""
    known = PARTS.get(visit.path["part"])
    if known is None:
        raise ADDRESS_UNKNOWN()
    every = {field.name: field for field in record_form.fields_of(catalog.ProcedureVersion, BY_HAND)}
    return tuple(every[name] for name in known[1])


def as_typed(
    fields: tuple[record_form.Field, ...], form: "MultiDict[str, str]", by_hand: tuple[type, ...]
) -> tuple[record_form.Node, ...]:
    """The form as it was sent, where a field of JSON could not be read: that field as text, the others as they are."""
    nodes: list[record_form.Node] = []
    for field in fields:
        try:
            nodes += record_form.drawn([field], record_form.read([field], form, by_hand), by_hand)
        except record_form.NotJson:
            text = form.get(record_form.PREFIX + field.name, "")
            nodes.append(record_form.Node(field, field.name, f"/{field.name}", text))
    return tuple(nodes)


def _page(
    visit: Visit,
    view: catalog.Edition,
    nodes: tuple[record_form.Node, ...],
    status: int = 200,
    wrong: Mapping[str, str] | None = None,
    said: str = "",
) -> Response:
    key = visit.path["part"]
    found: dict[str, str] = {}
    for one in problems_of(visit, view.id).problems:
        if part_of(one.pointer) == key:
            pointer = "/" + one.pointer.strip("/").removeprefix("content/")
            found[pointer] = " ".join((*([found[pointer]] if pointer in found else ()), _in(visit, one)))
    keys = list(PARTS)
    address = f"{ADDRESS}/{view.id}/phan/{key}"
    return visit.page(
        "edition_part.html",
        status=status,
        view=view,
        key=key,
        parts=PARTS,
        nodes=nodes,
        wrong={**found, **(wrong or {})},
        at_fault=bool(wrong),
        said=said,
        names=NAMES,
        values=VALUES,
        saved=visit.request.args.get("da") == "luu",
        may_change="change" in view.actions,
        following=keys[keys.index(key) + 1] if keys.index(key) + 1 < len(keys) else "",
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )


def _in(visit: Visit, problem: Any) -> str:
    return str(problem.en if visit.language == "en" else problem.vi)
