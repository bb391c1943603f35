"""Reads ``expected/`` and says what each caller must hear; knows nothing of the policies' code."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.policy.people import GATEWAY, NOBODY, OWNER, PROGRAMS, Somebody

YES, SIGN_IN, FORBIDDEN, NOT_FOUND, CONFLICT = "yes", "sign-in", "forbidden", "not-found", "conflict"
ROOM: Final = Path(__file__).with_name("expected")
STATES: Final = range(11)
LAST_STATE: Final = 10
ONLY_ONE_PROCEDURE: Final = frozenset(
    f"agency_administrator {what}" for what in ("for this procedure", "for another procedure")
)
"""Who administers some procedures only manages no subscriptions: these are of the whole agency."""
STEP_TAKERS: Final = frozenset({"receiver", "processor", "approver", "supervisor"})


def lines_of(name: str) -> Iterator[list[str]]:
    """The words of each line, comments left out."""
    for line in (ROOM / f"{name}.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split()


@functools.cache
def words_of(service: str) -> dict[str, frozenset[str]]:
    """Method -> the words of those who may."""
    return {words[0]: frozenset(words[1:]) for words in lines_of(service)}


# Services in which a method is all that counts


def accounts(one: Somebody, words: frozenset[str]) -> str:
    caller = one.caller
    if "anyone" in words:
        return YES
    if one is NOBODY:
        return SIGN_IN
    signed_in = caller.session and (
        (caller.is_citizen and "citizen" in words) or (caller.is_staff and "staff" in words)
    )
    by_role = bool({one.role, one.also} & words) and one.own_right and one.second_factor
    return YES if signed_in or by_role or (one is GATEWAY and "gateway" in words) else FORBIDDEN


def catalog(one: Somebody, words: frozenset[str]) -> str:
    if "anyone" in words:
        return YES
    if one is NOBODY:
        return SIGN_IN
    return YES if {one.role, one.also} & words else FORBIDDEN


def administers(one: Somebody, *, any_procedure: bool) -> bool:
    """Whether somebody sets offers of the agency: for the procedure, or for any."""
    reaches = one.reaches or (any_procedure and one.name.endswith("for another procedure"))
    return one.role == "agency_administrator" and reaches


def notifications(one: Somebody, words: frozenset[str], *, sandbox: bool) -> str:
    caller = one.caller
    if "anyone" in words:
        return YES
    if "sandbox" in words:
        return YES if sandbox else NOT_FOUND
    if "anyone" in words:
        return YES
    if one is NOBODY:
        return SIGN_IN
    if "auditor" in words:
        return YES if "auditor" in (one.role, one.also) else FORBIDDEN
    if {"editor", "reviewer"} & words:
        named = {"catalog_editor": "editor", "catalog_reviewer": "reviewer"}
        return YES if {named.get(role) for role in (one.role, one.also)} & words else FORBIDDEN
    if "operator" in words:
        return YES if "operator" in (one.role, one.also) else FORBIDDEN
    signed_in = (caller.is_citizen and "citizen" in words) or (caller.is_staff and "staff" in words)
    by_agency = "agency" in words and caller.is_staff and bool(caller.agency or one.role == "operator")
    by_scope = one in PROGRAMS and bool({f"scope:{scope}" for scope in caller.roles} & words)
    by_gateway = one is GATEWAY and "gateway" in words
    by_role = "administrator" in words and caller.is_staff and manages(one) != () and one.second_factor
    return YES if signed_in or by_agency or by_scope or by_gateway or by_role else FORBIDDEN


def manages(one: Somebody) -> tuple[str, ...] | None:
    """The agencies whose subscriptions and keys somebody manages, with those under them; None for all."""
    if one in PROGRAMS:
        return (one.caller.agency,)
    if not one.own_right or one.name in ONLY_ONE_PROCEDURE:
        return () if "operator" not in (one.role, one.also) or not one.own_right else None
    if "operator" in (one.role, one.also):
        return None
    held = one.caller.reach()
    return tuple(sorted({h.agency for h in held if h.role == "agency_administrator"}))


def feed(one: Somebody) -> str | None:
    """Whose events somebody sees in the feed; None for all agencies'."""
    return None if "operator" in (one.role, one.also) else one.caller.agency


def payments(one: Somebody, words: frozenset[str], *, reads: bool) -> str:
    if "anyone" in words:
        return YES
    if one is NOBODY:
        return SIGN_IN
    if "citizen" in words:
        return YES if one.caller.is_citizen else FORBIDDEN
    if "operator" in words:
        return YES if "operator" in (one.role, one.also) else FORBIDDEN
    if "auditor" in words:
        return YES if "auditor" in (one.role, one.also) else FORBIDDEN
    is_payer = one is OWNER or one.acts == "files" or (one.acts == "looks" and reads)
    if (is_payer and "payer" in words) or (one.in_agency and ("staff" in words or one.role in words)):
        return YES
    return FORBIDDEN if one.in_agency and "payer" not in words else NOT_FOUND


