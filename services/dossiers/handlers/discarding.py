"""Giving a draft up: its applicant may, who began it at a desk, and who watches over that desk; its files go too."""

from chassis import audit
from chassis.contracts import Call
from chassis.parts import Parts
from chassis.service import Objects, Storage
from services.dossiers import contract
from services.dossiers.contract import DiscardDraft, DraftDiscarded
from services.dossiers.domain.actions import Action
from services.dossiers.handlers import makers
from services.dossiers.handlers.moves import may_take, opened
from services.dossiers.store import discarding
from services.dossiers.tables import dossiers


def discard_draft(call: Call[DiscardDraft], storage: Storage, objects: Objects, parts: Parts) -> DraftDiscarded:
    """Delete a draft. Of one of the desk the trail keeps who did it, and whose it was."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.DISCARD)
        if makers.is_a_colleagues(call.caller, row):
            raise contract.DRAFT_OF_A_COLLEAGUE().as_denial()
        keys = discarding.remove(work.db, work.now, dossiers.c.id == row.id)
        if call.caller.is_staff:
            audit.record(
                work,
                "dossier.draft-discarded",
                about=row.applicant_id,
                thing=row.id,
                why=request.reason,
                facts={"procedure": row.procedure_code, "begun_by": row.begun_by},
            )
        made = work.done(DraftDiscarded(dossier_id=row.id))
    # After the commit: an object without a file is seen by nobody, a file without its object would mislead its reader.
    for key in keys:
        parts.discard(key)
        objects.delete(key)
    return made
