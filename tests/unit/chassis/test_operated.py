"""Every service lets operators look into it and handle a dead letter again, after its own policy let them."""

from typing import Any

import pytest

from chassis.callers import Caller
from chassis.contracts import Method
from chassis.errors import NOT_FOR_YOU, Forbidden
from chassis.operated import operated
from chassis.rpc import Rpc
from chassis.testing import call_of
from chassis.workings import GetWorkings, ReplayLetter, looking, replaying

LOOKING, REPLAYING = looking("mill"), replaying("mill")


def nobody(caller: Caller, method: Method[Any, Any]) -> None:
    raise NOT_FOR_YOU()


@operated(LOOKING, REPLAYING, nobody)
class Mill:
    name = "mill"


def test_a_service_gets_an_entry_point_for_each_method() -> None:
    methods: list[Any] = [vars(Mill)["get_workings"], vars(Mill)["replay_letter"]]

    served = [entry.method for method in methods for entry in method.nameko_entrypoints if isinstance(entry, Rpc)]

    assert served == [LOOKING, REPLAYING]


def test_the_policy_is_asked_before_anything_is_looked_at() -> None:
    """The service here has no database to look into."""
    mill: Any = Mill()

    with pytest.raises(Forbidden):
        mill.get_workings(call_of(LOOKING, GetWorkings()))
    with pytest.raises(Forbidden):
        mill.replay_letter(call_of(REPLAYING, ReplayLetter(letter="1", why="Đã sửa lỗi")))
