"""A broker and a PostgreSQL for a benchmark: those that are named, or its own, ended with it.

``MOTCUA_AMQP_URL`` names a broker whose user may declare everything, ``MOTCUA_TEST_DATABASE_URL`` a PostgreSQL in which
databases may be made. What is not named is started as ``./motcua test`` starts it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.broker_definitions import ADMINISTRATOR
from deploy.launcher.foundation import Given
from deploy.launcher.places import Places
from deploy.launcher.progress import Progress
from deploy.launcher.state import State
from deploy.launcher.system import System

AMQP, DATABASE = "MOTCUA_AMQP_URL", "MOTCUA_TEST_DATABASE_URL"
AGENCIES, ADMIN = "MOTCUA_TEST_AGENCIES_AMQP_URL", "MOTCUA_TEST_BROKER_ADMIN_URL"
PORT_OFFSET = 22_000
"""Ports here are far from those of a system, or a test run, beside this one."""


@contextmanager
def servers() -> Iterator[None]:
    """Both servers, named in the environment."""
    if os.environ.get(AMQP) and os.environ.get(DATABASE):
        yield
        return
    root = Path(__file__).parent.parent
    places = Places(root, root / ".motcua" / "benchmarks")
    state = State(places.state)
    if not state.hold():
        raise SystemExit("A benchmark with servers of its own runs in this clone already.")
    state.end_left_behind()
    places.wipe()
    places.make()
    system = System(places, Progress(), Given(), durable=False, offset=PORT_OFFSET)
    try:
        system.foundation.lay_empty()
        os.environ[AMQP] = system.foundation.amqp_url(ADMINISTRATOR)
        os.environ[DATABASE] = system.foundation.databases.admin_url
        os.environ[AGENCIES] = system.foundation.agencies_amqp_url()
        os.environ[ADMIN] = system.foundation.broker_admin_url()
        yield
    finally:
        system.stop()
