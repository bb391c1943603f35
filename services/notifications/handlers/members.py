"""Members of organisations who follow what their organisation is told."""

from collections.abc import Sequence

from chassis.contracts import Call
from chassis.storage import Storage, Work
from services.accounts.contract import MemberState
from services.notifications import policy
from services.notifications.contract import (
    NOT_A_MEMBER,
    FollowedOrganisation,
    FollowedOrganisations,
    FollowOrganisation,
    ListFollowed,
)
from services.notifications.store import followed


def note_member(member: MemberState, work: Work) -> None:
    """Keep who is a member; whoever leaves is told nothing more."""
    followed.note_member(
        work.db,
        {
            "organisation_id": member.organisation_id,
            "account_id": member.account_id,
            "role": member.role.value,
            "active": member.active,
            "changed_at": member.at,
        },
    )


def list_followed(call: Call[ListFollowed], storage: Storage) -> FollowedOrganisations:
    """The caller's organisations, whoever they act for at the moment."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        return _shown(followed.memberships(db, call.caller.id))


def follow_organisation(call: Call[FollowOrganisation], storage: Storage) -> FollowedOrganisations:
    """Follow an organisation, or stop; only its members can."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        if not followed.follow(work.db, asked.organisation_id, call.caller.id, follows=asked.follows):
            raise NOT_A_MEMBER()
        return work.done(_shown(followed.memberships(work.db, call.caller.id)))


def _shown(rows: Sequence[followed.Row]) -> FollowedOrganisations:
    return FollowedOrganisations(
        organisations=tuple(
            FollowedOrganisation(
                organisation_id=row.organisation_id, role=row.role, follows=row.follows, changed_at=row.changed_at
            )
            for row in rows
        )
    )
