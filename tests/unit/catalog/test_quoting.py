"""Quotes: what a filing will cost, told before it; what is not known is open, never free."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.callers import Channel
from chassis.errors import PortalError
from services.catalog.contract import Fee, FeeKind, FeeRelief, FeeRule, FeeTier, QuoteFees
from services.catalog.domain.quoting import Price, Tier, price_of, relieved
from services.catalog.handlers import quoting
from services.dossiers.domain import fees as at_reception

DAY = dt.date(2026, 8, 3)
COPIES = Fee(
    head="ban-sao",
    kind=FeeKind.LE_PHI,
    label="Lệ phí cấp bản sao",
    rule=FeeRule.PER_UNIT,
    amount=8000,
    unit="bản",
    exemptions=("Người thuộc hộ nghèo",),
    basis="Thông tư 281/2016/TT-BTC",
    reliefs=(
        FeeRelief(key="truc-tuyen", label="Nộp trực tuyến", percent=50, basis="TT 1", valid_to=dt.date(2026, 9, 1)),
    ),
)
PAGES = Fee(
    head="trang",
    kind=FeeKind.PHI,
    label="Phí chứng thực",
    rule=FeeRule.PER_UNIT,
    unit="trang",
    tiers=(FeeTier(start=1, upto=2, amount=2000), FeeTier(start=3, amount=1000)),
    cap=200_000,
)
BY_PROVINCE = Fee(
    head="tinh", kind=FeeKind.UNKNOWN, label="Lệ phí", rule=FeeRule.BY_PROVINCE, exemptions=("Người khuyết tật",)
)


class Version:
    """As much of a version as a quote reads."""

    code, version, cases = "2.000635", 3, ()

    def __init__(self, *fees):
        self.fees = fees

    def fees_of(self, case, channel, day):
        return tuple(fee for fee in self.fees if fee.holds(case, channel, day))


def quote(*fees, day=DAY, **asked):
    return quoting.quote(Version(*fees), QuoteFees(code="2.000635", **asked), day)


def test_a_fee_per_copy_is_for_one_copy_unless_it_is_said_how_many():
    assert quote(COPIES).total == 8000
    assert quote(COPIES, units=("ban-sao:3",)).total == 24_000


@pytest.mark.parametrize(("pages", "dong"), [(0, 0), (1, 2000), (2, 4000), (3, 5000), (199, 200_000)])
def test_each_page_is_charged_by_the_tier_that_it_lies_in(pages, dong):
    tiers = (Tier(1, 2, 2000), Tier(3, None, 1000))

    assert price_of(Price(tiers=tiers, cap=200_000, per_unit=True), pages) == dong


def test_five_pages_by_tiers_are_seven_thousand():
    assert quote(PAGES, units=("trang:5",)).total == 7000
    assert quote(PAGES, units=("trang:9999",)).total == 200_000


def test_a_claim_shows_what_is_left_if_it_is_granted_and_on_what_evidence():
    found = quote(COPIES, claims=("mien-1",))

    assert (found.total, found.total_after_relief) == (8000, 0)
    assert [(relief.key, relief.basis) for relief in found.items[0].reliefs] == [
        ("truc-tuyen", "TT 1"),
        ("mien-1", "Thông tư 281/2016/TT-BTC"),
    ]
    assert "Giấy tờ chứng minh" in found.items[0].reliefs[1].evidence


def test_of_two_reliefs_the_greater_counts_and_one_that_ended_is_not_offered():
    assert quote(COPIES, claims=("truc-tuyen",)).total_after_relief == 4000
    assert quote(COPIES, claims=("truc-tuyen", "mien-1")).total_after_relief == 0
    of_one_fee = quote(COPIES, claims=(f"{COPIES.head}:truc-tuyen",))
    assert (of_one_fee.total_after_relief, of_one_fee.items[0].claimed) == (4000, ("truc-tuyen",))
    with pytest.raises(PortalError):
        quote(COPIES, claims=("truc-tuyen",), day=dt.date(2026, 9, 1))


def test_what_is_not_known_is_open_and_not_free():
    found = quote(COPIES, BY_PROVINCE)

    assert (found.total, found.items[1].amount) == (None, None)
    assert "Hội đồng nhân dân" in found.items[1].open_vi
    assert "không nói là phí hay lệ phí" in found.items[1].kind_vi
    assert quote(BY_PROVINCE, claims=("mien-1",)).total_after_relief == 0


def test_what_is_optional_is_in_the_total_of_who_asks_for_it():
    extra = Fee(head="them", kind=FeeKind.PHI, label="Phí", rule=FeeRule.FIXED, amount=5000, optional=True)

    assert quote(COPIES, extra).total == 8000
    assert quote(COPIES, extra, units=("them:1",)).total == 13_000


@pytest.mark.parametrize("asked", [{"units": ("khac:1",)}, {"claims": ("khac",)}])
def test_what_the_filing_does_not_meet_is_refused(asked):
    with pytest.raises(PortalError) as failure:
        quote(COPIES, **asked)
    assert failure.value.code == "request.invalid"


def test_a_fee_of_another_way_or_day_is_not_quoted():
    desk = Fee(head="quay", kind=FeeKind.PHI, label="Phí", rule=FeeRule.FIXED, amount=9, channels=(Channel.DIRECT,))

    assert quote(desk).items == ()
    assert quote(desk, channel=Channel.DIRECT).total == 9


tiers = st.lists(st.integers(0, 10**6), min_size=1, max_size=4).map(
    lambda amounts: tuple(
        Tier(2 * at + 1, None if at == len(amounts) - 1 else 2 * at + 2, amount) for at, amount in enumerate(amounts)
    )
)
prices = st.builds(
    Price,
    amount=st.none() | st.integers(0, 10**7),
    tiers=st.just(()) | tiers,
    cap=st.none() | st.integers(0, 10**7),
    per_unit=st.booleans(),
    free=st.booleans(),
)


@given(prices, st.integers(0, 1000))
def test_what_is_quoted_is_what_is_asked_for_at_reception(price, quantity):
    listed = at_reception.ListedFee(
        "x",
        "phi",
        "Phí",
        price.amount,
        tuple(at_reception.Tier(tier.start, tier.upto, tier.amount) for tier in price.tiers),
        price.cap,
        price.per_unit,
        price.free,
    )
    quoted = price_of(price, quantity)

    if quoted is None:
        with pytest.raises(at_reception.Unassessed):
            at_reception.owed([listed], {"x": at_reception.Assessment(quantity)})
    else:
        owed = at_reception.owed([listed], {"x": at_reception.Assessment(quantity)})
        assert sum(fee.amount for fee in owed) == quoted


@given(st.integers(0, 10**9), st.lists(st.integers(1, 100)))
def test_a_relief_leaves_no_less_than_nothing_and_no_more_than_all(amount, percents):
    left = relieved(amount, percents)

    assert 0 <= left <= amount
    assert left == (0 if 100 in percents else left)
    assert left == amount or percents
