"""A small catalogue for tests that publish: one procedure with everything, two communes, and people who edit."""

import datetime as dt
from dataclasses import replace
from typing import Any

from chassis.callers import Caller, CallerKind, Channel, system
from chassis.records import load
from chassis.storage import Storage
from services.catalog import contract, store
from services.catalog.handlers import publishing

CODE = "1.009999"
HERE, THERE = "H27.30.12", "H27.30.01"
EDITOR = Caller(kind=CallerKind.STAFF, id="staff-editor", name="Lê Biên", agency="G15", roles=("catalog_editor",))
SECOND = Caller(kind=CallerKind.STAFF, id="staff-second", name="Võ Soạn", agency="G15", roles=("catalog_editor",))
REVIEWER = Caller(
    kind=CallerKind.STAFF, id="staff-reviewer", name="Trần Duyệt", agency="G15", roles=("catalog_reviewer",)
)
BOTH = Caller(
    kind=CallerKind.STAFF,
    id="staff-both",
    name="Phan Cả Hai",
    agency="G15",
    roles=("catalog_editor", "catalog_reviewer"),
)
CITIZEN = Caller(kind=CallerKind.CITIZEN, id="citizen-an", name="Nguyễn Văn An")

FORM = {
    "key": "to-khai",
    "vi": "Tờ khai",
    "en": "Declaration",
    "sections": [
        {
            "key": "phan_1",
            "vi": "Phần 1",
            "en": "Part 1",
            "fields": [{"key": "ho_ten", "kind": "name", "vi": "Họ, tên", "en": "Name"}],
        }
    ],
    "provenance": {"name": "Thử nghiệm", "retrieved_on": "2026-07-20", "verified": True},
}

CONTENT: dict[str, Any] = {
    "name": "Xác nhận thông tin hộ tịch",
    "field": "ho-tich",
    "publication_decision": "163/QĐ-BTP",
    "publication_decided_on": "2026-06-01",
    "levels": ["commune"],
    "tabs": ["citizen"],
    "audiences": ["citizen"],
    "ways": [
        {"channel": "online", "limit": {"value": 3, "unit": "working_day"}},
        {"channel": "direct", "limit": {"value": 5, "unit": "working_day"}},
        {"channel": "post", "limit": {"value": 5, "unit": "working_day"}},
    ],
    "fees": [
        {
            "head": "le-phi",
            "kind": "le_phi",
            "label": "Lệ phí xác nhận",
            "rule": "fixed",
            "amount": 8000,
            "basis": "Thông tư 281/2016/TT-BTC",
        }
    ],
    "papers": [
        {"key": "to-khai", "name": "Tờ khai theo mẫu", "originals": 1, "form": "Tờ khai", "form_key": "to-khai"},
        {"key": "giay-to", "name": "Giấy tờ tùy thân", "originals": 1, "handling": "show", "channels": ["direct"]},
    ],
    "forms": [FORM],
    "sets": 1,
    "steps": ["Nộp hồ sơ.", "Cơ quan xem xét.", "Nhận kết quả."],
    "results": [{"name": "Văn bản xác nhận", "code": "KQ.G15.000099"}],
    "implementing_agency": "Ủy ban nhân dân cấp xã",
    "legal_basis": [{"number": "60/2014/QH13", "title": "Luật Hộ tịch"}],
    "provenance": {"name": "Cổng Dịch vụ công quốc gia", "retrieved_on": "2026-07-20", "verified": True},
}


def content(**changes: Any) -> dict[str, Any]:
    """What an editor writes; a change to None leaves the part out."""
    return {name: value for name, value in (CONTENT | changes).items() if value is not None}


def a_version(valid_from: str = "2026-07-20", **changes: Any) -> contract.ProcedureVersion:
    """The content as a record, not yet published."""
    unpublished = {
        "code": CODE,
        "version": 1,
        "content_hash": "0" * 64,
        "valid_from": valid_from,
        "published_at": "2026-07-20T00:00:00Z",
        "field_name": "Hộ tịch",
    }
    return load(contract.ProcedureVersion, content(**changes) | unpublished)


def a_claim(agency: str = HERE, level: str = "full", scheme: str = "nd224-2026", **changes: Any) -> contract.Offer:
    """What an agency claims."""
    facts: dict[str, Any] = {
        "agency_code": agency,
        "desk_code": f"{agency}.1",
        "scheme": scheme,
        "level": level,
        "files_online": True,
        "pays_online": True,
        "returns_online": True,
        "returns_by_post": True,
        "returns_at_desk": True,
        "valid_from": "2026-07-20",
    }
    return load(contract.Offer, facts | changes)


def an_agency(code: str, **changes: Any) -> contract.Agency:
    facts: dict[str, Any] = {
        "code": code,
        "name": f"Ủy ban nhân dân xã {code}",
        "kind": "peoples_committee",
        "level": "commune",
        "dossier_unit": code,
    }
    return load(contract.Agency, facts | changes)


def furnish(storage: Storage) -> None:
    """The field, two communes, and their desks with hours."""
    hours = [
        {"weekday": day, "opens": opens, "closes": closes}
        for day in range(1, 6)
        for opens, closes in (("07:30", "11:30"), ("13:30", "17:00"))
    ]
    with storage.work(system("test")) as work:
        store.keep_fields(work.db, [{"key": "ho-tich", "name": "Hộ tịch"}])
        store.keep_life_events(
            work.db, [{"key": "cu-tru", "tab": "citizen", "position": 1, "name": "Cư trú", "name_en": "Residence"}]
        )
        for code in (HERE, THERE):
            publishing.publish_agency(work, an_agency(code), None)
            desk = an_agency(
                f"{code}.1",
                name=f"Trung tâm Phục vụ hành chính công xã {code}",
                kind="one_stop_desk",
                address="Thôn 1, xã Tân Mỹ Hà",
                phone="0239 3876 001",
                hours=hours,
            )
            publishing.publish_agency(work, desk, None)


def publish(storage: Storage, *claims: contract.Offer, valid_from: str = "2026-07-20", **changes: Any) -> None:
    """Publish the content as the next version, with what agencies claim."""
    with storage.work(system("test")) as work:
        version = replace(a_version(valid_from, **changes), offers=claims)
        publishing.publish_version(work, version, editor="staff-editor", reviewer="staff-reviewer")
        store.next_revision(work.db, work.now)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


__all__ = ["Channel"]
