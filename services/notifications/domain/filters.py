"""What a subscription gets: which agencies, types and procedures; and whose events somebody may have at all.

An agency stands for itself and those under it: the code of a part begins with the code of the whole and a dot (mã định
danh điện tử, Quyết định số 20/2020/QĐ-TTg).
"""

from collections.abc import Iterable
from dataclasses import dataclass


def within(code: str, agency: str) -> bool:
    """Whether an agency is another one, or under it."""
    return code == agency or code.startswith(agency + ".")


def out_of_reach(agencies: Iterable[str], reach: Iterable[str] | None) -> str:
    """The first of the agencies that is not under any of ``reach`` (None: everything is); empty if there is none."""
    if reach is None:
        return ""
    tops = tuple(reach)
    return next((code for code in agencies if not any(within(code, top) for top in tops)), "")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a subscription gets. No types, or no procedures, mean all of them; no agencies mean none."""

    agencies: tuple[str, ...]
    types: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    sandbox: bool = False

    def fits(self, *, agency: str, event_type: str, procedure: str, sandbox: bool) -> bool:
        """Whether an event is for it. What is not real is only for those of the sandbox, and nothing else is."""
        return (
            self.sandbox == sandbox
            and any(within(agency, top) for top in self.agencies)
            and (not self.types or event_type in self.types)
            and (not self.procedures or procedure in self.procedures)
        )
