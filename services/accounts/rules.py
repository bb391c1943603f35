"""Reads the dated data of accounts: what is in force on a day, with its legal or technical source beside it."""

import datetime as dt
import functools
import json
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from services.accounts.domain.electronic_identity import ClaimRules
from services.accounts.domain.erasing import Clock, Kept
from services.accounts.domain.identity import BirthPlaces
from services.accounts.domain.limits import (
    ActingLimits,
    CodeLimits,
    DeviceLimits,
    InvitationLimits,
    Limits,
    RecoveryLimits,
    RegistrationLimits,
    SecondFactorLimits,
    SessionLimits,
    SignInLimits,
    StepUpLimits,
)
from services.accounts.domain.passwords import Blocklist
from services.catalog.contract.forms import birth_places

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def day_of(now: dt.datetime) -> dt.date:
    """The day in Vietnam at an instant, which decides what is in force."""
    return now.astimezone(VIETNAM).date()


def limits_at(now: dt.datetime) -> Limits:
    """The limits in force at an instant."""
    return limits_on(day_of(now))


@functools.cache
def limits_on(day: dt.date) -> Limits:
    """The limits in force on a day."""
    found = _in_force("limits.json", day)
    return Limits(
        min_password_length=found["password"]["min_length"],
        code=CodeLimits(**found["code"]),
        registration=RegistrationLimits(**found["registration"]),
        invitation=InvitationLimits(**found["invitation"]),
        sign_in=SignInLimits(**found["sign_in"]),
        session=SessionLimits(**found["session"]),
        device=DeviceLimits(**found["device"]),
        second_factor=SecondFactorLimits(**found["second_factor"]),
        step_up=StepUpLimits(**found["step_up"]),
        recovery=RecoveryLimits(**found["recovery"]),
        acting=ActingLimits(**found["acting"]),
    )


@functools.cache
def birth_places_on(day: dt.date) -> BirthPlaces:
    """The codes of places of birth registration in force on a day."""
    return birth_places(day)


def claim_rules_at(now: dt.datetime) -> ClaimRules:
    """How the identity provider's claims are read at an instant."""
    return claim_rules_on(day_of(now))


@functools.cache
def claim_rules_on(day: dt.date) -> ClaimRules:
    """How the identity provider's claims are read on a day."""
    found = _in_force("identity_provider.json", day)
    return ClaimRules(
        scopes=tuple(found["scopes"]),
        algorithms=tuple(found["algorithms"]),
        claims=found["claims"],
        assurance=found["assurance"],
        request_lifetime_seconds=found["request_lifetime_seconds"],
    )


def erasure_clock_at(now: dt.datetime) -> Clock:
    """The clock of requests for erasure that are made at an instant."""
    found = _in_force("rights.json", day_of(now))
    return Clock(dt.timedelta(hours=found["answer_within_hours"]), dt.timedelta(hours=found["warn_before_hours"]))


@functools.cache
def kept_on(day: dt.date) -> dict[str, Kept]:
    """What is kept after an erasure, as is in force on a day."""
    return {row["what"]: Kept(**row) for row in _in_force("retention.json", day)["kept"]}


@functools.cache
def blocklist() -> Blocklist:
    """Passwords that are refused because they are what everybody tries first."""
    found = _read("common_passwords.json")
    return Blocklist(common=frozenset(found["common"]), context=frozenset(found["context"]))


def _in_force(name: str, day: dt.date) -> dict[str, Any]:
    versions = [v for v in _read(name)["versions"] if dt.date.fromisoformat(v["valid_from"]) <= day]
    if not versions:
        raise LookupError(f"{name} holds nothing that is in force on {day}")
    newest: dict[str, Any] = max(versions, key=lambda version: str(version["valid_from"]))
    return newest


@functools.cache
def _read(name: str) -> dict[str, Any]:
    text = resources.files("services.accounts.data").joinpath(name).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
