"""Papers come in parts, are read through and scanned before they are taken, and can be given again."""

import contextlib
import io
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from chassis.callers import system
from chassis.errors import Conflict, Invalid, NotFound, PortalError, Unavailable
from chassis.settings import Address
from services.dossiers import contract, rules
from services.dossiers.adapters.clamd import ClamdScanner
from services.dossiers.adapters.scanning import AWAY_MARK, EICAR, NoScanner, SandboxScanner, ScannerAway
from services.dossiers.contract import ScanState, UploadState
from services.dossiers.handlers import quarantine, uploading
from services.dossiers.store import erasing
from services.dossiers.tables import files
from tests.services.dossiers.world import PDF, PERSON, PNG, RECEIVER, World, a_picture, citizen


def begun(world: World, body: bytes = PDF, **changes: Any) -> contract.UploadView:
    facts = {
        "dossier_id": "",
        "paper_key": "declaration",
        "part_key": world.parts.begin(),
        "file_name": "to-khai.pdf",
        "media_type": "application/pdf",
        "size": len(body),
    }
    dossier_id = changes.pop("dossier_id", None) or world.draft().id
    found: contract.UploadView = world.call(
        contract.begin_upload, PERSON, **{**facts, "dossier_id": dossier_id, **changes}
    )
    return found


def finished(world: World, upload: contract.UploadView, body: bytes = PDF) -> contract.UploadView:
    """Send all of a file and finish it, as the gateway does."""
    world.parts.append(upload.part_key, world.parts.offset(upload.part_key), io.BytesIO(body))
    whole = world.parts.finish(upload.part_key)
    found: contract.UploadView = world.call(
        contract.finish_upload,
        PERSON,
        upload_id=upload.id,
        object_key=whole.key,
        size=whole.size,
        sha256=whole.sha256,
    )
    return found


def locked_pdf() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(PDF)))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def no_pages() -> bytes:
    out = io.BytesIO()
    PdfWriter().write(out)
    return out.getvalue()


def scripted_pdf() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(PDF)))
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    writer.root_object[NameObject("/OpenAction")] = script
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# In parts


def test_a_file_that_came_in_parts_is_a_file_of_the_dossier(world: World) -> None:
    upload = begun(world)
    world.parts.append(upload.part_key, 0, io.BytesIO(PDF[:100]))

    done = finished(world, upload, PDF[100:])

    [file] = world.seen(upload.dossier_id).papers[0].files
    assert done.state is UploadState.TAKEN
    assert (file.name, file.size, file.scan) == ("to-khai.pdf", len(PDF), ScanState.CLEAN)


def test_finishing_again_tells_the_same_and_makes_no_second_file(world: World) -> None:
    upload = begun(world)
    finished(world, upload)

    assert finished_again(world, upload).state is UploadState.TAKEN
    assert len(world.seen(upload.dossier_id).papers[0].files) == 1


def finished_again(world: World, upload: contract.UploadView) -> contract.UploadView:
    whole = world.parts.finish(upload.part_key)
    found: contract.UploadView = world.call(
        contract.finish_upload, PERSON, upload_id=upload.id, object_key=whole.key, size=whole.size, sha256=whole.sha256
    )
    return found


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"size": 26_214_401}, Invalid),
        ({"media_type": "application/zip"}, Invalid),
        ({"paper_key": "nothing"}, NotFound),
    ],
)
def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(
    world: World, changes: dict[str, Any], error: type[PortalError]
) -> None:
    with pytest.raises(error):
        begun(world, **changes)


def test_uploads_under_way_are_bounded(world: World) -> None:
    draft = world.draft()
    for _ in range(rules.file_rules().open_uploads):
        begun(world, dossier_id=draft.id)

    with pytest.raises(Conflict) as refused:
        begun(world, dossier_id=draft.id)
    assert refused.value.code == contract.TOO_MANY_UPLOADS.code


def test_others_do_not_find_an_upload(world: World) -> None:
    upload = begun(world)

    for caller in (citizen("binh"), RECEIVER):
        with pytest.raises(NotFound):
            world.call(contract.get_upload, caller, upload_id=upload.id)


def test_a_dropped_upload_cannot_be_finished(world: World) -> None:
    upload = begun(world)
    world.call(contract.drop_upload, PERSON, upload_id=upload.id)

    with pytest.raises(NotFound):
        finished(world, upload)


