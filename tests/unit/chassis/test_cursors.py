"""A cursor belongs to the question that it was given for, and to whose list it was."""

import dataclasses

import pytest

from chassis import cursors
from chassis.errors import Invalid
from chassis.records import record


@record
class ListThings:
    of: str = ""
    cursor: str = ""
    limit: int = 20


@record
class ListOthers:
    of: str = ""
    cursor: str = ""
    limit: int = 20


def going_on(asked: ListThings, place: str = "2026.07", whose: str = "") -> ListThings:
    return dataclasses.replace(asked, cursor=cursors.write(asked, place, whose))


def test_it_gives_its_place_back_however_many_are_asked_for_at_once() -> None:
    asked = going_on(ListThings(of="a"), whose="mai")

    assert cursors.read(dataclasses.replace(asked, limit=3), "mai") == "2026.07"


def test_the_first_page_has_no_place_and_the_last_no_cursor() -> None:
    assert cursors.read(ListThings()) == ""
    assert cursors.write(ListThings(), "") == ""


@pytest.mark.parametrize(
    ("asked", "whose"),
    [
        (ListThings(of="b", cursor=going_on(ListThings(of="a"), whose="mai").cursor), "mai"),
        (ListOthers(of="a", cursor=going_on(ListThings(of="a"), whose="mai").cursor), "mai"),
        (going_on(ListThings(of="a"), whose="mai"), "lan"),
        (going_on(ListThings(of="a"), whose="mai"), ""),
        (ListThings(of="a", cursor="2026.07"), "mai"),
        (ListThings(of="a", cursor="'; DROP TABLE files"), "mai"),
        (ListThings(of="a", cursor=going_on(ListThings(of="a"), whose="mai").cursor[:12]), "mai"),
    ],
    ids=["another question", "another list", "another person", "nobody", "a bare place", "made up", "cut off"],
)
def test_a_foreign_one_is_refused_and_told_as_a_wrong_cursor(asked: ListThings, whose: str) -> None:
    with pytest.raises(Invalid) as refused:
        cursors.read(asked, whose)

    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/cursor", cursors.WRONG)]
