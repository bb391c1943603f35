"""Who may do what in payments: one table, and the functions that read it.

Money belongs to the agency that decides: a role reaches it where it is held in that agency itself, not in one above.
What belongs to somebody else is *not found*, so that nobody learns that it exists. Within an agency, a member of staff
without the role a step needs is told which role that is.
"""

import enum
from typing import Any, Protocol

from chassis.callers import Caller, CallerKind, Holding
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU, SIGN_IN_FIRST, ErrorType
from services.accounts.contract import roles_told
from services.payments import contract
from services.payments.contract import PAYMENT_NOT_FOUND, RECEIPT_NOT_FOUND, ROLE_MISSING


class Who(enum.Enum):
    """A set of callers, seen from one obligation."""

    ANYONE = "anyone: what is sent proves itself by its signature"
    PAYER = "the person who owes"
    PAYER_OR_AGENCY = "the person who owes, and the staff of the agency"
    PERSON = "a person, for themselves"
    AUDITOR = "an auditor, of the audit trail"
    RECEIVER = "staff of the agency who receive dossiers and money"


class Owed(Protocol):
    """What a decision is about: whose obligation it is, and to which agency."""

    @property
    def payer_id(self) -> str: ...
    @property
    def agency_code(self) -> str: ...
    @property
    def procedure_code(self) -> str: ...


TABLE: dict[str, Who] = {
    contract.start_payment.name: Who.PAYER,
    contract.handle_callback.name: Who.ANYONE,
    contract.pay_at_desk.name: Who.RECEIVER,
    contract.list_dossier_payments.name: Who.PAYER_OR_AGENCY,
    contract.get_obligation.name: Who.PAYER_OR_AGENCY,
    contract.get_payment.name: Who.PAYER_OR_AGENCY,
    contract.read_return.name: Who.ANYONE,
    contract.get_receipt.name: Who.PAYER_OR_AGENCY,
    contract.export_personal_data.name: Who.PERSON,
    contract.list_audit.name: Who.AUDITOR,
}

DESK_ROLES = ("receiver",)


def sign_in_needed(caller: Caller, method: Method[Any, Any]) -> None:
    """Refuse who is not signed in before anything is looked up."""
    if TABLE.get(method.name) is not Who.ANYONE and caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()


def may(caller: Caller, method: Method[Any, Any], thing: Owed) -> bool:
    """Whether the caller may know of the thing at all; roles within the agency are `check`'s."""
    who = TABLE.get(method.name)
    is_payer = caller.is_citizen and caller.party == thing.payer_id and _may_act(caller, method, thing)
    is_agency = bool(_held(caller, thing))
    match who:
        case Who.ANYONE:
            return True
        case Who.PAYER:
            return is_payer
        case Who.PAYER_OR_AGENCY:
            return is_payer or is_agency
        case Who.RECEIVER:
            return is_agency
        case Who.PERSON | Who.AUDITOR | None:
            return False


def _may_act(caller: Caller, method: Method[Any, Any], thing: Owed) -> bool:
    """Whether who acts for another may do this for them; for oneself one may do everything."""
    acting = caller.acting
    return acting is None or (acting.covers(thing.procedure_code) and (acting.may_file or not method.changes))


def check(caller: Caller, method: Method[Any, Any], thing: Owed | None) -> None:
    """Let the caller pass, or raise; a thing that does not exist (None) and one of others answer alike."""
    if thing is None or not may(caller, method, thing):
        raise _not_found(method)()
    if TABLE[method.name] is Who.RECEIVER and not any(held.role in DESK_ROLES for held in _held(caller, thing)):
        raise ROLE_MISSING(**roles_told(DESK_ROLES))


def check_person(caller: Caller, method: Method[Any, Any]) -> None:
    """Let a person pass to what is theirs whatever it is; what that is, the handler finds by their id."""
    sign_in_needed(caller, method)
    if TABLE.get(method.name) is not Who.PERSON or not caller.is_citizen:
        raise NOT_FOR_YOU()


def check_auditor(caller: Caller, method: Method[Any, Any]) -> None:
    """Let an auditor pass to what concerns no obligation."""
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    if TABLE.get(method.name) is not Who.AUDITOR or not any(held.role == "auditor" for held in caller.reach()):
        raise NOT_FOR_YOU()


def _held(caller: Caller, thing: Owed) -> tuple[Holding, ...]:
    """The roles of a member of staff that reach this obligation."""
    return caller.held({thing.agency_code}, thing.procedure_code)


def _not_found(method: Method[Any, Any]) -> ErrorType:
    return RECEIPT_NOT_FOUND if method is contract.get_receipt else PAYMENT_NOT_FOUND
