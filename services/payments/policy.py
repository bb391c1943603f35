"""Who may do what in payments: one table, and the functions that read it.

Money belongs to the agency that decides: a role reaches it where it is held in that agency itself, not in one above.
What belongs to somebody else is *not found*, so that nobody learns that it exists. Within an agency, a member of staff
without the role a step needs is told which role that is.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from chassis.callers import Caller, CallerKind, Holding
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU, SIGN_IN_FIRST, ErrorType
from services.accounts.contract import roles_told
from services.payments import contract
from services.payments.contract import (
    BOOKS_NOT_FOUND,
    DIFFERENCE_NOT_FOUND,
    PAYMENT_NOT_FOUND,
    RECEIPT_NOT_FOUND,
    REFUND_NOT_FOUND,
    ROLE_MISSING,
    SECOND_PERSON_NEEDED,
    SUSPENSE_NOT_FOUND,
)


class Who(enum.Enum):
    """A set of callers, seen from one obligation."""

    ANYONE = "anyone: what is sent proves itself by its signature"
    PAYER = "the person who owes"
    PAYER_OR_AGENCY = "the person who owes, and the staff of the agency"
    PERSON = "a person, for themselves"
    AUDITOR = "an auditor, of the audit trail"
    OPERATOR = "an operator of the portal"
    RECEIVER = "staff of the agency who receive dossiers and money"
    CASHIER = "staff of the agency who keep its cash boxes"
    SECOND = "staff of the agency who watch over it, as the second of two people"
    ADMINISTRATOR = "administrators of the agency"
    BOOKS = "staff of the agency who may read its books"


class Owed(Protocol):
    """What a decision is about: whose obligation it is, and to which agency."""

    @property
    def payer_id(self) -> str: ...
    @property
    def agency_code(self) -> str: ...
    @property
    def procedure_code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Books:
    """The books of an agency, where a decision is about them: roles for some procedures alone do not reach them."""

    agency_code: str
    payer_id: str = ""
    procedure_code: str = ""


TABLE: dict[str, Who] = {
    contract.start_payment.name: Who.PAYER,
    contract.handle_callback.name: Who.ANYONE,
    contract.pay_at_desk.name: Who.RECEIVER,
    contract.list_dossier_payments.name: Who.PAYER_OR_AGENCY,
    contract.get_obligation.name: Who.PAYER_OR_AGENCY,
    contract.get_payment.name: Who.PAYER_OR_AGENCY,
    contract.read_return.name: Who.ANYONE,
    contract.get_receipt.name: Who.PAYER_OR_AGENCY,
    contract.check_receipt.name: Who.ANYONE,
    contract.ask_receipt_correction.name: Who.RECEIVER,
    contract.decide_receipt_correction.name: Who.SECOND,
    contract.list_receipt_corrections.name: Who.BOOKS,
    contract.get_receipt_register.name: Who.BOOKS,
    contract.get_books.name: Who.BOOKS,
    contract.get_transfer.name: Who.PAYER_OR_AGENCY,
    contract.import_statement.name: Who.CASHIER,
    contract.list_bank_lines.name: Who.BOOKS,
    contract.open_cash_day.name: Who.CASHIER,
    contract.count_cash_day.name: Who.CASHIER,
    contract.confirm_cash_day.name: Who.SECOND,
    contract.get_cash_day.name: Who.BOOKS,
    contract.list_cash_days.name: Who.BOOKS,
    contract.propose_collector.name: Who.ADMINISTRATOR,
    contract.decide_collector.name: Who.SECOND,
    contract.get_collector.name: Who.BOOKS,
    contract.export_personal_data.name: Who.PERSON,
    contract.list_audit.name: Who.AUDITOR,
    contract.get_workings.name: Who.OPERATOR,
    contract.replay_letter.name: Who.OPERATOR,
    contract.request_refund.name: Who.RECEIVER,
    contract.decide_refund.name: Who.SECOND,
    contract.pay_out_refund.name: Who.RECEIVER,
    contract.get_refund.name: Who.PAYER_OR_AGENCY,
    contract.refund_suspense.name: Who.RECEIVER,
    contract.credit_suspense.name: Who.RECEIVER,
    contract.decide_credit.name: Who.SECOND,
    contract.get_suspense.name: Who.BOOKS,
    contract.list_money_work.name: Who.BOOKS,
    contract.list_differences.name: Who.BOOKS,
    contract.get_difference.name: Who.BOOKS,
    contract.propose_repair.name: Who.RECEIVER,
    contract.decide_repair.name: Who.SECOND,
    contract.propose_closing.name: Who.RECEIVER,
    contract.decide_closing.name: Who.SECOND,
    contract.list_closings.name: Who.BOOKS,
}

ROLES: Mapping[Who, tuple[str, ...]] = {
    Who.RECEIVER: ("receiver",),
    Who.CASHIER: ("receiver",),
    Who.SECOND: ("supervisor", "agency_administrator"),
    Who.ADMINISTRATOR: ("agency_administrator",),
    Who.BOOKS: ("receiver", "supervisor", "agency_administrator"),
}
"""What a member of staff must be in the agency; `Who` that is not here needs no role."""


def whose(obligation: Owed | None, agency_code: str) -> Owed:
    """What a decision about money is about: its obligation, or the books of the agency it is with."""
    return obligation if obligation is not None else Books(agency_code)


def check_second(caller: Caller, asked_by: str) -> None:
    """Refuse who asked for it themselves: two people, whatever roles one of them holds."""
    if caller.id == asked_by:
        raise SECOND_PERSON_NEEDED()


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
        case Who.RECEIVER | Who.CASHIER | Who.SECOND | Who.ADMINISTRATOR | Who.BOOKS:
            return is_agency
        case Who.PERSON | Who.AUDITOR | Who.OPERATOR | None:
            return False


def _may_act(caller: Caller, method: Method[Any, Any], thing: Owed) -> bool:
    """Whether who acts for another may do this for them; for oneself one may do everything."""
    acting = caller.acting
    return acting is None or (acting.covers(thing.procedure_code) and (acting.may_file or not method.changes))


def check(caller: Caller, method: Method[Any, Any], thing: Owed | None) -> None:
    """Let the caller pass, or raise; a thing that does not exist (None) and one of others answer alike."""
    if thing is None or not may(caller, method, thing):
        raise _not_found(method)()
    roles = ROLES.get(TABLE[method.name], ())
    if roles and not any(held.role in roles for held in _held(caller, thing)):
        raise ROLE_MISSING(**roles_told(roles))


def check_agency(caller: Caller, method: Method[Any, Any], agency_code: str) -> None:
    """Let staff of an agency pass to its books, or raise; books of an agency that is not theirs are not found."""
    sign_in_needed(caller, method)
    check(caller, method, Books(agency_code))


def check_person(caller: Caller, method: Method[Any, Any]) -> None:
    """Let a person pass to what is theirs whatever it is; what that is, the handler finds by their id."""
    sign_in_needed(caller, method)
    if TABLE.get(method.name) is not Who.PERSON or not caller.is_citizen:
        raise NOT_FOR_YOU()


def check_auditor(caller: Caller, method: Method[Any, Any]) -> None:
    """Let an auditor pass to what concerns no obligation."""
    _check_role(caller, method, Who.AUDITOR, "auditor")


def check_operator(caller: Caller, method: Method[Any, Any]) -> None:
    """Let an operator pass to what concerns no obligation."""
    _check_role(caller, method, Who.OPERATOR, "operator")


def _check_role(caller: Caller, method: Method[Any, Any], who: Who, role: str) -> None:
    if caller.kind is CallerKind.ANONYMOUS:
        raise SIGN_IN_FIRST()
    if TABLE.get(method.name) is not who or not any(held.role == role for held in caller.reach()):
        raise NOT_FOR_YOU()


def _held(caller: Caller, thing: Owed) -> tuple[Holding, ...]:
    """The roles of a member of staff that reach this obligation."""
    return caller.held({thing.agency_code}, thing.procedure_code)


_NAMES: Mapping[str, ErrorType] = {
    **dict.fromkeys(
        (
            contract.get_receipt.name,
            contract.ask_receipt_correction.name,
            contract.decide_receipt_correction.name,
        ),
        RECEIPT_NOT_FOUND,
    ),
    **dict.fromkeys(
        (
            contract.decide_refund.name,
            contract.pay_out_refund.name,
            contract.get_refund.name,
            contract.propose_closing.name,
            contract.decide_closing.name,
        ),
        REFUND_NOT_FOUND,
    ),
    **dict.fromkeys(
        (
            contract.refund_suspense.name,
            contract.credit_suspense.name,
            contract.decide_credit.name,
            contract.get_suspense.name,
        ),
        SUSPENSE_NOT_FOUND,
    ),
    **dict.fromkeys(
        (contract.get_difference.name, contract.propose_repair.name, contract.decide_repair.name), DIFFERENCE_NOT_FOUND
    ),
}
"""By which name what is not there is called, where neither an obligation nor an agency's books are meant."""


def _not_found(method: Method[Any, Any]) -> ErrorType:
    books = TABLE[method.name] in (Who.CASHIER, Who.SECOND, Who.ADMINISTRATOR, Who.BOOKS)
    return _NAMES.get(method.name, BOOKS_NOT_FOUND if books else PAYMENT_NOT_FOUND)
