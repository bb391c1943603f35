"""Which level a service has, what it comes to, and why: each row of the law's table, and each rule about claims."""

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.derivation import (
    Claim,
    Derived,
    ExceptionFacts,
    Facts,
    FormFacts,
    borne,
    derive,
    faults,
    lacking,
)
from services.catalog.domain.level_words import REASONS
from services.catalog.domain.service_level import (
    RANK,
    Choice,
    Leave,
    LevelWrong,
    Need,
    best,
    explain,
    fitted,
    has_way_back,
    not_left,
    scheme_on,
    terms_of,
)
from services.catalog.legal_data import scheme, schemes

OLD, MIDDLE, NEW = (known.id for known in schemes())
WHOLE = Facts(forms=(FormFacts("Tờ khai", downloadable=True, interactive=True),), owes=True)
"""A record that has everything."""
PRESENCE = ExceptionFacts("presence", "Hai bên có mặt để ký.", "Luật Hộ tịch điều 18")
ON_SITE = ExceptionFacts("on-site-check", "Kiểm tra thực địa.", "")
PAPER_ONLY = replace(WHOLE, forms=(FormFacts("Tờ khai", downloadable=False, interactive=False),))
TO_PRINT = replace(WHOLE, forms=(FormFacts("Tờ khai", downloadable=True, interactive=False),))


def derived(facts: Facts, claim: Claim, day: dt.date) -> Derived:
    in_force = scheme_on(schemes(), day)
    assert in_force is not None
    return derive(schemes(), in_force, facts, claim)


def codes(found: Derived) -> list[str]:
    return [reason.code for reason in found.reasons]


# What a level comes to


@pytest.mark.parametrize(
    ("of", "level", "files", "pays", "online", "post", "desk"),
    [
        (OLD, "level-1", False, False, False, True, True),
        (OLD, "level-2", False, False, False, True, True),
        (OLD, "level-3", True, False, False, False, True),
        (OLD, "level-4", True, True, True, True, True),
        (MIDDLE, "information", False, False, False, True, True),
        (MIDDLE, "partial", True, True, False, True, True),
        (MIDDLE, "full", True, True, True, True, False),
        (NEW, "information", False, False, False, True, True),
        (NEW, "partial", True, True, False, True, True),
        (NEW, "full", True, True, True, True, False),
    ],
)
def test_what_a_level_comes_to_where_the_agency_says_no_more(
    of: str, level: str, files: bool, pays: bool, online: bool, post: bool, desk: bool
) -> None:
    rule = scheme(of).rule(level)

    terms = terms_of(rule, Choice(reason="technical"))

    assert (terms.files_online, terms.pays_online) == (files, pays)
    assert (terms.returns_online, terms.returns_by_post, terms.returns_at_desk) == (online, post, desk)
    assert all(explain(rule, terms, ""))


@pytest.mark.parametrize(
    ("of", "level", "choice"),
    [
        (OLD, "level-1", Choice(pays_online=True)),
        (OLD, "level-2", Choice(returns_online=True)),
        (OLD, "level-3", Choice(pays_online=True)),
        (OLD, "level-3", Choice(returns_online=True)),
        (OLD, "level-4", Choice(pays_online=False)),
        (OLD, "level-4", Choice(returns_online=False, returns_by_post=False, returns_at_desk=False)),
        (NEW, "information", Choice(pays_online=True, reason="presence")),
        (NEW, "full", Choice(pays_online=False)),
        (NEW, "full", Choice(returns_online=False, returns_by_post=False, returns_at_desk=True)),
        (NEW, "partial", Choice()),
    ],
    ids=str,
)
def test_what_a_level_leaves_no_choice_about_cannot_be_chosen(of: str, level: str, choice: Choice) -> None:
    with pytest.raises(LevelWrong):
        terms_of(scheme(of).rule(level), choice)


def test_level_3_returns_by_post_only_where_the_agency_opts_in() -> None:
    rule = scheme(OLD).rule("level-3")

    assert not terms_of(rule, Choice()).returns_by_post
    assert terms_of(rule, Choice(returns_by_post=True)).returns_by_post


WAYS = ("returns_online", "returns_by_post", "returns_at_desk")


@pytest.mark.parametrize("wanted", list(itertools.product((False, True), repeat=3)))
def test_a_result_comes_back_by_some_way_and_of_a_whole_service_not_by_the_desk_alone(wanted: tuple[bool, ...]) -> None:
    choice = Choice(**dict(zip(WAYS, wanted, strict=True)))
    for of, level, lawful in ((OLD, "level-4", any(wanted)), (NEW, "full", any(wanted[:2]))):
        rule = scheme(of).rule(level)
        assert has_way_back(rule, choice) is lawful
        if not lawful:
            with pytest.raises(LevelWrong, match="result"):
                terms_of(rule, choice)
            continue
        terms = terms_of(rule, choice)
        assert tuple(getattr(terms, way) for way in WAYS) == wanted


