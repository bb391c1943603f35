"""Who came to a desk without an account, and opens one later, finds there what was filed for them.

They are the same person if the identity number is the same: found by the keyed index of its end, told apart by opening
what is sealed; a name never counts. Only an account whose identity was proved as far as `rules.take_over_level` says
takes over. Both ways to meet, an account that opens and an officer who begins, wait for each other on the number's
index, so nobody stays two. The trail has a row for each dossier; payments and all who follow hear of it.
"""

from typing import Any

import sqlalchemy as sa

from chassis import audit
from chassis.logs import get_log
from chassis.sealing import SealBroken
from chassis.service import Sealer, Work
from services.accounts.contract import IDENTITY, AccountKind, AccountState, account_context
from services.dossiers import contract, rules
from services.dossiers.contract import LOOKUP, ApplicantChanged
from services.dossiers.handlers.views import facts
from services.dossiers.store import desk_people, known, rows

log = get_log(__name__)


def hold(work: Work, account: AccountState, sealer: Sealer) -> str:
    """The identity number by which an account takes over, held against whoever looks for it at a counter; empty if it
    does not. Before the account itself is written: the counter holds the number first, and then looks at the account.
    """
    proved = account.proof_level >= rules.take_over_level()
    if account.kind is not AccountKind.CITIZEN or not account.active or not proved:
        return ""
    try:
        number = sealer.unseal(IDENTITY, account.identity_sealed, account_context(account.account_id))
    except SealBroken:
        log.error("an identity number cannot be opened", account_id=account.account_id)
        return ""
    desk_people.one_at_a_time(work.db, number[-4:])
    return number


def take_over(work: Work, account: AccountState, number: str, sealer: Sealer) -> None:
    """Let an account have what desks filed for the holder of its identity paper, whose number is held.

    The account is written before, so that whoever asks for its erasure did so already or finds what is given to it.
    """
    now = known.applicant(work.db, account.account_id)
    if now is not None and now.leaving_at is not None:
        return  # What is handled would be put away with the account, and nobody would go on with it.
    for row in known.applicants_like(work.db, account.identity_kind.value, sealer.indexes(LOOKUP, number[-4:])):
        if contract.came_to_a_desk(row.account_id) and _number_of(sealer, row) == number:
            _hand_over(work, row.account_id, account)


def _number_of(sealer: Sealer, row: sa.Row[Any]) -> str:
    return sealer.unseal(IDENTITY, row.identity_sealed, account_context(row.account_id))


def _hand_over(work: Work, desk_id: str, account: AccountState) -> None:
    for dossier_id in desk_people.dossiers_of(work.db, desk_id):
        row = rows.load_for_change(work.db, dossier_id)
        if row is None or row.applicant_id != desk_id:
            continue
        row = desk_people.give(work.db, row, account.account_id)
        audit.record(
            work,
            "dossier.taken-over",
            about=account.account_id,
            thing=dossier_id,
            facts={"from": desk_id, "proof_level": account.proof_level},
        )
        if row.code is not None:
            event = ApplicantChanged(**facts(row) | {"at": work.now}, former_id=desk_id)
            work.emit(contract.applicant_changed, dossier_id, event)
    desk_people.forget(work.db, desk_id)
    log.info("dossiers of a desk were taken over", account_id=account.account_id)
