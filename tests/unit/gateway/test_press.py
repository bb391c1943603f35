"""Blank forms wait for the press in a line and without a worker; each is set once, however many want it."""

from collections import OrderedDict
from typing import Any

import eventlet
import pytest
from eventlet.event import Event

from gateway.flows import printing
from gateway.flows.press import LONGEST_WAIT, MOST, Press
from services.catalog import contract as catalog
from tests.unit.gateway.builders import NOON, a_procedure
from tests.unit.gateway.fakes import House
from tests.unit.gateway.test_printed_forms import BLANK, FORMS

VERSION = a_procedure(forms=(FORMS["ban-sao-trich-luc"],), content_hash="ef" * 32)


def never() -> bool:
    return False


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_blank", OrderedDict())
    monkeypatch.setattr(printing, "PRESS", Press())


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Papers that were set, each in a hundredth of a second, while others go on."""
    done: list[Any] = []

    def in_thread(_work: Any, *given: Any) -> bytes:
        done.append(given)
        eventlet.sleep(0.01)
        return b"%PDF-"

    monkeypatch.setattr(printing, "in_thread", in_thread)
    return done


@pytest.fixture
def catalogue(house: House) -> House:
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.get_procedure, VERSION)
    return house


def test_a_form_that_several_want_at_once_is_set_once(sets: list[Any]) -> None:
    asking = [eventlet.spawn(printing.blank, VERSION, "ban-sao-trich-luc") for _ in range(8)]

    assert {each.wait().body for each in asking} == {b"%PDF-"}
    assert len(sets) == 1


def test_who_comes_while_others_print_keeps_no_worker_and_has_the_form_at_the_turn(
    catalogue: House, sets: list[Any]
) -> None:
    with printing.PRESS.at_work():
        answer = catalogue.client.get(BLANK)
        (wait,) = catalogue.waits
        coming = eventlet.spawn(wait, never)
        eventlet.sleep(0.2)
        assert not coming.dead

    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "service.busy", "5")
    assert coming.wait() is True
    assert catalogue.client.get(BLANK).status_code == 200
    assert len(catalogue.waits) == 1


def test_a_form_that_is_kept_waits_for_nobody(catalogue: House, sets: list[Any]) -> None:
    catalogue.client.get(BLANK)
    with printing.PRESS.at_work():
        assert catalogue.client.get(BLANK).status_code == 200


def test_a_form_that_is_not_there_is_not_waited_for(catalogue: House) -> None:
    with printing.PRESS.at_work():
        assert catalogue.client.get("/api/v1/procedures/2.000635/forms/khai-sinh.pdf").status_code == 404
    assert catalogue.waits == []


def test_where_the_line_is_full_one_is_told_so_at_once(catalogue: House) -> None:
    press = printing.PRESS
    with press.at_work():
        line = [eventlet.spawn(press.turn_comes, never, float("inf"), never) for _ in range(MOST)]
        eventlet.sleep(0)
        assert catalogue.client.get(BLANK).status_code == 503
        assert catalogue.waits == []
        for one in line:
            one.kill()


class Line:
    """A press whose time passes only in its line."""

    def __init__(self) -> None:
        self.now = 0.0
        self.press = Press(lambda: self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        eventlet.sleep(0)


def test_who_came_first_goes_first_also_when_another_looks_sooner() -> None:
    line, held = Line(), Event()
    naps = iter([held.wait])

    def sleep(seconds: float) -> None:
        next(naps, lambda: line.sleep(seconds))()

    press = Press(lambda: line.now, sleep)
    with press.at_work():
        first, second = (eventlet.spawn(press.turn_comes, never, 1e9, never) for _ in range(2))
        eventlet.sleep(0)
    for _ in range(5):
        eventlet.sleep(0)
    assert not second.dead

    held.send()
    assert (first.wait(), second.wait()) == (True, True)


def test_whose_form_was_made_for_another_goes_at_once() -> None:
    line, made = Line(), list[bool]()
    with line.press.at_work():
        first = eventlet.spawn(line.press.turn_comes, never, 1e9, never)
        second = eventlet.spawn(line.press.turn_comes, lambda: bool(made), 1e9, never)
        eventlet.sleep(0)
        made.append(True)
        assert second.wait() is True
        assert not first.dead
        first.kill()


def test_nobody_waits_for_longer_than_the_time_or_than_the_process_runs() -> None:
    line = Line()
    with line.press.at_work():
        assert line.press.turn_comes(never, LONGEST_WAIT, never) is False
        assert line.now == pytest.approx(LONGEST_WAIT, abs=0.1)
        assert line.press.turn_comes(never, 1e9, lambda: True) is False
