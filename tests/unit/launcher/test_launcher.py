"""The launcher's pure parts: ports, lock, state, places, logs, what it reads and prints."""

import dataclasses
import io
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.launcher import control, passwords, pythons, rabbitmq, reading_logs, status, system
from deploy.launcher.keeper import Keeper, Program
from deploy.launcher.places import Account, Places, places, reachable
from deploy.launcher.ports import Ports, is_free
from deploy.launcher.processes import Known, end, family, known, memory
from deploy.launcher.progress import Problem, Progress, together
from deploy.launcher.state import State, entries

ROOT = Path(__file__).resolve().parents[3]


def here(tmp_path: Path) -> Places:
    made = Places(tmp_path, tmp_path / ".motcua")
    made.make()
    return made


def sleeper() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])


def test_the_launcher_starts_on_a_machine_that_has_no_library_yet():
    # -S leaves the installed libraries out; the parts of the launcher are all imported at its start.
    bare = [sys.executable, "-I", "-S", ROOT / "motcua", "--help"]
    done = subprocess.run(bare, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("objects", "--older-than", "60", "--remove", "12", "--why", "Dọn kho tệp"),
        ("restored", "dossiers", "--to", "2026-11-28T10:00:00+07:00", "--carry-out"),
        ("audit", "verify", "--anchors", "copied.anchors"),
        ("dead-letters", "dossiers", "list"),
        ("staff", "email", "tmh.giamsat", "--reason", "Không dùng nữa"),
    ],
)
def test_commands_of_the_manual_are_understood_where_nothing_runs(tmp_path: Path, command: tuple[str, ...]):
    environ = {**os.environ, "MOTCUA_STATE": str(tmp_path / "state")}
    bare = [sys.executable, "-I", "-S", ROOT / "motcua", *command]

    done = subprocess.run(bare, check=False, capture_output=True, text=True, env=environ)

    assert (done.returncode, "./motcua up" in done.stdout + done.stderr) == (1, True), done.stderr


# Ports


def test_a_taken_port_is_passed_by_and_none_is_given_twice(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (tmp_path / "ports.json").write_text(json.dumps({"gateway": port}))
        ports = Ports(tmp_path / "ports.json", offset=30_000)
        given = [ports.find("gateway"), ports.find("bank"), ports.find("health:catalog"), ports.find("health:accounts")]
    assert port not in given
    assert len(set(given)) == 4
    assert ports.find("gateway") == given[0]


def test_a_purpose_keeps_its_port_from_one_start_to_the_next(tmp_path: Path):
    before = Ports(tmp_path / "ports.json", offset=30_000)
    first = before.find("gateway")
    before.release()
    again = Ports(tmp_path / "ports.json", offset=31_000)
    assert again.remembered("gateway") == first
    assert again.find("gateway") == first


def test_a_port_that_was_given_is_not_given_by_another_launcher_before_anybody_listens(tmp_path: Path):
    first, second = Ports(tmp_path / "first.json", offset=32_000), Ports(tmp_path / "second.json", offset=32_000)
    given = first.find("broker")
    assert is_free(given)
    assert second.find("broker") != given
    first.release()
    assert Ports(tmp_path / "third.json", offset=32_000).find("broker") == given


def test_a_broken_memory_of_ports_is_forgotten(tmp_path: Path):
    (tmp_path / "ports.json").write_text("[1, 2")
    assert is_free(Ports(tmp_path / "ports.json", offset=30_000).find("postgres"))


# The environment


def test_the_lock_is_known_by_its_content_and_not_by_its_comments(tmp_path: Path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("kombu==5.7.0 \\\n    --hash=sha256:aa\n    # via nameko\n")
    before = pythons.lock_hash(lock)
    lock.write_text("# another comment\nkombu==5.7.0 \\\n    --hash=sha256:aa\n")
    assert pythons.lock_hash(lock) == before
    lock.write_text("kombu==5.7.0 \\\n    --hash=sha256:ab\n")
    assert pythons.lock_hash(lock) != before


def test_every_locked_library_has_hashes_and_no_registry_is_named():
    for name in (pythons.RUNTIME, pythons.DEVELOPMENT):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        for requirement in text.replace("\\\n", " ").splitlines():
            if requirement and not requirement.lstrip().startswith("#"):
                assert "--hash=sha256:" in requirement, requirement


def test_the_development_lock_holds_the_runtime_lock_with_the_same_versions():
    def pins(name: str) -> dict[str, str]:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        found = (line.partition(" ")[0].split("==") for line in lines if "==" in line and line[0].isalnum())
        return dict(pair for pair in found if len(pair) == 2)

    assert pins(pythons.RUNTIME).items() <= pins(pythons.DEVELOPMENT).items()


def test_an_interpreter_that_does_not_run_has_no_version(tmp_path: Path):
    assert pythons.version_of(tmp_path / "python") is None
    assert pythons.version_of(Path(sys.executable)) == sys.version_info[:2]


def an_interpreter(path: Path, makes_environments: bool) -> Path:
    path.write_text(f"#!/bin/sh\nexit {0 if makes_environments else 1}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("built", ["'--prefix=/opt' '--enable-optimizations'", "'--enable-shared'", None])
def test_the_distributions_python_is_taken_for_one_without_optimisation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: str | None, whole: bool, there: bool
):
    name = "python{}.{}".format(*sys.version_info[:2])
    systems = an_interpreter(tmp_path / name, whole) if there else tmp_path / name
    monkeypatch.setattr(pythons, "SYSTEM", tmp_path)
    monkeypatch.setattr(pythons.sysconfig, "get_config_var", {"CONFIG_ARGS": built}.get)

    optimised = built is not None and "optimizations" in built
    assert pythons.supported_python() == (systems if there and whole and not optimised else Path(sys.executable))


def test_the_distributions_own_python_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    an_interpreter(tmp_path / "python{}.{}".format(*sys.version_info[:2]), makes_environments=True)
    monkeypatch.setattr(pythons, "SYSTEM", tmp_path)
    monkeypatch.setattr(pythons.sysconfig, "get_config_var", {"CONFIG_ARGS": "'--enable-shared'"}.get)
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path.parent))

    assert pythons.supported_python() == Path(sys.executable)


