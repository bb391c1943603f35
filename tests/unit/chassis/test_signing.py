"""Signed statements: read by anybody with the public keys, as what they were signed and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.keys import activate, add, b64, generate, load_ring, unb64
from chassis.signing import Signer, read, unchecked

STATEMENT = {"of": "Hồ sơ", "a": 1}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    generate(directory)
    return directory


def forged(keys: Path, **header: Any) -> str:
    """Signed with the true key, under another header."""
    ring = load_ring(keys, "receipts.private")
    whole = {"alg": "Ed25519", "kid": ring.active, "typ": "receipt", **header}
    signed = f"{b64(json.dumps(whole).encode())}.{b64(json.dumps(STATEMENT).encode())}"
    return f"{signed}.{b64(Ed25519PrivateKey.from_private_bytes(ring.current).sign(signed.encode()))}"


def public(keys: Path) -> dict[str, bytes]:
    return dict(load_ring(keys, "receipts.public").keys)


def test_a_statement_is_read_as_it_was_signed_and_the_same_is_the_same_text(keys: Path) -> None:
    signer = Signer(keys, "receipts")
    word = signer.sign("receipt", STATEMENT)

    assert read(public(keys), "receipt", word) == unchecked(word) == STATEMENT
    assert signer.sign("receipt", dict(reversed(STATEMENT.items()))) == word
    assert unb64(word.split(".")[1]).decode() == '{"a":1,"of":"Hồ sơ"}'
    assert [one["kid"] for one in signer.public_keys()] == list(public(keys))


def test_it_is_nothing_else_than_it_was_signed_as_by_whom_it_was_signed(keys: Path, tmp_path: Path) -> None:
    word = Signer(keys, "receipts").sign("receipt", STATEMENT)
    head, content, signature = word.split(".")
    generate(tmp_path)

    assert read(public(keys), "head", word) is None
    assert read(public(tmp_path), "receipt", word) is None
    assert read(public(keys), "receipt", Signer(tmp_path, "receipts").sign("receipt", STATEMENT)) is None
    assert read(public(keys), "receipt", f"{head}.{b64(b'{}')}.{signature}") is None
    other = "A" if signature[0] != "A" else "B"
    assert read(public(keys), "receipt", f"{head}.{content}.{other}{signature[1:]}") is None
    assert read(public(keys), "receipt", forged(keys)) == STATEMENT
    for header in ({"alg": "none"}, {"alg": "EdDSA"}, {"typ": "head"}, {"kid": "k0"}, {"kid": []}):
        assert read(public(keys), "receipt", forged(keys, **header)) is None


@pytest.mark.parametrize("word", ["", ".", "..", "a.b.c", "W10.W10.AA", "é.é.é", b64(b"[" * 3000) + ".e30.AA"])
def test_nonsense_states_nothing(keys: Path, word: str) -> None:
    assert read(public(keys), "receipt", word) is None


def test_what_an_earlier_key_signed_is_read_when_another_is_in_use(tmp_path: Path) -> None:
    generate(tmp_path)
    before = Signer(tmp_path, "receipts").sign("receipt", STATEMENT)
    activate(tmp_path, "receipts", add(tmp_path, "receipts"))
    after = Signer(tmp_path, "receipts").sign("receipt", STATEMENT)

    assert before != after
    assert read(public(tmp_path), "receipt", before) == read(public(tmp_path), "receipt", after) == STATEMENT
