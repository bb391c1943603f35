"""Makes typesetting fit for a thread beside the hub.

The libraries under it import modules when they first need them and look their loggers up under a lock. Both locks are
eventlet's where a service runs: held in a real thread while the hub wants them too, they end in a greenlet switched
from the wrong thread. After `prepare` has set a paper that uses everything, in the hub's own thread, neither is taken
again; their loggers say nothing, as a glyph that the typeface lacks is no news to the operator.
"""

import datetime as dt
import functools
import logging

from chassis.paper.blocks import (
    Addressee,
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
    Table,
    Text,
    Ticks,
    Title,
)
from chassis.paper.setting import set_paper

_SILENT = logging.CRITICAL + 1
_SPECIMEN = Paper(
    "Mẫu chữ",
    (
        FormMark("Mẫu", "Ban hành kèm theo"),
        Motto(("Cơ quan",), "Số: 1", "Hà Nội"),
        Title("Mẫu chữ", "(thử)"),
        Addressee(None),
        Heading("Phần"),
        *(Text("Chữ \U0001f600", face=face) for face in Face),
        Line((Item("Họ tên:", "Đỗ Ý"), Item("Năm:"))),
        Ticks("Chọn:", (("Có", True), ("Không", False))),
        Boxes("Số:", 12, "001190012345"),
        Table((Column("TT"), Column("Tên")), (("1", "Ấm"),) * 60),
        Signatures("Hà Nội", (Signature("Người khai", name="Đỗ Ý"),)),
    ),
    Footer(("Chân trang",), "QR"),
)


@functools.cache
def prepare() -> None:
    """Call in the hub's own thread before `set_paper` is run in another; the first call takes half a second."""
    for name in ("fpdf", "fontTools"):
        logging.getLogger(name).setLevel(_SILENT)
    set_paper(_SPECIMEN, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