def test_abandoned_uploads_are_forgotten_with_their_bytes(world: World) -> None:
    upload, other = begun(world), begun(world)
    world.parts.append(upload.part_key, 0, io.BytesIO(b"%PDF"))
    world.pass_time(hours=rules.file_rules().upload_hours + 1)
    fresh = begun(world)

    assert uploading.forget_expired(world.storage, world.parts, world.objects) == 2
    assert uploading.forget_expired(world.storage, world.parts, world.objects) == 0

    for gone in (upload, other):
        assert world.call(contract.get_upload, PERSON, upload_id=gone.id).state is UploadState.DROPPED
        with pytest.raises(NotFound):
            world.parts.offset(gone.part_key)
    assert world.parts.offset(fresh.part_key) == 0


def test_a_whole_file_that_was_never_taken_in_is_forgotten_too(world: World) -> None:
    upload = begun(world)
    world.parts.append(upload.part_key, 0, io.BytesIO(PDF))
    world.parts.finish(upload.part_key)
    world.pass_time(hours=rules.file_rules().upload_hours + 1)

    uploading.forget_expired(world.storage, world.parts, world.objects)

    assert not world.objects.exists(upload.part_key)
    with pytest.raises(NotFound):
        world.call(
            contract.finish_upload,
            PERSON,
            upload_id=upload.id,
            object_key=upload.part_key,
            size=len(PDF),
            sha256="0" * 64,
        )


def test_what_was_taken_in_is_never_forgotten(world: World) -> None:
    upload = begun(world)
    finished(world, upload)
    world.pass_time(hours=rules.file_rules().upload_hours + 1)

    uploading.forget_expired(world.storage, world.parts, world.objects)
    world.call(contract.drop_upload, PERSON, upload_id=upload.id)

    assert world.objects.exists(upload.part_key)


# Read through


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (locked_pdf(), contract.FILE_ENCRYPTED),
        (PDF[: len(PDF) // 2], contract.FILE_UNREADABLE),
        (PDF[:40] + b"\nstartxref\n9\n%%EOF\n", contract.FILE_UNREADABLE),
        (no_pages(), contract.FILE_UNREADABLE),
        (PNG[:-20], contract.FILE_UNREADABLE),
        (PNG[:50] + PNG[-12:], contract.FILE_UNREADABLE),
        (a_picture("JPEG", 64)[:-40], contract.FILE_UNREADABLE),
        (a_picture("JPEG", 64)[:200] + b"\xff\xd9", contract.FILE_UNREADABLE),
        (b"MZ" + PDF[2:], contract.FILE_TYPE_REFUSED),
        (b"%PDF-1.7 only its name", contract.FILE_UNREADABLE),
    ],
    ids=["locked", "cut", "hollow", "no pages", "cut png", "hollow png", "cut jpeg", "hollow jpeg", "exe", "name"],
)
def test_what_nobody_could_open_is_refused_and_says_why(world: World, body: bytes, error: Any) -> None:
    draft = world.draft()

    with pytest.raises(Invalid) as refused:
        world.attach(draft.id, "declaration", body, media_type="application/octet-stream")

    assert refused.value.code == error.code
    assert world.seen(draft.id).papers[0].files == ()


@pytest.mark.parametrize("body", [PDF, PNG, a_picture("JPEG", 64)], ids=["pdf", "png", "jpeg"])
def test_what_can_be_opened_is_taken(world: World, body: bytes) -> None:
    draft = world.draft()

    world.attach(draft.id, "declaration", body, media_type="application/octet-stream")

    assert len(world.seen(draft.id).papers[0].files) == 1


def test_a_picture_that_unpacks_to_too_much_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    small = type(rules.file_rules())(**{**_members(rules.file_rules()), "max_pixels": 100})
    monkeypatch.setattr(rules, "file_rules", lambda: small)

    with pytest.raises(Invalid) as refused:
        world.attach(world.draft().id, "identity", a_picture(side=11))
    assert refused.value.code == contract.FILE_TOO_COMPLEX.code


def _members(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).__slots__}


# Scanned


def with_inside(mark: bytes) -> bytes:
    """A PDF that opens, with something in it that no reader shows."""
    return PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + mark + b"\n").replace(b"startxref\n", b"startxref\n", 1)


def test_an_infected_file_is_not_taken(world: World) -> None:
    draft = world.draft()

    with pytest.raises(Invalid) as refused:
        world.attach(draft.id, "declaration", with_inside(EICAR))

    assert refused.value.code == contract.FILE_INFECTED.code
    assert world.seen(draft.id).papers[0].files == ()


