import eventlet

eventlet.monkey_patch()  # Before anything else is imported, as the runner does.

import gc  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import tracemalloc  # noqa: E402
from collections.abc import Iterator  # noqa: E402

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

# The same examples in every run, however slow the machine: a red test is a defect, not luck.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_collection_finish() -> Iterator[None]:
    """Leave what was imported out of the collector's rounds: there is much of it, and none of it ever goes."""
    yield
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Fail a module whose tests left something open.

    A socket or file in a cycle is closed by the collector, which warns of it, some time later: in the middle of a test
    that has nothing to do with it, and only in some runs. ``PYTHONTRACEMALLOC=12`` tells where it was opened.
    What is still in use then, reports of tests above all, is left out of the rounds that follow.
    """
    yield
    if nextitem is None or nextitem.path != item.path:
        found = _left_open()
        gc.freeze()
        if found:
            pytest.fail(f"Tests of {item.path.name} left open:\n" + "\n".join(found), pytrace=False)


def _left_open() -> list[str]:
    found: list[str] = []

    def note(unraisable: "sys.UnraisableHookArgs") -> None:
        opened = tracemalloc.get_object_traceback(unraisable.object)
        found.extend([f"{unraisable.object!r}: {unraisable.exc_value!r}", *(opened.format() if opened else ())])

    usual, sys.unraisablehook = sys.unraisablehook, note
    try:
        gc.collect()
    finally:
        sys.unraisablehook = usual
    return found


def _named(variable: str, what: str) -> str:
    value = os.environ.get(variable, "")
    if not value:
        pytest.fail(f"{variable} has to name {what}: run this by ./motcua test -- -k NAME, which makes one.")
    return value


@pytest.fixture(scope="session")
def amqp_url() -> str:
    """A broker that belongs to this test run, as its administrator."""
    return _named("MOTCUA_TEST_AMQP_URL", "a broker")


@pytest.fixture(scope="session")
def database_url() -> str:
    """A PostgreSQL server that belongs to this test run, as its superuser."""
    return _named("MOTCUA_TEST_DATABASE_URL", "a PostgreSQL server")
