"""What a person's rights to their data mean for dossiers: drafts follow a correction, what was signed stays."""

from typing import Any

import sqlalchemy as sa

from chassis.sealing import Sealer
from chassis.service import Event, Work
from services.accounts.contract import AccountCorrected
from services.dossiers import answering
from services.dossiers.domain.content import Filled
from services.dossiers.procedures import pinned
from services.dossiers.store import contents, filled, handed, known, rows


def on_account_corrected(event: Event[AccountCorrected], work: Work, sealer: Sealer) -> None:
    """Let the person's drafts say what the account says now; what is locked to the account is filled in anew.

    Dossiers that were submitted stay as they were signed: only a supplement or a new dossier changes them.
    """
    applicant = known.applicant(work.db, event.payload.account_id)
    if applicant is None:
        raise LookupError("an account was corrected of which nothing is known here")
    let_drafts_say(work, applicant, sealer)


def let_drafts_say(work: Work, applicant: sa.Row[Any], sealer: Sealer) -> None:
    """Give a person's drafts what is known of them now."""
    for row in rows.drafts_of(work.db, applicant.account_id):
        kept = filled.of(sealer, row)
        answers, _ = answering.settled(
            work.db, row, pinned(work.db, row), kept.answers, row.case_label, work.now, sealer
        )
        anew = Filled(answers, kept.salt).salted(filled.new_salt())
        rows.change(
            work.db,
            row,
            work.now,
            applicant_name=applicant.name,
            applicant_identity_masked=applicant.identity_masked,
            identity_last4_index=applicant.identity_last4_index,
            **filled.columns(sealer, row.id, anew),
            content_hash=filled.hash_of(row, anew, contents.held(work.db, row.id), handed.of(work.db, row.id)),
        )
