"""An account as its events tell of it."""

from collections.abc import Sequence

from chassis.sealing import Index, Sealer
from services.accounts.contract import (
    IDENTITY,
    AccountKind,
    AccountState,
    HeldRole,
    IdentityKind,
    StaffRole,
    StaffState,
    account_context,
)
from services.accounts.domain.staffing import Given
from services.accounts.store import Row


def account_state(account: Row) -> AccountState:
    """The payload of account events, from a row of ``accounts``."""
    return AccountState(
        account_id=account.id,
        kind=AccountKind(account.kind),
        display_name=account.name,
        identity_kind=IdentityKind(account.identity_kind),
        identity_sealed=account.identity_sealed,
        identity_masked=account.identity_masked,
        identity_last4_index=account.identity_last4_index,
        phone_sealed=account.phone_sealed,
        phone_masked=account.phone_masked,
        phone_last4_index=account.phone_last4_index,
        email_sealed=account.email_sealed,
        email_masked=account.email_masked,
        birth_date=account.birth_date,
        active=account.active,
        proof_level=_proof_level(account),
    )


def _proof_level(account: Row) -> int:
    """How far it is known that the account is of whom its identity paper names. The population register was asked
    before any account of a person was opened; that the telephone is theirs, the subscribers' register says."""
    proved = account.kind == AccountKind.CITIZEN and account.phone_owner_verified_at is not None
    return 1 if proved else 0


def identity_of(sealer: Sealer, account: Row) -> Index:
    """Under what the identity of an account is found in other tables: from the number, as the column may be older."""
    return sealer.index(IDENTITY, sealer.unseal(IDENTITY, account.identity_sealed, account_context(account.id)))


def held_roles(holdings: Sequence[Given]) -> tuple[HeldRole, ...]:
    """Roles as the contract names them."""
    return tuple(
        HeldRole(role=StaffRole(held.role), agency_code=held.agency, procedures=held.procedures) for held in holdings
    )


def staff_state(member: Row, holdings: Sequence[Given]) -> StaffState:
    """The payload of staff events, from a row of ``staff`` and the roles that are held."""
    return StaffState(
        staff_id=member.id,
        staff_number=member.number,
        name=member.name,
        agency_code=member.agency_code,
        roles=tuple(StaffRole(role) for role in member.roles),
        active=member.active,
        holdings=held_roles(holdings),
        mailed=member.active and member.email_verified_at is not None,
    )
