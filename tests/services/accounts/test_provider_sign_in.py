"""Sign-in by electronic identity, against a standard provider (node-oidc-provider) that the tests install and run."""

import dataclasses
import datetime as dt
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from chassis.errors import PortalError
from chassis.settings import SettingsWrong, load_settings
from chassis.testing import call_of, wait_until
from services.accounts import contract, rules
from services.accounts.adapters.oidc import Client, IdentityProvider
from services.accounts.adapters.oidc_http import ProviderAway, ProviderRefused
from services.accounts.handlers import provider_sign_in
from services.accounts.settings import AccountsSettings, identity_provider_of
from tests.node import installed as node_packages
from tests.node import node

SOURCE = Path(__file__).parent / "provider"
RETURN = "http://127.0.0.1:8000/sign-in/return"
SURE, LESS_SURE = "urn:vn:eid:loa:2", "urn:vn:eid:loa:1"


def installed() -> Path:
    """The provider with its locked dependencies."""
    home = node_packages(SOURCE, "identity-provider")
    shutil.copy(SOURCE / "server.mjs", home)
    return home


class Provider:
    """The provider as a process; its key is changed by starting it anew."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, key: str = "first") -> None:
        environ = {"PATH": os.environ["PATH"], "PORT": str(self.port), "KEY": key}
        self._process = subprocess.Popen(
            [node(), "server.mjs"],
            cwd=self.home,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._answers, within=60, what="the identity provider")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=2).ok
        except requests.RequestException:
            return False


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    made = Provider(installed())
    made.start()
    yield made
    made.stop()


def client_of(issuer: str, **changes: Any) -> Client:
    claims = rules.claim_rules_on(dt.date(2026, 8, 3))
    known = Client(issuer, "motcua", "a secret of the tests", RETURN, claims.scopes, claims.algorithms)
    return dataclasses.replace(known, **changes)


class Portal:
    """Goes to the provider as a person's browser does, and comes back."""

    def __init__(self, world: Any, provider: IdentityProvider) -> None:
        self.world = world
        self.provider = provider

    def start(self) -> contract.ProviderSignIn:
        call = call_of(contract.start_provider_sign_in, contract.StartProviderSignIn(), caller=self.world.anonymous)
        return provider_sign_in.start_provider_sign_in(call, self.world.storage, self.world.sealer, self.provider)

    def away(self, url: str, person: str = "buoi", acr: str = SURE) -> dict[str, str]:
        """What the provider sends back in the address, for whoever signs in there."""
        browser = requests.Session()
        browser.cookies.update({"person": person, "acr": quote(acr, safe="")})
        while not url.startswith(RETURN):
            answer = browser.get(url, allow_redirects=False, timeout=10)
            assert answer.is_redirect, answer.text[:500]
            url = urljoin(url, answer.headers["Location"])
        return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    def come_back(self, started: contract.ProviderSignIn, back: dict[str, str], **changes: str) -> contract.SignedIn:
        given = {"state": back["state"], "code": back["code"], "iss": back["iss"], "binding": started.binding}
        request = contract.ConfirmProviderSignIn(**{**given, "device": "Chrome · Android", **changes})
        call = call_of(contract.confirm_provider_sign_in, request, caller=self.world.anonymous)
        return provider_sign_in.confirm_provider_sign_in(
            call, self.world.storage, self.world.sealer, self.world.tokens, self.provider
        )

    def sign_in(self, person: str = "buoi", acr: str = SURE) -> contract.SignedIn:
        started = self.start()
        return self.come_back(started, self.away(started.authorization_url, person, acr))


@pytest.fixture
def portal(world: Any, running: Provider) -> Portal:
    # The provider goes by the real time, so the portal does here too.
    world.now = dt.datetime.now(dt.UTC)
    return Portal(world, IdentityProvider(client_of(running.issuer), insecure=True))


def refusal(attempt: Any) -> str:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


@pytest.mark.parametrize(("acr", "assurance"), [(SURE, 2), (LESS_SURE, 1)])
def test_a_person_signs_in_to_the_account_of_their_identity_number(portal: Portal, acr: str, assurance: int) -> None:
    registered = portal.world.register()

    signed_in = portal.sign_in(acr=acr)

    caller = portal.world.caller_of(signed_in)
    assert (caller.id, caller.assurance) == (registered.subject_id, assurance)
    assert [s.device for s in portal.world.sessions(signed_in) if s.current] == ["Chrome · Android"]


