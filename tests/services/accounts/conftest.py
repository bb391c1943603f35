"""A small world for accounts: a real database, real keys, the sandbox registers, and a clock that tests move."""

import datetime as dt
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import keys
from chassis.callers import ANONYMOUS, Acting, Caller, CallerKind, Holding, system
from chassis.records import load
from chassis.records import load as load_record
from chassis.sealing import Sealer
from chassis.storage import Storage
from chassis.testing import call_of, drop_templates, emitted, fresh_storage
from chassis.tokens import TokenIssuer, TokenVerifier
from services.accounts import contract
from services.accounts.adapters.passwords import Passwords
from services.accounts.adapters.registers import Registers
from services.accounts.adapters.sandbox_registers import (
    SandboxBusinessRegister,
    SandboxPopulationRegister,
    SandboxSubscriberRegister,
)
from services.accounts.contract import CodeSent, SignedIn
from services.accounts.handlers import (
    acting,
    businesses,
    codes,
    contacts,
    delegating,
    forgotten,
    organisations,
    profile,
    registration,
    second_factor,
    sessions,
    showing_sessions,
    sign_in,
    staff,
    step_up,
    upkeep,
)

ISSUER = "https://motcua.test"
PERSON: dict[str, Any] = {
    "identity_kind": contract.IdentityKind.CCCD,
    "identity_number": "042090000123",
    "full_name": "Trần Thị Bưởi",
    "birth_date": dt.date(1990, 5, 6),
    "phone": "0912345678",
    "email": "buoi@example.vn",
    "password": "mưa rơi trên mái lá",
}


