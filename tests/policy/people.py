"""Everybody who could call: each with the words by which the expectations name them."""

import itertools
from dataclasses import dataclass, replace
from typing import Final

from chassis.callers import ANONYMOUS, Acting, Caller, CallerKind, Holding, system

PROCEDURE, OTHER_PROCEDURE = "2.000635", "1.012575"
PROVINCE, COMMUNE, DESK, NEIGHBOUR, VILLAGE = "H27", "H27.30.12", "H27.30.12.1", "H27.30.13", "H27.30.12.7"
"""A dossier of `COMMUNE`, received at `DESK`, is under `PROVINCE`; the others have nothing to do with it."""
ROLES: Final = (
    "receiver",
    "processor",
    "approver",
    "supervisor",
    "agency_administrator",
    "catalog_editor",
    "catalog_reviewer",
    "auditor",
    "operator",
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A caller, with what they are to a thing of `COMMUNE`, `PROCEDURE` and ``citizen-own``."""

    name: str
    caller: Caller
    role: str = ""
    reaches: bool = False
    in_agency: bool = False
    own_right: bool = True
    second_factor: bool = True
    acts: str = ""
    """What somebody may do for the owner, whom they act for: ``files`` or ``looks``; empty: nothing."""
    also: str = ""
    """A role that is held where it reaches nothing of the thing, which counts where agencies do not."""


def _staff(name: str, *holdings: Holding, agency: str = COMMUNE, assurance: int = 2) -> Caller:
    return Caller(
        kind=CallerKind.STAFF,
        id=f"staff-{name}",
        agency=agency,
        roles=tuple(sorted({held.role for held in holdings})),
        assurance=assurance,
        session="s-1",
        holdings=holdings,
    )


def _of_role(role: str) -> list[Somebody]:
    def held(agency: str, *procedures: str, deputy_for: str = "") -> Holding:
        return Holding(role=role, agency=agency, procedures=procedures, deputy_for=deputy_for)

    def one(what: str, *holdings: Holding, agency: str = COMMUNE, reach_as: str = "", **facts: bool) -> Somebody:
        if reach_as:
            facts |= {"reaches": True, "in_agency": True}
        caller = _staff(what, *holdings, agency=agency)
        return Somebody(f"{role} {what}", caller, reach_as or role, also=role if reach_as else "", **facts)

    told_by_roles = Caller(
        kind=CallerKind.STAFF, id="staff-plain", agency=COMMUNE, roles=(role,), assurance=2, session="s-1"
    )
    weak = _staff("weak", held(COMMUNE), assurance=1)
    return [
        one("of the agency", held(COMMUNE), reaches=True, in_agency=True),
        Somebody(f"{role} of the agency, told by roles alone", told_by_roles, role, reaches=True, in_agency=True),
        Somebody(f"{role} without a second factor", weak, role, reaches=True, in_agency=True, second_factor=False),
        one("of the desk", held(DESK), agency=DESK, reaches=True),
        one("of the province above", held(PROVINCE), agency=PROVINCE, reaches=True),
        one("for this procedure", held(COMMUNE, OTHER_PROCEDURE, PROCEDURE), reaches=True, in_agency=True),
        one("for another procedure", held(COMMUNE, OTHER_PROCEDURE)),
        one("of the neighbour", held(NEIGHBOUR), agency=NEIGHBOUR),
        one("of a part of the agency", held(VILLAGE), agency=VILLAGE),
        one("of the neighbour, at home in the agency", held(NEIGHBOUR)),
        one("as a deputy", held(COMMUNE, deputy_for="staff-absent"), reaches=True, in_agency=True, own_right=False),
        one("elsewhere, receiver here", Holding(role="receiver", agency=COMMUNE), held(NEIGHBOUR), reach_as="receiver"),
        one("as a deputy elsewhere", held(NEIGHBOUR, deputy_for="staff-absent"), own_right=False),
    ]


def _citizen(name: str) -> Caller:
    return Caller(kind=CallerKind.CITIZEN, id=f"citizen-{name}", assurance=1, session="s-1")


_ALL_ROLES = tuple(Holding(role=role, agency=COMMUNE) for role in ROLES)
_OPERATES = Holding(role="operator", agency=PROVINCE)
OWNER = Somebody("owner", _citizen("own"))
OTHERS = (
    Somebody("another citizen", _citizen("other")),
    Somebody("a member of the owner's business who acts for themselves", _citizen("business-member")),
)
"""People with no right to the owner's things."""


def _acting(name: str, role: str, *procedures: str, acts: str) -> Somebody:
    acting = Acting(principal=OWNER.caller.id, role=role, procedures=procedures)
    return Somebody(name, replace(_citizen(role), acting=acting), acts=acts)


ACTING = (
    _acting("an owner of the business", "owner", acts="files"),
    _acting("a filer of the business", "filer", acts="files"),
    _acting("a viewer of the business", "viewer", acts="looks"),
    _acting("a delegate for everything", "delegate", acts="files"),
    _acting("a delegate for this procedure", "delegate", OTHER_PROCEDURE, PROCEDURE, acts="files"),
    Somebody(
        "the owner while acting for somebody else",
        replace(OWNER.caller, acting=Acting(principal="citizen-else", role="owner")),
    ),
)
"""People who act for the owner of the things, who may as well be a business; and the owner while away as another."""
OUT_OF_SCOPE = _acting("a delegate for another procedure", "delegate", OTHER_PROCEDURE, acts="")
ODD = (
    Somebody("a citizen without a session", replace(OWNER.caller, id="citizen-x", session="")),
    Somebody("a citizen called like the gateway", replace(OWNER.caller, id=system("gateway").id)),
    Somebody("a citizen with roles of staff", replace(_staff("x", *_ALL_ROLES), kind=CallerKind.CITIZEN)),
    Somebody("staff with the owner's id", replace(_staff("none"), id=OWNER.caller.id)),
    Somebody("a service with a session", replace(system("dossiers"), session="s-1")),
    Somebody("staff without an agency", replace(_staff("none"), agency="")),
    Somebody("an operator without an agency", replace(_staff("x", _OPERATES), agency=""), "operator", reaches=True),
)
"""Callers who could not be, or hardly, and get nothing by it."""
NOBODY = Somebody("anonymous", ANONYMOUS)
GATEWAY = Somebody("gateway", system("gateway"))
SERVICES = tuple(Somebody(name, system(name)) for name in ("dossiers", "payments"))


def _program(name: str, agency: str, *scopes: str, assurance: int = 0) -> Somebody:
    caller = Caller(kind=CallerKind.PROGRAM, id=f"program.{name}", agency=agency, roles=scopes, assurance=assurance)
    return Somebody(f"a program {name}", caller)


PROGRAMS = (
    _program("with-both-scopes", COMMUNE, "events", "subscriptions"),
    _program("for-events-only", COMMUNE, "events"),
    _program("for-subscriptions-only", COMMUNE, "subscriptions"),
    _program("without-a-scope", COMMUNE),
    _program("with-roles-of-staff", COMMUNE, *ROLES),
    _program("with-a-second-factor", COMMUNE, "events", "subscriptions", assurance=2),
    _program("of-the-neighbour", NEIGHBOUR, "events", "subscriptions"),
)
BOTH = Somebody(
    "an approver, and a deputy of one",
    _staff(
        "both",
        Holding(role="approver", agency=COMMUNE, deputy_for="staff-absent"),
        Holding(role="approver", agency=COMMUNE),
    ),
    "approver",
    reaches=True,
    in_agency=True,
)
WITHOUT_ROLE = Somebody("staff without a role", _staff("none"))
STAFF = (*itertools.chain.from_iterable(_of_role(role) for role in ROLES), WITHOUT_ROLE)
EVERYBODY = (NOBODY, OWNER, *OTHERS, *ACTING, OUT_OF_SCOPE, *ODD, *STAFF, *PROGRAMS, BOTH, GATEWAY, *SERVICES)
