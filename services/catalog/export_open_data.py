"""``python -m services.catalog.export_open_data FILE …`` with ``MOTCUA_DATABASE_URL`` set: what is published, as files.

A file's name says what it holds: its beginning the data set (``procedures``, ``agencies``, ``units``; procedures where
it names none), its ending the form (``.json``, ``.jsonl``, ``.csv``, each also with ``.gz``). A form alone goes to
standard output. JSON holds every version ever published, without loss: an import elsewhere gives the same content
hashes. A file appears whole or not at all.
"""

import argparse
import gzip
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from chassis.database import make_engine
from chassis.storage import Storage, utc_now
from services.catalog import open_data
from services.catalog.contract import MEDIA_TYPES, OpenDataForm, OpenDataPart, OpenDataSet, open_file
from services.catalog.domain.validity import day_in_vietnam


def pieces(storage: Storage, dataset: OpenDataSet, ending: str) -> Iterator[bytes]:
    """The bytes of a file of open data."""
    form = OpenDataForm.CSV if ending == "csv" else OpenDataForm.JSON
    day = day_in_vietnam(utc_now())

    def read_part(cursor: str) -> OpenDataPart:
        with storage.read() as db:
            return open_data.part(db, dataset, form, cursor, day)

    return open_file(ending, read_part)


def meant(name: str) -> tuple[OpenDataSet, str] | None:
    """The data set and the ending that a name of a file asks for."""
    bare = name.removesuffix(".gz")
    ending = bare.rpartition(".")[2]
    if ending not in MEDIA_TYPES:
        return None
    return next((one for one in OpenDataSet if Path(bare).name.startswith(one.value)), OpenDataSet.PROCEDURES), ending


def write(storage: Storage, target: Path, dataset: OpenDataSet, ending: str) -> int:
    """Write one file; gives its bytes before packing."""
    draft = target.with_name(f".{target.name}.part")
    size = 0
    opened = gzip.open(draft, "wb", compresslevel=6) if target.name.endswith(".gz") else open(draft, "wb")  # noqa: SIM115
    try:
        with opened as out:
            for piece in pieces(storage, dataset, ending):
                size += out.write(piece)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return size


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="catalog export", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("target", nargs="+", help="procedures.jsonl.gz, agencies.csv, units.json …; or a form alone")
    parser.add_argument("--directory", type=Path, default=Path(), help="where the files go, if not here")
    options = parser.parse_args(arguments)
    url = os.environ.get("MOTCUA_DATABASE_URL", "")
    if not url:
        print("MOTCUA_DATABASE_URL is not set: it must be the PostgreSQL URL of the catalog's database.")
        return 2
    wanted = [(name, meant(name)) for name in options.target]
    strange = [name for name, found in wanted if found is None]
    if strange:
        print(f"Say by the ending what is wanted, .json, .jsonl or .csv: {', '.join(strange)}")
        return 2
    engine = make_engine(url, name="catalog-export", pool_size=1)
    try:
        for name, found in wanted:
            assert found is not None  # What was strange ended above.
            if name in MEDIA_TYPES:
                for piece in pieces(Storage(engine), *found):
                    sys.stdout.buffer.write(piece)
                continue
            target = options.directory / name
            try:
                size = write(Storage(engine), target, *found)
            except OSError as error:
                print(f"{target} cannot be written: {error.strerror}.")
                return 2
            print(f"  {target}: {size} bytes")
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
