"""A file of a page's form: streamed whole, whatever pieces it comes in, and clear about what is no file."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from chassis.errors import PortalError
from gateway.multipart import FilePart


class Slow:
    """A body that comes in pieces of a few bytes."""

    def __init__(self, body: bytes, piece: int) -> None:
        self._body, self._piece = io.BytesIO(body), piece

    def read(self, size: int = -1) -> bytes:
        return self._body.read(self._piece if size < 0 else min(size, self._piece))


def a_request(body: bytes, boundary: str = "grenze", piece: int = 65_536) -> Request:
    environ = EnvironBuilder(method="POST").get_environ()
    environ["CONTENT_TYPE"] = f"multipart/form-data; boundary={boundary}"
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = Slow(body, piece)
    environ["wsgi.input_terminated"] = True
    return Request(environ)


def a_form(content: bytes, name: str = "giấy tờ.pdf", before: str = "") -> bytes:
    head = f'--grenze\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    return (before + head + "Content-Type: application/pdf\r\n\r\n").encode() + content + b"\r\n--grenze--\r\n"


@given(
    content=st.binary(min_size=1, max_size=3000)
    | st.text("\r\n-grenz", min_size=1).map(str.encode).filter(lambda text: b"\r\n--grenze" not in text),
    piece=st.integers(1, 4000),
    size=st.integers(1, 5000),
)
def test_a_file_comes_out_as_it_went_in(content: bytes, piece: int, size: int) -> None:
    part = FilePart(a_request(a_form(content), piece=piece))

    got = b"".join(iter(lambda: part.read(size), b""))

    assert got == content
    assert (part.name, part.media_type) == ("giấy tờ.pdf", "application/pdf")
    assert part.read(10) == b""


def test_a_content_that_looks_like_the_boundary_is_content() -> None:
    content = b"\r\n--grenz\r\n-grenze\n--grenze\r\n--"

    assert FilePart(a_request(a_form(content), piece=9)).read() == content


def test_fields_before_the_file_are_read_as_such() -> None:
    field = '--grenze\r\nContent-Disposition: form-data; name="note"\r\n\r\nxin chào\r\n'

    part = FilePart(a_request(a_form(b"abc", before=field)))

    assert part.fields.to_dict() == {"note": "xin chào"}
    assert part.read() == b"abc"


def test_fields_of_any_length_are_not_taken() -> None:
    field = f'--grenze\r\nContent-Disposition: form-data; name="note"\r\n\r\n{"x" * 30_000}\r\n'

    with pytest.raises(PortalError) as refused:
        FilePart(a_request(a_form(b"abc", before=field)))

    assert refused.value.code == "request.too-large"


def test_only_the_name_of_a_path_is_kept() -> None:
    assert FilePart(a_request(a_form(b"abc", name="C:\\\\Users\\\\an\\\\don.pdf"))).name == "don.pdf"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"--grenze--\r\n", "file.empty"),
        (a_form(b"", name=""), "file.empty"),
        (a_form(b"abc")[:40], "request.malformed"),
        (b"no form at all", "request.malformed"),
    ],
)
def test_what_holds_no_file_is_told(body: bytes, code: str) -> None:
    with pytest.raises(PortalError) as refused:
        FilePart(a_request(body)).read()

    assert refused.value.code == code


def test_a_file_that_breaks_off_is_refused_and_not_kept_short() -> None:
    part = FilePart(a_request(a_form(b"x" * 100_000)[:50_000]))

    with pytest.raises(PortalError) as refused:
        part.read()

    assert refused.value.code == "request.malformed"


def test_a_form_in_which_no_file_was_chosen_is_read_and_told_when_its_file_is() -> None:
    field = '--grenze\r\nContent-Disposition: form-data; name="note"\r\n\r\nxin chào\r\n'

    part = FilePart(a_request(a_form(b"", name="", before=field)))

    assert part.fields.to_dict() == {"note": "xin chào"}
    assert part.told("Xin chọn lại tệp.") == "Xin chọn lại tệp."
