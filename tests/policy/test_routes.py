"""Every address of the gateway, for everybody who could come: let in or turned away as promised."""

import pytest

from gateway.assembly import registry
from gateway.routing import Route
from services.notifications.contract import identify_credential
from tests.policy import promises
from tests.unit.gateway.fakes import a_house
from tests.unit.gateway.test_programs import KEY, OWNER
from tests.unit.gateway.test_routes import concrete

WHO = {"public": (), "provider": (), "signed-in": ("anonymous", "program"),
       "citizen": ("anonymous", "staff", "program"), "staff": ("anonymous", "citizen", "program"),
       "program": ("anonymous", "citizen")}  # fmt: skip
"""The word of a route -> who is turned away."""


def promised() -> dict[tuple[str, str], str]:
    return {(verb, path): word for verb, path, word in promises.lines_of("routes")}


def test_every_address_has_a_promise_and_every_promise_an_address() -> None:
    assert sorted(promised()) == sorted((route.verb, route.path) for route in registry().routes)


@pytest.mark.parametrize("who", ["anonymous", "citizen", "staff", "program"])
@pytest.mark.parametrize("route", registry().api, ids=lambda route: f"{route.verb} {route.path}")
def test_the_gateway_lets_in_whom_it_promises(route: Route, who: str) -> None:
    house = a_house()
    house.rpc.answer(identify_credential, OWNER)
    headers = {
        "anonymous": {},
        "citizen": house.as_citizen(),
        "staff": house.as_officer(),
        "program": {"Authorization": f"Bearer {KEY}"},
    }[who]

    answer = house.client.open(concrete(route.path), method=route.verb, headers=headers)

    turned_away = who in WHO[promised()[route.verb, route.path]]
    assert (answer.status_code in (401, 403)) == turned_away
    # Whose a key is has to be asked; that is no call in the program's name.
    assert not turned_away or [made for made in house.rpc.made if made.method != identify_credential.address] == []
