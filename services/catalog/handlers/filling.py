"""Electronic forms: a form with its plan, and the check of answers that are kept nowhere."""

import datetime as dt
from typing import Any

from chassis.contracts import Call
from chassis.errors import FieldProblem
from chassis.storage import Storage, utc_now
from services.catalog import policy, store
from services.catalog.contract import (
    CASE_UNKNOWN,
    FORM_NOT_FOUND,
    PAPER_UNKNOWN,
    VERSION_OR_DATE,
    AnswersChecked,
    CheckAnswers,
    FormProblem,
    FormView,
    GetForm,
    ProcedureVersion,
)
from services.catalog.contract.forms import Context, Form, check, communes_on, kept_plan
from services.catalog.domain.validity import day_in_vietnam
from services.catalog.handlers.reading import numbered, version_on


def get_form(call: Call[GetForm], storage: Storage) -> FormView:
    policy.check(call.caller, call.method)
    asked = call.request
    if asked.version is not None and asked.at is not None:
        raise VERSION_OR_DATE(problems=[FieldProblem("/at", VERSION_OR_DATE.code, {})])
    version, form = _form(storage, asked.code, asked.form, asked.version, asked.at)
    return FormView(
        procedure_code=version.code,
        version=version.version,
        content_hash=version.content_hash,
        form=form,
        plan=dict(kept_plan(version.content_hash, form, day_in_vietnam(utc_now()))),
    )


def check_answers(call: Call[CheckAnswers], storage: Storage) -> AnswersChecked:
    """The answers are neither stored nor logged."""
    policy.check(call.caller, call.method)
    asked = call.request
    version, form = _form(storage, asked.code, asked.form, asked.version, None)
    if asked.case and asked.case not in {case.key for case in version.cases}:
        told: dict[str, Any] = {"case": asked.case, "cases": ", ".join(case.key for case in version.cases) or "–"}
        raise CASE_UNKNOWN(problems=[FieldProblem("/case", CASE_UNKNOWN.code, told)], **told)
    strange = [at for at, key in enumerate(asked.papers or ()) if key not in {paper.key for paper in version.papers}]
    if strange:
        problems = [FieldProblem(f"/papers/{at}", PAPER_UNKNOWN.code, {}) for at in strange]
        raise PAPER_UNKNOWN(problems=problems)
    today = day_in_vietnam(utc_now())
    context = Context(
        today=today,
        case=asked.case,
        channel=asked.channel.value,
        papers=None if asked.papers is None else frozenset(asked.papers),
        communes=communes_on(today),
    )
    found = check(kept_plan(version.content_hash, form, today), asked.answers, context)
    return AnswersChecked(
        answers=found.answers,
        problems=tuple(
            FormProblem(pointer=p.pointer, code=p.code, params=dict(p.params), vi=p.vi, en=p.en) for p in found.problems
        ),
        required=tuple(pointer for pointer, required in found.shown.items() if required),
        optional=tuple(pointer for pointer, required in found.shown.items() if not required),
    )


def _form(
    storage: Storage, code: str, key: str, version: int | None, at: dt.date | None
) -> tuple[ProcedureVersion, Form]:
    with storage.read() as db:
        day = at or day_in_vietnam(utc_now())
        row = version_on(db, code, day) if version is None else numbered(db, code, version)
        found = store.whole(row, ())
    form = found.form(key)
    if form is None:
        raise FORM_NOT_FOUND(code=code, form=key)
    return found, form
