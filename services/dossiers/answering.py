"""The answers of a dossier whose procedure has an electronic form: filled from the account, checked, in normal form.

A procedure without a form takes any answers, as they are.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from chassis.callers import Channel
from chassis.errors import FieldProblem
from chassis.service import Sealer
from services.accounts.contract import CONTACT, IDENTITY, AccountKind, account_context
from services.catalog.contract.forms import (
    Checked,
    Context,
    Plan,
    check,
    communes_on,
    facts_of,
    kept_plan,
    normalise,
    overlay,
    prefilled,
)
from services.dossiers import contract
from services.dossiers.domain.codes import local_day
from services.dossiers.procedures import Procedure
from services.dossiers.store import contents, filled, known

Row = sa.Row[Any]


def plan_for(procedure: Procedure, channel: Channel, case: str, day: dt.date) -> Plan | None:
    """The plan of the form that a dossier is filled in on; None where the procedure has none."""
    form = procedure.form(channel, case)
    return None if form is None else kept_plan(procedure.content_hash, form, day)


def begun(
    procedure: Procedure,
    applicant: Row,
    case: str,
    now: dt.datetime,
    sealer: Sealer,
    channel: Channel = Channel.ONLINE,
    phone: str = "",
) -> dict[str, Any]:
    """The answers that a new draft begins with: what the account knows, or nothing; ``phone`` was given for it."""
    plan = plan_for(procedure, channel, case, local_day(now))
    return {} if plan is None else prefilled(plan, _facts(applicant, sealer, phone))


def examined(
    db: sa.Connection, row: Row, procedure: Procedure, answers: Mapping[str, Any], now: dt.datetime
) -> Checked | None:
    """What the check says of a dossier's answers; None where the procedure has no form."""
    plan = plan_for(procedure, Channel(row.channel), row.case_label, local_day(now))
    if _is_on_paper(row, answers):
        return None
    return None if plan is None else check(plan, answers, _context(db, row, row.case_label, now))


def settled(
    db: sa.Connection,
    row: Row,
    procedure: Procedure,
    answers: Mapping[str, Any],
    case: str,
    now: dt.datetime,
    sealer: Sealer,
) -> tuple[dict[str, Any], Checked | None]:
    """The answers to keep: with what is locked set from the account, and in normal form if nothing is wrong with them.

    Where something is wrong they are kept as they were given, so that nobody loses what they typed.
    """
    plan = plan_for(procedure, Channel(row.channel), case, local_day(now))
    if plan is None or _is_on_paper(row, answers):
        return dict(answers), None
    applicant = known.applicant(db, row.applicant_id)
    full = overlay(plan, answers, _facts(applicant, sealer, _given(sealer, row)) if applicant is not None else {})
    found = check(plan, full, _context(db, row, case, now))
    return (found.answers if found.is_whole else full), found


def _is_on_paper(row: Row, answers: Mapping[str, Any]) -> bool:
    """Whether the form of a dossier of the desk is among the papers, so that nothing of it was filled in here."""
    return not answers and row.channel != Channel.ONLINE.value


def refuse(found: Checked | None) -> None:
    """Raises `FORM_WRONG` with every problem there is."""
    if found is None or found.is_whole:
        return
    problems = [
        FieldProblem(f"/answers{problem.pointer}", problem.code, {**problem.params, "vi": problem.vi, "en": problem.en})
        for problem in found.problems
    ]
    raise contract.FORM_WRONG(problems=problems, count=len(problems))


def told(found: Checked | None) -> tuple[contract.AnswerProblem, ...]:
    """The problems as a draft shows them."""
    return tuple(
        contract.AnswerProblem(pointer=problem.pointer, code=problem.code, vi=problem.vi, en=problem.en)
        for problem in (found.problems if found is not None else ())
    )


def _context(db: sa.Connection, row: Row, case: str, now: dt.datetime) -> Context:
    day = local_day(now)
    held = frozenset(file.paper_key for file in contents.held(db, row.id))
    return Context(today=day, case=case, channel=row.channel, papers=held, communes=communes_on(day))


def _given(sealer: Sealer, row: Row) -> str:
    return sealer.unseal(CONTACT, row.contact_sealed, filled.context(row.id)) if row.contact_sealed else ""


def _facts(applicant: Row, sealer: Sealer, phone: str = "") -> dict[str, Any]:
    """What is known of a person; of an organisation nothing is, as forms ask for people. A ``phone`` given for the
    dossier stands for their own."""
    if applicant.kind != AccountKind.CITIZEN:
        return {}
    context = account_context(applicant.account_id)
    if not phone and applicant.phone_sealed:
        phone = sealer.unseal(CONTACT, applicant.phone_sealed, context)
    return facts_of(
        applicant.identity_kind,
        normalise(sealer.unseal(IDENTITY, applicant.identity_sealed, context)),
        full_name=applicant.name,
        birth_date=applicant.birth_date.isoformat() if applicant.birth_date else None,
        phone="0" + phone.removeprefix("+84") if phone.startswith("+84") else phone or None,
        email=sealer.unseal(CONTACT, applicant.email_sealed, context) if applicant.email_sealed else None,
    )
