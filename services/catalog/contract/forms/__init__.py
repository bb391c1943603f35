"""Electronic forms: their description as data, and the one check of answers that everybody uses.

A second public face of the catalogue beside `services.catalog.contract`: whoever shows, checks, stores or prints a form
imports from here. ``docs/forms.md`` is the guide for who writes one.
"""

from services.catalog.contract.forms.checking import Checked, Problem, check
from services.catalog.contract.forms.conditions import Context
from services.catalog.contract.forms.description import (
    Condition,
    Form,
    FormField,
    FormRule,
    Option,
    Section,
    Term,
)
from services.catalog.contract.forms.faults import faults, members_of
from services.catalog.contract.forms.identity import (
    BirthPlaces,
    Reading,
    birth_places,
    kind_of,
    normalise,
    read_personal_number,
)
from services.catalog.contract.forms.places import communes_on
from services.catalog.contract.forms.plan import Plan, kept_plan, plan_of
from services.catalog.contract.forms.prefill import facts_of, locked, overlay, prefilled
from services.catalog.contract.forms.terms import (
    AccountFact,
    AddressWay,
    FieldKind,
    HolderSex,
    IdentityPaper,
    Op,
    OptionList,
    PersonPart,
    Precision,
    Take,
)

# The formatter would give each name a line of its own.
# fmt: off
__all__ = [
    "AccountFact", "AddressWay", "BirthPlaces", "Checked", "Condition", "Context", "FieldKind", "Form", "FormField",
    "FormRule", "HolderSex", "IdentityPaper", "Op", "Option", "OptionList", "PersonPart", "Plan", "Precision",
    "Problem", "Reading", "Section", "Take", "Term", "birth_places", "check", "communes_on", "facts_of", "faults",
    "kept_plan", "kind_of", "locked", "members_of", "normalise", "overlay", "plan_of", "prefilled",
    "read_personal_number",
]
# fmt: on
