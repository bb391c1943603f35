"""What is given again without a visit is what a visit would give, and counts as one."""

import json

import pytest

from chassis.errors import SERVICE_AWAY
from gateway.catalogue import DEAF_PROBE_SECONDS
from services.catalog import contract as catalog
from tests.unit.gateway.builders import NOON, a_procedure, found
from tests.unit.gateway.fakes import House, a_house

ADDRESS = "/api/v1/procedures?q=khai+sinh"
ENVIRON = {"REMOTE_ADDR": "127.0.0.1"}
OF_EACH_VISIT = {"RateLimit", "X-Request-Id", "traceresponse", "Date"}


@pytest.fixture(autouse=True)
def catalogue(house: House) -> None:
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.search_procedures, found("Đăng ký khai sinh"))
    house.rpc.answer(catalog.get_procedure, a_procedure())


def test_it_is_the_same_to_the_byte_with_the_same_headers(house: House) -> None:
    visit = house.client.get(ADDRESS)

    given = house.again[ADDRESS](dict(ENVIRON), "0" * 32)

    assert given is not None
    assert (given.status[:3], given.body) == ("200", visit.data)
    headers = dict(given.headers)
    assert {name: value for name, value in headers.items() if name not in OF_EACH_VISIT} == {
        name: value for name, value in visit.headers.items() if name not in OF_EACH_VISIT
    }
    assert headers["X-Request-Id"] == "0" * 32
    assert OF_EACH_VISIT - {"Date"} <= headers.keys()


def test_who_has_it_already_gets_304(house: House) -> None:
    tag = house.client.get(ADDRESS).headers["ETag"]

    given = house.again[ADDRESS]({**ENVIRON, "HTTP_IF_NONE_MATCH": tag}, "0" * 32)
    other = house.again[ADDRESS]({**ENVIRON, "HTTP_IF_NONE_MATCH": '"another"'}, "0" * 32)

    assert given is not None
    assert other is not None
    assert (given.status[:3], given.body) == ("304", b"")
    assert dict(given.headers)["ETag"] == tag
    assert "Content-Length" not in dict(given.headers)
    assert other.status[:3] == "200"


def test_a_first_visit_that_was_answered_304_leaves_the_whole_answer(house: House) -> None:
    visit = house.client.get(ADDRESS)
    house.again.clear()
    house.client.get(ADDRESS, headers={"If-None-Match": visit.headers["ETag"]})

    given = house.again[ADDRESS](dict(ENVIRON), "0" * 32)
    assert given is not None
    assert (given.status[:3], given.body) == ("200", visit.data)


def test_it_counts_as_a_visit_and_is_not_given_beyond_the_limit() -> None:
    house = a_house(requests_per_minute=3)
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.search_procedures, found("Đăng ký khai sinh"))
    left = [house.client.get(ADDRESS).headers["RateLimit"].split(";")[1]]
    for _ in range(2):
        given = house.again[ADDRESS](dict(ENVIRON), "0" * 32)
        assert given is not None
        left.append(dict(given.headers)["RateLimit"].split(";")[1])

    assert left == ["r=2", "r=1", "r=0"]
    assert house.again[ADDRESS](dict(ENVIRON), "0" * 32) is None
    assert house.client.get(ADDRESS).status_code == 429
    assert house.again[ADDRESS]({"REMOTE_ADDR": "192.0.2.1"}, "0" * 32) is not None


def test_it_is_given_no_more_when_the_catalogue_may_have_changed(house: House) -> None:
    house.client.get(ADDRESS)
    house.clock.pass_by(DEAF_PROBE_SECONDS)
    assert house.again[ADDRESS](dict(ENVIRON), "0" * 32) is None

    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=2, changed_at=NOON))
    house.rpc.answer(catalog.search_procedures, found("Đăng ký kết hôn"))
    body = json.loads(house.client.get(ADDRESS).data)
    assert body["items"][0]["name"] == "Đăng ký kết hôn"


def test_what_is_stale_is_not_left(house: House) -> None:
    house.client.get(ADDRESS)
    house.again.clear()
    house.rpc.answer(catalog.get_revision, SERVICE_AWAY())
    house.rpc.answer(catalog.search_procedures, SERVICE_AWAY())
    house.clock.pass_by(3600)

    assert "stale" in house.client.get(ADDRESS).headers["Cache-Status"]
    assert house.again == {}


def test_nothing_is_left_of_a_signed_in_visit_nor_of_a_failure(house: House) -> None:
    house.client.get(ADDRESS, headers=house.as_citizen())
    house.client.get("/api/v1/procedures?q=khai&limit=0")
    house.client.get("/api/v1/nowhere")

    assert house.again == {}
