"""Papers used again: what a person gave or got before is given by reference, and its hash stays."""

from chassis import cursors
from chassis.contracts import Call
from chassis.service import Sealer, Signer, Storage
from services.dossiers import contract, policy
from services.dossiers.adapters.scanning import Verdict
from services.dossiers.contract import DossierView, ListMyPapers, MyPaper, MyPapers, ReusePaper, ScanState
from services.dossiers.domain.actions import Action
from services.dossiers.domain.files import fitting_name
from services.dossiers.handlers import drafts
from services.dossiers.handlers.moves import may_take, opened
from services.dossiers.handlers.uploads import Checked
from services.dossiers.handlers.views import dossier_view
from services.dossiers.store import uploads


def list_my_papers(call: Call[ListMyPapers], storage: Storage) -> MyPapers:
    """The papers and results of the caller's dossiers, each content once, the newest first."""
    policy.check(call.caller, call.method)
    request, acting, mine = call.request, call.caller.acting, call.caller.party
    with storage.read() as db:
        scope = acting.procedures if acting is not None else ()
        found = uploads.papers_of(db, mine, scope, cursors.read(request, mine), request.limit + 1)
    page = found[: request.limit]
    return MyPapers(
        items=tuple(
            MyPaper(
                file_id=row.id,
                name=row.name,
                media_type=row.media_type,
                size=row.size,
                sha256=row.sha256,
                added_at=row.added_at,
                of_result=row.paper_key is None,
                paper_name=row.paper_name or "",
                dossier_code=row.code or "",
                procedure_name=row.procedure_name,
            )
            for row in page
        ),
        next_cursor=cursors.write(request, page[-1].id, mine) if len(found) > request.limit else "",
    )


def reuse_paper(call: Call[ReusePaper], storage: Storage, sealer: Sealer, signer: Signer) -> DossierView:
    """Give a known file for a paper: the same object, the same hash, and what a scanner said of it."""
    request, acting = call.request, call.caller.acting
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.EDIT)
        scope = acting.procedures if acting is not None else ()
        known = uploads.paper_of(work.db, row.applicant_id, scope, request.file_id)
        if known is None:
            raise contract.FILE_NOT_FOUND()
        drafts.place_for(work.db, row, request.paper_key)
        name = fitting_name(known.name, known.media_type)
        checked = Checked(known.object_key, name, known.media_type, known.size, known.sha256, known.active)
        verdict = Verdict(known.scan_engine) if known.scan == ScanState.CLEAN else None
        row, _ = drafts.take_in(work, row, sealer, signer, request.paper_key, checked, verdict, reused=known.id)
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))
