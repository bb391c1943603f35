"""A copy of one's data over HTTP: whole, or refused; and what is found missing in it says so itself."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from typing import Any

import jsonschema
import pytest

from chassis.errors import DEADLINE_PASSED, SERVICE_AWAY
from chassis.personal_data import ExportPersonalData, PersonalDataPage, PersonalField, PersonalPart
from gateway.flows import exporting
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from tests.unit.gateway.fakes import House

PATH = "/api/v1/me/data-copies"
BODY = b"%PDF-1.7 giay khai sinh"
SHA256 = hashlib.sha256(BODY).hexdigest()


def part(called: str, /, *rows: dict[str, Any], **kinds: str) -> PersonalPart:
    fields = tuple(PersonalField(name=key, title=f"Mục {key}", kind=kind) for key, kind in kinds.items())
    return PersonalPart(name=called, title=f"Phần {called}", fields=fields, rows=rows)


def page(service: str, *parts: PersonalPart, next_cursor: str = "") -> PersonalDataPage:
    return PersonalDataPage(service=service, parts=parts, next_cursor=next_cursor)


@pytest.fixture
def full(house: House) -> House:
    """Services that hold something of everything."""
    now = dt.datetime(2026, 11, 27, 3, 0, tzinfo=dt.UTC)
    house.rpc.answer(accounts.open_export, accounts.ExportOpened(export_id="e-1", at=now))
    texts = {"name": "text", "opened_at": "moment"}
    first = part("account", {"name": "Nguyễn <An>", "opened_at": now.isoformat()}, **texts)

    def of_accounts(asked: ExportPersonalData) -> PersonalDataPage:
        if not asked.cursor:
            return page("accounts", first, next_cursor="2")
        return page("accounts", part("account", {"name": "trang hai", "opened_at": None}, **texts))

    house.rpc.answer(accounts.export_personal_data, of_accounts)
    file = {"id": "f-1", "dossier_id": "d-1", "name": "../../giấy khai sinh.pdf", "sha256": SHA256, "removed_at": None}
    gone = {**file, "id": "f-2", "removed_at": now.isoformat()}
    kinds = {"id": "text", "dossier_id": "text", "name": "text", "sha256": "text", "removed_at": "moment"}
    house.rpc.answer(
        dossiers.export_personal_data,
        page(
            "dossiers",
            part("dossiers", {"id": "d-1", "code": "H27-1"}, id="text", code="text"),
            part("files", file, gone, **kinds),
        ),
    )
    for service in ("payments", "notifications"):
        house.rpc.answer(exporting.SOURCES[service][0], page(service, part("nothing", id="text")))
    stored = house.objects.put(io.BytesIO(BODY), 1000)
    grant = dossiers.FileGrant(
        object_key=stored.key, name="x.pdf", media_type="application/pdf", size=len(BODY), sha256=SHA256
    )
    house.rpc.answer(dossiers.get_file, grant)
    return house


def copy_of(house: House, query: str = "") -> zipfile.ZipFile:
    answer = house.client.post(PATH + query, headers=house.as_citizen())
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "no-store"
    made = zipfile.ZipFile(io.BytesIO(answer.data))
    assert made.testzip() is None
    return made


def test_a_copy_holds_every_page_by_its_schema_and_reads_as_a_page(full: House) -> None:
    made = copy_of(full)

    data, schema = json.loads(made.read(exporting.DATA)), json.loads(made.read(exporting.SCHEMA))
    jsonschema.Draft202012Validator(schema).validate(data)
    assert [row["name"] for row in data["services"]["accounts"]["account"]] == ["Nguyễn <An>", "trang hai"]
    assert set(data["services"]) == set(exporting.SOURCES)
    html = made.read(exporting.PAGE).decode()
    assert "Nguyễn &lt;An&gt;" in html
    assert "10:00:00, 27/11/2026" in html


def test_files_lie_within_the_copy_and_the_contents_list_them(full: House) -> None:
    made = copy_of(full)

    (name,) = [name for name in made.namelist() if name.startswith("tep/")]
    assert name == "tep/H27-1/_.._giấy khai sinh.pdf"
    assert made.read(name) == BODY
    contents = json.loads(made.read(exporting.CONTENTS))
    assert contents["complete"] is True
    for entry in contents["entries"]:
        assert hashlib.sha256(made.read(entry["name"])).hexdigest() == entry["sha256"]


def test_without_files_they_are_listed_only(full: House) -> None:
    made = copy_of(full, "?files=false")

    assert not [name for name in made.namelist() if name.startswith("tep/")]
    assert json.loads(made.read(exporting.DATA))["services"]["dossiers"]["files"]
    assert full.rpc.calls_of(dossiers.get_file) == []


@pytest.mark.parametrize("service", sorted(exporting.SOURCES))
@pytest.mark.parametrize("failure", [SERVICE_AWAY(), DEADLINE_PASSED()])
def test_a_service_that_is_away_refuses_the_copy_by_its_name(full: House, service: str, failure: Exception) -> None:
    full.rpc.answer(exporting.SOURCES[service][0], failure)

    answer = full.client.post(PATH, headers=full.as_citizen())

    problem = json.loads(answer.data)
    assert (answer.status_code, problem["code"]) == (503, "personal-data.copy-incomplete")
    assert exporting.SOURCES[service][1] in problem["detail"]


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_file_that_the_store_has_lost_makes_the_copy_say_so(full: House, harm: str) -> None:
    (key,) = full.objects.held
    if harm == "gone":
        del full.objects.held[key]
    else:
        full.objects.held[key] = b"something else"

    contents = json.loads(copy_of(full).read(exporting.CONTENTS))

    assert contents["complete"] is False
    (missing,) = [entry for entry in contents["entries"] if "missing" in entry]
    assert missing["name"].startswith("tep/H27-1/")
