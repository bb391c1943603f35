"""Dossiers over HTTP: keys, versions, files, callers."""

import base64
import hashlib
import io
import json
from typing import Any

import pytest

from chassis.callers import CallerKind
from chassis.errors import DEADLINE_PASSED, SERVICE_AWAY
from chassis.rendered import Rendered
from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import HASH, a_dossier, a_look_up
from tests.unit.gateway.fakes import House, a_house

NEW = {"procedure_code": "2.000635", "agency_code": "H27.30.12"}


def test_a_new_dossier_says_where_it_is_and_which_version(house: House) -> None:
    house.rpc.answer(dossiers.create_draft, a_dossier(version=1))

    answer = house.client.post("/api/v1/dossiers", json=NEW, headers={**house.as_citizen(), "Idempotency-Key": '"k-1"'})

    assert answer.status_code == 201
    assert answer.headers["Location"] == "/api/v1/dossiers/dos-1"
    assert answer.headers["ETag"] == '"v1"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.data)["applicant_name"] == "Nguyễn Văn An"


def test_a_list_is_handed_on_as_the_service_wrote_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    written = '{"items": [], "next_cursor": "", "of a newer release": "Đà Nẵng"}'.encode()

    def fetch(method: Any, _request: Any, *, caller: Any, trace: str) -> Rendered[Any]:
        assert (method, caller.id, len(trace)) == (dossiers.list_my_dossiers, "acc-1", 32)
        return Rendered(method.reply, written, None)

    monkeypatch.setattr(house.rpc, "fetch", fetch)
    answer = house.client.get("/api/v1/dossiers", headers=house.as_citizen())

    assert (answer.status_code, answer.data) == (200, written)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_key_caller_and_trace_travel_with_the_call(house: House) -> None:
    house.rpc.answer(dossiers.create_draft, a_dossier())
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    answer = house.client.post(
        "/api/v1/dossiers",
        json=NEW,
        headers={
            **house.as_citizen(),
            "Idempotency-Key": "k-1",
            "traceparent": f"00-{trace}-00f067aa0ba902b7-01",
            "Accept-Language": "en",
        },
    )
    (made,) = house.rpc.made

    assert (made.key, made.trace) == ("k-1", trace)
    assert (made.caller.kind, made.caller.id, made.caller.language) == (CallerKind.CITIZEN, "acc-1", "en")
    assert made.caller.network == "127.0.0.1"
    assert answer.headers["X-Request-Id"] == trace
    assert answer.headers["traceresponse"].startswith(f"00-{trace}-")


