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
    found = faults(
        identity_kind=identity_kind,
        identity_number=identity_number,
        full_name=full_name,
        birth_date=birth_date,
        sex=sex,
        phone=phone,
        email=email or None,
        password=password,
        today=today,
        limits=limits,
        places=places,
        blocklist=blocklist,
    )
    name, mobile = person.full_name(full_name), contact.mobile_number(phone)
    address = contact.email_address(email) if email else ""
    if found or name is None or mobile is None or address is None:
        return found
    return Applicant(identity_kind, identity.normalise(identity_number), name, birth_date, mobile, address)


def faults(
    *,
    identity_kind: str | None,
    identity_number: str | None,
    full_name: str | None,
    birth_date: dt.date | None,
    sex: str | None,
    phone: str | None,
    email: str | None,
    password: str | None,
    today: dt.date,
    limits: Limits,
    places: BirthPlaces,
    blocklist: Blocklist,
) -> tuple[Problem, ...]:
    """All that is wrong with what was entered; what is None is not looked at, and nothing is held against it."""
    number = identity.normalise(identity_number or "")
    mobile = contact.mobile_number(phone) if phone is not None else None
    found: list[Problem] = []
    if identity_kind is not None and identity_number is not None:
        found += identity.check_identity(identity_kind, number, birth_date, sex, places)
    if full_name is not None and person.full_name(full_name) is None:
        found.append(Problem("full_name", "name.wrong-form"))
    if birth_date is not None and not person.is_possible_birth_date(birth_date, today):
        found.append(Problem("birth_date", "birth-date.out-of-range"))
    if phone is not None and mobile is None:
        found.append(Problem("phone", "phone.not-vietnamese-mobile"))
    if email is not None and contact.email_address(email) is None:
        found.append(Problem("email", "email.wrong-form"))
    if password is not None:
        about = words_about(
            name=full_name or "", number=number, phone=mobile or "", email=email or "", birth_date=birth_date
        )
        wrong = check_password(
            password,
            min_length=limits.min_password_length,
            blocklist=blocklist,
            about_owner=(*about, phone or ""),
        )
        found += [wrong] if wrong is not None else []
    return tuple(found)


def words_about(*, name: str, number: str, phone: str, email: str, birth_date: dt.date | None) -> tuple[str, ...]:
    """What a password must not consist of: the owner's name, numbers and birth date as people write them."""
    national = "0" + phone.removeprefix("+84") if phone else ""
    return (number, *name.split(), name, phone, national, *_spellings(birth_date), email.partition("@")[0])


def _spellings(day: dt.date | None) -> tuple[str, ...]:
    return () if day is None else tuple(day.strftime(form) for form in ("%d%m%Y", "%Y%m%d", "%d%m%y"))
