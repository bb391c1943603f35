"""Papers arrive in parts by tus 1.0.0: any stock client can begin, break off, ask where it was, and go on."""

import base64
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.errors import SERVICE_AWAY
from chassis.objects import LocalObjects
from services.dossiers import contract as dossiers
from tests.unit.gateway.fakes import House, a_house

BODY = b"%PDF-1.7 " + bytes(range(256)) * 8
PATCH = {"Content-Type": "application/offset+octet-stream"}
BEGIN = "/api/v1/dossiers/dos-1/papers/identity/uploads"


class Service:
    """What the dossiers service knows of uploads."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.upload: dossiers.UploadView | None = None
        self.finished: list[dossiers.FinishUpload] = []
        house.rpc.answer(dossiers.begin_upload, self.begin)
        house.rpc.answer(dossiers.get_upload, lambda _asked: self.upload)
        house.rpc.answer(dossiers.finish_upload, self.finish)
        house.rpc.answer(dossiers.drop_upload, lambda _asked: self.to("dropped"))

    def begin(self, asked: dossiers.BeginUpload) -> dossiers.UploadView:
        self.upload = dossiers.UploadView(
            id="up-1",
            dossier_id=asked.dossier_id,
            paper_key=asked.paper_key,
            part_key=asked.part_key,
            size=asked.size,
            state=dossiers.UploadState.RECEIVING,
            expires_at=dt.datetime(2026, 11, 28, tzinfo=dt.UTC),
        )
        return self.upload

    def to(self, state: str) -> dossiers.UploadView:
        assert self.upload is not None
        facts = {name: getattr(self.upload, name) for name in type(self.upload).__dataclass_fields__}
        self.upload = dossiers.UploadView(**{**facts, "state": dossiers.UploadState(state)})
        return self.upload

    def finish(self, asked: dossiers.FinishUpload) -> dossiers.UploadView:
        self.finished.append(asked)
        return self.to("taken")


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(a_house(objects=LocalObjects(tmp_path), objects_dir=tmp_path))


def ask(
    service: Service, verb: str, path: str = "/api/v1/uploads/up-1", body: bytes = b"", **headers: str
) -> TestResponse:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {**service.house.as_citizen(), "Tus-Resumable": "1.0.0", **told}
    return service.house.client.open(path, method=verb, data=body, headers=sent)


def begin(service: Service, size: int = len(BODY), **headers: str) -> TestResponse:
    told = "filename " + base64.b64encode("giấy tờ.pdf".encode()).decode() + ",filetype YXBwbGljYXRpb24vcGRm"
    return ask(service, "POST", BEGIN, Upload_Length=str(size), Upload_Metadata=told, **headers)


def send(service: Service, offset: int, body: bytes, **headers: str) -> TestResponse:
    return ask(service, "PATCH", body=body, Upload_Offset=str(offset), **{**PATCH, **headers})


def test_a_client_learns_what_is_spoken(service: Service) -> None:
    told = service.house.client.options("/api/v1/uploads/up-1").headers

    assert told["Tus-Version"] == told["Tus-Resumable"] == "1.0.0"
    assert set(told["Tus-Extension"].split(",")) == {"creation", "expiration", "checksum", "termination"}
    assert (told["Tus-Max-Size"], told["Tus-Checksum-Algorithm"]) == ("26214400", "sha1,sha256")
    assert service.house.client.options(BEGIN).headers["Tus-Version"] == "1.0.0"


def test_an_upload_is_begun_at_an_address_of_its_own(service: Service) -> None:
    answer = begin(service)

    assert (answer.status_code, answer.headers["Location"]) == (201, "https://motcua.example/api/v1/uploads/up-1")
    assert answer.headers["Upload-Expires"] == "Sat, 28 Nov 2026 00:00:00 GMT"
    [made] = service.house.rpc.calls_of(dossiers.begin_upload)
    assert (made.request.file_name, made.request.media_type, made.request.size) == (
        "giấy tờ.pdf", "application/pdf", len(BODY),
    )  # fmt: skip


def test_parts_add_up_and_the_last_one_finishes(service: Service) -> None:
    begin(service)

    first = send(service, 0, BODY[:1000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    assert ask(service, "HEAD").headers["Upload-Offset"] == "1000"
    assert service.finished == []
    last = send(service, 1000, BODY[1000:])

    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(BODY)))
    [finished] = service.finished
    assert (finished.size, finished.sha256) == (len(BODY), hashlib.sha256(BODY).hexdigest())
    assert b"".join(service.house.objects.open(finished.object_key)) == BODY


def test_a_part_that_does_not_follow_on_is_a_conflict_and_changes_nothing(service: Service) -> None:
    begin(service)
    send(service, 0, BODY[:1000])

    for offset in (0, 999, 1001):
        assert send(service, offset, b"x").status_code == 409
    assert ask(service, "HEAD").headers["Upload-Offset"] == "1000"


def test_a_part_that_was_changed_on_its_way_is_not_kept(service: Service) -> None:
    begin(service)
    good = base64.b64encode(hashlib.sha1(BODY[:500], usedforsecurity=False).digest()).decode()

    wrong = send(service, 0, BODY[:499] + b"!", **{"Upload-Checksum": f"sha1 {good}"})
    assert (wrong.status_code, ask(service, "HEAD").headers["Upload-Offset"]) == (460, "0")
    assert send(service, 0, BODY[:500], **{"Upload-Checksum": f"sha1 {good}"}).status_code == 204
    assert send(service, 500, b"x", **{"Upload-Checksum": "md5 xx"}).status_code == 400


def test_no_more_than_was_announced_is_taken(service: Service) -> None:
    begin(service)

    assert send(service, 0, BODY + b"x").status_code in (413, 422)
    assert ask(service, "HEAD").headers["Upload-Offset"] == "0"


def test_what_broke_off_is_kept_as_far_as_it_came(service: Service) -> None:
    came = [BODY[:700]]

    class Broken:
        def read(self, _size: int = -1, /) -> bytes:
            if not came:
                raise OSError("gone")
            return came.pop()

    begin(service)
    parts: Any = service.house.application._means.parts
    assert service.upload is not None
    with pytest.raises(OSError, match="gone"):
        parts.append(service.upload.part_key, 0, Broken())

    assert ask(service, "HEAD").headers["Upload-Offset"] == "700"
    assert send(service, 700, BODY[700:]).status_code == 204


def test_a_whole_file_that_could_not_be_taken_in_is_taken_in_when_asked_for(service: Service) -> None:
    begin(service)
    service.house.rpc.answer(dossiers.finish_upload, SERVICE_AWAY(retry_after=1))
    assert send(service, 0, BODY).status_code == 503

    service.house.rpc.answer(dossiers.finish_upload, service.finish)
    answer = ask(service, "HEAD")

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, str(len(BODY)))
    assert len(service.finished) == 1


def test_a_file_that_is_refused_leaves_nothing_and_says_why(service: Service) -> None:
    begin(service)
    service.house.rpc.answer(dossiers.finish_upload, dossiers.FILE_ENCRYPTED())

    answer = send(service, 0, BODY)

    assert (answer.status_code, answer.json["code"]) == (422, "file.encrypted")
    assert service.upload is not None
    assert not service.house.objects.exists(service.upload.part_key)
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_an_upload_that_ended_is_gone(service: Service) -> None:
    begin(service)
    assert ask(service, "DELETE").status_code == 204

    assert ask(service, "HEAD").status_code == 410
    assert send(service, 0, BODY).status_code == 410


def test_another_version_of_the_protocol_is_refused_with_the_one_that_is_spoken(service: Service) -> None:
    for told in ("0.2.2", ""):
        answer = ask(service, "HEAD", Tus_Resumable=told)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


def test_a_part_of_another_media_type_is_refused(service: Service) -> None:
    begin(service)

    assert send(service, 0, BODY, **{"Content-Type": "application/pdf"}).status_code == 415


def test_what_the_service_refuses_leaves_no_empty_part(service: Service, tmp_path: Path) -> None:
    service.house.rpc.answer(dossiers.begin_upload, dossiers.NOT_EDITABLE())

    assert begin(service).status_code == 409
    assert list((tmp_path / "parts").glob("*")) == []
    assert begin(service, size=26_214_401).status_code in (413, 422)


def test_where_patch_cannot_be_sent_a_header_says_it(service: Service) -> None:
    begin(service)

    answer = ask(service, "POST", body=BODY, Upload_Offset="0", X_HTTP_Method_Override="PATCH", **PATCH)

    assert (answer.status_code, len(service.finished)) == (204, 1)
