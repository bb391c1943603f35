"""The national database's real file, where it is present: nearly all of it loads, and nothing in it is made up.

The oracle knows nothing of how cells are parted: it only asks whether what was believed stands literally in the record.
"""

import gzip
import json
import re
import unicodedata
from collections import Counter

from chassis.records import load
from services.catalog.contract import FeeRule, LimitUnit, ProcedureVersion
from services.catalog.domain.national.record import read_record
from services.catalog.importing import _UNPUBLISHED
from tests.shared_data import shared

FILE = shared("national-procedures.jsonl.gz")
UNITS = {
    LimitUnit.WORKING_DAY: "Ngày làm việc",
    LimitUnit.CALENDAR_DAY: "Ngày",
    LimitUnit.HOUR: "Giờ",
    LimitUnit.MONTH: "Tháng",
}
CHANNELS = {"online": "Trực tuyến", "direct": "Trực tiếp", "post": "Dịch vụ bưu chính"}


def stands(number: int, unit: str, channel: str, text: str) -> bool:
    """Whether a row of the channel begins with the number and the unit, whatever follows."""
    after = "" if unit == "Ngày làm việc" else "(?! làm việc)"
    return re.search(rf"{CHANNELS[channel]}\s*{number}\s*{unit}{after}", text) is not None


def price_stands(amount: int, text: str) -> bool:
    """Whether the amount stands with its thousands and the currency, and no digit touches it from before."""
    return re.search(rf"(?<![\d.,]){amount:,}\s*(?:VNĐ|Việt Nam Đồng)", text) is not None


if FILE:

    def test_nearly_all_of_the_real_file_loads_and_nothing_is_made_up() -> None:
        loaded, total = 0, 0
        rules: Counter[str] = Counter()
        made_up: list[str] = []
        with gzip.open(FILE, "rt", encoding="utf-8") as file:
            for raw in map(json.loads, file):
                total += 1
                read = read_record(raw, "2026-07-20")
                if read.refused:
                    continue
                version = load(ProcedureVersion, read.content | _UNPUBLISHED)
                loaded += 1
                text = unicodedata.normalize("NFC", raw["cach_thuc_thuc_hien"]).replace("\u00a0", " ")
                made_up += [
                    f"{version.code}: {way.limit}"
                    for way in version.ways
                    if way.limit and not stands(way.limit.value, UNITS[way.limit.unit], way.channel.value, text)
                ]
                for fee in version.fees:
                    rules[fee.rule.value] += 1
                    if fee.amount is not None and not price_stands(fee.amount, text):
                        made_up.append(f"{version.code}: {fee.amount}")
                    if fee.foreign and f"{fee.foreign.amount} {fee.foreign.currency}" not in text:
                        made_up.append(f"{version.code}: {fee.foreign}")
                    if fee.rule is FeeRule.FREE and "Miễn phí" not in text:
                        made_up.append(f"{version.code}: free")
                    if fee.rule is FeeRule.UNKNOWN:
                        assert "fees" in {doubt.field for doubt in read.doubts}, version.code
                assert version.fees
                assert any(way.limit is None for way in version.ways) <= (
                    "ways.limit" in {doubt.field for doubt in read.doubts}
                )

        assert loaded / total >= 0.99
        assert made_up == []
        assert rules["fixed"] + rules["per_unit"] >= 150, "strict is not the same as blind"
        assert rules["free"] >= 800
