"""What a dossier holds: the papers that its case asks for, what is missing, and the one hash of it all."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperSpec:
    """One paper that a procedure asks for in the dossier's case (thành phần hồ sơ)."""

    key: str
    name: str
    required: bool
    originals: int
    copies: int
    form: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that was given for a paper."""

    id: str
    paper_key: str
    sha256: str


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