@pytest.mark.parametrize("away", [False, True])
@pytest.mark.parametrize("leaves", list(itertools.product(Leave, repeat=3)), ids=str)
def test_a_claim_is_refused_for_its_ways_of_return_exactly_where_they_come_to_none(
    leaves: tuple[Leave, ...], away: bool
) -> None:
    left: dict[str, Any] = dict(zip(WAYS, leaves, strict=True))
    rule = replace(scheme(OLD).rule("level-4"), returns_away=away, **left)

    for wanted in itertools.product((None, False, True), repeat=3):
        said: dict[str, Any] = dict(zip(WAYS, wanted, strict=True))
        choice = Choice(**said)
        if not_left(rule, choice, owes=True):
            continue
        try:
            terms_of(rule, choice)
        except LevelWrong:
            assert not has_way_back(rule, choice)
        else:
            assert has_way_back(rule, choice)


def test_a_whole_service_takes_money_online_though_nothing_is_owed_unless_the_agency_says_no() -> None:
    rule = scheme(NEW).rule("full")

    assert terms_of(rule, Choice(), owes=False).pays_online
    assert not terms_of(rule, Choice(pays_online=False), owes=False).pays_online


def test_what_cannot_be_chosen_is_named_whatever_it_is() -> None:
    rule = replace(
        scheme(OLD).rule("level-4"), returns_online=Leave.NO, returns_by_post=Leave.YES, returns_at_desk=Leave.NO
    )

    for choice, what in (
        (Choice(returns_online=True), "returns_online"),
        (Choice(returns_by_post=False), "returns_by_post"),
        (Choice(returns_at_desk=True), "returns_at_desk"),
    ):
        with pytest.raises(LevelWrong, match=f"no choice of {what}"):
            terms_of(rule, choice)
        assert not_left(rule, choice, owes=True) == not_left(rule, choice, owes=False) == [what]
    same = Choice(pays_online=True, returns_online=False, returns_by_post=True, returns_at_desk=False)
    assert terms_of(rule, same).returns_by_post
    assert not_left(rule, same, owes=True) == not_left(rule, same, owes=False) == []
    assert not_left(rule, replace(same, pays_online=False), owes=True) == ["pays_online"]
    assert not_left(rule, replace(same, pays_online=False), owes=False) == []
    with pytest.raises(LevelWrong, match="no level level-5"):
        scheme(OLD).rule("level-5")


def test_a_partial_service_pays_and_returns_online_where_the_agency_does() -> None:
    rule = scheme(NEW).rule("partial")

    terms = terms_of(rule, Choice(pays_online=True, returns_online=True, reason="technical"))

    assert (terms.pays_online, terms.returns_online, terms.returns_at_desk) == (True, True, True)


def test_a_whole_service_without_fees_needs_no_payment_online() -> None:
    rule = scheme(NEW).rule("full")

    assert not terms_of(rule, Choice(pays_online=False), owes=False).pays_online


# What a record bears


@pytest.mark.parametrize(
    ("facts", "old", "middle", "new"),
    [
        (WHOLE, "level-4", "full", "full"),
        (replace(WHOLE, forms=()), "level-4", "full", "full"),
        (TO_PRINT, "level-2", "partial", "partial"),
        (PAPER_ONLY, "level-1", "partial", "partial"),
        (replace(WHOLE, has_online_way=False), "level-2", "information", "information"),
        (replace(WHOLE, exceptions=(PRESENCE,)), "level-3", "partial", "partial"),
        (replace(WHOLE, exceptions=(ON_SITE,)), "level-3", "partial", "partial"),
        (replace(WHOLE, missing_parts=("limits",)), "level-1", "partial", "partial"),
    ],
)
def test_what_a_record_bears_at_most(facts: Facts, old: str, middle: str, new: str) -> None:
    assert [borne(known, facts).level for known in schemes()] == [old, middle, new]


def test_one_form_of_several_that_is_not_interactive_is_named() -> None:
    facts = replace(WHOLE, forms=(*WHOLE.forms, FormFacts("Mẫu số 02", downloadable=True, interactive=False)))

    (reason,) = lacking(scheme(NEW).rule("full"), facts)

    assert (reason.code, reason.bars) == ("interactive-form-missing", "full")
    assert "Mẫu số 02" in reason.vi
    assert "Tờ khai" not in reason.vi
    assert reason.basis == "Nghị định số 224/2026/NĐ-CP điều 15 khoản 1"


