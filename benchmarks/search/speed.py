"""How fast procedures are found among ten thousand: ``python -m benchmarks.search.speed`` for the index alone.

``--served`` measures the whole way over HTTP (`benchmarks.search.served`) and ends with 1 where a cold search takes
more than 20 ms at p95; it starts the servers it needs (`benchmarks.ground`), and counts only on a machine that does
nothing else.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.ground import servers
from benchmarks.search.documents import many_documents
from benchmarks.search.served import served
from benchmarks.search.told import SIZE, texts, told
from services.catalog.domain.search import Index
from services.catalog.legal_data import lexicon


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    work()
    return clock() - began


def resident() -> int:
    """Megabytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4 // 1024


def alone() -> None:
    """The index in this process."""
    documents = many_documents(SIZE)
    pieces: list[float] = []
    last = time.process_time()

    def pause() -> None:
        nonlocal last
        now = time.process_time()
        pieces.append(now - last)
        last = now

    known = lexicon()
    before, began = resident(), time.process_time()
    last = began
    index = Index(documents, known, pause)
    built = time.process_time() - began
    longest = max(pieces) * 1000
    print(f"{len(documents)} procedures: built in {built:.2f} s of processor time, the longest piece {longest:.0f} ms, "
          f"{resident() - before} MB")  # fmt: skip
    changed = timed(lambda: index.changed((), documents[:1]), time.process_time) * 1000
    print(f"one procedure changed: {changed:.1f} ms")
    told("search", [timed(lambda text=text: index.search(text)) for text in texts()])
    told("while typing", [timed(lambda text=text: index.search(text[:7], unfinished=True)) for text in texts()])


def main() -> int:
    parser = argparse.ArgumentParser(description="How fast procedures are found among ten thousand.")
    parser.add_argument("--served", action="store_true", help="over HTTP, with catalog, broker and database")
    if not parser.parse_args().served:
        alone()
        return 0
    with servers():
        return served()


if __name__ == "__main__":
    sys.exit(main())
