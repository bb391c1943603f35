"""Reads a file as a reader of its format does: will an officer be able to open it?

PDF is read by pypdf (every page and what it is made of), JPEG and PNG by Pillow (every pixel). Both work on the file as
it lies in the store, a piece at a time; how much they may do is bounded by `FileRules`. Run it in a thread
(`chassis.service.in_thread`): it computes for as long as the rules allow.
"""

import time
import warnings
from typing import BinaryIO, Final

from PIL import Image
from pypdf import PdfReader

from services.dossiers.active_content import BROKEN, is_active
from services.dossiers.contract import FILE_ENCRYPTED, FILE_TOO_COMPLEX, FILE_UNREADABLE
from services.dossiers.domain.files import FileRules

_IMAGES: Final = {"image/jpeg": "JPEG", "image/png": "PNG"}


def read_through(file: BinaryIO, media_type: str, rules: FileRules) -> bool | None:
    """Pass if the file is whole and readable; otherwise the error that says what is wrong with it.

    Tells whether something in it is active (`active_content`); None where that is not known.
    """
    until = time.monotonic() + rules.parse_seconds
    if media_type == "application/pdf":
        return _pdf(file, rules, until)
    _image(file, _IMAGES[media_type], rules)
    return False


def _pdf(file: BinaryIO, rules: FileRules, until: float) -> bool | None:
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise FILE_ENCRYPTED()
        pages = len(reader.pages)
        if pages > rules.max_pages:
            raise FILE_TOO_COMPLEX(pages=rules.max_pages, pixels=rules.max_pixels)
        for page in reader.pages:
            _ = page.mediabox.width, page.get_contents()
            if time.monotonic() > until:
                raise FILE_TOO_COMPLEX(pages=rules.max_pages, pixels=rules.max_pixels)
    except BROKEN as broken:
        raise FILE_UNREADABLE() from broken
    if not pages:
        raise FILE_UNREADABLE()
    return is_active(file, until)


def _image(file: BinaryIO, form: str, rules: FileRules) -> None:
    try:
        with warnings.catch_warnings():
            # What Pillow warns of as a bomb is bounded by our own rule.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=[form]) as image:
                width, height = image.size
                if width * height > rules.max_pixels:
                    raise FILE_TOO_COMPLEX(pages=rules.max_pages, pixels=rules.max_pixels)
                image.load()
    except Image.DecompressionBombError:
        raise FILE_TOO_COMPLEX(pages=rules.max_pages, pixels=rules.max_pixels) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as broken:
        raise FILE_UNREADABLE() from broken
