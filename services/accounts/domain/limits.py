"""The limits of registration, sign-in, codes and sessions, as dated data gives them (see ``data/limits.json``)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """Of one-time codes; caps count per telephone and purpose, so that one purpose cannot use up another's."""

    digits: int
    lifetime_seconds: int
    tries: int
    resend_gap_seconds: int
    per_phone_hour: int
    per_phone_day: int
    per_network_hour: int


@dataclass(frozen=True, slots=True)
class RegistrationLimits:
    """Of registrations: how long one waits for its code, and how many failed checks an hour are answered."""

    lifetime_seconds: int
    failed_checks_per_identity_hour: int
    failed_checks_per_network_hour: int


@dataclass(frozen=True, slots=True)
class SignInLimits:
    """Of failed sign-ins: within the window per identity and network and per network; over a longer one per identity.

    The cap per identity does not bind networks from which the account has signed in before: a stranger who guesses
    from elsewhere cannot lock the owner out.
    """

    window_seconds: int
    per_identity_and_network: int
    per_network: int
    identity_window_seconds: int
    per_identity: int


@dataclass(frozen=True, slots=True)
class InvitationLimits:
    """Of invitations of staff: how long they are good, and for how many wrong codes."""

    lifetime_seconds: int
    tries: int


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Of sessions, in seconds: of the access token, of idleness and overall, and for a lost answer to a refresh."""

    access_seconds: int
    citizen_idle_seconds: int
    citizen_absolute_seconds: int
    staff_idle_seconds: int
    staff_absolute_seconds: int
    reuse_grace_seconds: int

    def idle(self, kind: str) -> int:
        return self.staff_idle_seconds if kind == "staff" else self.citizen_idle_seconds

    def absolute(self, kind: str) -> int:
        return self.staff_absolute_seconds if kind == "staff" else self.citizen_absolute_seconds


@dataclass(frozen=True, slots=True)
class DeviceLimits:
    """Of known devices: how long and how many are remembered, and how many failed sign-ins one may make."""

    known_days: int
    per_subject: int
    failures_per_window: int
    failures_per_day: int


@dataclass(frozen=True, slots=True)
class SecondFactorLimits:
    """Of authenticators of people: how long an offered one waits, and how many recovery codes there are."""

    offer_seconds: int
    recovery_codes: int


@dataclass(frozen=True, slots=True)
class StepUpLimits:
    """For how long a proof counts as fresh, and how many wrong passwords a session has for the next one."""

    fresh_seconds: int
    failures_per_window: int


@dataclass(frozen=True, slots=True)
class RecoveryLimits:
    """Of forgotten passwords. Who has got hold of a session and changes the telephone cannot use it at once."""

    lifetime_seconds: int
    per_identity_and_network_hour: int
    per_network_hour: int
    wait_after_phone_change_seconds: int


@dataclass(frozen=True, slots=True)
class ActingLimits:
    """Of invitations into organisations, and of delegations (Bộ luật Dân sự 2015, điều 563: by agreement)."""

    invitation_days: int
    invitations_per_day: int
    longest_delegation_days: int


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits that are in force at one time."""

    min_password_length: int
    code: CodeLimits
    registration: RegistrationLimits
    invitation: InvitationLimits
    sign_in: SignInLimits
    session: SessionLimits
    device: DeviceLimits
    second_factor: SecondFactorLimits
    step_up: StepUpLimits
    recovery: RecoveryLimits
    acting: ActingLimits
