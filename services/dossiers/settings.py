"""What dossiers may be told beside what every service is told."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.settings import (
    Address,
    Secret,
    ServiceSettings,
    SettingsWrong,
    Url,
    Wrong,
    address,
    secret,
    setting,
    web_url,
)
from services.dossiers import rules
from services.dossiers.adapters.clamd import ClamdScanner
from services.dossiers.adapters.national import Access, HttpPortal, Mapped
from services.dossiers.adapters.scanning import NoScanner, SandboxScanner, Scanner


def national_mapping(value: str) -> str:
    """An operator's names of the national portal, as JSON that was checked."""
    try:
        mapped_of(value)
    except ValueError as wrong:
        raise Wrong(str(wrong)) from None
    return value


def mapped_of(mapping: str) -> Mapped:
    """How the national portal names things: as is known, or as the mapping says; raises ValueError with a sentence."""
    try:
        said = json.loads(mapping)
    except ValueError:
        raise ValueError("it is not JSON") from None
    names = rules.national_names()
    if not isinstance(said, dict) or set(said) - set(names):
        raise ValueError(f"it has other parts than {', '.join(names)}")
    found = {part: {**names[part], **_part(part, said.get(part, {}), names[part])} for part in names}
    codes = {name: frozenset(values) for name, values in found["codes"].items()}
    return Mapped(found["services"], codes, found["kinds"], found["channels"])


def _part(part: str, said: Any, known: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(said, dict) or set(said) - set(known):
        raise ValueError(f"{part} has other names than {', '.join(known)}")
    for name, value in said.items():
        wants_list = isinstance(known[name], list)
        values = value if wants_list else [value]
        if not isinstance(values, list) or not values or not all(isinstance(one, str) and one for one in values):
            raise ValueError(f"{part}.{name} must be {'a list of texts' if wants_list else 'a text'}")
    return said


@dataclass(frozen=True, kw_only=True)
class DossiersSettings(ServiceSettings):
    """Where files are scanned for malware, and where the national portal is.

    Without a scanner, outside the sandbox, all files stay in quarantine. Without an address nothing is told to the
    national portal; what it would have to be told is kept all the same.
    """

    clamd: Address | None = setting("MOTCUA_CLAMD", default=None, parse=address, help="ClamAV's daemon, host:port")
    national_url: Url = setting(
        "MOTCUA_NATIONAL_URL", default=Url(""), parse=web_url, help="where the national portal takes dossiers"
    )
    national_login_url: Url = setting(
        "MOTCUA_NATIONAL_LOGIN_URL", default=Url(""), parse=web_url, help="where the national portal gives sessions"
    )
    national_unit: str = setting("MOTCUA_NATIONAL_UNIT", default="", help="the unit's code at the national portal")
    national_user: str = setting("MOTCUA_NATIONAL_USER", default="", help="the user at the national portal")
    national_password: Secret = setting(
        "MOTCUA_NATIONAL_PASSWORD", default=Secret(""), parse=secret, help="the password of that user"
    )
    national_mapping: str = setting(
        "MOTCUA_NATIONAL_MAPPING",
        default="{}",
        parse=national_mapping,
        help="how the national portal names things, where other than is known",
    )
    national_sandbox_address: Address | None = setting(
        "MOTCUA_NATIONAL_SANDBOX_ADDRESS",
        default=None,
        parse=address,
        help="where the sandbox's stand-in for the national portal listens",
    )


@functools.cache
def scanner_of(clamd: Address | None, *, sandbox: bool) -> Scanner:
    """The scanner by the settings: clamd where it is named, the sandbox's twin in a sandbox; one for the process."""
    if clamd is not None:
        return ClamdScanner(clamd)
    return SandboxScanner() if sandbox else NoScanner()


@functools.cache
def national_portal_of(settings: DossiersSettings) -> HttpPortal | None:
    """The national portal, if one is named; https is a must outside the sandbox. One for the process."""
    if not settings.national_url:
        return None
    needed = {
        "MOTCUA_NATIONAL_LOGIN_URL": settings.national_login_url,
        "MOTCUA_NATIONAL_UNIT": settings.national_unit,
        "MOTCUA_NATIONAL_USER": settings.national_user,
        "MOTCUA_NATIONAL_PASSWORD": settings.national_password,
    }
    missing = [name for name, value in needed.items() if not value]
    problems = [f"{name} is missing; it is needed with MOTCUA_NATIONAL_URL." for name in missing]
    for name, url in (("_URL", settings.national_url), ("_LOGIN_URL", settings.national_login_url)):
        if url and not settings.sandbox and not url.startswith("https://"):
            problems.append(f"MOTCUA_NATIONAL{name} must begin with https:// outside the sandbox.")
    if problems:
        raise SettingsWrong(problems)
    access = Access(
        login_url=settings.national_login_url,
        service_url=settings.national_url,
        unit=settings.national_unit,
        user=settings.national_user,
        password=settings.national_password,
    )
    return HttpPortal(access, mapped_of(settings.national_mapping))
