"""Every method of the contract has a row in the policy, and no row is for nothing."""

from typing import Any

import pytest

from chassis.callers import ANONYMOUS
from chassis.contracts import Method, methods_of
from chassis.errors import Forbidden
from services.catalog import contract, policy
from services.catalog.service import CatalogService


def test_every_method_has_a_row_and_an_entry_point() -> None:
    names = {method.name for method in methods_of(contract.SERVICE)}

    assert set(policy.TABLE) == names
    assert all(callable(getattr(CatalogService, name)) for name in names)


@pytest.mark.parametrize("method", list(methods_of(contract.SERVICE)), ids=lambda method: method.name)
def test_what_is_published_anybody_may_read(method: Method[Any, Any]) -> None:
    assert not method.changes
    policy.check(ANONYMOUS, method)


def test_a_method_without_a_row_lets_nobody_pass() -> None:
    unknown: Method[Any, Any] = Method(contract.SERVICE, "unknown", contract.GetRevision, contract.Revision, False)

    with pytest.raises(Forbidden):
        policy.check(ANONYMOUS, unknown)