@pytest.mark.parametrize(
    "given", ["garbage", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", "ff-" + "a" * 32 + "-" + "b" * 16 + "-01"]
)
def test_a_trace_that_is_none_is_replaced(house: House, given: str) -> None:
    answer = house.client.get("/robots.txt", headers={"traceparent": given})

    assert len(answer.headers["X-Request-Id"]) == 32
    assert answer.headers["X-Request-Id"] not in given


def test_the_version_in_if_match_reaches_the_service(house: House) -> None:
    house.rpc.answer(dossiers.save_draft, a_dossier(version=4))

    answer = house.client.patch(
        "/api/v1/dossiers/dos-1",
        json={"answers": {"ho_ten": "An"}},
        headers={**house.as_citizen(), "Idempotency-Key": "k", "If-Match": '"v3"'},
    )

    assert answer.headers["ETag"] == '"v4"'
    assert house.rpc.made[0].request.expected_version == 3


def test_a_stale_version_is_412(house: House) -> None:
    house.rpc.answer(dossiers.save_draft, dossiers.DOSSIER_STALE(expected=3, actual=5))

    answer = house.client.patch(
        "/api/v1/dossiers/dos-1",
        json={"answers": {}},
        headers={**house.as_citizen(), "Idempotency-Key": "k", "If-Match": '"v3"'},
    )

    assert answer.status_code == 412
    assert "3" in json.loads(answer.data)["detail"]


def test_the_version_cannot_be_smuggled_in_by_the_body(house: House) -> None:
    answer = house.client.patch(
        "/api/v1/dossiers/dos-1",
        json={"answers": {}, "expected_version": 9, "dossier_id": "dos-2"},
        headers={**house.as_citizen(), "Idempotency-Key": "k", "If-Match": '"v3"'},
    )

    assert {found["pointer"] for found in json.loads(answer.data)["errors"]} == {"/expected_version", "/dossier_id"}


def upload(house: House, body: bytes = b"%PDF-1.7", digest: str = "") -> tuple[int, dict[str, object]]:
    answer = house.client.put(
        "/api/v1/dossiers/dos-1/papers/to-khai?file_name=t%E1%BB%9D%20khai.pdf",
        data=body,
        headers={
            **house.as_citizen(),
            "Idempotency-Key": "k",
            "Content-Type": "application/pdf",
            "Content-Digest": digest,
        },
    )
    return answer.status_code, json.loads(answer.data)


def test_a_file_is_stored_and_told_to_the_service_by_its_digest(house: House) -> None:
    house.rpc.answer(dossiers.attach_paper, a_dossier())

    status, _ = upload(house)
    asked = house.rpc.made[0].request

    assert status == 200
    assert (asked.file_name, asked.media_type, asked.size) == ("tờ khai.pdf", "application/pdf", 8)
    assert asked.sha256 == hashlib.sha256(b"%PDF-1.7").hexdigest()
    assert house.objects.held == {asked.object_key: b"%PDF-1.7"}


def test_a_file_that_is_refused_leaves_nothing_behind(house: House) -> None:
    house.rpc.answer(dossiers.attach_paper, dossiers.FILE_TYPE_REFUSED())

    status, body = upload(house)

    assert (status, body["code"]) == (422, "file.type-refused")
    assert house.objects.held == {}


@pytest.mark.parametrize("failure", [DEADLINE_PASSED(), SERVICE_AWAY()])
def test_a_file_is_kept_while_nobody_knows_whether_it_was_taken(house: House, failure: Exception) -> None:
    house.rpc.answer(dossiers.attach_paper, failure)

    status, _ = upload(house)

    assert status == 503
    assert len(house.objects.held) == 1


def test_an_empty_file_is_refused(house: House) -> None:
    status, body = upload(house, b"")

    assert (status, body["code"]) == (422, "file.empty")
    assert house.rpc.made == []


def test_a_file_that_differs_from_its_digest_is_refused(house: House) -> None:
    digest = base64.b64encode(hashlib.sha256(b"something else").digest()).decode()

    status, body = upload(house, digest=f"sha-256=:{digest}:")

    assert (status, body["code"]) == (422, "file.digest-mismatch")
    assert house.rpc.made == []
    assert house.objects.held == {}


def test_a_file_that_is_too_large_is_413() -> None:
    house = a_house(paper_limit=1000)

    status, _ = upload(house, b"x" * 1001)

    assert status == 413
    assert house.objects.held == {}


def test_a_download_can_only_be_saved_never_run(house: House) -> None:
    stored = house.objects.put(io.BytesIO(b"<script>"), 100)
    leave = dossiers.FileGrant(
        object_key=stored.key, name="kết quả “1”.html", media_type="text/html", size=8, sha256=stored.sha256
    )
    house.rpc.answer(dossiers.get_file, leave)

    answer = house.client.get("/api/v1/dossiers/dos-1/files/f-1", headers=house.as_citizen())

    assert answer.data == b"<script>"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''k%E1%BA%BFt%20qu%E1%BA%A3" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_path_that_no_id_can_have_is_not_found_without_a_call(house: House) -> None:
    answer = house.client.get("/api/v1/dossiers/%2e%2e%2fetc", headers=house.as_citizen())

    assert answer.status_code == 404
    assert house.rpc.made == []


@pytest.mark.parametrize("token", ["expired", "strange", ""])
def test_a_token_that_is_not_good_is_refused_even_where_none_is_needed(house: House, token: str) -> None:
    answer = house.client.get("/api/v1/procedures", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_nothing_but_the_token_says_who_somebody_is(house: House) -> None:
    house.rpc.answer(dossiers.look_up_dossier, a_look_up())

    house.client.post(
        "/api/v1/dossier-lookups",
        json={"code": "H27", "fact": "1234"},
        headers={"X-User-Id": "acc-1", "X-Forwarded-For": "1.2.3.4", "Forwarded": "for=1.2.3.4"},
    )

    assert house.rpc.made[0].caller.id == "anonymous"
    assert house.rpc.made[0].caller.network == "127.0.0.1"


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    house = a_house(requests_per_minute=10)
    house.rpc.answer(dossiers.look_up_dossier, a_look_up())
    question = {"code": "H27", "fact": "1234"}

    answers = [house.client.post("/api/v1/dossier-lookups", json=question) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[1].headers["RateLimit-Policy"] == '"look-up";q=2;w=60'
    assert answers[1].headers["RateLimit"] == '"look-up";r=0;t=60'
    assert answers[2].headers["Retry-After"] == "60"


def test_options_lists_the_methods_and_head_has_no_body(house: House) -> None:
    house.rpc.answer(dossiers.get_dossier, a_dossier())

    options = house.client.options("/api/v1/dossiers/dos-1")
    head = house.client.head("/api/v1/dossiers/dos-1", headers=house.as_citizen())

    assert options.status_code == 204
    assert options.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == '"v3"'


def test_an_officer_receives_with_key_and_version(house: House) -> None:
    house.rpc.answer(dossiers.receive_dossier, a_dossier(state=2, version=4, content_hash=HASH))

    answer = house.client.post(
        "/api/v1/desk/dossiers/dos-1/reception",
        json={},
        headers={**house.as_officer(), "Idempotency-Key": "k", "If-Match": '"v3"'},
    )

    assert answer.status_code == 200
    assert house.rpc.made[0].caller.agency == "H27"
    assert house.rpc.made[0].caller.roles == ("receiver",)
