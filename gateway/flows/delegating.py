"""Letting somebody act for one, in procedures that there are: the catalogue knows which, accounts need not."""

from chassis.errors import INVALID_REQUEST, FieldProblem, Invalid, NotFound
from chassis.records import load
from gateway.flows import browsing
from gateway.visits import Means, Visit
from services.accounts import contract as accounts
from services.catalog import contract as catalog

NOT_TODAY = {one.code for one in (catalog.NOT_IN_FORCE, catalog.NOT_RECORDED, catalog.PROCEDURE_WITHDRAWN)}
"""How the catalogue refuses a procedure that it knows."""


def offer(visit: Visit, asked: accounts.OfferDelegation, *, key: str) -> accounts.DelegationView:
    """Offer a delegation; codes of which there is no procedure are refused, each at its place (``/procedures/1``).

    One that was withdrawn or is not yet in force is a procedure: dossiers of it may be under way, or come. Raises
    `Unavailable` if the catalogue is away, for then nobody can tell.
    """
    problems = [
        FieldProblem(f"/procedures/{place}", catalog.PROCEDURE_NOT_FOUND.code, {"code": code})
        for place, code in enumerate(asked.procedures)
        if not _is_procedure(visit.means, code)
    ]
    if problems:
        raise INVALID_REQUEST(problems=problems)
    return visit.send(accounts.offer_delegation, asked, key=key)


def _is_procedure(means: Means, code: str) -> bool:
    try:
        browsing.procedure(means, load(catalog.GetProcedure, {"code": code}))
    except Invalid:
        return False
    except NotFound as refused:
        if refused.code == catalog.PROCEDURE_NOT_FOUND.code:
            return False
        if refused.code not in NOT_TODAY:
            raise
    return True
