"""The pages of the desk: acts come from one table, ask for what the law asks, and lose nothing that was typed."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from chassis.contracts import Method
from chassis.errors import Invalid
from chassis.records import load
from gateway.web import desk
from gateway.web.desk_acts import ACTS, BY_KEY, TASKS, offered, request_of
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import a_dossier

PAPER = dossiers.PaperView(key="giay-1", name="Giấy tờ", required=True, originals=1, copies=0)


def asked(key: str, **typed: str) -> dict[str, Any]:
    view = a_dossier(papers=(PAPER,))
    return request_of(BY_KEY[key], view, MultiDict({"version": "3", **typed}))


def test_every_task_has_its_words_in_the_list() -> None:
    assert set(TASKS) == set(dossiers.Task)


def test_an_act_is_offered_where_the_service_allows_it() -> None:
    view = a_dossier(actions=("receive_dossier", "refuse_dossier", "save_draft"))

    assert [act.key for act in offered(view)] == ["tiep-nhan", "tu-choi"]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.key)
def test_an_act_fills_only_fields_that_its_command_has(act: Any) -> None:
    method: Method[Any, Any] = act.method
    known = set(method.request.__dataclass_fields__)

    assert {"dossier_id", "expected_version"} <= known
    assert {{"decline_code": "reason_code", "fee_changes": "fees"}.get(field, field) for field in act.fields} <= known


def test_a_request_for_a_supplement_names_every_paper_that_has_a_reason() -> None:
    request = asked("yeu-cau-bo-sung", **{"item:giay-1": " mờ ", "item:unknown": "x", "legal_basis": "điều 17"})

    assert request["items"] == [{"paper_key": "giay-1", "reason": "mờ"}]
    assert load(dossiers.RequestSupplement, request).expected_version == 3


def test_a_request_that_names_no_paper_is_refused_by_the_record() -> None:
    with pytest.raises(Invalid):
        load(dossiers.RequestSupplement, asked("yeu-cau-bo-sung"))


def test_a_fee_is_read_with_its_quantity_and_amount() -> None:
    request = asked("tiep-nhan", **{"fee:phi-1": "2", "amount:phi-1": "1.250.000", "fee:phi-2": ""})

    assert request["fees"] == [{"head": "phi-1", "quantity": 2, "amount": 1_250_000}]


def test_a_changed_fee_is_read_with_its_reason_and_an_amount_without_a_quantity_is_not_lost() -> None:
    typed = {"fee:phi-1": "", "amount:phi-1": "5.000", "fee:phi-2": "1", "amount:phi-2": "0", "fee:phi-3": ""}
    request = asked("xac-dinh-lai-phi", **typed, reason="Nhầm", legal_basis="NQ 1")

    assert request["fees"] == [{"head": "phi-1", "amount": 5000}, {"head": "phi-2", "quantity": 1, "amount": 0}]
    assert load(dossiers.ReassessFees, request).reason == "Nhầm"


def test_a_quantity_that_is_no_number_is_told_and_not_guessed() -> None:
    with pytest.raises(Invalid) as refused:
        load(dossiers.ReceiveDossier, asked("tiep-nhan", **{"fee:phi-1": "hai"}))

    assert refused.value.problems[0].pointer == "/fees/0/quantity"


@pytest.mark.parametrize("rule", list(catalog.FeeRule))
def test_an_officer_is_asked_for_every_fee_that_the_record_does_not_fix(rule: catalog.FeeRule) -> None:
    fee = catalog.Fee(head="phi", kind=catalog.FeeKind.PHI, label="Phí", rule=rule, cases=("ban-sao",))

    asked_for = desk.is_assessed(fee, a_dossier(case="ban-sao"))

    assert asked_for == (rule not in (catalog.FeeRule.FIXED, catalog.FeeRule.FREE))
    assert not desk.is_assessed(fee, a_dossier(case="khac"))
