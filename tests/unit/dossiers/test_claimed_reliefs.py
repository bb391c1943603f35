"""What is granted of a claim makes a fee less, never more and never negative; what is refused changes nothing."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chassis.callers import Channel
from services.catalog import contract as catalog
from services.dossiers import claims
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.fees import Assessment, ListedFee, OwedFee, Relief, Unassessed, owed
from services.dossiers.procedures import Procedure
from tests.services.dossiers.world import a_procedure

FILED = dt.datetime(2026, 8, 10, 2, 0, tzinfo=dt.UTC)
ROW: Any = SimpleNamespace(channel="online", case_label="", submitted_at=FILED)
RULES = catalog.FeeRule


@st.composite
def fees(draw: st.DrawFn, head: str) -> catalog.Fee:
    """A fee of any rule, with reliefs by percentage and groups that are exempt."""
    rule = draw(st.sampled_from((RULES.FIXED, RULES.PER_UNIT, RULES.BY_PROVINCE, RULES.FREE)))
    amount = draw(st.integers(0, 2_000_000)) if rule in (RULES.FIXED, RULES.PER_UNIT) else None
    percents = draw(st.lists(st.integers(1, 100), max_size=3))
    return catalog.Fee(
        head=head,
        kind=catalog.FeeKind.PHI,
        label=f"Phí {head}",
        rule=rule,
        amount=amount,
        cap=draw(st.none() | st.integers(0, 1_000_000)) if rule is RULES.PER_UNIT else None,
        optional=draw(st.booleans()),
        exemptions=tuple(f"Nhóm {n}" for n in range(draw(st.integers(0, 2)))),
        reliefs=tuple(
            catalog.FeeRelief(key=f"giam-{n}", label=f"Giảm {n}", percent=percent, basis="NQ")
            for n, percent in enumerate(percents)
        ),
    )


assessments = st.builds(
    Assessment,
    quantity=st.integers(0, 50),
    amount=st.none() | st.integers(0, 3_000_000),
    reason=st.just("Vì vậy"),
    legal_basis=st.just("NQ"),
)


@st.composite
def filings(draw: st.DrawFn) -> tuple[Procedure, dict[str, Assessment], list[dict[str, Any]]]:
    """A procedure, what an officer found, and claims of which each is granted or refused."""
    heads = ("a", "b", "c")[: draw(st.integers(1, 3))]
    procedure = Procedure(a_procedure(fees=tuple(draw(fees(head)) for head in heads)))
    found = {head: draw(assessments) for head in heads if draw(st.booleans())}
    offered = claims.offered(procedure, ROW, FILED)
    chosen = draw(st.lists(st.sampled_from(sorted(offered)), unique=True)) if offered else []
    decided = [
        {"head": head, "relief": relief, "granted": draw(st.booleans()), "reason": "Đã xem", "at": FILED.isoformat()}
        for head, relief in chosen
    ]
    return procedure, found, decided


def listed(procedure: Procedure) -> list[ListedFee]:
    return procedure.fees(Channel.ONLINE, "", local_day(FILED))


def asked(procedure: Procedure, found: dict[str, Assessment], kept: list[dict[str, Any]]) -> dict[str, OwedFee] | None:
    """What is asked for by head; None where an amount is open and nobody said it."""
    try:
        return {fee.head: fee for fee in owed(listed(procedure), found, claims.granted(procedure, ROW, kept))}
    except Unassessed:
        return None


@given(filings())
def test_what_is_granted_never_makes_a_fee_more_or_less_than_nothing(filing: Any) -> None:
    procedure, found, decided = filing
    without, after = asked(procedure, found, []), asked(procedure, found, decided)
    if without is None:
        return  # Only who is exempt needs no amount; the next test looks at that.

    assert after is not None
    assert set(after) == set(without)
    for head, fee in after.items():
        assert 0 <= fee.amount <= without[head].amount
        if fee.amount != without[head].amount:
            assert fee.listed == without[head].amount
            assert (fee.reason, fee.legal_basis) != ("", "")


@given(filings())
def test_what_is_refused_changes_nothing(filing: Any) -> None:
    procedure, found, decided = filing
    granted = [claim for claim in decided if claim["granted"]]

    assert asked(procedure, found, decided) == asked(procedure, found, granted)


@given(filings())
def test_what_the_quote_promised_is_what_is_asked_for_when_all_of_it_is_granted(filing: Any) -> None:
    procedure, _, decided = filing
    kept = [{**claim, "granted": True} for claim in decided]
    offered, chosen = claims.offered(procedure, ROW, FILED), {(one["head"], one["relief"]) for one in kept}
    after = asked(procedure, {}, kept)
    if after is None:
        return

    for fee in listed(procedure):
        if fee.optional or fee.amount is None:
            continue
        price = fee.amount if fee.cap is None else min(fee.amount, fee.cap)
        percent = max((offered[one].percent for one in chosen if one[0] == fee.head), default=0)
        assert (after[fee.head].amount if fee.head in after else 0) == price * (100 - percent) // 100


def a_fee(percent: int, basis: str, **of: Any) -> catalog.Fee:
    relief = catalog.FeeRelief(key="giam", label="Giảm", percent=percent, basis=basis)
    return catalog.Fee(
        head="a", kind=catalog.FeeKind.PHI, label="Phí", rule=RULES.FIXED, amount=10_000, reliefs=(relief,), **of
    )


def test_the_day_of_filing_its_channel_and_its_case_say_what_can_be_claimed() -> None:
    change = dt.date(2026, 8, 11)
    procedure = Procedure(
        a_procedure(
            fees=(
                a_fee(10, "old", valid_to=change, channels=(Channel.ONLINE,), cases=("first",)),
                a_fee(20, "new", valid_from=change, channels=(Channel.ONLINE,), cases=("first",)),
                a_fee(30, "desk", channels=(Channel.DIRECT,)),
            )
        )
    )

    def basis(filed: dt.datetime | None, channel: str = "online", case: str = "first") -> list[str]:
        row: Any = SimpleNamespace(channel=channel, case_label=case, submitted_at=filed)
        now = dt.datetime(2026, 8, 12, 2, 0, tzinfo=dt.UTC)
        return [relief.basis for relief in claims.offered(procedure, row, now).values()]

    assert basis(None) == ["new"]
    assert basis(FILED) == ["old"]
    assert basis(dt.datetime(2026, 8, 10, 17, 0, tzinfo=dt.UTC)) == ["new"]  # midnight in Vietnam
    assert basis(FILED, channel="direct", case="") == ["desk"]
    assert basis(FILED, case="again") == []


def test_what_was_granted_says_why_and_by_which_text_and_what_is_not_offered_any_more_is_nothing() -> None:
    procedure = Procedure(a_procedure(fees=(a_fee(50, "NQ 1"),)))
    kept = [
        {"head": "gone", "relief": "giam", "granted": True, "reason": "x"},
        {"head": "a", "relief": "giam", "granted": True, "reason": "Hộ nghèo"},
    ]

    assert claims.granted(procedure, ROW, kept) == {"a": Relief(50, "Hộ nghèo", "NQ 1")}


def test_whoever_claims_something_is_asked_for_a_paper_that_shows_it_and_need_not_give_it() -> None:
    procedure = Procedure(a_procedure())
    asked = claims.papers(procedure, Channel.ONLINE, "", ())
    more = claims.papers(procedure, Channel.ONLINE, "", [{"head": "a", "relief": "giam"}])

    assert asked == procedure.papers(Channel.ONLINE, "")
    assert more[:-1] == asked
    assert (more[-1].key, more[-1].required, more[-1].originals, more[-1].copies) == (claims.PAPER, False, 0, 1)


def test_claims_are_decided_once_an_officer_said_something_of_one() -> None:
    assert not claims.decided([])
    assert not claims.decided([{"head": "a", "relief": "x"}])
    assert claims.decided([{"head": "a", "relief": "x"}, {"head": "a", "relief": "y", "granted": False}])


def test_who_is_exempt_owes_nothing_of_an_amount_that_nobody_knows() -> None:
    open_fee = ListedFee("tinh", "le_phi", "Lệ phí")

    [fee] = owed([open_fee], {}, {"tinh": Relief(100, "Hộ nghèo", "Luật Hộ tịch")})

    assert (fee.amount, fee.listed, fee.reason) == (0, None, "Hộ nghèo")


def test_of_several_reliefs_of_a_fee_the_greatest_counts() -> None:
    reliefs = tuple(
        catalog.FeeRelief(key=f"giam-{percent}", label="Giảm", percent=percent, basis="NQ") for percent in (30, 50)
    )
    fee = catalog.Fee(head="a", kind=catalog.FeeKind.PHI, label="Phí", rule=RULES.FIXED, amount=10_001, reliefs=reliefs)
    kept = [{"head": "a", "relief": f"giam-{percent}", "granted": True, "reason": "x"} for percent in (30, 50)]

    found = asked(Procedure(a_procedure(fees=(fee,))), {}, kept)

    assert found is not None
    assert (found["a"].amount, found["a"].listed) == (5000, 10_001)