def payments_missing(method: str, words: frozenset[str]) -> str:
    """How what is not there is called: a receipt, a refund, money in suspense, a difference, an agency's books, or what
    is owed."""
    if method in ("get_difference", "propose_repair", "decide_repair"):
        return "difference.not-found"
    if method in ("get_receipt", "ask_receipt_correction", "decide_receipt_correction"):
        return "receipt.not-found"
    if method in ("decide_refund", "pay_out_refund", "get_refund", "propose_closing", "decide_closing"):
        return "refund.not-found"
    if method.endswith("suspense") or method == "decide_credit":
        return "suspense.not-found"
    return (
        "payment.books-not-found"
        if "agency_administrator" in words or method.endswith(("cash_day", "statement"))
        else "payment.not-found"
    )


# Dossiers, where the state counts too


READS: Final = (
    "get_dossier",
    "find_party",
    "get_draft_move",
    "get_timeline",
    "list_official_papers",
    "get_deadline",
    "get_file",
    "get_history",
    "get_anchor_proof",
    "get_receipts",
    "get_upload",
    "list_my_papers",
    "list_my_dossiers",
    "list_looks",
    "export_personal_data",
)
"""What whoever may only look may call for the one whom they act for."""


DISCARD: Final = "discard_draft"
"""What is done with a draft by somebody for whom it is not found otherwise."""


class Dossiers:
    """The table of methods, parties and states."""

    def __init__(self) -> None:
        head, *rows = lines_of("dossiers")
        self.cells: dict[str, dict[str, str]] = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
        self.desk = {row[0]: row[1] for row in lines_of("dossiers_at_the_desk")}

    def is_about_one(self, method: str) -> bool:
        """Whether a method concerns one dossier."""
        return not {"call", "anyone"} & set(self.cells[method].values())

    def sees(self, one: Somebody, state: int, *, at_desk: bool = False) -> bool:
        """Whether the owner's dossier exists for somebody."""
        receives = at_desk and one.role == "receiver"
        return one is OWNER or bool(one.acts) or (one.reaches and (state != 0 or receives))

    def heads(self, one: Somebody, *, at_desk: bool) -> bool:
        """Whether somebody watches over the desk of the owner's dossier."""
        return at_desk and one.reaches and one.role == "supervisor"

    def parties(self, one: Somebody, state: int, *, at_desk: bool = False) -> set[str]:
        """What somebody is to the owner's dossier, of those who take steps."""
        if one.caller.kind == "system":
            return {"system"}
        if not self.sees(one, state, at_desk=at_desk):
            return {"supervisor"} if self.heads(one, at_desk=at_desk) else set()
        if one is OWNER or one.acts:
            return {"applicant"}
        found = {one.role} & STEP_TAKERS
        return found | {"applicant"} if at_desk and one.role == "receiver" else found

    def reads(self, one: Somebody) -> bool:
        """Whether somebody holds a role, anywhere, that lets them read dossiers there."""
        return one.caller.is_staff and "call" in {
            self.cells["list_agency_dossiers"].get(role) for role in (one.role, one.also)
        }

    def says(self, one: Somebody, method: str, state: int, *, at_desk: bool = False) -> str:
        """What the caller must hear when calling a method on the owner's dossier in a state."""
        row = self.cells[method]
        if "anyone" in row.values():
            return YES
        if one is NOBODY:
            return SIGN_IN
        parties = ("applicant",) if one.caller.is_citizen else (one.role,)
        if one.acts == "looks" and method not in READS and (self.is_about_one(method) or "applicant" in parties):
            return FORBIDDEN
        if not self.is_about_one(method):
            called = {row.get(party) for party in (*parties, one.also)}
            return YES if "call" in called else FORBIDDEN
        mine = row.get(parties[0], "-")
        if at_desk and parties[0] == "receiver":
            mine = self.desk.get(method, mine)
        gives_up = method == DISCARD and self.heads(one, at_desk=at_desk)
        if not self.sees(one, state, at_desk=at_desk) and not gives_up:
            return NOT_FOUND
        if mine == "-":
            return FORBIDDEN
        if state in _states(mine):
            return YES
        return FORBIDDEN if any(state in _states(cell) for cell in row.values()) else CONFLICT


@functools.cache
def _states(cell: str) -> frozenset[int]:
    if cell == "-":
        return frozenset()
    if cell == "all":
        return frozenset(STATES)
    found: set[int] = set()
    for part in cell.split(","):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)
