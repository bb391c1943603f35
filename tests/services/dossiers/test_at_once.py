"""What a filing reads in one statement is what it would read in four."""

import sqlalchemy as sa

from chassis.callers import Channel, system
from services.dossiers import contract
from services.dossiers.contract import HandedPaper
from services.dossiers.store import at_once, contents, handed, known, remembered, rows
from services.dossiers.tables import files
from tests.services.dossiers.test_counter import AGENCY, EXTRACT, SOMEBODY
from tests.services.dossiers.world import RECEIVER, World


def test_papers_files_what_was_handed_in_and_the_agency_come_as_each_would_alone(world: World) -> None:
    asked = {"procedure_code": EXTRACT, "agency_code": AGENCY, "channel": Channel.DIRECT, "person": SOMEBODY}
    begun = world.call(contract.begin_at_desk, RECEIVER, **asked)
    on_paper = (HandedPaper(paper_key="declaration", originals=1),)
    world.call(contract.hand_in_papers, RECEIVER, dossier_id=begun.id, papers=on_paper)
    world.attach(begun.id, "identity", caller=RECEIVER)
    with world.storage.work(system("tests")) as work:
        work.db.execute(files.update().values(scan_after=sa.text("'-infinity'"), scanned_at=world.now))
    with world.storage.read() as db:
        row = rows.load(db, begun.id)
        assert row is not None
        alone = (
            [dict(one._mapping) for one in contents.papers_of(db, row.id)],
            [dict(one._mapping) for one in contents.files_of(db, row.id)],
            handed.of(db, row.id),
            known.agency(db, row.agency_code),
        )
    with world.storage.read() as db:
        remembered.begin(db)
        at_once.read(db, row)
        heard: list[str] = []
        sa.event.listen(db, "before_cursor_execute", lambda _db, _cursor, text, *_: heard.append(text))
        together = (
            [vars(one) for one in contents.papers_of(db, row.id)],
            [vars(one) for one in contents.files_of(db, row.id)],
            handed.of(db, row.id),
            known.agency(db, row.agency_code),
        )
    assert heard == []
    assert together[:3] == alone[:3]
    assert alone[1]
    assert alone[3] is not None
    assert vars(together[3]) == dict(alone[3]._mapping)