def test_who_has_no_account_is_told_to_register_first(portal: Portal) -> None:
    portal.world.register()

    assert refusal(lambda: portal.sign_in("stranger")) == "sign-in.no-account-for-identity"


def test_an_identity_that_does_not_fit_the_account_is_refused(portal: Portal) -> None:
    portal.world.register()

    assert refusal(lambda: portal.sign_in("impostor")) == "sign-in.provider-refused"


def test_a_provider_that_tells_too_little_is_named_so_and_nobody_is_let_in(portal: Portal, running: Provider) -> None:
    portal.world.register()
    mapping = {"claims": {"identity_number": "citizen_id"}}
    portal.provider = IdentityProvider(client_of(running.issuer, mapping=mapping), insecure=True)

    assert refusal(portal.sign_in) == "sign-in.provider-incomplete"


def test_a_subject_stays_with_the_account_it_was_linked_to(portal: Portal) -> None:
    portal.world.register()
    portal.sign_in()
    from services.accounts.tables import provider_links

    with portal.world.storage.engine.begin() as db:
        db.execute(provider_links.update().values(account_id="another"))

    assert refusal(portal.sign_in) == "sign-in.provider-refused"


def test_a_way_back_is_good_once_in_the_browser_that_went(portal: Portal) -> None:
    portal.world.register()
    started = portal.start()
    back = portal.away(started.authorization_url)

    assert refusal(lambda: portal.come_back(started, back, binding="another browser's")) == "sign-in.provider-refused"
    assert refusal(lambda: portal.come_back(started, back)) == "sign-in.provider-refused", "the request is spent"
    again = portal.start()
    back = portal.away(again.authorization_url)
    assert refusal(lambda: portal.come_back(again, back, iss="https://evil.example")) == "sign-in.provider-refused"


def test_a_code_of_another_request_is_refused_by_the_provider_for_its_verifier(portal: Portal) -> None:
    portal.world.register()
    mine, other = portal.start(), portal.start()
    stolen = portal.away(other.authorization_url)
    back = portal.away(mine.authorization_url)

    assert refusal(lambda: portal.come_back(mine, back, code=stolen["code"])) == "sign-in.provider-refused"


def test_a_request_ends_after_ten_minutes(portal: Portal) -> None:
    portal.world.register()
    started = portal.start()
    back = portal.away(started.authorization_url)
    portal.world.pass_time(minutes=10)

    assert refusal(lambda: portal.come_back(started, back)) == "sign-in.provider-refused"


def test_the_request_asks_as_the_standard_says_and_no_table_holds_its_secrets(portal: Portal) -> None:
    started = portal.start()

    asked = {name: values[0] for name, values in parse_qs(urlsplit(started.authorization_url).query).items()}
    stored = portal.world.everything_stored()
    assert (asked["response_type"], asked["code_challenge_method"], asked["state"]) == ("code", "S256", started.state)
    assert asked["acr_values"] == f"{SURE} {LESS_SURE}"
    assert not [secret for secret in (started.state, started.binding, asked["nonce"]) if secret in stored]


def test_a_new_key_of_the_provider_is_found_by_itself(portal: Portal, running: Provider) -> None:
    portal.world.register()
    portal.sign_in()
    running.stop()
    running.start(key="second")
    portal.provider._keys_at = 0.0  # as if a minute had passed since the keys were asked for

    assert portal.sign_in()
    assert [key.kid for key in portal.provider._keys.keys] == ["second"]  # type: ignore[union-attr]


def test_while_the_provider_is_away_people_are_told_at_once(portal: Portal, running: Provider) -> None:
    running.stop()
    try:
        assert {refusal(portal.start) for _ in range(3)} == {"sign-in.provider-unavailable"}
        began = time.perf_counter()
        assert refusal(portal.start) == "service.unavailable"
        assert time.perf_counter() - began < 2, "the breaker answers"
    finally:
        running.start()


# Tokens that no honest provider makes: signed with the very key, wrong in one thing each.

KEY = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})


