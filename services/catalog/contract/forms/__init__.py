"""Electronic forms: their description as data, and the one check of answers that everybody uses.

A second public face of the catalogue beside `services.catalog.contract`: whoever shows, checks, stores or prints a form
imports from here. ``docs/forms.md`` is the guide for who writes one.
"""

from services.catalog.contract.forms.description import (
    Condition,
    Form,
    FormField,
    FormRule,
    Option,
    Section,
    Term,
)
from services.catalog.contract.forms.terms import (
    AccountFact,
    AddressWay,
    FieldKind,
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
    "AccountFact", "AddressWay", "Condition", "FieldKind", "Form", "FormField", "FormRule", "IdentityPaper", "Op",
    "Option", "OptionList", "PersonPart", "Precision", "Section", "Take", "Term",
]
# fmt: on
