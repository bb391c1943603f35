"""Which parts of a dossier somebody changed, known from marks alone; and that everything that is hashed has one."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain.content import Filled, Handed, HeldFile, claim_names, content_hash
from services.dossiers.domain.differences import Difference, differences, marks_of

ANSWERS: dict[str, Any] = {"name": "An", "children": [{"born": 2020}, {"born": 2024}], "a/b~c": "1", "none": []}
FILES = (HeldFile("1", "identity", "aa"), HeldFile("2", "identity", "bb"), HeldFile("3", "declaration", "cc"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab/~", max_size=3),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(st.text("ab/~", max_size=2), inner, min_size=1)
    ),
    max_leaves=6,
)
FORMS = st.dictionaries(st.text("ab/~", max_size=2), JSON, max_size=3)


def marks(answers: dict[str, Any] = ANSWERS, salt: str = "salt", **other: Any) -> dict[str, str]:
    parts = {"procedure_version": 1, "case": "", "files": FILES, "claims": ("page:poor",), "handed": ()} | other
    return marks_of(filled=Filled(answers, salt), **parts)


def changed(**other: Any) -> list[tuple[str, str]]:
    return [(one.pointer, one.kind) for one in differences(marks(), marks(**other))]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, []),
        ({"procedure_version": 2}, [("/procedure", "changed")]),
        ({"case": "new"}, [("/case", "changed")]),
        ({"claims": ()}, [("/fee_claims/page:poor", "removed")]),
        ({"claims": ("page:old", "page:poor")}, [("/fee_claims/page:old", "added")]),
        ({"files": FILES[::-1]}, []),
        ({"files": FILES[:2]}, [("/papers/declaration", "removed")]),
        ({"files": FILES[1:]}, [("/papers/identity", "changed")]),
        ({"files": (*FILES, HeldFile("4", "mandate", "dd"))}, [("/papers/mandate", "added")]),
        ({"handed": (Handed("mandate", 0, 1),)}, [("/papers/mandate", "added")]),
        ({"handed": (Handed("identity", 1, 0),)}, [("/papers/identity", "changed")]),
        ({"answers": ANSWERS | {"name": "Bình"}}, [("/answers/name", "changed")]),
        ({"answers": ANSWERS | {"name": ""}}, [("/answers/name", "changed")]),
        (
            {"answers": ANSWERS | {"children": [{"born": 2020}, {"born": 2025}]}},
            [("/answers/children/1/born", "changed")],
        ),
        ({"answers": ANSWERS | {"children": [{"born": 2020}]}}, [("/answers/children/1/born", "removed")]),
        ({"answers": ANSWERS | {"a/b~c": "2"}}, [("/answers/a~1b~0c", "changed")]),
        ({"answers": ANSWERS | {"none": {}}}, []),
        ({"answers": ANSWERS | {"sex": False}}, [("/answers/sex", "added")]),
    ],
)
def test_each_part_that_differs_is_named_once_by_what_became_of_it(
    other: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert changed(**other) == told


def test_counts_of_what_was_handed_in_on_paper_are_told_apart() -> None:
    one, other = (marks(handed=(Handed("mandate", *counts),)) for counts in ((1, 0), (0, 1)))

    assert differences(one, other) == (Difference("/papers/mandate", "changed"),)


def test_a_mark_tells_nothing_without_the_salt_and_not_that_two_parts_are_alike() -> None:
    alike = marks({"father": "An", "mother": "An"}, files=())

    assert not set(alike.values()) & set(marks({"father": "An", "mother": "An"}, "other", files=()).values())
    assert len(set(alike.values())) == len(alike)
    assert all(re.fullmatch("[0-9a-f]{32}", mark) for mark in alike.values())


@given(FORMS, FORMS, st.lists(st.sampled_from([Handed("a", 1, 0), Handed("a", 0, 1), Handed("b", 1, 1)]), max_size=1))
def test_whatever_changes_the_hash_of_a_content_is_named(
    one: dict[str, Any], other: dict[str, Any], handed: list[Handed]
) -> None:
    def hashed(answers: dict[str, Any], on_paper: list[Handed]) -> str:
        return content_hash("1", "f", "H27", "", Filled(answers, "salt"), FILES, on_paper, ("page:poor",))

    same = hashed(one, []) == hashed(other, handed)
    assert (differences(marks(one), marks(other, handed=handed)) == ()) is same


def test_claims_are_named_by_fee_and_relief_in_order() -> None:
    kept = [{"head": "b", "relief": "poor"}, {"head": "a", "relief": "war", "granted": True}]

    assert claim_names(kept) == ("a:war", "b:poor")
