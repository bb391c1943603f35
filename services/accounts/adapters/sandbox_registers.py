"""The sandbox twins of the registers: the last four digits of a number choose the answer.

============  =====================  ======================================
last four     answer                 what a registration then gets
============  =====================  ======================================
``0404``      unknown                ``identity.not-in-register`` / ``phone.owner-unknown``
``0409``      mismatch               ``identity.not-matching-register`` / ``phone.not-owner``
``0503``      the register is down   ``register.unavailable`` / ``phone-check.unavailable``
anything else match                  goes on
============  =====================  ======================================

The population register looks at the identity number, the subscriber register at the telephone number. Examples:
``001090000404`` is unknown, ``0912340409`` belongs to somebody else, ``0912340503`` cannot be checked.
"""

from services.accounts.adapters.registers import Business, Claim, Finding, RegisterAway

UNKNOWN = "0404"
MISMATCH = "0409"
DOWN = "0503"


class SandboxPopulationRegister:
    """Decides by the identity number."""

    def check(self, claim: Claim) -> Finding:
        return _by_magic(claim.identity_number)


class SandboxSubscriberRegister:
    """Decides by the telephone number."""

    def check_owner(self, phone: str, claim: Claim) -> Finding:
        return _by_magic(phone)


class SandboxBusinessRegister:
    """Decides by the third to sixth digit of the tax code, as the last one is a check digit: 0104041239 is unknown."""

    def check_representative(self, tax_code: str, claim: Claim) -> Business:
        finding = _by_magic(tax_code[2:6])
        return Business(finding, f"Công ty thử nghiệm {tax_code}" if finding is Finding.MATCH else "")


def _by_magic(number: str) -> Finding:
    if number.endswith(DOWN):
        raise RegisterAway("sandbox: down")
    if number.endswith(UNKNOWN):
        return Finding.UNKNOWN
    if number.endswith(MISMATCH):
        return Finding.MISMATCH
    return Finding.MATCH
