"""The agencies' feed: what of a dossier's event goes out, under which type.

Types are a promise to programs that others wrote: a name here never changes its meaning, a change that would break a
reader gets a new suffix (``.v2``) beside the old one.
"""

import datetime as dt
from typing import Any

SOURCE = "/dossiers"
SEQUENCE_DIGITS = 20

TYPES: dict[str, str] = {
    "dossier_submitted": "motcua.dossier.submitted.v1",
    "dossier_received": "motcua.dossier.received.v1",
    "dossier_refused": "motcua.dossier.refused.v1",
    "supplement_requested": "motcua.dossier.supplement-requested.v1",
    "dossier_supplemented": "motcua.dossier.supplemented.v1",
    "dossier_edited": "motcua.dossier.edited.v1",
    "fee_due": "motcua.dossier.fee-due.v1",
    "dossier_processing": "motcua.dossier.processing.v1",
    "dossier_decided": "motcua.dossier.decided.v1",
    "result_attached": "motcua.dossier.result-attached.v1",
    "result_returned": "motcua.dossier.result-returned.v1",
    "dossier_withdrawn": "motcua.dossier.withdrawn.v1",
    "dossier_stopped": "motcua.dossier.stopped.v1",
    "supplement_allowed": "motcua.dossier.supplement-allowed.v1",
    "dossier_suspended": "motcua.dossier.suspended.v1",
    "dossier_resumed": "motcua.dossier.resumed.v1",
    "appointment_changed": "motcua.dossier.appointment-changed.v1",
    "consultation_changed": "motcua.dossier.consultation-changed.v1",
    "dossier_assigned": "motcua.dossier.assigned.v1",
    "decision_proposed": "motcua.dossier.decision-proposed.v1",
    "decision_sent_back": "motcua.dossier.decision-sent-back.v1",
    "apology_issued": "motcua.dossier.apology-issued.v1",
    "result_dispatched": "motcua.dossier.result-dispatched.v1",
    "duty_alarm": "motcua.dossier.duty-alarm.v1",
}
"""Internal event name → public type."""


def sequence_text(position: int) -> str:
    """A place in the feed as text that sorts like the number."""
    return str(position).zfill(SEQUENCE_DIGITS)


def cloud_event(
    *,
    position: int,
    event_id: str,
    name: str,
    time: dt.datetime,
    dossier_id: str,
    code: str,
    procedure_code: str,
    agency_code: str,
    status: int,
    version: int,
    portal: str,
) -> dict[str, Any]:
    """One event in the structured JSON form of CloudEvents 1.0. Thin on purpose: who is entitled reads the rest."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": SOURCE,
        "type": TYPES[name],
        "subject": code,
        "time": time.astimezone(dt.UTC).isoformat(),
        "datacontenttype": "application/json",
        "sequence": sequence_text(position),
        "data": {
            "dossier_code": code,
            "procedure_code": procedure_code,
            "agency_code": agency_code,
            "status": status,
            "version": version,
            "link": f"{portal}/api/v1/dossiers/{dossier_id}",
        },
    }
