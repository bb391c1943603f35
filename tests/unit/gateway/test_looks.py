"""Who looked at one's data, over HTTP: one list of what several services tell, in pages that miss nothing."""

import datetime as dt
import json
from typing import Any

import pytest

from chassis.errors import SERVICE_AWAY
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from tests.unit.gateway.fakes import House

PATH = "/api/v1/me/looks"
BEGIN = dt.datetime(2026, 11, 27, 3, 0, tzinfo=dt.UTC)


def at(minute: int) -> dt.datetime:
    return BEGIN + dt.timedelta(minutes=minute)


@pytest.fixture
def told(house: House) -> House:
    """Dossiers were looked at in even minutes, the account in odd ones, and both in the fifth."""
    in_dossiers = [0, 2, 4, 5, 6, 8]
    in_accounts = [1, 3, 5, 7]

    def of_dossiers(asked: dossiers.ListLooks) -> dossiers.LookPage:
        after = [minute for minute in reversed(in_dossiers) if not asked.cursor or f"look-{minute}" < asked.cursor]
        page = after[: asked.limit]
        looks = tuple(
            dossiers.LookView(
                look_id=f"look-{minute}",
                at=at(minute),
                dossier_id="d-1",
                dossier_code="H27-1",
                look=dossiers.Look.DOSSIER,
                by_name="Lê Thị Hoa",
                by_agency="UBND xã",
            )
            for minute in page
        )
        return dossiers.LookPage(items=looks, next_cursor=f"look-{page[-1]}" if len(after) > len(page) else "")

    def of_accounts(asked: accounts.ListAccountLooks) -> accounts.AccountLooks:
        after = [minute for minute in reversed(in_accounts) if not asked.cursor or minute < int(asked.cursor)]
        page = after[: asked.limit]
        looks = tuple(
            accounts.AccountLook(
                place=str(minute),
                at=at(minute),
                act="personal-data.revealed",
                by_name="Trần Văn Vận",
                by_agency="UBND tỉnh",
                fields=("name",),
                why="giải quyết đề nghị đính chính",
            )
            for minute in page
        )
        return accounts.AccountLooks(items=looks, next_cursor=str(page[-1]) if len(after) > len(page) else "")

    house.rpc.answer(dossiers.list_looks, of_dossiers)
    house.rpc.answer(accounts.list_account_looks, of_accounts)
    return house


def page(house: House, **query: Any) -> dict[str, Any]:
    answer = house.client.get(PATH, query_string=query, headers=house.as_citizen())
    assert answer.status_code == 200, answer.data
    found: dict[str, Any] = json.loads(answer.data)
    return found


def minutes(items: list[dict[str, Any]]) -> list[int]:
    return [int((dt.datetime.fromisoformat(one["at"]) - BEGIN).total_seconds() // 60) for one in items]


def test_looks_of_all_services_stand_in_the_order_of_time(told: House) -> None:
    found = page(told)

    assert minutes(found["items"]) == [8, 7, 6, 5, 5, 4, 3, 2, 1, 0]
    assert found["next_cursor"] == ""
    assert {one["part"] for one in found["items"]} == {"accounts", "dossiers"}
    assert found["items"][1]["why"] == "giải quyết đề nghị đính chính"


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9, 10])
def test_pages_of_any_size_tell_each_look_once(told: House, limit: int) -> None:
    whole, cursor, pages = [], "", 0
    while True:
        found = page(told, limit=limit, **({"cursor": cursor} if cursor else {}))
        whole += found["items"]
        pages += 1
        if not (cursor := found["next_cursor"]):
            break

    assert minutes(whole) == [8, 7, 6, 5, 5, 4, 3, 2, 1, 0]
    assert pages == -(-10 // limit)


def test_a_service_that_is_away_fails_the_list(told: House) -> None:
    told.rpc.answer(accounts.list_account_looks, SERVICE_AWAY())

    answer = told.client.get(PATH, headers=told.as_citizen())

    assert answer.status_code == 503


@pytest.mark.parametrize("cursor", ["look-4", "look-4~x"])
def test_a_place_that_was_never_given_is_refused(told: House, cursor: str) -> None:
    answer = told.client.get(PATH, query_string={"cursor": cursor}, headers=told.as_citizen())

    assert answer.status_code == 422