def test_a_fee_needs_a_channel_and_no_fee_needs_none() -> None:
    assert borne(scheme(NEW), WHOLE, has_channel=False).level == "partial"
    assert borne(scheme(NEW), replace(WHOLE, owes=False), has_channel=False).level == "full"
    assert borne(scheme(OLD), WHOLE, has_channel=False).level == "level-3"


@given(st.sets(st.sampled_from(list(Need))), st.sampled_from(schemes()))
def test_more_in_the_record_never_lowers_a_level(there: set[Need], of: Any) -> None:
    def facts(has: set[Need]) -> Facts:
        form = FormFacts("M", downloadable=Need.TEMPLATE in has, interactive=Need.INTERACTIVE_FORM in has)
        return Facts(
            missing_parts=() if Need.COMPLETE_RECORD in has else ("steps",),
            forms=(form,),
            has_online_way=Need.ONLINE_WAY in has,
            exceptions=() if Need.WHOLLY_ONLINE in has else (PRESENCE,),
            owes=Need.PAYMENT_CHANNEL not in has,
        )

    fewer = borne(of, facts(there), has_channel=False)
    for need in Need:
        more = borne(of, facts(there | {need}), has_channel=False)
        assert of.levels.index(more) >= of.levels.index(fewer)


# What is claimed


@pytest.mark.parametrize(
    ("facts", "claim", "code"),
    [
        (TO_PRINT, Claim(NEW, "full"), "interactive-form-missing"),
        (replace(WHOLE, has_online_way=False), Claim(NEW, "partial", Choice(reason="technical")), "online-way-missing"),
        (replace(WHOLE, exceptions=(PRESENCE,)), Claim(NEW, "full"), "exception-presence"),
        (replace(WHOLE, exceptions=(ON_SITE,)), Claim(NEW, "full"), "exception-on-site-check"),
        (WHOLE, Claim(NEW, "full", Choice(pays_online=False)), "payment-channel-missing"),
        (WHOLE, Claim(NEW, "partial"), "reason-needed"),
        (WHOLE, Claim(NEW, "level-4"), "level-unknown"),
        (WHOLE, Claim(NEW, "information", Choice(pays_online=True, reason="technical")), "choice-not-allowed"),
        (WHOLE, Claim(NEW, "full", Choice(returns_by_post=False, returns_online=False)), "way-back-missing"),
        (WHOLE, Claim(OLD, "level-4"), "other-scheme"),
        (replace(WHOLE, missing_parts=("steps", "results")), Claim(NEW, "full"), "record-incomplete"),
    ],
)
def test_a_claim_beyond_the_record_is_refused_with_its_reason(facts: Facts, claim: Claim, code: str) -> None:
    found = faults(scheme(NEW), facts, claim)

    assert [reason.code for reason in found] == [code]
    assert all(reason.vi and reason.en for reason in found)


def test_several_things_that_are_missing_are_all_told() -> None:
    facts = replace(PAPER_ONLY, has_online_way=False)

    found = faults(scheme(OLD), facts, Claim(OLD, "level-4"))

    assert [reason.code for reason in found] == ["template-missing", "online-way-missing", "interactive-form-missing"]


def test_to_say_how_it_is_done_may_be_claimed_of_any_record() -> None:
    bare = Facts(missing_parts=("steps",), has_online_way=False)

    assert faults(scheme(OLD), bare, Claim(OLD, "level-1")) == []
    assert faults(scheme(MIDDLE), bare, Claim(MIDDLE, "information")) == []


# What holds on a day


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (dt.date(2022, 8, 14), "level-4"),
        (dt.date(2022, 8, 15), "full"),
        (dt.date(2026, 6, 30), "full"),
        (dt.date(2026, 7, 1), "full"),
    ],
)
def test_level_4_counts_as_whole_process_from_2022_08_15_on(day: dt.date, level: str) -> None:
    found = derived(WHOLE, Claim(OLD, "level-4"), day)

    assert found.rule.level == level
    assert ("converted" in codes(found)) is (level == "full")


def test_level_3_counts_as_partial_and_still_takes_no_money_online() -> None:
    claim = Claim(OLD, "level-3", Choice(pays_online=False, returns_online=False))

    found = derived(WHOLE, claim, dt.date(2022, 8, 15))

    assert found.rule.level == "partial"
    assert not found.terms.pays_online
    assert not found.terms.returns_online


