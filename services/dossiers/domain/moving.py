"""What changes for one draft when it moves to another version of its procedure (chuyển bản nháp sang phiên bản mới)."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.dossiers.domain.content import PaperSpec


class Kind(enum.StrEnum):
    """What happens to a paper."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PaperChange:
    """One paper that the other version asks for otherwise; ``files`` are those given for it so far."""

    key: str
    name: str
    kind: Kind
    files: int
    vi: str
    en: str


def paper_changes(
    before: Sequence[PaperSpec], after: Sequence[PaperSpec], files: Mapping[str, int]
) -> tuple[PaperChange, ...]:
    """Papers that come, go or change, each once: first those of the new version in its order, then those that go."""
    old, new = {spec.key: spec for spec in before}, {spec.key: spec for spec in after}
    found = []
    for key, spec in new.items():
        given = files.get(key, 0)
        if key not in old:
            found.append(_change(spec, Kind.ADDED, given, *_added(spec)))
        elif old[key] != spec:
            found.append(_change(spec, Kind.CHANGED, given, *_changed(old[key], spec)))
    for key, spec in old.items():
        if key not in new:
            found.append(_change(spec, Kind.REMOVED, files.get(key, 0), *_removed(spec, files.get(key, 0))))
    return tuple(found)


def _change(spec: PaperSpec, kind: Kind, files: int, vi: str, en: str) -> PaperChange:
    return PaperChange(spec.key, spec.name, kind, files, vi, en)


def _added(spec: PaperSpec) -> tuple[str, str]:
    if spec.required:
        return f"Cần thêm giấy tờ: {spec.name}.", f"One more paper is needed: {spec.name}."
    return (
        f"Thêm giấy tờ chỉ một số người phải nộp: {spec.name} ({spec.condition}).",
        f"One more paper, for some only: {spec.name} ({spec.condition}).",
    )


def _removed(spec: PaperSpec, files: int) -> tuple[str, str]:
    kept_vi = " Tệp đã đính kèm được giữ nhưng không tính vào hồ sơ." if files else ""
    kept_en = " The files that were attached are kept but do not count." if files else ""
    return f"Không cần nữa: {spec.name}.{kept_vi}", f"No longer needed: {spec.name}.{kept_en}"


def _changed(old: PaperSpec, new: PaperSpec) -> tuple[str, str]:
    vi, en = [], []
    if old.name != new.name:
        vi.append(f"tên trước là “{old.name}”")
        en.append(f"its name was “{old.name}”")
    if old.required != new.required:
        vi.append("nay ai cũng phải nộp" if new.required else f"nay chỉ nộp khi: {new.condition}")
        en.append("now everybody gives it" if new.required else f"now only when: {new.condition}")
    if (old.originals, old.copies) != (new.originals, new.copies):
        vi.append(f"nay {new.originals} bản chính, {new.copies} bản sao")
        en.append(f"now {new.originals} originals and {new.copies} copies")
    if old.form != new.form:
        vi.append(f"nay dùng mẫu “{new.form}”" if new.form else "nay không dùng mẫu")
        en.append(f"now on the form “{new.form}”" if new.form else "now without a form")
    if old.condition != new.condition and old.required == new.required:
        vi.append(f"điều kiện nay là: {new.condition or 'không có'}")
        en.append(f"the condition is now: {new.condition or 'none'}")
    return f"{new.name}: {'; '.join(vi)}.", f"{new.name}: {'; '.join(en)}."
