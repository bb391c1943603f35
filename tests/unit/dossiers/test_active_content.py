"""What in a PDF runs or opens by itself is found wherever it hangs; what only shows something is not taken for it."""

import io
import time
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject, TextStringObject

from deploy.portal_client import small_pdf
from services.dossiers import active_content

Name, Text = NameObject, TextStringObject
Change = Callable[[PdfWriter], object]


def a(**entries: object) -> DictionaryObject:
    return DictionaryObject({Name(f"/{key}"): value for key, value in entries.items()})


def changed(change: Change | None = None) -> bytes:
    """A PDF of two pages, with something done to it."""
    writer = PdfWriter(PdfReader(io.BytesIO(small_pdf("page"))))
    writer.add_blank_page(100, 100)
    if change is not None:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def looked(pdf: bytes, within: float = 10) -> bool | None:
    return active_content.is_active(io.BytesIO(pdf), time.monotonic() + within)


def at_opening(what: object) -> Change:
    return lambda writer: writer.root_object.update({Name("/OpenAction"): what})


def annotated(**entries: object) -> Change:
    box = ArrayObject([NumberObject(one) for one in (0, 0, 9, 9)])
    made = a(Type=Name("/Annot"), Rect=box, **entries)
    return lambda writer: writer.pages[1].update({Name("/Annots"): ArrayObject([writer._add_object(made)])})


def hidden_behind_references(writer: PdfWriter) -> None:
    kind = writer._add_object(Name("/JavaScript"))
    action = writer._add_object(a(S=kind))
    at_opening(action)(writer)


PASSIVE: dict[str, Change | None] = {
    "pages": None,
    "a place to begin at": at_opening(a(S=Name("/GoTo"), D=ArrayObject([NumberObject(0), Name("/Fit")]))),
    "a place without an action": at_opening(ArrayObject([NullObject(), Name("/Fit")])),
    "a link to press": annotated(Subtype=Name("/Link"), A=a(S=Name("/URI"), URI=Text("https://example.vn"))),
    "a field": annotated(Subtype=Name("/Widget"), FT=Name("/Tx"), T=Text("name")),
    "a title": lambda writer: writer.add_metadata({"/Title": "JavaScript /JS /Launch"}),
}
ACTIVE: dict[str, Change] = {
    "a script of the document": lambda writer: writer.root_object.update(
        {Name("/Names"): a(JavaScript=a(Names=ArrayObject([Text("1"), a(S=Name("/JavaScript"), JS=Text("x"))])))}
    ),
    "a script at opening": at_opening(a(S=Name("/JavaScript"), JS=Text("app.alert(1)"))),
    "a kind behind references": hidden_behind_references,
    "an address at opening": at_opening(a(S=Name("/URI"), URI=Text("https://example.vn"))),
    "an address after a place": at_opening(a(S=Name("/GoTo"), Next=a(S=Name("/URI"), URI=Text("https://a.vn")))),
    "an address when a page is shown": lambda writer: writer.pages[0].update(
        {Name("/AA"): a(O=a(S=Name("/URI"), URI=Text("https://example.vn")))}
    ),
    "a program": annotated(Subtype=Name("/Link"), A=a(S=Name("/Launch"), F=Text("calc.exe"))),
    "a form that sends itself": annotated(Subtype=Name("/Widget"), A=a(S=Name("/SubmitForm"), F=Text("https://a.vn"))),
    "a script that formats a field": annotated(
        Subtype=Name("/Widget"), FT=Name("/Tx"), AA=a(F=a(S=Name("/JavaScript"), JS=Text("AFDate_FormatEx()")))
    ),
    "a film": annotated(Subtype=Name("/RichMedia")),
    "a file inside": lambda writer: writer.add_attachment("a.exe", b"MZ"),
    "a form in XML": lambda writer: writer.root_object.update({Name("/AcroForm"): a(XFA=Text("<xdp/>"))}),
}


@pytest.mark.parametrize("change", PASSIVE.values(), ids=PASSIVE)
def test_what_only_shows_something_is_passive(change: Change | None) -> None:
    assert looked(changed(change)) is False


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE)
def test_what_runs_opens_or_carries_something_is_active(change: Change) -> None:
    assert looked(changed(change)) is True


def test_what_is_packed_into_an_object_stream_is_found_as_well() -> None:
    packed = io.BytesIO()
    writer = PdfWriter(PdfReader(io.BytesIO(changed(ACTIVE["a program"]))))
    writer.write(packed)

    assert looked(packed.getvalue()) is True


def test_a_file_that_cannot_be_looked_through_in_time_is_not_called_passive(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked(changed(), within=-1) is None
    monkeypatch.setattr(active_content, "OBJECTS", 3)
    assert looked(changed()) is None


def test_a_file_that_is_broken_somewhere_is_not_called_passive() -> None:
    pdf = changed(annotated(Subtype=Name("/Link"), A=a(S=Name("/URI"), URI=Text("https://example.vn"))))
    at = pdf.rindex(b"/Link")
    broken = pdf[:at] + b"/Lin<" + pdf[at + 5 :]

    assert looked(broken) is None