def scan_state(world: World, dossier_id: str) -> ScanState:
    state: ScanState = world.seen(dossier_id).papers[0].files[0].scan
    return state


def test_an_unscanned_file_is_shown_as_such_and_no_officer_can_open_it(world: World) -> None:
    world.scanner = NoScanner()
    dossier = world.submitted()
    [file] = dossier.papers[0].files

    assert file.scan is ScanState.PENDING
    with pytest.raises(Unavailable) as refused:
        world.call(contract.get_file, RECEIVER, dossier_id=dossier.id, file_id=file.id)
    assert refused.value.code == contract.FILE_IN_QUARANTINE.code
    assert world.call(contract.get_file, PERSON, dossier_id=dossier.id, file_id=file.id).sha256 == file.sha256


def test_it_is_scanned_later_and_then_opens(world: World) -> None:
    world.scanner = NoScanner()
    dossier = world.submitted()
    world.pass_time(seconds=6)
    assert quarantine.scan_waiting(world.storage, world.objects, world.scanner) == 0

    assert quarantine.scan_waiting(world.storage, world.objects, SandboxScanner()) == 0, "not again at once"
    world.pass_time(minutes=3)
    assert quarantine.scan_waiting(world.storage, world.objects, SandboxScanner()) == 2

    [file] = world.seen(dossier.id).papers[0].files
    assert (file.scan, file.scanned_at) == (ScanState.CLEAN, world.now)
    assert world.call(contract.get_file, RECEIVER, dossier_id=dossier.id, file_id=file.id)


def test_what_a_process_that_was_killed_left_of_a_file_goes_some_day(world: World, tmp_path: Path) -> None:
    left, young = (tmp_path / "partial" / name for name in ("a" * 32, "b" * 32))
    left.parent.mkdir(exist_ok=True)
    for path in (left, young):
        path.write_bytes(b"%PDF")
    os.utime(left, (time.time() - 49 * 3600,) * 2)

    uploading.forget_expired(world.storage, world.parts, world.objects)

    assert (left.exists(), young.exists()) == (False, True)


def test_a_file_that_the_store_has_lost_keeps_no_other_from_being_scanned(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.scanner = NoScanner()
    drafts = [world.draft() for _ in range(3)]
    for draft in drafts:
        world.attach(draft.id, "declaration")
    with world.storage.read() as db:
        world.objects.delete(db.scalar(sa.select(files.c.object_key).where(files.c.dossier_id == drafts[1].id)) or "")
    world.pass_time(seconds=6)

    assert quarantine.scan_waiting(world.storage, world.objects, SandboxScanner()) == 2

    assert [world.seen(one.id).papers[0].files[0].scan for one in drafts] == ["clean", "pending", "clean"]


def test_a_draft_that_is_given_up_while_its_file_waits_for_the_scanner_keeps_no_other_from_being_scanned(
    world: World,
) -> None:
    world.scanner = NoScanner()
    filed, draft = world.submitted(), world.draft()
    world.attach(draft.id, "declaration", with_inside(AWAY_MARK))
    world.pass_time(seconds=6)

    class Slow(SandboxScanner):
        """Takes so long that the draft is gone."""

        def scan(self, chunks: Any, within: float) -> Any:
            with contextlib.suppress(NotFound):
                world.call(contract.discard_draft, PERSON, dossier_id=draft.id)
            return super().scan(chunks, within)

    quarantine.scan_waiting(world.storage, world.objects, Slow())

    assert {paper.files[0].scan for paper in world.seen(filed.id).papers if paper.files} == {"clean"}


def test_what_is_found_later_can_be_opened_by_nobody_and_keeps_the_dossier_from_being_filed(world: World) -> None:
    draft = world.draft()
    world.scanner = NoScanner()
    world.attach(draft.id, "declaration", with_inside(EICAR))
    world.attach(draft.id, "identity", PNG)
    world.pass_time(seconds=6)
    quarantine.scan_waiting(world.storage, world.objects, SandboxScanner())

    [file] = world.seen(draft.id).papers[0].files
    assert (file.scan, file.scan_found) == (ScanState.INFECTED, "Eicar-Test-Signature")
    with pytest.raises(Invalid):
        world.call(contract.get_file, PERSON, dossier_id=draft.id, file_id=file.id)
    with pytest.raises(Conflict) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)
    assert refused.value.code == contract.PAPER_INFECTED.code


