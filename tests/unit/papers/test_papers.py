"""The papers say what is there: settings, metrics, links, event types and decisions."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

from chassis import metrics
from chassis.settings import ServiceSettings, declared
from services.notifications.domain.feed import TYPES

ROOT = Path(__file__).resolve().parents[3]
PAPERS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)[^)]*\)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_link_leads_to_something_in_the_clone(paper: Path) -> None:
    for target in LINK.findall(paper.read_text("utf-8")):
        found = (paper.parent / target).resolve()
        assert found.is_relative_to(ROOT), f"{target} leads out of the clone"
        assert found.exists(), f"{target} leads to nothing"


def test_the_operators_table_names_every_setting() -> None:
    modules = [ROOT / "gateway" / "settings.py", *ROOT.glob("services/*/settings.py")]
    names = {one.name for one in declared(ServiceSettings)}
    for path in modules:
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for _, cls in inspect.getmembers(module, inspect.isclass):
            if issubclass(cls, ServiceSettings):
                names |= {one.name for one in declared(cls)}

    told = set(re.findall(r"`(MOTCUA_[A-Z0-9_]+)`", (ROOT / "docs" / "operating.md").read_text("utf-8")))

    assert names <= told, f"not told: {sorted(names - told)}"


def test_the_operators_table_names_only_metrics_that_exist() -> None:
    for path in [*ROOT.glob("chassis/*.py"), *ROOT.glob("services/**/*.py")]:
        if "registry=REGISTRY" in path.read_text("utf-8"):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    known = set(metrics.REGISTRY._names_to_collectors)

    told = set(re.findall(r"`(motcua_[a-z_]+)", (ROOT / "docs" / "operating.md").read_text("utf-8")))

    assert told
    assert told <= known, f"told, but not there: {sorted(told - known)}"


def test_the_agencies_paper_names_every_type_of_event() -> None:
    told = set(re.findall(r"`(motcua\.dossier\.[a-z.0-9-]+)`", (ROOT / "docs" / "integrating.md").read_text("utf-8")))

    assert told == set(TYPES.values())


def test_every_decision_is_short_and_listed() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")
    for path in (ROOT / "docs" / "adr").glob("0*.md"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 25, path.name
        assert path.name in index, path.name
        for part in ("**Status:**", "**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, f"{path.name} lacks {part}"
