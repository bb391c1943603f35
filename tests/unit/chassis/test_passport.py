"""Passports: good for one caller, one method, one request and a short time."""

from pathlib import Path

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind
from chassis.errors import PortalError
from chassis.keys import activate, add, b64, generate, unb64
from chassis.passport import IDENTITY_UNPROVED, LEEWAY, PassportSigner, PassportVerifier

NOW = 1_800_000_000.0
BODY = b'{"code":"x"}'
CITIZEN = Caller(kind=CallerKind.CITIZEN, id="c-1", name="Nguyễn Văn An", assurance=1)
OFFICER = Caller(kind=CallerKind.STAFF, id="s-1", agency="G12", roles=("receiver", "processor"), assurance=2)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    generate(directory)
    return directory


@pytest.fixture(scope="module")
def signer(keys: Path) -> PassportSigner:
    return PassportSigner(keys)


@pytest.fixture(scope="module")
def verifier(keys: Path) -> PassportVerifier:
    return PassportVerifier(keys)


def refused(verifier: PassportVerifier, token: str, address: str = "a.b", body: bytes = BODY, **more: object) -> bool:
    with pytest.raises(PortalError) as caught:
        verifier.verify(token, address, body, **{"now": NOW, **more})  # type: ignore[arg-type]
    return caught.value.code == IDENTITY_UNPROVED.code and not caught.value.params


@pytest.mark.parametrize("caller", [CITIZEN, OFFICER, ANONYMOUS])
def test_the_service_sees_the_caller_that_the_gateway_saw(
    signer: PassportSigner, verifier: PassportVerifier, caller: Caller
) -> None:
    token = signer.sign(caller, "a.b", BODY, NOW + 5, "trace")

    assert verifier.verify(token, "a.b", BODY, NOW) == caller
    assert verifier.verify(token, "a.b", BODY, NOW, "trace") == caller


def test_a_passport_is_good_for_its_method_request_and_trace_only(
    signer: PassportSigner, verifier: PassportVerifier
) -> None:
    token = signer.sign(CITIZEN, "a.b", BODY, NOW + 5, "trace")

    assert refused(verifier, token, "a.c")
    assert refused(verifier, token, "a.b", BODY + b" ")
    assert refused(verifier, token, trace="other")


def test_a_passport_ends(signer: PassportSigner, verifier: PassportVerifier) -> None:
    token = signer.sign(CITIZEN, "a.b", BODY, NOW)

    assert verifier.verify(token, "a.b", BODY, NOW + LEEWAY) == CITIZEN
    assert refused(verifier, token, now=NOW + LEEWAY + 0.1)
    assert refused(verifier, token, now=float("nan"))


def test_nobody_can_widen_a_passport(signer: PassportSigner, verifier: PassportVerifier) -> None:
    version, kid, payload, signature = signer.sign(CITIZEN, "a.b", BODY, NOW + 5).split(".")
    widened = b64(unb64(payload).replace(b"citizen", b"system"))

    assert refused(verifier, f"{version}.{kid}.{widened}.{signature}")
    assert refused(verifier, f"v2.{kid}.{payload}.{signature}")
    assert refused(verifier, f"{version}.k0.{payload}.{signature}")


@pytest.mark.parametrize("token", ["", "....", "v1.a.b.c", "v1..eA.eA", "\ud800", "é.é.é.é", "v1" * 5000])
def test_nonsense_is_refused_like_all_else(verifier: PassportVerifier, token: str) -> None:
    assert refused(verifier, token)


def test_no_change_of_a_passport_goes_unnoticed(signer: PassportSigner, verifier: PassportVerifier) -> None:
    token = signer.sign(CITIZEN, "a.b", BODY, NOW + 5)

    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        assert refused(verifier, token[:place] + other + token[place + 1 :])


def test_another_gateways_passport_is_refused(verifier: PassportVerifier, tmp_path: Path) -> None:
    generate(tmp_path)

    assert refused(verifier, PassportSigner(tmp_path).sign(CITIZEN, "a.b", BODY, NOW + 5))


def test_a_service_that_knows_the_new_key_takes_passports_of_both(tmp_path: Path) -> None:
    generate(tmp_path)
    old = PassportSigner(tmp_path)
    kid = add(tmp_path, "passport")
    verifier = PassportVerifier(tmp_path)
    activate(tmp_path, "passport", kid)

    for signer in (old, PassportSigner(tmp_path)):
        assert verifier.verify(signer.sign(CITIZEN, "a.b", BODY, NOW + 5), "a.b", BODY, NOW) == CITIZEN
