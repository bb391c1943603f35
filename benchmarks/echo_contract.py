"""What the throughput benchmark calls, on both sides: a small record comes in, a small record goes out."""

from typing import Annotated, Final

from chassis.callers import Caller, CallerKind, Channel
from chassis.contracts import query
from chassis.records import Rule, record

CALLER: Final = Caller(kind=CallerKind.CITIZEN, id="benchmark", name="Nguyễn Thị Bình", assurance=2)
PAYLOAD: Final = {
    "dossier_id": "01998a5e-7c00-7c3e-9d4e-5a0b6a1f2c3d",
    "code": "H17.20-261124-0042",
    "channel": "online",
    "note": "Cấp lại giấy chứng nhận, nhận kết quả tại nhà",
    "page": 3,
    "urgent": False,
}
"""The same bytes for both: what a look-up of a dossier looks like."""


@record
class Ask:
    """A request of the size of a look-up."""

    dossier_id: Annotated[str, Rule(min=1, max=64)]
    code: Annotated[str, Rule(min=1, max=60)]
    channel: Channel
    note: Annotated[str, Rule(max=500)]
    page: Annotated[int, Rule(min=1, max=1000)]
    urgent: bool


@record
class Told:
    """A reply of the same size."""

    dossier_id: str
    code: str
    channel: Channel
    note: str
    page: int
    urgent: bool


echo = query("bench-echo", "echo", Ask, Told)
