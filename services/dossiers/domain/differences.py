"""What differs between two contents of a dossier, when only one of them is still there.

Of each content that somebody may have seen, a *mark* is kept for every answer and paper: a keyed digest under the
dossier's own salt. Marks tell which parts changed, and without the salt, which is sealed, nothing else.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.dossiers.domain.content import Filled, Handed, HeldFile

Marks = Mapping[str, str]
"""JSON pointer (RFC 6901) of a part of the content -> its mark."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is not what it was: ``changed``, ``added`` or ``removed``."""

    pointer: str
    kind: str


def marks_of(
    procedure_version: int,
    case: str,
    filled: Filled,
    files: Iterable[HeldFile],
    claims: Iterable[str] = (),
    handed: Iterable[Handed] = (),
) -> dict[str, str]:
    """The marks of a content: of its procedure's version, case, each claim, each answer, and of each paper by its files
    and what was handed in of it."""
    parts: dict[str, Any] = {"/procedure": procedure_version, "/case": case}
    parts |= {f"/fee_claims/{claim}": True for claim in claims}
    parts |= dict(_leaves("/answers", dict(filled.answers)))
    for file in sorted(files, key=lambda file: (file.paper_key, file.sha256)):
        parts.setdefault(f"/papers/{file.paper_key}", []).append(file.sha256)
    for paper in handed:
        parts.setdefault(f"/papers/{paper.paper_key}", []).append([paper.originals, paper.copies])
    return {pointer: _mark(filled.salt, pointer, value) for pointer, value in parts.items()}


def differences(seen: Marks, now: Marks) -> tuple[Difference, ...]:
    """Where ``now`` is not what was ``seen``, in the order of pointers."""
    found = []
    for pointer in sorted({*seen, *now}):
        if pointer not in seen:
            found.append(Difference(pointer, "added"))
        elif pointer not in now:
            found.append(Difference(pointer, "removed"))
        elif seen[pointer] != now[pointer]:
            found.append(Difference(pointer, "changed"))
    return tuple(found)


def _leaves(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}", inner)
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value):
            yield from _leaves(f"{pointer}/{place}", inner)
    elif value not in ({}, []):
        yield pointer, value


def _mark(salt: str, pointer: str, value: Any) -> str:
    told = json.dumps([pointer, value], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(salt.encode(), told.encode("utf-8"), hashlib.sha256).hexdigest()[:32]
