import eventlet

eventlet.monkey_patch()  # Before anything else is imported, as the runner does.

import os  # noqa: E402

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

# The same examples in every run, however slow the machine: a red test is a defect, not luck.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


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
