"""Erasure of what payments hold about a person: debts and payments under way stand in its way; the books are kept.

An obligation names its payer by the account's id alone: no name, no number. With the account gone nobody can tell whose
it was, so what has to be kept is restricted by itself; addresses at the bank are erased.
"""

from chassis.service import Event, Work
from services.accounts.contract import (
    AccountErased,
    DataErased,
    ErasureAnswered,
    ErasureAsked,
    ErasureObstacle,
    KeptData,
)
from services.payments import contract, store


def on_erasure_asked(event: Event[ErasureAsked], work: Work) -> None:
    """Say whether the person owes something, or whether the outcome of a payment is open."""
    asked = event.payload
    obstacles = []
    if store.owes(work.db, asked.account_id):
        obstacles.append(ErasureObstacle.DEBT)
    if store.pays(work.db, asked.account_id):
        obstacles.append(ErasureObstacle.PAYMENT_UNDER_WAY)
    said = ErasureAnswered(erasure_id=asked.erasure_id, account_id=asked.account_id, obstacles=tuple(obstacles))
    work.emit(contract.erasure_answered, asked.erasure_id, said)


def on_account_erased(event: Event[AccountErased], work: Work) -> None:
    """Erase what the books do not need, and confirm."""
    erased = event.payload
    kept = store.forget_payer(work.db, erased.account_id)
    told = DataErased(
        erasure_id=erased.erasure_id, account_id=erased.account_id, kept=(KeptData.PAYMENTS,) if kept else ()
    )
    work.emit(contract.data_erased, erased.erasure_id, told)
