"""Who calls: the identity that the gateway verified once, and that travels signed with every call.

A `Caller` is what policies decide on. It is made at the gateway from an access token (or is anonymous), signed for
each call (see ``chassis.passport``), and verified by the service before a handler runs.
"""

import enum
from typing import Annotated

from chassis.records import Ident, Rule, record


class CallerKind(enum.StrEnum):
    """What sort of party is calling."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


class Channel(enum.StrEnum):
    """By which way a request reached us (hình thức nộp: trực tuyến, trực tiếp, bưu chính công ích)."""

    ONLINE = "online"
    DIRECT = "direct"
    POST = "post"


@record
class Caller:
    """A party and what was proved about it."""

    kind: CallerKind
    id: Ident = "anonymous"
    name: Annotated[str, Rule(max=200)] = ""
    agency: Annotated[str, Rule(max=40, description="Agency code of a staff member")] = ""
    roles: tuple[Annotated[str, Rule(max=40)], ...] = ()
    assurance: Annotated[int, Rule(min=0, max=3, description="0 none, 1 code by phone, 2 second factor")] = 0
    session: Annotated[str, Rule(max=64)] = ""
    language: Annotated[str, Rule(choices=("vi", "en"))] = "vi"
    network: Annotated[str, Rule(max=64, description="Address the request came from")] = ""

    @property
    def is_staff(self) -> bool:
        return self.kind is CallerKind.STAFF

    @property
    def is_citizen(self) -> bool:
        return self.kind is CallerKind.CITIZEN


ANONYMOUS = Caller(kind=CallerKind.ANONYMOUS)


def system(name: str) -> Caller:
    """The caller that a service is when it acts by itself: a timer, an event's effect."""
    return Caller(kind=CallerKind.SYSTEM, id=f"system.{name}", name=name)