@pytest.mark.parametrize("level", ["level-1", "level-2"])
def test_what_could_not_be_filed_online_still_cannot_when_the_words_change(level: str) -> None:
    found = derived(WHOLE, Claim(OLD, level), dt.date(2022, 8, 15))

    assert found.rule.level == "information"
    assert not found.terms.files_online


def test_level_4_with_a_presence_that_the_law_demands_is_partial_afterwards() -> None:
    facts = replace(WHOLE, exceptions=(PRESENCE,))

    found = derived(facts, Claim(OLD, "level-4"), dt.date(2026, 7, 1))

    assert (found.rule.level, found.partial_reason) == ("partial", "presence")
    assert PRESENCE.note in found.partial_note


def test_a_partial_service_without_a_reason_owes_one_from_2026_07_01_on() -> None:
    claim = Claim(MIDDLE, "partial")

    before, after = (derived(WHOLE, claim, dt.date(2026, *day)) for day in ((6, 30), (7, 1)))

    assert "reason-missing" not in codes(before)
    assert "reason-missing" in codes(after)
    assert after.rule.level == "partial"
    assert after.terms.files_online


def test_what_the_record_lacks_becomes_the_published_reason() -> None:
    found = derived(TO_PRINT, Claim(NEW, "full"), dt.date(2026, 11, 24))

    assert (found.rule.level, found.partial_reason) == ("partial", "technical")
    assert "Tờ khai" in found.partial_note
    assert [r.bars for r in found.reasons if r.code == "interactive-form-missing"] == ["full"]
    assert (found.claimed.level, found.borne.level) == ("full", "partial")


def test_the_reason_that_the_agency_gives_goes_before_ours() -> None:
    choice = Choice(reason="incident", reason_note="Máy chủ hỏng.")

    found = derived(TO_PRINT, Claim(NEW, "partial", choice), dt.date(2026, 11, 24))

    assert (found.partial_reason, found.partial_note) == ("incident", "Máy chủ hỏng.")
    assert {"agency-incident", "interactive-form-missing"} <= set(codes(found))


def test_who_claims_more_than_the_record_bears_is_told_so_by_the_laws_text_and_beside_what_holds() -> None:
    found = derived(TO_PRINT, Claim(NEW, "full"), dt.date(2026, 11, 24))
    above = found.reasons[1]

    assert found.is_capped
    assert codes(found) == ["claimed", "claim-above-record", "interactive-form-missing"]
    assert (above.bars, above.basis) == ("full", scheme(NEW).rule("full").needs[Need.INTERACTIVE_FORM])
    assert above.vi.index("toàn trình") < above.vi.index("một phần")
    assert [said.endswith(more) for said, more in zip(found.explanation, (above.vi, above.en), strict=True)] == [
        True,
        True,
    ]
    honest = derived(TO_PRINT, Claim(NEW, "partial"), dt.date(2026, 11, 24))
    assert not honest.is_capped
    assert honest.explanation == explain(honest.rule, honest.terms, honest.partial_note)


def test_a_reason_stands_only_where_a_level_is_held_back_and_is_ours_where_the_agency_gave_none() -> None:
    told = Choice(pays_online=True, reason="incident", reason_note="Máy chủ hỏng.")
    whole = derived(WHOLE, Claim(NEW, "full", told), dt.date(2026, 11, 24))
    before = derived(TO_PRINT, Claim(MIDDLE, "partial"), dt.date(2025, 1, 1))

    assert (whole.rule.level, whole.partial_reason, whole.partial_note) == ("full", "", "")
    assert (before.partial_reason, before.partial_note) == ("", "")
    ours = derived(TO_PRINT, Claim(NEW, "full"), dt.date(2026, 11, 24)).explanation
    assert "Lý do: Chưa có biểu mẫu điện tử" in ours[0]
    assert "given by the agency" not in ours[1]


def test_what_a_level_comes_to_is_said_in_sentences() -> None:
    partial, information = scheme(NEW).rule("partial"), scheme(NEW).rule("information")
    source = partial.source

    vi, en = explain(partial, terms_of(partial, Choice(reason="incident")), "Máy chủ hỏng.")
    assert vi == (
        f"Dịch vụ công trực tuyến: một phần ({source}). Nộp hồ sơ được qua mạng. Lý do: Máy chủ hỏng. "
        "Phí, lệ phí (nếu có) nộp được qua mạng. Nhận kết quả qua bưu chính, tại quầy."
    )
    assert en == (
        f"The service is at the level “partial” ({source}). The dossier can be filed online. Reason: Máy chủ hỏng. "
        "Fees, if any, can be paid online. The result is returned by post, at the desk."
    )
    vi, en = explain(information, terms_of(information, Choice(reason="incident", returns_by_post=False)), "")
    assert vi.endswith("nếu có. Phí, lệ phí (nếu có) nộp tại bộ phận một cửa. Nhận kết quả tại quầy.")
    assert "It cannot be filed online" in en
    assert en.endswith("Fees, if any, are paid at the one-stop desk. The result is returned at the desk.")


