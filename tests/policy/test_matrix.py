"""Every method of every contract, for every caller, owner and state: the policy says what is promised."""

import importlib

import pytest

from chassis.contracts import methods_of
from tests.policy import judging, promises

SERVICES = ("accounts", "catalog", "dossiers", "notifications", "payments")


@pytest.mark.parametrize("service", SERVICES)
def test_the_policy_says_what_is_promised_to_everybody(service: str) -> None:
    policy = importlib.import_module(f"services.{service}.policy")

    assert list(judging.differences(service, policy)) == []
    assert judging.count(service) >= 100 * len(list(methods_of(service)))


@pytest.mark.parametrize("service", SERVICES)
def test_every_method_has_a_promise_and_every_promise_a_method(service: str) -> None:
    importlib.import_module(f"services.{service}.contract")
    promised = [words[0] for words in promises.lines_of(service) if words[0] != "method"]

    assert sorted(promised) == sorted(method.name for method in methods_of(service))