def test_of_what_apt_would_install_only_the_brokers_own_is_fetched():
    plan = "Inst erlang-base (1:25)\nInst logrotate (3.21)\nInst libsctp1 (1)\nInst rabbitmq-server (3.10)\nConf x\n"
    assert rabbitmq.needed(plan) == ["erlang-base", "libsctp1", "rabbitmq-server"]


# State


def test_only_one_launcher_at_a_time_holds_a_directory(tmp_path: Path):
    state = State(tmp_path)
    assert not state.held()
    assert state.hold()
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; "
        "from deploy.launcher.state import State; s = State(Path(sys.argv[2])); print(s.held(), s.hold())"
    )
    answer = subprocess.run([sys.executable, "-c", code, ROOT, tmp_path], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["True", "False"]
    state.release()
    assert not state.held()


def test_a_broken_state_file_counts_as_nothing_running(tmp_path: Path):
    (tmp_path / "state.json").write_text('{"phase": "ready", "proc')
    assert State(tmp_path).read() == {}
    assert State(tmp_path).left_behind() == []


def test_what_a_killed_launcher_left_is_ended_and_nothing_else(tmp_path: Path):
    ours, other = sleeper(), sleeper()
    try:
        state = State(tmp_path)
        mistaken = Known(other.pid, "another start")  # the number was used again since
        state.write(processes=entries([("ours", known(ours.pid), 15), ("gone", mistaken, 15)]))
        assert [entry["name"] for entry in state.left_behind()] == ["ours"]
        assert state.end_left_behind() == ["ours"]
        assert ours.wait(10) == -15
        assert other.poll() is None
    finally:
        for process in (ours, other):
            process.kill()
            process.wait()


def test_a_process_that_does_not_listen_is_killed_after_its_grace():
    code = "import signal, sys, time; signal.signal(15, signal.SIG_IGN); print('set', flush=True); time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    target = known(process.pid)
    end(target, grace=0.2)
    assert process.wait(10) == -9
    assert not target.alive
    process.stdout.close()


def test_the_memory_of_a_process_counts_its_descendants():
    families = family([os.getpid()])
    child = sleeper()
    try:
        assert child.pid in family([os.getpid()])[os.getpid()]
        assert child.pid not in families[os.getpid()]
        assert memory([child.pid]) > 100_000
        assert memory([child.pid, os.getpid()]) > memory([child.pid])
    finally:
        child.kill()
        child.wait()


# Keeping a program


def program(tmp_path: Path, code: str) -> Program:
    command = [sys.executable, "-u", "-c", code]
    return Program("some", command, dict(os.environ), tmp_path / "some.log", lambda: "", grace=5)


def until(condition: object, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def test_a_program_that_dies_is_started_again_and_a_stopped_one_is_not(tmp_path: Path):
    keeper = Keeper(program(tmp_path, "import time; print('begun'); time.sleep(600)"))
    keeper.start()
    try:
        first = keeper.process
        assert first is not None
        os.kill(first.pid, 9)
        until(lambda: keeper.process is not None and keeper.process != first)
        assert keeper.restarts == 1
        assert keeper.state() == "ready"
    finally:
        keeper.stop()
    assert keeper.state() == "stopped"
    assert keeper.process is None
    assert "is started again" in (tmp_path / "some.log").read_text()


def test_a_program_that_cannot_start_is_reported_with_the_end_of_its_log(tmp_path: Path):
    broken = program(tmp_path, "raise SystemExit('MOTCUA_X is missing.')")
    keeper = Keeper(dataclasses.replace(broken, ready=lambda: "nothing answers"))
    keeper.start()
    try:
        with pytest.raises(Problem, match=r"MOTCUA_X is missing\."):
            keeper.wait_ready(20)
    finally:
        keeper.stop()


def test_a_degraded_program_does_its_work_but_an_unready_one_does_not():
    assert system.said('{"status": "ready", "reasons": []}') == ""
    assert system.said('{"status": "degraded", "reasons": ["broker: away"]}') == "degraded: broker: away"
    assert system.said('{"status": "unready", "reasons": {"db": "away"}}') == "unready: db: away"
    assert system.said("<html>no</html>") == "<html>no</html>"


# Commands over the socket


def test_a_command_is_answered_and_a_problem_comes_back_as_its_sentence(tmp_path: Path):
    def handle(command: dict[str, object]) -> object:
        if command["do"] == "fail":
            raise Problem("There is no such service.")
        return command["do"]

    server = control.Server(control.socket_path(tmp_path), handle)
    try:
        assert control.ask(str(server.path), {"do": "status"}) == "status"
        with pytest.raises(Problem, match="no such service"):
            control.ask(str(server.path), {"do": "fail"})
    finally:
        server.close()
    with pytest.raises(Problem, match="does not answer"):
        control.ask(str(server.path), {"do": "status"})


def test_a_long_path_gets_its_socket_elsewhere(tmp_path: Path):
    deep = tmp_path / ("d" * 90) / ("e" * 90)
    deep.mkdir(parents=True)
    path = control.socket_path(deep)
    assert len(str(path)) < 108
    server = control.Server(path, lambda command: "here")
    assert control.ask(str(path), {"do": "status"}) == "here"
    server.close()
    assert not path.parent.exists()


# Places


def test_a_directory_under_a_closed_one_is_out_of_reach(tmp_path: Path):
    stranger = Account("stranger", 54321, 54321)
    (tmp_path / "closed" / "inside").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    assert not reachable(tmp_path / "closed" / "inside", stranger)
    owner = Account("owner", tmp_path.stat().st_uid, tmp_path.stat().st_gid)
    assert Places(tmp_path, tmp_path / "closed").postgres(None) == tmp_path / "closed" / "postgres"
    outside = Places(tmp_path / "closed", tmp_path / "closed").postgres(stranger)
    assert tmp_path not in outside.parents
    assert owner.uid == os.geteuid()


def test_another_state_directory_can_be_named(tmp_path: Path):
    assert places(tmp_path, {}).state == tmp_path / ".motcua"
    assert places(tmp_path, {"MOTCUA_STATE": str(tmp_path / "second")}).state == tmp_path / "second"


def test_a_password_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path):
    first = passwords.password(tmp_path / "secrets", "broker-catalog")
    assert passwords.password(tmp_path / "secrets", "broker-catalog") == first
    assert passwords.password(tmp_path / "secrets", "broker-accounts") != first
    assert (tmp_path / "secrets" / "broker-catalog").stat().st_mode & 0o777 == 0o600


# What people see


def test_logs_of_former_runs_get_numbers_and_the_oldest_go(tmp_path: Path):
    for run in range(6):
        system.rotate(tmp_path)
        (tmp_path / "catalog.log").write_text(f"run {run}\n")
    kept = {path.name: path.read_text().strip() for path in tmp_path.glob("*.log")}
    assert kept == {
        "catalog.log": "run 5",
        "catalog.1.log": "run 4",
        "catalog.2.log": "run 3",
        "catalog.3.log": "run 2",
    }


def test_logs_are_shown_by_service_with_all_its_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    shown = here(tmp_path)
    for name in ("dossiers", "dossiers-2", "catalog", "dossiers.1"):
        (shown.logs / f"{name}.log").write_text(f"line of {name}\n")
    reading_logs.show(shown, ["dossiers"], follow=False)
    out = capsys.readouterr().out
    assert "line of dossiers-2" in out
    assert "catalog" not in out
    assert "dossiers.1" not in out
    with pytest.raises(Problem, match="There are: catalog, dossiers, dossiers-2"):
        reading_logs.show(shown, ["nothing"], follow=False)


def test_the_sandbox_accounts_are_printed_and_a_missing_file_is_no_trouble(tmp_path: Path):
    shown = here(tmp_path)
    assert status.sandbox_lines(shown) == []
    account = {"staff_number": "tmh.thuly", "name": "Phan Văn Lý", "roles": ["processor"], "password": "secret-word"}
    shown.accounts.write_text(json.dumps([account]), encoding="utf-8")
    assert "secret-word" in "\n".join(status.sandbox_lines(shown))


def test_a_step_says_how_it_ended_and_how_long_it_took():
    out = io.StringIO()
    progress = Progress(out)
    with progress.step("one"):
        pass
    with pytest.raises(Problem), progress.step("two"):
        raise Problem("no")
    first, second = out.getvalue().splitlines()
    assert first.startswith("  ✓ one (0.")
    assert second.startswith("  ✗ two (0.")


def test_works_done_together_are_all_waited_for_and_the_first_problem_is_told():
    done = []

    def fail() -> None:
        raise Problem("first")

    with pytest.raises(Problem, match="first"):
        together(fail, lambda: done.append("second"))
    assert done == ["second"]
