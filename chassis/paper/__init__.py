"""Official papers as PDF: letterhead, titles, dotted lines, tick boxes, tables, signatures, QR; A4, Vietnamese.

It knows how such papers look (Nghị định 30/2020/NĐ-CP where that applies), and no form, procedure or dossier. Who has a
paper to make says what is in it (`blocks`) and gets its bytes from `set_paper`. It computes for about 0.12 s and so is
run in a thread (`chassis.providers.in_thread`), one paper at a time, after `prepare`.
"""

import datetime as dt

from chassis.paper.blocks import (
    Addressee,
    Align,
    Block,
    Boxes,
    Column,
    Face,
    Footer,
    FormMark,
    Heading,
    Item,
    Line,
    Motto,
    Paper,
    Signature,
    Signatures,
    Space,
    Table,
    Text,
    Ticks,
    Title,
)

# The formatter would give each name a line of its own.
# fmt: off
__all__ = [
    "Addressee", "Align", "Block", "Boxes", "Column", "Face", "Footer", "FormMark", "Heading", "Item", "Line", "Motto",
    "Paper", "Signature", "Signatures", "Space", "Table", "Text", "Ticks", "Title", "prepare", "set_paper",
]
# fmt: on


def set_paper(paper: Paper, made_at: dt.datetime) -> bytes:
    """The paper as PDF; see `chassis.paper.setting`. A process that never prints does not load the 18 MB it takes."""
    from chassis.paper import setting

    return setting.set_paper(paper, made_at)


def prepare() -> None:
    """Make typesetting fit for a thread; see `chassis.paper.preparing`."""
    from chassis.paper import preparing

    preparing.prepare()
