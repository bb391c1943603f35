"""What a dossier holds: the papers that its case asks for, what is missing, and the one hash of it all."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Handed:
    """A paper that was handed in on paper."""

    paper_key: str
    originals: int
    copies: int

    @property
    def is_something(self) -> bool:
        return self.originals + self.copies > 0


def missing(specs: Sequence[PaperSpec], files: Iterable[HeldFile], handed: Iterable[Handed] = ()) -> tuple[str, ...]:
    """Keys of the required papers that no file was given for and that were not handed in."""
    given = {file.paper_key for file in files} | {paper.paper_key for paper in handed}
    return tuple(spec.key for spec in specs if spec.required and spec.key not in given)


def open_items(
    asked: Mapping[str, frozenset[str]],
    files: Iterable[HeldFile],
    form_changed: bool,
    form: str,
    handed: frozenset[str] = frozenset(),
) -> int:
    """How many of the papers asked for got nothing new.

    ``asked`` maps each paper to the hashes that it had when it was asked for; the form counts as answered once changed.
    ``handed`` are the papers of which something was handed in since.
    """
    asked = {key: had for key, had in asked.items() if key not in handed}
    by_paper: dict[str, set[str]] = {}
    for file in files:
        by_paper.setdefault(file.paper_key, set()).add(file.sha256)
    return sum(1 for key, had in asked.items() if not (form_changed if key == form else by_paper.get(key, set()) - had))


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in, and the salt that goes into every digest over it.

    The salt is random, the dossier's own, and kept as secret as the answers. Without it, whoever reads a digest and
    knows all but one identity number would find that by trying. Dossiers filed before there were salts have none.
    """

    answers: Mapping[str, Any]
    salt: str = ""

    def salted(self, salt: str) -> "Filled":
        """The same with this salt, if it has none."""
        return self if self.salt else Filled(self.answers, salt)


def claim_names(claims: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Claims to pay less of a fee as the content hash and receipts have them: ``head:relief``, in order."""
    return tuple(sorted(f"{claim['head']}:{claim['relief']}" for claim in claims))


def answers_hash(case: str, filled: Filled) -> str:
    """The SHA-256 of the form's answers alone."""
    return _digest({"case": case, "answers": dict(filled.answers)}, filled.salt)


def content_hash(
    procedure_code: str,
    procedure_hash: str,
    agency_code: str,
    case: str,
    filled: Filled,
    files: Iterable[HeldFile],
    handed: Iterable[Handed] = (),
    claims: Iterable[str] = (),
) -> str:
    """The SHA-256 of everything a person files: procedure, agency, case, answers, claims, salt and papers' content.

    The same content has the same hash within a dossier, whatever order the answers and files were given in; of another
    dossier it has another one, and nobody without the salt can tell from a hash what was filed.
    """
    held = sorted({(file.paper_key, file.sha256) for file in files})
    claimed = sorted(claims)
    on_paper = sorted((paper.paper_key, paper.originals, paper.copies) for paper in handed)
    return _digest(
        {
            "procedure": [procedure_code, procedure_hash],
            "agency": agency_code,
            "case": case,
            "answers": dict(filled.answers),
            "papers": [list(pair) for pair in held],
            # Only where there is any, so that what was filed before keeps its hash.
            **({"handed_in": [list(one) for one in on_paper]} if on_paper else {}),
            **({"fee_claims": claimed} if claimed else {}),
        },
        filled.salt,
    )


def _digest(body: Mapping[str, object], salt: str) -> str:
    whole = {**body, "salt": salt} if salt else body
    canonical = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