class World:
    """Calls the handlers as the service would, from one network unless told otherwise."""

    def __init__(self, storage: Storage, keys_dir: Path) -> None:
        self.storage = storage
        self.sealer = Sealer(keys_dir)
        self.tokens = TokenIssuer(keys_dir, ISSUER, clock=self.seconds)
        self.verifier = TokenVerifier(keys_dir, ISSUER, clock=self.seconds)
        self.passwords = Passwords(lambda work, *arguments: work(*arguments))
        self.registers = Registers(SandboxPopulationRegister(), SandboxSubscriberRegister(), SandboxBusinessRegister())
        self.now = dt.datetime(2026, 8, 3, 2, 0, tzinfo=dt.UTC)
        self.network = "203.0.113.7"

    def seconds(self) -> float:
        return self.now.timestamp()

    def pass_time(self, **span: float) -> None:
        self.now += dt.timedelta(**span)

    @property
    def anonymous(self) -> Caller:
        return Caller(kind=CallerKind.ANONYMOUS, id=ANONYMOUS.id, network=self.network)

    def start_registration(self, *, key: str | None = None, **changes: Any) -> CodeSent:
        request = contract.StartRegistration(**{**PERSON, **changes})
        call = call_of(contract.start_registration, request, caller=self.anonymous, key=key)
        return registration.start_registration(call, self.storage, self.sealer, self.passwords, self.registers)

    def confirm_registration(self, challenge_id: str, code: str) -> SignedIn:
        request = contract.ConfirmRegistration(challenge_id=challenge_id, code=code)
        call = call_of(contract.confirm_registration, request, caller=self.anonymous)
        return registration.confirm_registration(call, self.storage, self.sealer, self.tokens)

    def register(self, **changes: Any) -> SignedIn:
        sent = self.start_registration(**changes)
        return self.confirm_registration(sent.challenge_id, self.last_code())

    def start_sign_in(
        self,
        number: str = PERSON["identity_number"],
        password: str = PERSON["password"],
        *,
        key: str | None = None,
        device_token: str = "",
    ) -> CodeSent:
        request = contract.StartSignIn(identity_number=number, password=password, device_token=device_token)
        call = call_of(contract.start_sign_in, request, caller=self.anonymous, key=key)
        return sign_in.start_sign_in(call, self.storage, self.sealer, self.passwords)

    def confirm_sign_in(self, challenge_id: str, code: str, device: str = "") -> SignedIn:
        request = contract.ConfirmSignIn(challenge_id=challenge_id, code=code, device=device)
        call = call_of(contract.confirm_sign_in, request, caller=self.anonymous)
        return sign_in.confirm_sign_in(call, self.storage, self.sealer, self.tokens)

    def resend(self, challenge_id: str) -> CodeSent:
        call = call_of(contract.resend_code, contract.ResendCode(challenge_id=challenge_id), caller=self.anonymous)
        return codes.resend_code(call, self.storage, self.sealer)

    def staff_sign_in(self, number: str, password: str, code: str, device_token: str = "") -> SignedIn:
        request = contract.StaffSignIn(
            staff_number=number, password=password, totp_code=code, device_token=device_token
        )
        call = call_of(contract.staff_sign_in, request, caller=self.anonymous)
        return staff.staff_sign_in(call, self.storage, self.sealer, self.passwords, self.tokens)

    def refresh(self, refresh_token: str) -> SignedIn:
        request = contract.RefreshSession(refresh_token=refresh_token)
        call = call_of(contract.refresh_session, request, caller=self.anonymous)
        return sessions.refresh_session(call, self.storage, self.tokens)

    def sign_out(self, signed_in: SignedIn) -> None:
        sessions.sign_out(
            call_of(contract.sign_out, contract.SignOut(), caller=self.caller_of(signed_in)), self.storage
        )

    def sign_in(self, device: str = "") -> SignedIn:
        """Both steps; a minute passes before, so that another code may be sent."""
        self.pass_time(seconds=60)
        return self.confirm_sign_in(self.start_sign_in().challenge_id, self.last_code(), device)

    def sessions(self, signed_in: SignedIn) -> tuple[contract.SessionView, ...]:
        call = call_of(contract.list_sessions, contract.ListSessions(), caller=self.caller_of(signed_in))
        return showing_sessions.list_sessions(call, self.storage).sessions

    def end_session(self, signed_in: SignedIn, session_id: str) -> None:
        request = contract.EndSession(session_id=session_id)
        showing_sessions.end_own_session(
            call_of(contract.end_session, request, caller=self.caller_of(signed_in)), self.storage
        )

    def end_other_sessions(self, signed_in: SignedIn) -> int:
        call = call_of(contract.end_other_sessions, contract.EndOtherSessions(), caller=self.caller_of(signed_in))
        return showing_sessions.end_other_sessions(call, self.storage).ended

    def revoked(self, after: str = "") -> contract.RevokedSessions:
        asked = contract.ListRevokedSessions(after=after)
        call = call_of(contract.list_revoked_sessions, asked, caller=system("gateway"))
        return showing_sessions.list_revoked_sessions(call, self.storage)

    def profile(self, signed_in: SignedIn) -> contract.ProfileView:
        call = call_of(contract.get_profile, contract.GetProfile(), caller=self.caller_of(signed_in))
        return profile.get_profile(call, self.storage)

    def do(self, who: Any, method: Any, request: Any, *tools: Any) -> Any:
        """Carry out any other method as somebody signed in, with what its handler needs beside the storage."""
        own = {"act_for": acting, "register_organisation": businesses}
        module = own.get(method.name) or (delegating if "deleg" in method.name else organisations)
        if method.name in ("attach_evidence", "open_evidence"):
            module = delegating
        call = call_of(method, request, caller=self.caller_of(who))
        handler = getattr(module, method.name)
        if not tools and "sealer" in inspect.signature(handler).parameters:
            tools = (self.sealer,)
        return handler(call, self.storage, *tools)

    # Each of these as somebody signed in

    def _own(self, signed_in: SignedIn, method: Any, request: Any) -> Any:
        return call_of(method, request, caller=self.caller_of(signed_in))

    def start_step_up(self, who: SignedIn, password: str = PERSON["password"]) -> CodeSent:
        call = self._own(who, contract.start_step_up, contract.StartStepUp(password=password))
        return step_up.start_step_up(call, self.storage, self.sealer, self.passwords)

    def confirm_step_up(self, who: SignedIn, challenge_id: str, code: str) -> contract.SteppedUp:
        request = contract.ConfirmStepUp(challenge_id=challenge_id, code=code)
        call = self._own(who, contract.confirm_step_up, request)
        return step_up.confirm_step_up(call, self.storage, self.sealer, self.tokens)

    def offer_factor(self, who: SignedIn) -> contract.SecondFactorOffer:
        call = self._own(who, contract.offer_second_factor, contract.OfferSecondFactor())
        return second_factor.offer_second_factor(call, self.storage, self.sealer)

    def confirm_factor(self, who: SignedIn, code: str) -> tuple[str, ...]:
        call = self._own(who, contract.confirm_second_factor, contract.ConfirmSecondFactor(code=code))
        return second_factor.confirm_second_factor(call, self.storage, self.sealer).codes

    def remove_factor(self, who: SignedIn) -> None:
        call = self._own(who, contract.remove_second_factor, contract.RemoveSecondFactor())
        second_factor.remove_second_factor(call, self.storage)

    def renew_recovery_codes(self, who: SignedIn) -> tuple[str, ...]:
        call = self._own(who, contract.renew_recovery_codes, contract.RenewRecoveryCodes())
        return second_factor.renew_recovery_codes(call, self.storage, self.sealer).codes

    def start_phone_change(self, who: SignedIn, phone: str) -> CodeSent:
        call = self._own(who, contract.start_phone_change, contract.StartPhoneChange(phone=phone))
        return contacts.start_phone_change(call, self.storage, self.sealer, self.registers)

    def confirm_phone_change(self, who: SignedIn, challenge_id: str, code: str) -> contract.ProfileView:
        request = contract.ConfirmPhoneChange(challenge_id=challenge_id, code=code)
        call = self._own(who, contract.confirm_phone_change, request)
        return contacts.confirm_phone_change(call, self.storage, self.sealer)

    def start_email_change(self, who: SignedIn, email: str) -> CodeSent:
        call = self._own(who, contract.start_email_change, contract.StartEmailChange(email=email))
        return contacts.start_email_change(call, self.storage, self.sealer)

    def confirm_email_change(self, who: SignedIn, challenge_id: str, code: str) -> contract.ProfileView:
        request = contract.ConfirmEmailChange(challenge_id=challenge_id, code=code)
        call = self._own(who, contract.confirm_email_change, request)
        return contacts.confirm_email_change(call, self.storage, self.sealer)

    def change_password(self, who: SignedIn, password: str) -> None:
        call = self._own(who, contract.change_password, contract.ChangePassword(new_password=password))
        forgotten.change_password(call, self.storage, self.sealer, self.passwords)

    def start_recovery(self, number: str = PERSON["identity_number"], device_token: str = "") -> CodeSent:
        request = contract.StartRecovery(identity_number=number, device_token=device_token)
        call = call_of(contract.start_recovery, request, caller=self.anonymous)
        return forgotten.start_recovery(call, self.storage, self.sealer)

    def send_recovery_codes(self) -> int:
        return forgotten.send_recovery_codes(self.storage, self.sealer)

    def confirm_recovery(self, challenge_id: str, code: str, password: str, factor_code: str = "") -> None:
        request = contract.ConfirmRecovery(
            challenge_id=challenge_id, code=code, new_password=password, factor_code=factor_code
        )
        call = call_of(contract.confirm_recovery, request, caller=self.anonymous)
        forgotten.confirm_recovery(call, self.storage, self.sealer, self.passwords)

    def upkeep(self) -> int:
        return upkeep.delete_what_is_over(self.storage)

    def caller_of(self, signed_in: SignedIn) -> Caller:
        """Who the gateway would take the bearer of an access token for."""
        claims = self.verifier.verify(signed_in.access_token)
        return Caller(
            kind=CallerKind(claims["kind"]),
            id=claims["sub"],
            name=claims["name"],
            agency=claims["agency"],
            roles=tuple(claims["roles"]),
            assurance=claims["assurance"],
            session=claims["sid"],
            authenticated_at=claims["auth_time"],
            acting=load(Acting, claims["acting"]) if "acting" in claims else None,
            network=self.network,
            holdings=tuple(load_record(Holding, held) for held in claims["holdings"]),
        )

    def codes(self) -> list[str]:
        """The codes that were asked to be sent, oldest first, as notifications would read them."""
        return [
            self.sealer.unseal(contract.CODE, requested.code_sealed, contract.challenge_context(requested.challenge_id))
            for requested in emitted(self.storage, contract.code_requested)
        ]

    def last_code(self) -> str:
        return self.codes()[-1]

    def wrong_code(self) -> str:
        return f"{(int(self.last_code()) + 1) % 1_000_000:06d}"

    def everything_stored(self) -> str:
        """All rows of all tables as one text."""
        with self.storage.read() as db:
            names = sa.inspect(db).get_table_names()
            rows = {name: db.scalars(sa.text(f'SELECT to_jsonb(t)::text FROM "{name}" t')).all() for name in names}
        return json.dumps(rows, ensure_ascii=False)


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.generate(made)
    return made


@pytest.fixture
def world(keys_dir: Path) -> Iterator[World]:
    time: list[World] = []
    with fresh_storage("accounts", clock=lambda: time[0].now) as storage:
        time.append(World(storage, keys_dir))
        yield time[0]


@pytest.fixture
def world_person() -> dict[str, Any]:
    return dict(PERSON)


@pytest.fixture(scope="session", autouse=True)
def no_template_left() -> Iterator[None]:
    yield
    drop_templates()
