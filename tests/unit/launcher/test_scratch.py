"""A test run's files lie in memory where there is room, and nothing of them stays."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from deploy.launcher import lanes, scratch
from deploy.launcher.places import Places
from deploy.launcher.processes import known
from deploy.launcher.progress import Problem

STATE = Path("/somewhere/.motcua/test")


def test_a_run_gets_a_place_of_its_own_that_others_cannot_look_into(tmp_path: Path) -> None:
    found = scratch.place(STATE, tmp_path, room=0)

    assert found is not None
    assert found.parent == tmp_path
    assert found.stat().st_mode & 0o777 == 0o711
    assert scratch.place(Path("/elsewhere"), tmp_path, room=0) != found


def test_what_a_run_left_that_was_killed_is_gone_with_the_next(tmp_path: Path) -> None:
    found = scratch.place(STATE, tmp_path, room=0)
    assert found is not None
    (found / "left").write_text("rows", encoding="ascii")

    assert scratch.place(STATE, tmp_path, room=0) == found
    assert list(found.iterdir()) == []
    scratch.forget(found)
    assert not found.exists()


LAUNCHER = """
import os, subprocess, sys, time
from pathlib import Path
from deploy.launcher.processes import known
from deploy.launcher.state import State, entries
state = State(Path(sys.argv[1]))
assert state.hold()
service = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
state.write(supervisor={"pid": os.getpid()}, processes=entries([("service", known(service.pid), 15)]))
print(service.pid, flush=True)
time.sleep(600)
"""


def test_a_system_that_a_late_test_left_running_is_ended_with_its_launcher(tmp_path: Path) -> None:
    found = scratch.place(STATE, tmp_path, room=0)
    assert found is not None
    kept = found / "flows" / "system0"
    kept.mkdir(parents=True)
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(kept)], stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    service = known(int(launcher.stdout.readline()))
    assert service is not None

    assert scratch.end_systems(found) == [kept]

    assert launcher.wait(10) == -15
    launcher.stdout.close()
    assert not service.alive
    assert scratch.end_systems(found) == []


def test_something_else_of_that_name_is_not_used(tmp_path: Path) -> None:
    found = scratch.place(STATE, tmp_path, room=0)
    assert found is not None
    found.rmdir()
    found.symlink_to(tmp_path / "of-somebody-else")

    with pytest.raises(Problem, match="cannot be made anew"):
        scratch.place(STATE, tmp_path, room=0)


@pytest.mark.parametrize("why", ["no room", "no such place"])
def test_without_room_in_memory_the_disk_is_used(tmp_path: Path, why: str) -> None:
    memory, room = (tmp_path, 2**60) if why == "no room" else (tmp_path / "none", 0)

    assert scratch.place(STATE, memory, room) is None
    scratch.forget(None)


def test_broker_and_databases_lie_there_and_secrets_and_logs_do_not(tmp_path: Path) -> None:
    here = Places(tmp_path, tmp_path / "state", tmp_path / "memory")

    assert here.broker == tmp_path / "memory" / "broker"
    assert here.postgres(None) == tmp_path / "memory" / "postgres"
    assert (here.logs.parent, here.secrets.parent) == (tmp_path / "state",) * 2


def test_tests_have_their_temporary_files_there(tmp_path: Path) -> None:

    asks = "import tempfile\ndef test_asks(tmp_path): print(tmp_path, tempfile.mkdtemp())\n"
    (tmp_path / "test_asks.py").write_text(asks, encoding="utf-8")
    memory = tmp_path / "memory"
    memory.mkdir()
    options = ("test_asks.py", "-s", "-p", "no:cacheprovider")
    python = Path(sys.executable)
    lanes.run(python, tmp_path, tmp_path, os.environ, options, threading.Event(), memory=memory)

    (made,) = (memory / "tmp").iterdir()
    assert made.is_dir()
    assert (memory / lanes.ALL / "test_asks0").is_dir()
