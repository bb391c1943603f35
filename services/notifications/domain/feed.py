"""The agencies' feed: what of a dossier's event goes out, under which type.

Types are a promise to programs that others wrote: a name here never changes its meaning, a change that would break a
reader gets a new suffix (``.v2``) beside the old one.
"""

import datetime as dt
import json
from typing import Any

SOURCE = "/dossiers"
SEQUENCE_DIGITS = 20
NOTICE_SCHEMA = "/schemas/events/dossier-notice.v1.json"
"""Where, behind the portal's address, the schema of ``data`` is published."""

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
    "fee_changed": "motcua.dossier.fee-changed.v1",
    "fee_kept": "motcua.dossier.fee-kept.v1",
    "fee_claims_decided": "motcua.dossier.fee-claims-decided.v1",
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
    sandbox: bool,
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
        "dataschema": portal + NOTICE_SCHEMA,
        "sequence": sequence_text(position),
        "environment": "sandbox" if sandbox else "live",
        "data": {
            "dossier_code": code,
            "procedure_code": procedure_code,
            "agency_code": agency_code,
            "status": status,
            "version": version,
            "link": f"{portal}/api/v1/dossiers/{dossier_id}",
        },
    }


def plain_event(
    *, event_id: str, event_type: str, subject: str, time: dt.datetime, data: dict[str, Any], sandbox: bool
) -> dict[str, Any]:
    """An event about a subscription itself (a ping, a challenge): it stands in no feed and has no place."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": "/subscriptions",
        "type": event_type,
        "subject": subject,
        "time": time.astimezone(dt.UTC).isoformat(),
        "datacontenttype": "application/json",
        "environment": "sandbox" if sandbox else "live",
        "data": data,
    }


def text_of(event: dict[str, Any]) -> str:
    """The one text of an event; in UTF-8 it is the same bytes on every way."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
