"""Filling in electronic forms: what the account of who asks can fill in by itself."""

from typing import Annotated

from chassis.records import Json, Rule, record
from gateway.flows import browsing
from gateway.visits import Means, Visit
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.catalog.contract.forms import facts_of, locked, prefilled


@record
class FormPrefill:
    """What the account knows, as answers. Identity numbers, telephone and e-mail are masked: they are there to be seen.

    The fields in ``locked`` are set by the server when the dossier is saved, so nothing need be sent for them; masked
    ones that are not locked are filled in by the server when a draft is begun.
    """

    answers: Json
    locked: Annotated[tuple[str, ...], Rule(description="JSON pointers into the answers")]
    masked: Annotated[tuple[str, ...], Rule(description="JSON pointers of what is not shown whole")]


def form(means: Means, question: catalog.GetForm) -> catalog.FormView:
    """A form with its plan, from what the gateway holds."""
    held = browsing.read(means, catalog.get_form, question, immutable=question.version is not None)
    reply: catalog.FormView = held.reply
    return reply


def prefill(visit: Visit, shown: catalog.FormView) -> FormPrefill:
    """What the account of the visitor fills in of a form. Where they file for an organisation it is nothing: forms ask
    for people, and of an organisation the server fills in nothing either."""
    acting = visit.caller.acting
    if acting is not None and not acting.is_delegate:
        return FormPrefill(answers={}, locked=(), masked=())
    profile = visit.send(accounts.get_profile, accounts.GetProfile())
    facts = {}
    if profile.kind == "citizen" and profile.identity_kind is not None:
        facts = facts_of(
            profile.identity_kind.value,
            profile.identity_masked,
            full_name=profile.name,
            birth_date=profile.birth_date.isoformat() if profile.birth_date else None,
            phone=profile.phone_masked,
            email=profile.email_masked,
        )
    hidden = {profile.identity_masked, profile.phone_masked, profile.email_masked} - {""}
    answers = prefilled(shown.plan, facts)
    return FormPrefill(answers=answers, locked=locked(shown.plan, facts), masked=tuple(_where(answers, hidden)))


def _where(answers: object, hidden: set[str], pointer: str = "") -> list[str]:
    if isinstance(answers, dict):
        return [found for key, inner in answers.items() for found in _where(inner, hidden, f"{pointer}/{key}")]
    return [pointer] if answers in hidden else []
