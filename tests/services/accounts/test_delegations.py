"""A person lets another act for them: in a scope, between two days, accepted by the one and revocable by both."""

import datetime as dt
from typing import Any

import pytest

from chassis.errors import Conflict, Invalid, PortalError, text_of
from chassis.testing import emitted
from services.accounts import contract
from services.accounts.contract import DelegationState

DELEGATE = {"identity_number": "042090000456", "phone": "0912345679", "full_name": "Lê Văn Cam"}
TODAY = dt.date(2026, 8, 3)


def code_of(attempt: Any) -> str:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.problems[0].code if isinstance(refused.value, Invalid) else refused.value.code


def offer(world: Any, who: Any, **changes: Any) -> contract.DelegationView:
    values = {
        "delegate_identity_number": DELEGATE["identity_number"],
        "procedures": ("1.001193",),
        "valid_from": TODAY,
        "valid_to": TODAY + dt.timedelta(days=30),
    }
    request = contract.OfferDelegation(**{**values, **changes})
    found: contract.DelegationView = world.do(who, contract.offer_delegation, request, world.sealer)
    return found


def answer(world: Any, who: Any, delegation: str, *, accept: bool = True) -> contract.DelegationView:
    request = contract.AnswerDelegation(delegation_id=delegation, accept=accept)
    found: contract.DelegationView = world.do(who, contract.answer_delegation, request)
    return found


def revoke(world: Any, who: Any, delegation: str) -> contract.DelegationView:
    request = contract.RevokeDelegation(delegation_id=delegation)
    found: contract.DelegationView = world.do(who, contract.revoke_delegation, request)
    return found


def listed(world: Any, who: Any) -> contract.DelegationList:
    found: contract.DelegationList = world.do(who, contract.list_delegations, contract.ListDelegations())
    return found


def act_for(world: Any, who: Any, principal: str) -> Any:
    return world.do(who, contract.act_for, contract.ActFor(principal_id=principal), world.tokens)


def granted(world: Any, **changes: Any) -> tuple[Any, Any, str]:
    """A principal, a delegate, and the delegation between them that is in force."""
    principal, delegate = world.register(), world.register(**DELEGATE)
    offered = offer(world, principal, **changes)
    answer(world, delegate, offered.delegation_id)
    return principal, delegate, offered.delegation_id


def test_an_accepted_delegation_lets_the_delegate_act_within_its_scope(world: Any) -> None:
    principal, delegate, delegation = granted(world)

    caller = world.caller_of(act_for(world, delegate, principal.subject_id))

    assert (caller.id, caller.party, caller.acting.role) == (delegate.subject_id, principal.subject_id, "delegate")
    assert caller.acting.covers("1.001193")
    assert not caller.acting.covers("1.000894")
    (told,) = emitted(world.storage, contract.delegation_granted)
    assert (told.delegation_id, told.principal_id, told.delegate_id, told.procedures) == (
        delegation,
        principal.subject_id,
        delegate.subject_id,
        ("1.001193",),
    )


def test_an_offer_alone_lets_nobody_act_and_names_nobody(world: Any) -> None:
    principal, delegate = world.register(), world.register(**DELEGATE)
    offered = offer(world, principal)

    assert (offered.state, offered.delegate_name, offered.delegate_id) == (DelegationState.OFFERED, "", "")
    assert code_of(lambda: act_for(world, delegate, principal.subject_id)) == "organisation.not-found"
    assert emitted(world.storage, contract.delegation_granted) == []


def test_both_sides_see_the_same(world: Any) -> None:
    principal, delegate, delegation = granted(world)

    assert listed(world, principal).given == listed(world, delegate).received
    (view,) = listed(world, delegate).received
    assert (view.delegation_id, view.state) == (delegation, DelegationState.ACCEPTED)
    assert (view.principal_name, view.delegate_name) == ("Trần Thị Bưởi", "Lê Văn Cam")
    assert listed(world, principal).received == listed(world, delegate).given == ()


@pytest.mark.parametrize("by", ["principal", "delegate"])
def test_either_side_revokes_and_who_acts_by_it_is_out_at_once(world: Any, by: str) -> None:
    principal, delegate, delegation = granted(world)
    act_for(world, delegate, principal.subject_id)

    sides = {"principal": principal, "delegate": delegate}
    first = revoke(world, sides[by], delegation)
    assert revoke(world, principal, delegation) == first

    assert first.state is DelegationState.REVOKED
    assert [told.reason for told in emitted(world.storage, contract.session_revoked)] == ["acting-ended"]
    assert code_of(lambda: world.refresh(delegate.refresh_token)) == "session.over"
    assert [told.delegation_id for told in emitted(world.storage, contract.delegation_revoked)] == [delegation]


def test_a_declined_delegation_is_over(world: Any) -> None:
    principal, delegate = world.register(), world.register(**DELEGATE)
    offered = offer(world, principal).delegation_id

    assert answer(world, delegate, offered, accept=False).state is DelegationState.DECLINED
    assert code_of(lambda: answer(world, delegate, offered)) == "delegation.not-found"
    assert code_of(lambda: act_for(world, delegate, principal.subject_id)) == "organisation.not-found"


def test_nobody_else_answers_revokes_or_adds_a_paper(world: Any) -> None:
    principal = world.register()
    stranger = world.register(identity_number="042090000789", phone="0912345670")
    offered = offer(world, principal).delegation_id
    paper = contract.AttachEvidence(
        delegation_id=offered, object_key="k" * 32, media_type="application/pdf", size=9, sha256="a" * 64
    )

    for act in (
        lambda: answer(world, stranger, offered),
        lambda: revoke(world, stranger, offered),
        lambda: world.do(stranger, contract.attach_evidence, paper),
        lambda: answer(world, principal, offered),
    ):
        assert code_of(act) == "delegation.not-found"


