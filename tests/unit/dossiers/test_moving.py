"""What the owner of a draft is told of the papers before it moves to another version: each that changes, and how."""

from dataclasses import replace

import pytest

from services.dossiers.domain.content import PaperSpec
from services.dossiers.domain.moving import Kind, paper_changes

FORM = PaperSpec("to-khai", "Tờ khai", True, 1, 0, "Mẫu 01")
FOR_SOME = PaperSpec("uy-quyen", "Giấy ủy quyền", False, 1, 2, "", "nộp thay")


def test_what_stays_is_not_told() -> None:
    assert paper_changes([FORM, FOR_SOME], [FOR_SOME, FORM], {"to-khai": 2}) == ()


def test_what_comes_and_changes_is_told_in_the_new_order_and_then_what_goes_with_its_files() -> None:
    gone, kept = PaperSpec("cu", "Giấy cũ", True, 1, 0, ""), replace(FOR_SOME, key="sua", name="Văn bản ủy quyền")
    files = {"cu": 2, "sua": 1, "to-khai": 3}

    found = paper_changes([gone, replace(FOR_SOME, key="sua"), replace(gone, key="x")], [FOR_SOME, kept, FORM], files)

    assert [(one.key, one.kind, one.files) for one in found] == [
        ("uy-quyen", Kind.ADDED, 0),
        ("sua", Kind.CHANGED, 1),
        ("to-khai", Kind.ADDED, 3),
        ("cu", Kind.REMOVED, 2),
        ("x", Kind.REMOVED, 0),
    ]
    assert [(one.name, one.vi, one.en) for one in found] == [
        (
            "Giấy ủy quyền",
            "Thêm giấy tờ chỉ một số người phải nộp: Giấy ủy quyền (nộp thay).",
            "One more paper, for some only: Giấy ủy quyền (nộp thay).",
        ),
        (
            "Văn bản ủy quyền",
            "Văn bản ủy quyền: tên trước là “Giấy ủy quyền”.",
            "Văn bản ủy quyền: its name was “Giấy ủy quyền”.",
        ),
        ("Tờ khai", "Cần thêm giấy tờ: Tờ khai.", "One more paper is needed: Tờ khai."),
        (
            "Giấy cũ",
            "Không cần nữa: Giấy cũ. Tệp đã đính kèm được giữ nhưng không tính vào hồ sơ.",
            "No longer needed: Giấy cũ. The files that were attached are kept but do not count.",
        ),
        ("Giấy cũ", "Không cần nữa: Giấy cũ.", "No longer needed: Giấy cũ."),
    ]


@pytest.mark.parametrize(
    ("old", "change", "vi", "en"),
    [
        (FOR_SOME, {"required": True}, "nay ai cũng phải nộp", "now everybody gives it"),
        (
            FOR_SOME,
            {"required": True, "condition": ""},
            "nay ai cũng phải nộp",
            "now everybody gives it",
        ),
        (
            FORM,
            {"required": False, "condition": "vắng mặt"},
            "nay chỉ nộp khi: vắng mặt",
            "now only when: vắng mặt",
        ),
        (FORM, {"copies": 3}, "nay 1 bản chính, 3 bản sao", "now 1 originals and 3 copies"),
        (FORM, {"originals": 2}, "nay 2 bản chính, 0 bản sao", "now 2 originals and 0 copies"),
        (FORM, {"form": "Mẫu 02"}, "nay dùng mẫu “Mẫu 02”", "now on the form “Mẫu 02”"),
        (FORM, {"form": ""}, "nay không dùng mẫu", "now without a form"),
        (FOR_SOME, {"condition": "vắng mặt"}, "điều kiện nay là: vắng mặt", "the condition is now: vắng mặt"),
        (FOR_SOME, {"condition": ""}, "điều kiện nay là: không có", "the condition is now: none"),
        (
            FORM,
            {"form": "", "copies": 1},
            "nay 1 bản chính, 1 bản sao; nay không dùng mẫu",
            "now 1 originals and 1 copies; now without a form",
        ),
    ],
)
def test_each_change_of_a_paper_is_said(old: PaperSpec, change: dict[str, object], vi: str, en: str) -> None:
    (found,) = paper_changes([old], [replace(old, **change)], {})  # type: ignore[arg-type]

    assert (found.vi, found.en) == (f"{old.name}: {vi}.", f"{old.name}: {en}.")
