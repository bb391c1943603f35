"""What the owner of an account sees of it."""

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.storage import Storage
from services.accounts import policy, staff_store, store
from services.accounts.contract import ACCOUNT_NOT_FOUND, GetProfile, IdentityKind, ProfileView, StaffRole


def get_profile(call: Call[GetProfile], storage: Storage) -> ProfileView:
    """The caller's own account; numbers are masked."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        if call.caller.is_staff:
            member = staff_store.staff_member(db, call.caller.id)
            return staff_profile_of(member, call.caller.assurance)
        return profile_of(db, call.caller.id, call.caller.assurance)


def staff_profile_of(member: store.Row | None, assurance: int) -> ProfileView:
    """A member of staff as they see themselves."""
    if member is None or not member.active:
        raise ACCOUNT_NOT_FOUND()
    return ProfileView(
        id=member.id,
        kind="staff",
        name=member.name,
        assurance=assurance,
        email_masked=member.email_masked,
        email_verified=member.email_verified_at is not None,
        staff_number=member.number,
        agency_code=member.agency_code,
        roles=tuple(StaffRole(role) for role in member.roles),
    )


def profile_of(db: sa.Connection, account_id: str, assurance: int) -> ProfileView:
    """A person's account as they see it."""
    account = store.account(db, account_id)
    if account is None or not account.active:
        raise ACCOUNT_NOT_FOUND()
    factor = store.second_factor(db, account_id)
    return ProfileView(
        id=account.id,
        kind=account.kind,
        name=account.name,
        assurance=assurance,
        identity_kind=IdentityKind(account.identity_kind),
        identity_masked=account.identity_masked,
        birth_date=account.birth_date,
        phone_masked=account.phone_masked,
        email_masked=account.email_masked,
        phone_owner_verified=account.phone_owner_verified_at is not None,
        email_verified=account.email_verified_at is not None,
        second_factor=factor is not None and factor.confirmed_at is not None,
        recovery_codes_left=store.recovery_codes_left(db, account_id),
    )