class Forger(IdentityProvider):
    """A provider whose token endpoint answers whatever the test wants."""

    def __init__(self, token: str, **changes: Any) -> None:
        super().__init__(client_of("https://id.example", **changes), clock=lambda: 1_800_000_000.0)
        self.token = token
        self.keys: list[dict[str, Any]] = [dict(KEY.as_dict(private=False))]
        self._metadata = {"token_endpoint": "https://id.example/token", "jwks_uri": "https://id.example/jwks"}
        self._metadata_at = 1_800_000_000.0
        self._http.get = lambda url, *, bearer="": {"keys": self.keys}  # type: ignore[method-assign]
        self._http.post = lambda *_: {"id_token": self.token}  # type: ignore[method-assign]

    def claims(self) -> Any:
        return self.identify(code="c", verifier="v", nonce="n-1")


def token(key: Any = KEY, alg: str = "ES256", kid: str = "k1", **changes: Any) -> str:
    claims = {
        "iss": "https://id.example", "aud": "motcua", "sub": "s", "nonce": "n-1",
        "iat": 1_799_999_990, "exp": 1_800_000_300, **changes,
    }  # fmt: skip
    claims = {name: value for name, value in claims.items() if value is not None}
    return str(jwt.encode({"alg": alg, "kid": kid}, claims, key, algorithms=[alg]))


def test_a_sound_token_is_believed() -> None:
    assert Forger(token()).claims()["sub"] == "s"
    assert Forger(token(aud=["motcua", "other"], azp="motcua")).claims()["sub"] == "s"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["motcua", "other"]},
        {"azp": "other"},
        {"exp": 1_799_999_900},
        {"exp": None},
        {"iat": 1_800_000_200},
        {"iat": 1_799_999_000},
        {"iat": None},
        {"nonce": "n-2"},
        {"nonce": None},
        {"sub": None},
        {"kid": "k2"},
        {"key": ECKey.generate_key("P-256"), "kid": "k1"},
        {"key": OctKey.import_key("motcua-motcua-motcua-motcua-motcua"), "alg": "HS256"},
    ],
    ids=str,
)
def test_a_token_that_is_wrong_in_one_thing_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderRefused):
        Forger(token(**changes)).claims()


def test_an_unsigned_token_is_refused() -> None:
    _, payload, _ = token().split(".")
    with pytest.raises(ProviderRefused):
        Forger(f"eyJhbGciOiJub25lIiwia2lkIjoiazEifQ.{payload}.").claims()


def test_a_symmetric_key_among_the_public_ones_signs_nothing() -> None:
    shared = OctKey.import_key("anybody can read this key in the published set")
    forger = Forger(token(key=shared, alg="HS256", kid="oct"), algorithms=("ES256", "HS256"))
    forger.keys.append({**shared.as_dict(private=True), "kid": "oct"})

    with pytest.raises(ProviderRefused):
        forger.claims()


def test_userinfo_of_somebody_else_is_refused() -> None:
    forger = Forger(token())
    forger._metadata = {**forger._metadata, "userinfo_endpoint": "https://id.example/me"}
    forger._http.post = lambda *_: {"id_token": forger.token, "access_token": "a"}  # type: ignore[method-assign]
    forger._http.get = lambda url, *, bearer="": {"sub": "other"} if bearer else {"keys": forger.keys}  # type: ignore[method-assign]

    with pytest.raises(ProviderRefused):
        forger.claims()


def test_outside_the_sandbox_nothing_is_asked_over_http(running: Provider) -> None:
    strict = IdentityProvider(client_of(running.issuer))
    with pytest.raises(ProviderAway, match="https"):
        strict.authorization_url(state="s", nonce="n", challenge="c", acr_values="")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MOTCUA_IDENTITY_PROVIDER": "http://id.example"}, "https"),
        (
            {"MOTCUA_IDENTITY_PROVIDER": "https://id.example", "MOTCUA_IDENTITY_CLIENT": "motcua"},
            "MOTCUA_IDENTITY_SECRET",
        ),
    ],
)
def test_settings_that_cannot_be_right_end_the_start(given: dict[str, str], said: str) -> None:
    settings = load_settings(AccountsSettings, {"MOTCUA_AMQP_URL": "amqp://nowhere", **given})
    with pytest.raises(SettingsWrong, match=said):
        identity_provider_of(settings)
