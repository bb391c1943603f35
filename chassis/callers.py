"""Who calls: the identity that the gateway verified once, and that travels signed with every call.

A `Caller` is what policies decide on. It is made at the gateway from an access token (or is anonymous), signed for
each call (see ``chassis.passport``), and verified by the service before a handler runs.
"""

import enum
from collections.abc import Collection
from typing import Annotated

from chassis.records import Ident, Rule, record


class CallerKind(enum.StrEnum):
    """What sort of party is calling."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    STAFF = "staff"
    PROGRAM = "program"
    SYSTEM = "system"


class Channel(enum.StrEnum):
    """By which way a request reached us (hình thức nộp: trực tuyến, trực tiếp, bưu chính công ích)."""

    ONLINE = "online"
    DIRECT = "direct"
    POST = "post"


@record
class Holding:
    """A role that a member of staff holds (vai trò được giao): in an agency and those under it, for all procedures or
    some; by their own right or for somebody who is absent."""

    role: Annotated[str, Rule(max=40)]
    agency: Annotated[str, Rule(min=1, max=40, description="Agency code at the top of the subtree")]
    procedures: tuple[Annotated[str, Rule(max=40)], ...] = ()
    deputy_for: Annotated[str, Rule(max=64, description="Id of the absent member of staff")] = ""

    def covers(self, agencies: Collection[str], procedure: str = "") -> bool:
        """Whether it reaches something of these agencies (an agency with those above it) and of a procedure."""
        return self.agency in agencies and (not self.procedures or procedure in self.procedures)


@record
class Acting:
    """For whom a person acts: an organisation that they are a member of, or another person who delegated it to them."""

    principal: Ident
    name: Annotated[str, Rule(max=200)] = ""
    role: Annotated[str, Rule(choices=("owner", "manager", "filer", "viewer", "delegate"))]
    procedures: tuple[Annotated[str, Rule(max=40)], ...] = ()
    """What a delegate may act in; empty: everything."""

    @property
    def may_file(self) -> bool:
        return self.role != "viewer"

    @property
    def is_delegate(self) -> bool:
        return self.role == "delegate"

    def covers(self, procedure: str) -> bool:
        return not self.procedures or procedure in self.procedures


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
    holdings: tuple[Holding, ...] = ()
    authenticated_at: Annotated[int, Rule(min=0, description="When they last proved who they are, Unix time")] = 0
    acting: Acting | None = None

    @property
    def party(self) -> str:
        """Whose things a person deals with: their own, or those of whom they act for."""
        return self.acting.principal if self.acting is not None else self.id

    @property
    def is_staff(self) -> bool:
        return self.kind is CallerKind.STAFF

    @property
    def is_program(self) -> bool:
        """Whether a program of an agency calls, by an API key; ``roles`` are the scopes of the key."""
        return self.kind is CallerKind.PROGRAM

    @property
    def is_citizen(self) -> bool:
        return self.kind is CallerKind.CITIZEN

    def held(self, agencies: Collection[str], procedure: str = "") -> tuple[Holding, ...]:
        """The roles that reach something of these agencies and of a procedure.

        A member of staff whose holdings are not told holds the ``roles`` in their own agency.
        """
        return tuple(holding for holding in self.reach() if holding.covers(agencies, procedure))

    def reach(self) -> tuple[Holding, ...]:
        """All roles with where they are held; only staff hold any."""
        if not self.is_staff:
            return ()
        if self.holdings or not self.agency:
            return self.holdings
        return tuple(Holding(role=role, agency=self.agency) for role in self.roles)


ANONYMOUS = Caller(kind=CallerKind.ANONYMOUS)


def system(name: str) -> Caller:
    """The caller that a service is when it acts by itself: a timer, an event's effect."""
    return Caller(kind=CallerKind.SYSTEM, id=f"system.{name}", name=name)
