"""Summaries as pages send them: each is checked and written when it is first shown, and kept until it changes."""

from collections.abc import Iterable, Mapping

from chassis.rendered import Rendered, render
from services.catalog.contract import ProcedureSummary


class Shown:
    """The summaries of one snapshot, rendered; of the snapshot before those are taken over that are the same."""

    def __init__(self, summaries: Mapping[str, ProcedureSummary], before: "Shown | None" = None) -> None:
        self._summaries = summaries
        self._rendered: dict[str, Rendered[ProcedureSummary]] = {}
        if before is not None:
            known = before._summaries
            # Copied at once: others go on to add to it.
            for code, part in before._rendered.copy().items():
                if summaries.get(code) is known[code]:
                    self._rendered[code] = part

    def of(self, codes: Iterable[str]) -> list[Rendered[ProcedureSummary]]:
        """The parts of a page with these procedures, in this order."""
        return [self._rendered.get(code) or self._render(code) for code in codes]

    def _render(self, code: str) -> Rendered[ProcedureSummary]:
        made = self._rendered[code] = render(self._summaries[code])
        return made
