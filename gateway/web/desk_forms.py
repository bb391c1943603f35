"""The parts of a dossier's forms that have a line for each paper or fee: read into the command's request."""

from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.web.deeds import Deed
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers

Form = MultiDict[str, str]

COPIES = "copies"
"""The answer of the shipped forms that says how many copies are wanted."""
DUTY_ROWS = 3
"""How many lines the form of a financial duty has."""


def known_of(act: Deed, view: dossiers.DossierView, form: Form) -> dict[str, Any]:
    """What the command's request has beside the plain fields of the form: the dossier, its version, lines."""
    known: dict[str, Any] = {"dossier_id": view.id}
    seen = form.get("version", "")
    if seen.isascii() and seen.isdigit():
        known["expected_version"] = int(seen)
    for one in act.fields:
        if one.name == "items":
            known["items"] = items(view, form)
        elif one.name == "claims":
            known["claims"] = claims(view, form)
        elif one.name == "duties":
            known["items"] = duties(form)
        elif one.name in ("fees", "fee_changes"):
            found = fees(form)
            if found:
                known["fees"] = found
    return known


def items(view: dossiers.DossierView, form: Form) -> list[dict[str, str]]:
    """Each paper of which something is wrong, and what."""
    keys = [paper.key for paper in view.papers] + [dossiers.FORM]
    said = {key: form.get(f"item:{key}", "").strip() for key in keys}
    return [{"paper_key": key, "reason": reason} for key, reason in said.items() if reason]


def claims(view: dossiers.DossierView, form: Form) -> list[dict[str, Any]]:
    """What was decided about each claim; one of which nothing was said is left to the service to ask for."""
    found = []
    for claim in view.fee_claims:
        name = f"{claim.head}:{claim.relief}"
        said = form.get(f"claim:{name}", "")
        if said:
            reason = form.get(f"claim-reason:{name}", "").strip()
            found.append({"head": claim.head, "relief": claim.relief, "granted": said == "granted", "reason": reason})
    return found


def fees(form: Form) -> list[dict[str, Any]]:
    """What the officer found of each fee; one of which nothing was said counts by the record."""
    found: list[dict[str, Any]] = []
    for name, value in form.items():
        head, quantity = name.removeprefix("fee:"), value.strip()
        amount = _digits(form.get(f"amount:{head}", ""))
        if head == name or not (quantity or amount):
            continue
        fee: dict[str, Any] = {"head": head}
        for field, said in (("quantity", quantity), ("amount", amount)):
            if said:
                fee[field] = _number(said)
        for field, typed in (("reason", f"fee-reason:{head}"), ("legal_basis", f"fee-basis:{head}")):
            if why := form.get(typed, "").strip():
                fee[field] = why
        found.append(fee)
    return found


def duties(form: Form) -> list[dict[str, Any]]:
    """The lines of a financial duty that have something in them."""
    found = []
    for at in range(1, DUTY_ROWS + 1):
        label, amount = form.get(f"duty:{at}", "").strip(), _digits(form.get(f"duty-amount:{at}", ""))
        if label or amount:
            kind = form.get(f"duty-kind:{at}", "") or dossiers.FeeKind.PHI.value
            found.append({"head": f"nghia-vu-{at}", "label": label, "amount": _number(amount), "kind": kind})
    return found


def _digits(said: str) -> str:
    return said.strip().replace(".", "").replace(" ", "")


def _number(said: str) -> int | str:
    """What is no number goes on as it is, so that the record says what is wrong with it."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else said


def is_assessed(fee: catalog.Fee, view: dossiers.DossierView) -> bool:
    """Whether an officer finds the amount of a fee of this dossier: the record fixes it otherwise."""
    fixed = fee.rule in (catalog.FeeRule.FIXED, catalog.FeeRule.FREE)
    return concerns(fee, view) and not fee.optional and not fixed


def asked_quantity(fee: catalog.Fee, view: dossiers.DossierView) -> str:
    """How many units of a fee the officer begins with: what was found before, else what the applicant's form asks for,
    else "1"; nothing of a fee on request that nobody has asked for.

    The record does not name the answer, so only copies are known: a fee by the copy (bản) and an answer of that name.
    """
    found = _found_before(fee, view)
    if found is not None and found.quantity is not None:
        return str(found.quantity)
    if found is None and fee.optional:
        return ""
    said = str(view.answers.get(COPIES, "")).strip()
    is_by_the_copy = fee.rule is catalog.FeeRule.PER_UNIT and fee.unit.strip().lower() in ("bản", "bản sao")
    return said if is_by_the_copy and said.isascii() and said.isdigit() and len(said) <= 6 else "1"


def asked_amount(fee: catalog.Fee, view: dossiers.DossierView) -> str:
    """The amount that an officer said before, of a fee whose record leaves it open or by departing from the record;
    empty where it is the record's."""
    found = _found_before(fee, view)
    if found is None:
        return ""
    if fee.amount is None and not fee.tiers:
        return str(found.amount if found.listed is None else found.listed)
    relieved = any(claim.head == fee.head and claim.state is dossiers.ClaimState.GRANTED for claim in view.fee_claims)
    return str(found.amount) if found.listed is not None and not relieved else ""


def _found_before(fee: catalog.Fee, view: dossiers.DossierView) -> dossiers.FeeItem | None:
    asked = view.fee.items if view.fee is not None else ()
    return next((item for item in asked if item.head == fee.head), None)


def concerns(fee: catalog.Fee, view: dossiers.DossierView) -> bool:
    """Whether a fee is one of this dossier's case and way."""
    return view.case in (fee.cases or (view.case,)) and view.channel in (fee.channels or (view.channel,))
