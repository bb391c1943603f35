"""Key files: made once, shared sparingly, rotated without a gap."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chassis.keys import NAMES, KeysWrong, activate, add, b64, generate, load_ring, main, share, unb64
from chassis.sealing import SealBroken, Sealer
from deploy.key_shares import NEEDS, share_all


def test_everything_missing_is_made_and_nothing_is_changed_later(tmp_path: Path) -> None:
    assert sorted(generate(tmp_path)) == sorted(NAMES)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert generate(tmp_path) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_key_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    generate(tmp_path / "keys")

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_two_processes_that_generate_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [name for names in pool.map(lambda _: generate(tmp_path), range(8)) for name in names]

    assert sorted(made) == sorted(NAMES)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)


def test_a_lost_public_half_is_made_again_from_the_private_one(tmp_path: Path) -> None:
    generate(tmp_path)
    before = (tmp_path / "tokens.public").read_text()
    (tmp_path / "tokens.public").unlink()

    assert generate(tmp_path) == ["tokens.public"]
    assert (tmp_path / "tokens.public").read_text() == before


def test_a_share_is_not_mistaken_for_the_whole(tmp_path: Path) -> None:
    generate(tmp_path / "all")
    share(tmp_path / "all", tmp_path / "some", "some", ["passport.public"])

    with pytest.raises(KeysWrong, match=r"passport\.public is there without passport\.private"):
        generate(tmp_path / "some")


def test_every_service_gets_what_it_needs_and_only_the_signers_can_sign(tmp_path: Path) -> None:
    generate(tmp_path / "all")
    share_all(tmp_path / "all", tmp_path / "shares")

    for service, names in NEEDS.items():
        assert sorted(path.name for path in (tmp_path / "shares" / service).iterdir()) == sorted(names)
    assert [service for service, names in NEEDS.items() if "passport.private" in names] == ["gateway"]
    assert [service for service, names in NEEDS.items() if "tokens.private" in names] == ["accounts"]
    assert not any(name.startswith(("seal", "index")) for name in NEEDS["gateway"])


def test_of_some_keys_each_service_has_its_own_and_has_it_again_at_every_share(tmp_path: Path) -> None:
    generate(tmp_path / "all")
    for _ in range(2):
        share_all(tmp_path / "all", tmp_path / "shares")
        whole = load_ring(tmp_path / "all", "seal-replies.key")
        rings = [
            load_ring(tmp_path / "shares" / service, "seal-replies.key") for service in NEEDS if service != "gateway"
        ]
        assert {ring.active for ring in rings} == {whole.active}
        assert len({whole.current, *(ring.current for ring in rings)}) == len(rings) + 1

    sealed = Sealer(tmp_path / "shares" / "dossiers").seal("replies", "kept", "here")
    share_all(tmp_path / "all", tmp_path / "shares")
    assert Sealer(tmp_path / "shares" / "dossiers").unseal("replies", sealed, "here") == "kept"
    with pytest.raises(SealBroken):
        Sealer(tmp_path / "shares" / "catalog").unseal("replies", sealed, "here")


def test_a_rotation_tells_readers_of_the_new_key_before_it_is_used(tmp_path: Path) -> None:
    generate(tmp_path)
    old = load_ring(tmp_path, "passport.private")

    kid = add(tmp_path, "passport")
    assert load_ring(tmp_path, "passport.private").active == old.active
    assert kid in load_ring(tmp_path, "passport.public").keys

    activate(tmp_path, "passport", kid)
    assert load_ring(tmp_path, "passport.private").active == kid
    assert set(load_ring(tmp_path, "passport.public").keys) == {old.active, kid}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"active":"a","keys":{}}',
        '{"active":"a","keys":{"a":"AAAA"}}',
        '{"active":"A.","keys":{"A.":1}}',
    ],
)
def test_a_broken_key_file_is_told_by_its_name_only(tmp_path: Path, content: str) -> None:
    (tmp_path / "index.key").write_text(content)

    with pytest.raises(KeysWrong, match=r"^The key file index\.key is broken; restore it from its backup\.$"):
        load_ring(tmp_path, "index.key")


def test_a_missing_key_file_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(KeysWrong, match=r"index\.key is missing; make it with"):
        load_ring(tmp_path, "index.key")


def test_no_repr_shows_a_key(tmp_path: Path) -> None:
    generate(tmp_path)
    ring = load_ring(tmp_path, "index.key")

    assert b64(ring.current) not in repr(ring)
    assert repr(ring.current) not in repr(ring)


def test_the_command_line_makes_shares_and_rotates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys, part = str(tmp_path / "keys"), str(tmp_path / "part")
    assert main(["generate", keys]) == 0
    assert main(["share", keys, part, "part", "index.key"]) == 0
    capsys.readouterr()
    assert main(["add", keys, "index"]) == 0
    kid = capsys.readouterr().out.strip()
    assert main(["activate", keys, "index", kid]) == 0
    assert load_ring(Path(keys), "index.key").active == kid
    assert main(["share", keys, part, "part", "nonsense.key"]) == 1
    assert "nonsense.key" in capsys.readouterr().err


def test_only_canonical_base64_is_read() -> None:
    assert unb64(b64(b"\xff\xfe")) == b"\xff\xfe"
    for wrong in ("//4", "__5", "_", "__4=", "__4\n"):
        with pytest.raises(ValueError, match=r".*"):
            unb64(wrong)


def test_a_key_file_is_plain_json(tmp_path: Path) -> None:
    generate(tmp_path)

    assert set(json.loads((tmp_path / "index.key").read_text())) == {"active", "keys"}
