"""What a dossier holds: the papers that its case asks for, what is missing, and the one hash of it all."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperSpec:
    """One paper that a procedure asks for (thành phần hồ sơ); ``case`` is empty where every case needs it."""

    key: str
    name: str
    case: str
    required: bool
    originals: int
    copies: int
    form: str


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that was given for a paper."""

    id: str
    paper_key: str
    sha256: str


def papers_of(specs: Sequence[PaperSpec], case: str) -> tuple[PaperSpec, ...]:
    """The papers that a case asks for: its own, and those of every case; a key stands once."""
    found: dict[str, PaperSpec] = {}
    for spec in specs:
        if spec.case in ("", case):
            found.setdefault(spec.key, spec)
    return tuple(found.values())


def cases_of(specs: Iterable[PaperSpec], ways: Iterable[str]) -> tuple[str, ...]:
    """The cases that a procedure tells apart, by its papers and its ways, in order of appearance."""
    return tuple(dict.fromkeys(case for case in (*(spec.case for spec in specs), *ways) if case))


def missing(specs: Sequence[PaperSpec], files: Iterable[HeldFile]) -> tuple[str, ...]:
    """Keys of the required papers that no file was given for."""
    given = {file.paper_key for file in files}
    return tuple(spec.key for spec in specs if spec.required and spec.key not in given)


def open_items(asked: Mapping[str, frozenset[str]], files: Iterable[HeldFile], form_changed: bool, form: str) -> int:
    """How many of the papers asked for got nothing new.

    ``asked`` maps each paper to the hashes that it had when it was asked for; the form counts as answered once changed.
    """
    by_paper: dict[str, set[str]] = {}
    for file in files:
        by_paper.setdefault(file.paper_key, set()).add(file.sha256)
    return sum(1 for key, had in asked.items() if not (form_changed if key == form else by_paper.get(key, set()) - had))


def answers_hash(case: str, answers: Mapping[str, object]) -> str:
    """The SHA-256 of the form's answers alone."""
    return _digest({"case": case, "answers": dict(answers)})


def content_hash(
    procedure_code: str,
    procedure_hash: str,
    agency_code: str,
    case: str,
    answers: Mapping[str, object],
    files: Iterable[HeldFile],
) -> str:
    """The SHA-256 of everything a person files: procedure, agency, case, answers and each paper's content.

    Two dossiers with the same content have the same hash, whatever order the answers and files were given in.
    """
    held = sorted({(file.paper_key, file.sha256) for file in files})
    return _digest(
        {
            "procedure": [procedure_code, procedure_hash],
            "agency": agency_code,
            "case": case,
            "answers": dict(answers),
            "papers": [list(pair) for pair in held],
        }
    )


def _digest(body: Mapping[str, object]) -> str:
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