def test_by_rule_a_dossier_waits_for_the_scanner(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    strict = type(rules.file_rules())(**{**_members(rules.file_rules()), "unscanned_waits": True})
    monkeypatch.setattr(rules, "file_rules", lambda: strict)
    world.scanner = NoScanner()

    with pytest.raises(Unavailable) as refused:
        world.submitted()

    assert refused.value.code == contract.FILE_IN_QUARANTINE.code


def test_the_sandbox_finds_its_marks_across_the_edges_of_chunks() -> None:
    body = b"x" * 100 + EICAR + b"y" * 10
    for edge in range(95, 175, 7):
        assert SandboxScanner().scan([body[:edge], body[edge:]], 1).found
    with pytest.raises(ScannerAway):
        SandboxScanner().scan([b"-" + AWAY_MARK], 1)
    assert SandboxScanner().scan([b"nothing"], 1).is_clean


# clamd's own protocol


class Clamd:
    """Speaks clamd's side of INSTREAM as its manual describes it, and remembers what it was sent."""

    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = Address("127.0.0.1", self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                if stream.read(10) != b"zINSTREAM\0":
                    stream.write(b"UNKNOWN COMMAND\0")
                    continue
                body = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    body += stream.read(size)
                self.asked.append(body)
                said = self.answer(body)
                if said is not None:
                    stream.write(said)
                    stream.flush()


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    made = Clamd(lambda body: b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in body else b"stream: OK\0")
    yield made
    made.close()


def test_clamd_gets_the_whole_file_and_its_verdict_is_taken(clamd: Clamd) -> None:
    scanner = ClamdScanner(clamd.address)

    assert scanner.scan([b"a" * 70_000, b"", b"b"], 5).is_clean
    assert scanner.scan([EICAR], 5).found == "Win.Test.EICAR_HDB-1"
    assert clamd.asked == [b"a" * 70_000 + b"b", EICAR]


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"", b"stream: OK FOUND? \0", b"\xff\0"],
)
def test_an_answer_that_is_no_verdict_is_never_taken_for_clean(clamd: Clamd, answer: bytes) -> None:
    clamd.answer = lambda _body: answer

    with pytest.raises(ScannerAway):
        ClamdScanner(clamd.address).scan([b"x"], 5)


def test_a_clamd_that_hangs_is_waited_for_no_longer_than_allowed(clamd: Clamd) -> None:
    held = threading.Event()
    clamd.answer = lambda _body: (held.wait(5), None)[1]
    begun_at = time.monotonic()

    with pytest.raises(ScannerAway):
        ClamdScanner(clamd.address).scan([b"x"], 0.2)

    assert time.monotonic() - begun_at < 3
    held.set()


def test_after_failures_in_a_row_clamd_is_left_alone(clamd: Clamd) -> None:
    clamd.answer = lambda _body: b"stream: memory ERROR\0"
    scanner = ClamdScanner(clamd.address)

    for _ in range(5):
        with pytest.raises(ScannerAway):
            scanner.scan([b"x"], 5)

    assert len(clamd.asked) == 3


# Given again


def test_a_paper_of_an_earlier_dossier_is_given_again_by_reference(world: World) -> None:
    filed, draft = world.submitted(), world.draft()
    [known] = [paper for paper in papers(world).items if paper.name == "identity.png"]
    assert (known.dossier_code, known.paper_name) == (filed.code, "Giấy tờ tùy thân")

    again = world.call(contract.reuse_paper, PERSON, dossier_id=draft.id, paper_key="identity", file_id=known.file_id)

    [file] = again.papers[1].files
    assert (file.sha256, file.reused, file.scan) == (known.sha256, True, ScanState.CLEAN)
    with world.storage.read() as db:
        keys = db.scalars(sa.select(files.c.object_key).where(files.c.sha256 == known.sha256)).all()
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert [paper.sha256 for paper in papers(world).items].count(known.sha256) == 1


def papers(world: World, caller: Any = PERSON, **asked: Any) -> contract.MyPapers:
    found: contract.MyPapers = world.call(contract.list_my_papers, caller, **asked)
    return found


