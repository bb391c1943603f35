"""Uploads in parts: announced, finished into a file of the dossier, dropped, or forgotten when their time is over."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from chassis.callers import system
from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.ids import new_id
from chassis.objects import OBJECT_TOO_LARGE
from chassis.parts import PART_MISSING, Parts
from chassis.service import Objects, Sealer, Signer, Storage
from services.dossiers import contract, policy, rules
from services.dossiers.adapters.scanning import Scanner
from services.dossiers.contract import BeginUpload, DropUpload, FinishUpload, GetUpload, UploadState, UploadView
from services.dossiers.domain.actions import Action
from services.dossiers.domain.files import UNSAID, name_to_keep
from services.dossiers.handlers import drafts, quarantine
from services.dossiers.handlers.moves import held, may_take
from services.dossiers.handlers.uploads import check
from services.dossiers.store import rows, uploads

Row = sa.Row[Any]

ABANDONED = dt.timedelta(hours=48)
"""After so long a part that no upload tells of is removed; longer than any upload may take."""
BATCH = 100


def begin_upload(call: Call[BeginUpload], storage: Storage) -> UploadView:
    """Announce a file. What would be refused for its size, type or place is refused before a byte of it is sent."""
    request, limits = call.request, rules.file_rules()
    with storage.command(call) as work:
        row = policy.check_on(call.caller, call.method, rows.load_for_change(work.db, request.dossier_id))
        may_take(work, row, Action.EDIT)
        drafts.place_for(work.db, row, request.paper_key)
        if request.size > limits.max_bytes:
            raise OBJECT_TOO_LARGE(limit=limits.max_bytes)
        if request.media_type not in (*limits.media_types, UNSAID):
            raise contract.FILE_TYPE_REFUSED()
        if uploads.open_of(work.db, row.id) >= limits.open_uploads:
            raise contract.TOO_MANY_UPLOADS(limit=limits.open_uploads)
        made = uploads.add(
            work.db,
            id=new_id(),
            dossier_id=row.id,
            paper_key=request.paper_key,
            part_key=request.part_key,
            file_name=name_to_keep(request.file_name),
            media_type=request.media_type,
            size=request.size,
            state=UploadState.RECEIVING.value,
            begun_at=work.now,
            begun_by=call.caller.id,
            expires_at=work.now + dt.timedelta(hours=limits.upload_hours),
        )
        return work.done(_view(made))


def get_upload(call: Call[GetUpload], storage: Storage) -> UploadView:
    """An upload, for who may change its dossier."""
    with storage.read() as db:
        return _view(_seen(call, db, uploads.load(db, call.request.upload_id)))


def finish_upload(
    call: Call[FinishUpload], storage: Storage, objects: Objects, sealer: Sealer, signer: Signer, scanner: Scanner
) -> UploadView:
    """Take the whole file into the dossier once it was read through and scanned; what is refused stays refused."""
    request = call.request
    with storage.read() as db:
        upload = _seen(call, db, uploads.load(db, request.upload_id))
    if upload.state == UploadState.TAKEN:
        return _view(upload)
    if upload.state != UploadState.RECEIVING or request.size != upload.size or request.object_key != upload.part_key:
        raise PART_MISSING()
    try:
        checked = check(objects, request.object_key, upload.file_name, upload.media_type, request.size, request.sha256)
        verdict = quarantine.first_look(objects, scanner, checked.object_key)
        with storage.command(call) as work:
            # The dossier before its upload, as whoever discards it does: so neither waits for the other in a circle.
            row = held(work, upload.dossier_id)
            upload = _seen(call, work.db, uploads.load_for_change(work.db, upload.id))
            if upload.state == UploadState.RECEIVING:
                row = policy.check_on(call.caller, call.method, row)
                may_take(work, row, Action.EDIT)
                _, file_id = drafts.take_in(work, row, sealer, signer, upload.paper_key, checked, verdict)
                upload = uploads.change(work.db, upload.id, state=UploadState.TAKEN.value, file_id=file_id)
            elif upload.state != UploadState.TAKEN:
                raise PART_MISSING()
            return work.done(_view(upload))
    except PortalError as refused:
        if refused.retryable:
            raise
        with storage.work(call.caller, call.trace) as work:
            now = uploads.refuse(work.db, upload.id, refused.code)
        if now is not None and now.state == UploadState.TAKEN:
            # Somebody finished it at the same moment: who hears of a refusal deletes what a dossier has by now.
            return _view(now)
        raise


def drop_upload(call: Call[DropUpload], storage: Storage) -> UploadView:
    """Give up an upload; one that became a file of the dossier is not changed by that."""
    with storage.command(call) as work:
        upload = _seen(call, work.db, uploads.load_for_change(work.db, call.request.upload_id))
        if upload.state == UploadState.RECEIVING:
            upload = uploads.change(work.db, upload.id, state=UploadState.DROPPED.value)
        return work.done(_view(upload))


def forget_expired(storage: Storage, parts: Parts, objects: Objects) -> int:
    """Drop uploads whose time is over, with their bytes, parts that nothing tells of, and what was left of files that
    never came in whole; gives how many uploads."""
    with storage.work(system("dossiers")) as work:
        found = uploads.expired(work.db, work.now, BATCH)
        for upload in found:
            uploads.change(work.db, upload.id, state=UploadState.DROPPED.value)
    # After the commit: a part without an upload is swept later, an upload without its part would mislead a sender.
    for upload in found:
        parts.discard(upload.part_key)
        objects.delete(upload.part_key)  # Whole, but never taken in: no file refers to it.
    parts.sweep(ABANDONED.total_seconds())
    objects.sweep(ABANDONED.total_seconds())
    return len(found)


def _seen(call: Call[Any], db: sa.Connection, upload: Row | None) -> Row:
    """The upload if the caller may change its dossier; otherwise there is none."""
    if upload is None:
        raise PART_MISSING()
    policy.check_on(call.caller, call.method, rows.load(db, upload.dossier_id))
    return upload


def _view(upload: Row) -> UploadView:
    return UploadView(
        id=upload.id,
        dossier_id=upload.dossier_id,
        paper_key=upload.paper_key,
        part_key=upload.part_key,
        size=upload.size,
        state=UploadState(upload.state),
        expires_at=upload.expires_at,
    )
