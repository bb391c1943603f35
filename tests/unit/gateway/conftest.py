import pytest

from tests.unit.gateway.fakes import House, a_house


@pytest.fixture
def house() -> House:
    """A gateway of the sandbox."""
    return a_house()
