"""The audit trails over HTTP: one list out of five, in the order of time, page by page."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.audit_reading import AuditEntries, AuditEntry, ListAudit, Reach
from chassis.errors import NOT_FOR_YOU, SERVICE_AWAY
from gateway.flows.auditing import TRAILS, merged
from services.accounts import contract as accounts
from tests.unit.gateway.fakes import House

WHY = "kiểm tra định kỳ quý III"
READINGS = "/api/v1/audit/readings"
START = dt.datetime(2026, 8, 3, tzinfo=dt.UTC)


def entry(seq: int, minute: int) -> AuditEntry:
    names = ("actor", "actor_kind", "agency", "session", "about", "thing", "why", "trace")
    empty: dict[str, Any] = dict.fromkeys(names, "")
    at = START + dt.timedelta(minutes=minute)
    return AuditEntry(seq=seq, at=at, act="session.opened", outcome="done", facts={}, sound=True, **empty)


def service_with(minutes: list[int], span: int = 1000) -> Any:
    """A trail whose rows 1, 2, 3… were written at these minutes; it looks through so many rows at a time."""

    def answer(asked: ListAudit) -> AuditEntries:
        top = min(asked.before or len(minutes) + 1, len(minutes) + 1)
        bottom = max(0, top - 1 - span)
        found = [entry(seq, minutes[seq - 1]) for seq in range(top - 1, bottom, -1)][: asked.limit]
        further = found[-1].seq if len(found) == asked.limit else bottom + 1
        return AuditEntries(items=tuple(found), next=further if further > 1 else 0)

    return answer


def ask(house: House, **question: Any) -> Any:
    return house.client.post(READINGS, json={"why": WHY, **question}, headers=house.as_officer())


def all_pages(house: House, **question: Any) -> list[tuple[str, int]]:
    seen, cursor = [], ""
    for _ in range(100):
        answer = ask(house, cursor=cursor, **question)
        assert answer.status_code == 200, answer.data
        page = json.loads(answer.data)
        seen += [(row["service"], row["entry"]["seq"]) for row in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            return seen
    raise AssertionError("the list does not end")


def trails(house: House, **minutes: list[int]) -> None:
    house.rpc.answer(accounts.get_audit_reach, Reach(agencies=("H27",)))
    for service, method in TRAILS.items():
        house.rpc.answer(method, service_with(minutes.get(service, []), span=3))


def test_the_trails_are_read_as_one_the_newest_row_first(house: House) -> None:
    trails(house, accounts=[1, 4, 9], dossiers=[2, 3, 10], payments=[5])

    expected = [
        ("dossiers", 3), ("accounts", 3), ("payments", 1), ("accounts", 2),
        ("dossiers", 2), ("dossiers", 1), ("accounts", 1),
    ]  # fmt: skip
    for limit in (1, 2, 3, 100):
        assert all_pages(house, limit=limit) == expected


def test_only_the_services_that_are_named_are_read(house: House) -> None:
    trails(house, accounts=[1, 4], dossiers=[2])

    assert all_pages(house, services=["dossiers"]) == [("dossiers", 1)]
    assert house.rpc.calls_of(accounts.list_audit) == []
    assert ask(house, services=["bank"]).status_code == 422


def test_each_service_is_told_purpose_filters_and_reach(house: House) -> None:
    trails(house)

    ask(house, only={"about": "citizen-1", "since": "2026-08-01T00:00:00+07:00"})

    for method in TRAILS.values():
        [made] = house.rpc.calls_of(method)
        assert (made.request.why, made.request.reach, made.request.only.about) == (
            WHY,
            Reach(agencies=("H27",)),
            "citizen-1",
        )


def test_nobody_says_themselves_how_far_they_read(house: House) -> None:
    trails(house)

    assert ask(house, reach={"everything": True}).status_code == 422


def test_a_list_with_a_gap_is_no_list(house: House) -> None:
    trails(house, accounts=[1])
    house.rpc.answer(TRAILS["payments"], SERVICE_AWAY())

    assert ask(house).status_code == 503
    assert ask(house, services=["accounts"]).status_code == 200


def test_who_audits_nothing_reaches_no_trail(house: House) -> None:
    trails(house)
    house.rpc.answer(accounts.get_audit_reach, NOT_FOR_YOU())

    assert ask(house).status_code == 403
    assert all(not house.rpc.calls_of(method) for method in TRAILS.values())
    assert house.client.post(READINGS, json={"why": WHY}, headers=house.as_citizen()).status_code == 403


@pytest.mark.parametrize("cursor", ["x", "bm8", "eyJiYW5rIjozfQ", "eyJhY2NvdW50cyI6LTF9", "e30", "W10"])
def test_a_cursor_that_nobody_gave_is_refused(house: House, cursor: str) -> None:
    trails(house)

    assert json.loads(ask(house, cursor=cursor).data)["code"] == "cursor.wrong"


@given(
    st.lists(st.lists(st.integers(0, 30), max_size=8), min_size=1, max_size=4),
    st.integers(1, 5),
    st.integers(1, 4),
)
def test_merged_pages_have_every_row_once_in_the_order_of_time(trails: list[list[int]], limit: int, span: int) -> None:
    services = {f"s{number}": service_with(sorted(minutes), span) for number, minutes in enumerate(trails)}
    minute = {
        (f"s{number}", seq): value for number, trail in enumerate(trails) for seq, value in enumerate(sorted(trail), 1)
    }
    places, seen = dict.fromkeys(services, 0), []
    for _ in range(200):
        asked = {
            name: services[name](ListAudit(why=WHY, reach=Reach(), before=place, limit=limit))
            for name, place in places.items()
        }
        rows, places = merged({name: (found.items, found.next) for name, found in asked.items()}, places, limit)
        seen += [(name, found.seq) for name, found in rows]
        if not places:
            break

    assert sorted(seen) == sorted(minute)
    assert [minute[row] for row in seen] == sorted(minute.values(), reverse=True)
