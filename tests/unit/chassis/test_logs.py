"""Log lines: one JSON object each, tied together, without what they must not hold."""

import io
import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.logs import bind, bound, clear, get_log, masked, setup_logs


class Written:
    def __init__(self) -> None:
        self.stream = io.StringIO()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().split("\n")[:-1]]

    def last(self) -> dict[str, Any]:
        return self.lines()[-1]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    written, root = Written(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    setup_logs("desk", "INFO", written.stream)
    clear()  # What a test before this one bound in the main thread is not this one's.
    # pytest adds handlers of its own for each phase of a test; they are not what is tested.
    monkeypatch.setattr(root, "addHandler", lambda _: None)
    yield written
    monkeypatch.undo()
    clear()
    setup_logs("", "INFO", None)
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def test_a_line_tells_time_level_service_event_and_fields(written: Written) -> None:
    get_log("chassis.x").info("dossier received", dossier_id="d-1", papers=3)

    line = written.last()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {
        "level": "info",
        "service": "desk",
        "event": "dossier received",
        "module": "chassis.x",
        "dossier_id": "d-1",
        "papers": 3,
    }


def test_lines_of_libraries_look_the_same(written: Written) -> None:
    logging.getLogger("kombu.x").warning("lost %s for %d s", "broker", 3)

    line = written.last()
    assert (line["event"], line["level"], line["module"]) == ("lost broker for 3 s", "warning", "kombu.x")


def test_noise_of_libraries_is_left_out(written: Written) -> None:
    logging.getLogger("amqp").info("using channel_id: 1")
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")
    get_log("x").debug("detail")

    assert written.lines() == []


def test_a_trace_is_on_every_line_of_its_green_thread_and_no_other(written: Written) -> None:
    def work(trace: str) -> None:
        bind(trace=trace)
        eventlet.sleep(0)
        get_log("x").info("ours")
        logging.getLogger("kombu").warning("theirs")

    for thread in [eventlet.spawn(work, trace) for trace in ("a", "b")]:
        thread.wait()
    get_log("x").info("outside")

    assert sorted(str(line.get("trace")) for line in written.lines()) == ["None", "a", "a", "b", "b"]


def test_what_is_bound_can_be_read_and_forgotten() -> None:
    bind(trace="abc")
    assert bound("trace") == "abc"
    clear()
    assert bound("trace") == ""


@pytest.mark.parametrize(
    "name",
    ["phone", "identity", "code", "password", "access_token", "client_secret", "Authorization", "Cookie",
     "phone_sealed",
     "email", "display_name", "otp", "fact", "new_password_hash", "passport"],
)  # fmt: skip
def test_private_fields_are_removed_by_their_name(written: Written, name: str) -> None:
    get_log("x").info("x", **{name: "hunter2"}, inner={"deep": [{name: "hunter2"}]})
    bind(**{name: "hunter2"})
    logging.getLogger("nameko").warning("x")

    assert "hunter2" not in written.stream.getvalue()
    assert written.lines()[0][name] == "[removed]"


def test_fields_that_only_sound_private_are_kept(written: Written) -> None:
    get_log("x").info("x", procedure_code="1.004194", phone_masked="09******21", error_code="dossier.not-found")

    line = written.last()
    assert (line["procedure_code"], line["phone_masked"]) == ("1.004194", "09******21")


@pytest.mark.parametrize(
    "text",
    ["079301001234", "CCCD 079301001234.", "id=012345678;", "0912345621", "+84912345621", "+84 912 345 621",
     "0912.345.621", "0912-345-621", "079 301 001 234", "(phone)=(84912345621)", "gọi 0912345621 hoặc 079301001234"],
)  # fmt: skip
def test_numbers_of_persons_are_masked_inside_texts(written: Written, text: str) -> None:
    logging.getLogger("sqlalchemy").error("failed: %s", text)

    digits = re.sub(r"\D", "", str(written.last()["event"]))
    assert len(digits) <= 4


@pytest.mark.parametrize(
    "text",
    ["000.00.00.G12-250101-0001", "1.004194", "2026-11-24T03:21:06.390Z", "192.168.100.100", "8000 đồng",
     "127.0.0.1:15673",
     "018f3c1e-7b2a-7c3d-9e4f-5a6b7c8d9e0f", "0af7651916cd43dd8448eb211c80319c", "12345678", "1234567890123"],
)  # fmt: skip
def test_other_numbers_stay_readable(text: str) -> None:
    assert masked(text) == text


def test_an_exception_is_one_field_of_one_line_and_masked(written: Written) -> None:
    try:
        raise ValueError("no account for 0912345621\nforged line")
    except ValueError:
        get_log("x").exception("failed")

    (line,) = written.lines()
    assert "ValueError: no account for ********21\nforged line" in line["exception"]
    assert line["level"] == "error"


def test_a_field_cannot_take_the_place_of_service_time_or_level(written: Written) -> None:
    get_log("x").info("x", service="other", time="never")

    assert written.last()["service"] == "desk"
    assert written.last()["time"] != "never"


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(), key=st.text(alphabet="abcdefg_", min_size=1, max_size=5))
def test_nothing_that_is_logged_can_start_a_line_of_its_own(written: Written, text: str, key: str) -> None:
    written.stream.seek(0)
    written.stream.truncate()
    get_log("x").info(text, **{key: text})
    logging.getLogger("kombu").warning("%s", text)

    output = written.stream.getvalue()
    assert len(output.splitlines()) == 2
    assert len(written.lines()) == 2
    assert not [char for char in output if unicodedata.category(char) in ("Cc", "Cs") and char != "\n"]


def test_what_turns_a_terminals_text_around_is_written_as_an_escape(written: Written) -> None:
    get_log("x").info("x", text="\u202eabc\u2028\x9b31m\x1b[0m")

    assert written.stream.getvalue().isascii()


def test_what_cannot_be_written_harms_nobody(written: Written) -> None:
    class Odd:
        def __str__(self) -> str:
            raise RuntimeError("no text")

    get_log("x").info("x", odd=Odd())
    logging.getLogger("nameko").warning("%s", Odd())
    logging.getLogger("nameko").warning("%s %s", *["one"])
    assert len(written.lines()) == 3
    written.stream.close()
    get_log("x").info("to nowhere")


def test_a_very_long_text_is_cut(written: Written) -> None:
    get_log("x").info("x", text="ă" * 100_000, many=list(range(1000)))

    assert len(written.last()["text"]) < 8_100
    assert len(written.last()["many"]) == 100