def test_of_a_choice_made_for_another_level_only_what_this_one_leaves_open_is_kept() -> None:
    chosen = Choice(False, True, False, False, "incident", "Máy chủ hỏng.")

    assert fitted(scheme(NEW).rule("full"), chosen, owes=True) == replace(chosen, pays_online=None)
    assert fitted(scheme(NEW).rule("full"), chosen, owes=False) == chosen
    assert fitted(scheme(NEW).rule("partial"), chosen, owes=True) == replace(chosen, returns_at_desk=None)
    yes = replace(chosen, pays_online=True)
    assert fitted(scheme(NEW).rule("full"), yes, owes=False).pays_online is None
    assert fitted(scheme(OLD).rule("level-1"), yes, owes=True) == replace(
        yes, pays_online=None, returns_online=None, returns_at_desk=None
    )


def test_an_agency_that_offers_less_than_it_could_is_said_to() -> None:
    found = derived(WHOLE, Claim(MIDDLE, "information"), dt.date(2025, 1, 1))

    assert [(r.code, r.bars) for r in found.reasons if r.bars] == [("agency-choice", "partial")]


def test_a_whole_service_has_nothing_that_holds_it_back() -> None:
    found = derived(WHOLE, Claim(NEW, "full"), dt.date(2026, 11, 24))

    assert codes(found) == ["claimed"]
    assert (found.partial_reason, found.partial_note) == ("", "")


def test_words_of_a_later_scheme_say_nothing_of_earlier_days() -> None:
    with pytest.raises(LevelWrong):
        derived(WHOLE, Claim(NEW, "full"), dt.date(2025, 1, 1))


CLAIMS = st.sampled_from([(known.id, rule.level) for known in schemes() for rule in known.levels])
MAYBE = st.none() | st.booleans()


@given(
    CLAIMS,
    st.builds(
        Choice,
        MAYBE,
        MAYBE,
        MAYBE,
        MAYBE,
        reason=st.sampled_from(["", "presence", "technical"]),
    ),
    st.sampled_from([WHOLE, TO_PRINT, PAPER_ONLY, replace(WHOLE, exceptions=(ON_SITE,)), Facts(has_online_way=False)]),
    st.sampled_from(schemes()),
)
def test_no_level_is_higher_than_claimed_or_borne_and_some_way_of_return_is_left(
    claimed: tuple[str, str], choice: Choice, facts: Facts, of: Any
) -> None:
    claim = Claim(*claimed, choice)
    order = [known.id for known in schemes()]
    if order.index(claim.scheme) > order.index(of.id):
        return

    found = derive(schemes(), of, facts, claim)

    at = of.levels.index(found.rule)
    assert at <= of.levels.index(found.claimed)
    assert at <= of.levels.index(found.borne)
    assert found.terms.returns_online or found.terms.returns_by_post or found.terms.returns_at_desk
    assert not found.terms.files_online or facts.has_online_way
    assert found.rule.is_whole or len(found.reasons) > 1


# The data


def test_schemes_follow_each_other_and_every_level_can_be_converted() -> None:
    for earlier, later in zip(schemes(), schemes()[1:], strict=False):
        assert earlier.valid_to == later.valid_from
        assert set(later.converts) == {rule.level for rule in earlier.levels}
        assert set(later.converts.values()) <= {rule.level for rule in later.levels}
    assert schemes()[-1].valid_to is None
    assert scheme_on(schemes(), dt.date(2011, 1, 1)) is None


def test_levels_stand_in_one_order_and_ask_no_less_the_higher_they_are() -> None:
    for known in schemes():
        ranks = [RANK.index(rule.level) for rule in known.levels]
        assert ranks == sorted(ranks)
        for lower, higher in zip(known.levels[1:], known.levels[2:], strict=False):
            assert set(lower.needs) <= set(higher.needs)
        assert all(basis for rule in known.levels for basis in rule.needs.values())


def test_every_reason_has_words_in_both_languages() -> None:
    assert all(vi and en and vi.count("{}") == en.count("{}") for vi, en in REASONS.values())


def test_the_best_level_of_some() -> None:
    assert best(["partial", "full", "information"]) == "full"
    assert best([]) is None
