"""Catalogues to search in: the shipped one, and one of ten thousand procedures made of it, the same every time.

Where ``MOTCUA_SHARED`` (or ``../shared`` beside the clone) holds the national database's records, their names and
fields are the stock that the ten thousand are made of; the shipped names stand in where it is not there.
"""

import gzip
import json
import os
import unicodedata
from itertools import count, product
from pathlib import Path

from services.catalog import seeds
from services.catalog.contract import ProcedureVersion
from services.catalog.domain.documents import Document
from services.catalog.legal_data import read
from services.catalog.listings import listing_of
from services.catalog.snapshot import document_of

NATIONAL = "data/national-procedures.jsonl.gz"
_DOING = ("", "Cấp lại", "Gia hạn", "Điều chỉnh", "Thu hồi", "Cấp đổi", "Sửa đổi, bổ sung", "Chấm dứt", "Xác nhận")
_WHERE = (
    "", "(thực hiện tại cấp tỉnh)", "(thực hiện tại cấp xã)", "(thực hiện tại cấp trung ương)", "đối với tổ chức",
    "đối với cá nhân", "đối với doanh nghiệp", "có yếu tố nước ngoài", "tại khu kinh tế", "trên địa bàn đặc khu",
    "tại cơ quan đại diện ở nước ngoài", "theo ủy quyền", "trong trường hợp đặc biệt",
)  # fmt: skip


def shipped() -> tuple[ProcedureVersion, ...]:
    """The shipped procedures."""
    return seeds.read_seeds().procedures


def shipped_documents() -> list[Document]:
    """What the shipped procedures are found by."""
    groups = {group["key"]: group["name"] for group in read("life_events.json")["life_events"]}
    return [document_of(version.code, listing_of(version), groups) for version in shipped()]


def shared() -> Path | None:
    """Where data that is not part of the product lies, if it is here."""
    places = [Path(os.environ["MOTCUA_SHARED"])] if "MOTCUA_SHARED" in os.environ else []
    places.append(Path(__file__).resolve().parents[2].parent / "shared")
    return next((place for place in places if (place / NATIONAL).is_file()), None)


def national_documents() -> list[Document]:
    """The national records as they would be found; empty where they are not here."""
    place = shared()
    if place is None:
        return []
    found = {}
    with gzip.open(place / NATIONAL, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            name, field = (unicodedata.normalize("NFC", raw[key]) for key in ("ten_thu_tuc", "linh_vuc"))
            found[raw["ma_thu_tuc"]] = Document(raw["ma_thu_tuc"], name, field=field)
    return list(found.values())


def many_documents(size: int) -> list[Document]:
    """So many documents: the shipped ones, the national ones, and then variants of both under codes of their own."""
    stock = {document.key: document for document in (*national_documents(), *shipped_documents())}
    found = list(stock.values())[:size]
    base, taken, numbers = list(found), set(stock), count(900_000)
    for doing, where in product(_DOING[1:], _WHERE):
        for document in base:
            if len(found) >= size:
                return found
            code = next(f"1.{number:06d}" for number in numbers if f"1.{number:06d}" not in taken)
            name = f"{doing} {document.name[:1].lower()}{document.name[1:]} {where}".strip()
            found.append(Document(code, name, (), document.field, document.more))
    return found
