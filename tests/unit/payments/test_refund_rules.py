"""When money goes back: dated rows with their sources, the special one before the general."""

import datetime as dt

import pytest

from services.payments.data import load_refund_rules
from services.payments.domain.limits import NoRule
from services.payments.domain.refund_rules import Happening, RefundRules

NOW = dt.datetime(2026, 8, 3, tzinfo=dt.UTC)
RULES = load_refund_rules()


def rules(**changed):
    return RefundRules({**RULES.rows(), **changed})


def test_every_row_has_a_day_and_a_source():
    for rows in RULES.rows().values():
        assert rows
        for row in rows:
            assert dt.date.fromisoformat(str(row["valid_from"]))
            assert len(str(row["source"])) > 20


def test_reasons_have_both_languages_and_outcomes_a_reason_that_there_is():
    for reason in RULES.reasons(NOW).values():
        assert reason.vi.strip()
        assert reason.en.strip()
    for row in RULES.rows()["outcomes"]:
        assert Happening(row["happening"])
        assert (row["reason"] in RULES.reasons(NOW)) == (row["refund"] == "all")


@pytest.mark.parametrize(
    ("happening", "procedure", "reason"),
    [
        (Happening.WITHDRAWN_BEFORE_RECEPTION, "2.000635", "withdrawn-before-reception"),
        (Happening.RECEPTION_REFUSED, "2.000635", "reception-refused"),
        (Happening.RECEPTION_REFUSED, "2.000720", None),
        (Happening.RECEPTION_REFUSED, "1.001612", None),
        (Happening.STOPPED, "2.000635", None),
    ],
)
def test_an_outcome_gives_back_what_its_row_says(happening, procedure, reason):
    found = RULES.by_itself(happening, procedure, NOW)

    assert (found.code if found else None) == reason


def test_before_its_day_a_rule_does_not_hold_and_a_later_one_replaces_it():
    row = dict(RULES.rows()["outcomes"][0])
    later = row | {"valid_from": "2026-09-01", "refund": "none", "reason": ""}
    changed = rules(outcomes=[row, later])
    happening = Happening.WITHDRAWN_BEFORE_RECEPTION

    assert changed.by_itself(happening, "x", dt.datetime(2023, 1, 1, tzinfo=dt.UTC)) is None
    assert changed.by_itself(happening, "x", dt.datetime(2026, 8, 31, 16, 59, tzinfo=dt.UTC)) is not None
    assert changed.by_itself(happening, "x", dt.datetime(2026, 8, 31, 17, 0, tzinfo=dt.UTC)) is None


def test_a_rule_for_certain_procedures_holds_for_those_alone_however_new_it_is():
    general = dict(RULES.rows()["outcomes"][0]) | {"valid_from": "2026-01-01", "procedures": []}
    special = general | {"valid_from": "2026-02-01", "procedures": ["1.000001"], "refund": "none", "reason": ""}
    happening = Happening(general["happening"])

    for rows in ([general, special], [special, general]):
        found = rules(outcomes=rows)
        assert found.by_itself(happening, "1.000001", NOW) is None
        assert found.by_itself(happening, "1.000002", NOW) is not None
    older = special | {"valid_from": "2025-01-01"}
    assert rules(outcomes=[general, older]).by_itself(happening, "1.000001", NOW) is None


def test_of_several_rows_in_force_the_newest_counts_in_whatever_order_they_stand():
    (old,) = RULES.rows()["approval"]
    new = old | {"valid_from": "2026-08-01", "provider_above": 5}
    reason = dict(RULES.rows()["reasons"][0])
    renamed = reason | {"valid_from": "2026-08-01", "vi": "Lý do khác"}

    for order in (1, -1):
        changed = rules(approval=[old, new][::order], reasons=[reason, renamed][::order])
        assert changed.needs_second(6, by_hand=False, moment=NOW)
        assert not changed.needs_second(5, by_hand=False, moment=NOW)
        assert changed.reasons(NOW)[reason["code"]].vi == "Lý do khác"


def test_a_second_person_is_needed_above_the_limit_and_for_everything_by_hand():
    (row,) = RULES.rows()["approval"]
    limit = row["provider_above"]

    assert not RULES.needs_second(limit, by_hand=False, moment=NOW)
    assert RULES.needs_second(limit + 1, by_hand=False, moment=NOW)
    assert RULES.needs_second(1, by_hand=True, moment=NOW)


def test_without_a_row_in_force_nothing_is_guessed():
    with pytest.raises(NoRule):
        rules(approval=[]).needs_second(1, by_hand=False, moment=NOW)
    with pytest.raises(NoRule):
        RULES.alarm_after(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
