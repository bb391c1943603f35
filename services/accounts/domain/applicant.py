"""A person who registers: everything they enter, examined at once, so that they hear of all mistakes together."""

import datetime as dt
from dataclasses import dataclass

from services.accounts.domain import contact, identity, person
from services.accounts.domain.identity import BirthPlaces
from services.accounts.domain.limits import Limits
from services.accounts.domain.passwords import Blocklist, check_password
from services.accounts.domain.problems import Problem


@dataclass(frozen=True, slots=True, repr=False)
class Applicant:
    """What a person entered, in normal form: capital letters, E.164, NFC. Without a repr, so that no log shows it."""

    identity_kind: str
    identity_number: str
    full_name: str
    birth_date: dt.date
    phone: str
    email: str


def examine(
    *,
    identity_kind: str,
    identity_number: str,
    full_name: str,
    birth_date: dt.date,
    sex: str | None,
    phone: str,
    email: str,
    password: str,
    today: dt.date,
    limits: Limits,
    places: BirthPlaces,
    blocklist: Blocklist,
) -> Applicant | tuple[Problem, ...]:
    """The applicant, or all that is wrong with what they entered."""
    number = identity.normalise(identity_number)
    name = person.full_name(full_name)
    mobile = contact.mobile_number(phone)
    address = contact.email_address(email) if email else ""
    found = list(identity.check_identity(identity_kind, number, birth_date, sex, places))
    if name is None:
        found.append(Problem("full_name", "name.wrong-form"))
    if not person.is_possible_birth_date(birth_date, today, limits.registration.oldest_years):
        found.append(Problem("birth_date", "birth-date.out-of-range"))
    if mobile is None:
        found.append(Problem("phone", "phone.not-vietnamese-mobile"))
    if address is None:
        found.append(Problem("email", "email.wrong-form"))
    about = words_about(name=full_name, number=number, phone=mobile or "", email=email, birth_date=birth_date)
    wrong = check_password(
        password, min_length=limits.min_password_length, blocklist=blocklist, about_owner=(*about, phone)
    )
    if wrong is not None:
        found.append(wrong)
    if found or name is None or mobile is None or address is None:
        return tuple(found)
    return Applicant(identity_kind, number, name, birth_date, mobile, address)


def words_about(*, name: str, number: str, phone: str, email: str, birth_date: dt.date) -> tuple[str, ...]:
    """What a password must not consist of: the owner's name, numbers and birth date as people write them."""
    national = "0" + phone.removeprefix("+84") if phone else ""
    return (number, *name.split(), name, phone, national, *_spellings(birth_date), email.partition("@")[0])


def _spellings(day: dt.date) -> tuple[str, ...]:
    return tuple(day.strftime(form) for form in ("%d%m%Y", "%Y%m%d", "%d%m%y"))