def test_both_sides_read_the_paper_and_nobody_else_does(world: Any) -> None:
    principal, delegate = world.register(), world.register(**DELEGATE)
    stranger = world.register(identity_number="042090000789", phone="0912345670")
    offered = offer(world, principal).delegation_id

    def read(who: Any) -> contract.EvidenceGrant:
        grant: contract.EvidenceGrant = world.do(
            who, contract.open_evidence, contract.OpenEvidence(delegation_id=offered)
        )
        return grant

    assert code_of(lambda: read(principal)) == "delegation.no-evidence"
    paper = contract.AttachEvidence(
        delegation_id=offered, object_key="k" * 32, media_type="application/pdf", size=9, sha256="a" * 64
    )
    world.do(principal, contract.attach_evidence, paper)

    assert read(principal) == read(delegate)
    assert (read(delegate).object_key, read(delegate).size) == ("k" * 32, 9)
    assert code_of(lambda: read(stranger)) == "delegation.not-found"
    answer(world, delegate, offered)
    revoke(world, principal, offered)
    assert read(delegate).sha256 == "a" * 64


def test_the_paper_is_named_by_its_digest_until_the_offer_is_answered(world: Any) -> None:
    principal, delegate = world.register(), world.register(**DELEGATE)
    offered = offer(world, principal).delegation_id
    paper = contract.AttachEvidence(
        delegation_id=offered, object_key="k" * 32, media_type="application/pdf", size=9, sha256="a" * 64
    )

    assert world.do(principal, contract.attach_evidence, paper).evidence_sha256 == "a" * 64
    assert answer(world, delegate, offered).evidence_sha256 == "a" * 64
    assert code_of(lambda: world.do(principal, contract.attach_evidence, paper)) == "delegation.not-found"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"delegate_identity_number": "12"}, "identity.wrong-form"),
        ({"delegate_identity_number": "042 090 000 123"}, "delegation.to-oneself"),
        (
            {"valid_to": TODAY - dt.timedelta(days=1), "valid_from": TODAY - dt.timedelta(days=9)},
            "delegation.wrong-dates",
        ),
        ({"valid_from": TODAY + dt.timedelta(days=9), "valid_to": TODAY}, "delegation.wrong-dates"),
        ({"valid_to": TODAY + dt.timedelta(days=1097)}, "delegation.wrong-dates"),
    ],
)
def test_an_offer_must_make_sense(world: Any, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda w=world: offer(w, w.register(), **changes)) == code


def test_a_delegation_begins_and_ends_with_its_days_in_vietnam(world: Any) -> None:
    first, last = TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
    principal, delegate, _ = granted(world, valid_from=first, valid_to=last)
    assert code_of(lambda: act_for(world, delegate, principal.subject_id)) == "organisation.not-found"

    world.now = dt.datetime(2026, 8, 4, 16, 55, tzinfo=dt.UTC)  # 23:55 in Vietnam
    delegate = world.confirm_sign_in(world.start_sign_in(DELEGATE["identity_number"]).challenge_id, world.last_code())
    acting = act_for(world, delegate, principal.subject_id)
    assert acting.access_expires_at == dt.datetime(2026, 8, 4, 17, 0, tzinfo=dt.UTC), "no token outlasts the day"
    world.pass_time(minutes=6)

    assert code_of(lambda: world.refresh(delegate.refresh_token)) == "session.over"


def test_letting_somebody_act_needs_a_fresh_proof(world: Any) -> None:
    who = world.register()
    world.pass_time(minutes=11)
    who = world.refresh(who.refresh_token)

    assert code_of(lambda: offer(world, who)) == "session.step-up-needed"


def test_no_table_holds_the_number_of_who_is_to_act(world: Any) -> None:
    offer(world, world.register())

    assert DELEGATE["identity_number"] not in world.everything_stored()


@pytest.mark.parametrize("answered", [False, True])
def test_the_same_delegation_is_not_given_twice(world: Any, answered: bool) -> None:
    principal, delegate = world.register(), world.register(**DELEGATE)
    first = offer(world, principal, procedures=("1.001193", "1.000894"))
    if answered:
        answer(world, delegate, first.delegation_id)

    with pytest.raises(Conflict) as refused:
        offer(world, principal, procedures=("1.000894", "1.001193"), valid_from=TODAY + dt.timedelta(days=30))

    assert refused.value.code == contract.DELEGATION_THERE.code
    assert "từ 03/08/2026 đến 02/09/2026" in text_of(refused.value, "vi")
    assert len(listed(world, principal).given) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"procedures": ("1.000894",)},
        {"procedures": ()},
        {"valid_from": TODAY + dt.timedelta(days=31), "valid_to": TODAY + dt.timedelta(days=40)},
        {"delegate_identity_number": "042090000789"},
    ],
    ids=["another scope", "all procedures", "other days", "another person"],
)
def test_another_delegation_is_given_beside_it(world: Any, other: dict[str, Any]) -> None:
    principal = world.register()
    offer(world, principal)

    offer(world, principal, **other)

    assert len(listed(world, principal).given) == 2


@pytest.mark.parametrize("how", ["declined", "revoked"])
def test_one_that_is_over_is_given_anew(world: Any, how: str) -> None:
    principal, delegate = world.register(), world.register(**DELEGATE)
    first = offer(world, principal)
    if how == "declined":
        answer(world, delegate, first.delegation_id, accept=False)
    else:
        revoke(world, principal, first.delegation_id)

    assert offer(world, principal).state is DelegationState.OFFERED