def test_papers_are_listed_in_pages_the_newest_first(world: World) -> None:
    draft = world.draft()
    for number in range(3):
        world.attach(draft.id, "mandate", a_picture(side=5 + number), file_name=f"{number}.png")

    first = papers(world, limit=2)
    rest = papers(world, limit=2, cursor=first.next_cursor)

    assert [paper.name for paper in (*first.items, *rest.items)] == ["2.png", "1.png", "0.png"]
    assert rest.next_cursor == ""


@pytest.mark.parametrize("whose", ["another list", "another person", "made up"])
def test_a_cursor_of_another_list_or_person_is_refused(world: World, whose: str) -> None:
    for number in range(3):
        draft = world.draft()
        world.attach(draft.id, "mandate", a_picture(side=5 + number), file_name=f"{number}.png")
    given = {
        "another list": world.call(contract.list_my_dossiers, PERSON, limit=1).next_cursor,
        "another person": papers(world, limit=1).next_cursor,
        "made up": papers(world).items[0].file_id,
    }[whose]
    assert given

    with pytest.raises(Invalid) as refused:
        papers(world, citizen("somebody-else") if whose == "another person" else PERSON, limit=1, cursor=given)

    assert [one.pointer for one in refused.value.problems] == ["/cursor"]


def test_a_file_gets_a_name_of_what_it_is_everywhere_and_before_it_is_filed(world: World) -> None:
    draft = world.draft()
    world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"copies": 1, "purpose": "Nộp hồ sơ"})
    world.attach(draft.id, "declaration", file_name="a.png", media_type="application/octet-stream")
    seen = world.attach(draft.id, "identity", PNG)
    [file] = seen.papers[0].files
    assert (file.name, file.media_type) == ("a.pdf", "application/pdf")

    filed = world.call(contract.submit_dossier, PERSON, dossier_id=draft.id, content_hash=seen.content_hash)

    assert [one.file_name for one in filed.receipt.papers] == ["a.pdf", "identity.png"]
    assert world.call(contract.get_file, PERSON, dossier_id=filed.id, file_id=file.id).name == "a.pdf"


def test_a_result_is_offered_again_only_once_it_was_returned(world: World) -> None:
    dossier = world.processing()
    from tests.services.dossiers.world import PROCESSOR

    world.call(
        contract.attach_result, PROCESSOR, dossier_id=dossier.id, file_name="trich-luc.png", **world.stored(a_picture())
    )

    assert not [paper for paper in papers(world).items if paper.of_result]


def test_nobody_gives_somebody_elses_paper(world: World) -> None:
    filed = world.submitted()
    other = citizen("binh")
    draft = world.draft(caller=other)
    file_id = filed.papers[0].files[0].id

    assert papers(world, other).items == ()
    with pytest.raises(NotFound):
        world.call(contract.reuse_paper, other, dossier_id=draft.id, paper_key="identity", file_id=file_id)


def test_erasing_a_draft_leaves_the_paper_that_it_shared_with_a_filed_dossier(world: World) -> None:
    filed, draft = world.submitted(), world.draft()
    [known] = [paper for paper in papers(world).items if paper.name == "identity.png"]
    world.call(contract.reuse_paper, PERSON, dossier_id=draft.id, paper_key="identity", file_id=known.file_id)
    world.attach(draft.id, "declaration", a_picture(side=9), file_name="own.png")
    with world.storage.read() as db:
        own = db.scalar(sa.select(files.c.object_key).where(files.c.name == "own.png"))

    with world.storage.work(system("dossiers")) as work:
        gone = erasing.erase_drafts(work.db, PERSON.id, work.now)

    assert gone == [own]
    assert world.call(contract.get_file, PERSON, dossier_id=filed.id, file_id=known.file_id).sha256 == known.sha256


# What runs by itself


def test_a_pdf_with_a_script_is_taken_and_known_to_have_one_also_where_it_is_given_again(world: World) -> None:
    draft, other = world.draft(), world.draft()
    for body in (PDF, scripted_pdf()):
        finished(world, begun(world, body, dossier_id=draft.id), body)

    given = [file for paper in world.seen(draft.id).papers for file in paper.files]
    again = world.call(contract.reuse_paper, PERSON, dossier_id=other.id, paper_key="declaration", file_id=given[1].id)

    assert [file.active for file in given] == [False, True]
    assert [file.active for paper in again.papers for file in paper.files] == [True]
    leave = world.call(contract.get_file, PERSON, dossier_id=draft.id, file_id=given[1].id)
    assert leave.active is True
