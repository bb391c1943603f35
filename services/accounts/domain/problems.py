"""What can be wrong with one field of what a person entered: a stable code, and the facts its sentence needs."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong field. The code is declared, with its sentences, in the contract; facts hold nothing personal."""

    field: str
    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
