"""Naming an agency in a form: by its name or its code, out of suggestions or freely typed, without a script.

The field takes a code, a name, or both as the suggestions write them. A name that is an agency's whole name counts;
one that fits several, or is only a part of one, is asked back with those to choose from (``NAME:chon``). What fits none
is told beside the field. While the catalogue is away what was typed goes on as it is, and the service decides.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from chassis.errors import NotFound, PortalError
from gateway.flows import browsing
from gateway.routing import Words
from gateway.visits import Visit
from services.catalog import contract as catalog

ASKED_BACK: Final = 8
"""How many agencies one chooses from when a name was not clear."""
SUGGESTED: Final = 100
CHOSEN: Final = ":chon"
_CODE = re.compile(r"[0-9A-Z]{1,6}(?:\.[0-9A-Z]{1,6}){0,6}")
_WRITTEN = re.compile(r"\(([^()]{1,40})\)\s*$")

NONE = Words(
    "Không có cơ quan nào có tên hoặc mã như vậy. Xin ghi ít chữ hơn, hoặc ghi mã.",
    "No agency has such a name or code. Please write fewer words, or its code.",
)
WHICH = Words("Xin chọn đúng cơ quan ở dưới.", "Please choose the right agency below.")
MORE = Words(
    "Nhiều cơ quan có tên như vậy; dưới đây là một số. Xin chọn, hoặc ghi thêm chữ.",
    "Many agencies have such a name; some are below. Please choose, or write more of it.",
)


@dataclass(frozen=True, slots=True)
class Picked:
    """What a field came to: the code, empty where none was named; or what is wrong, and those it may have meant."""

    said: str = ""
    code: str = ""
    wrong: Words | None = None
    found: tuple[catalog.Agency, ...] = ()


def pick(visit: Visit, name: str, source: Mapping[str, str] | None = None) -> Picked:
    """The agency that a field of the form names."""
    given = visit.form if source is None else source
    said = " ".join((given.get(name + CHOSEN) or given.get(name) or "").split())[:300]
    if not said:
        return Picked()
    written = _WRITTEN.search(said)
    try:
        for code in (written[1] if written else "", said):
            if (code := code.strip().upper()) and _CODE.fullmatch(code) and _known(visit, code):
                return Picked(said, code)
        return _by_name(visit, said)
    except PortalError:
        return Picked(said, (written[1] if written else said).strip())


def picks(visit: Visit, *names: str, source: Mapping[str, str] | None = None) -> dict[str, Picked]:
    """Several fields."""
    return {name: pick(visit, name, source) for name in names}


def wrongs(visit: Visit, picked: Mapping[str, Picked]) -> dict[str, str]:
    """The sentences of fields that name no agency."""
    return {name: _in(visit, one.wrong) for name, one in picked.items() if one.wrong is not None}


def codes(picked: Mapping[str, Picked]) -> dict[str, str]:
    """What the fields came to, for a command; an empty field is not said."""
    return {name: one.code for name, one in picked.items() if one.code}


def written(visit: Visit, code: str) -> str:
    """An agency as its field shows it: name and code; what is no known code stays as it is."""
    if not _CODE.fullmatch(code):
        return code
    name = browsing.agency_name(visit.means, code)
    return code if name == code else f"{name} ({code})"


def near(visit: Visit, *agencies: str) -> list[str]:
    """Agencies to suggest: all, where they are few; else these, what is above and what is under them."""
    found: dict[str, str] = {}
    try:
        everybody = _listed(visit)
        if not everybody.next_cursor:
            return [f"{one.name} ({one.code})" for one in everybody.items]
        for code in dict.fromkeys(one for one in agencies if one):
            own = browsing.read(visit.means, catalog.get_agency, catalog.GetAgency(code=code)).reply
            for parent in (own.parent_code, code):
                if parent:
                    found |= _names(_listed(visit, parent=parent).items)
            found |= _names([own])
            if own.parent_code:
                above = browsing.read(visit.means, catalog.get_agency, catalog.GetAgency(code=own.parent_code)).reply
                found |= _names([above])
    except PortalError:
        pass  # Suggestions are a comfort: a page does without them.
    return [f"{name} ({code})" for code, name in sorted(found.items())][: 3 * SUGGESTED]


def of_caller(visit: Visit) -> list[str]:
    """What is near the agencies in which the caller holds a role."""
    return near(visit, *(held.agency for held in visit.caller.reach()[:3]))


def _known(visit: Visit, code: str) -> bool:
    try:
        browsing.read(visit.means, catalog.get_agency, catalog.GetAgency(code=code))
    except NotFound:
        return False
    return True


def _by_name(visit: Visit, said: str) -> Picked:
    bare = _WRITTEN.sub("", said).strip() or said
    question = catalog.ListAgencies(text=bare[:100], limit=ASKED_BACK)
    page: catalog.AgencyPage = browsing.read(visit.means, catalog.list_agencies, question).reply
    whole = [one for one in page.items if one.name.casefold() == bare.casefold()]
    if len(whole) == 1:
        return Picked(said, whole[0].code)
    if not page.items:
        return Picked(said, wrong=NONE)
    return Picked(said, wrong=MORE if page.next_cursor else WHICH, found=page.items)


def _listed(visit: Visit, *, parent: str = "") -> catalog.AgencyPage:
    question = catalog.ListAgencies(parent=parent, limit=SUGGESTED)
    page: catalog.AgencyPage = browsing.read(visit.means, catalog.list_agencies, question).reply
    return page


def _names(agencies: Iterable[catalog.Agency]) -> dict[str, str]:
    return {one.code: one.name for one in agencies}


def _in(visit: Visit, words: Words) -> str:
    return words.en if visit.language == "en" else words.vi
