"""What the broker's users may and may not do, and the databases' script."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chassis import topology
from deploy import rooms
from deploy.broker_definitions import (
    AGENCY_QUEUE_LENGTH,
    USERS,
    definitions,
    password_hash,
    permission,
    read_passwords,
    topic_permission,
)
from deploy.database_definitions import script
from services.notifications.adapters import agency_queues, broker_admin

PASSWORDS = {user: f"password-of-{user}" for user in USERS}


def may(user: str, what: str, name: str) -> bool:
    """As RabbitMQ asks: the pattern is searched for in the name."""
    return re.search(permission(user)[what], name) is not None


def topic_may(user: str, what: str, key: str) -> bool:
    return re.search(topic_permission(user)[what], key) is not None


def test_a_password_is_hashed_as_rabbitmq_checks_it():
    stored = base64.b64decode(password_hash("test12", bytes.fromhex("908DC60A")))
    assert stored[:4] == bytes.fromhex("908DC60A")
    assert stored[4:] == hashlib.sha256(stored[:4] + b"test12").digest()


def test_no_password_stands_in_the_definitions():
    text = json.dumps(definitions(PASSWORDS))
    assert not any(password in text for password in PASSWORDS.values())


def test_queues_of_the_virtual_host_are_quorum_queues_unless_they_say_otherwise():
    vhosts = definitions(PASSWORDS)["vhosts"]
    assert [vhost["name"] for vhost in vhosts] == ["motcua", "agencies"]
    for vhost in vhosts:
        assert vhost["default_queue_type"] == vhost["metadata"]["default_queue_type"] == "quorum"


def test_in_the_virtual_host_of_agencies_only_notifications_fill_queues_and_a_full_one_drops_nothing():
    found = definitions(PASSWORDS)
    rights = [one for one in found["permissions"] if one["vhost"] == "agencies"]
    [policy] = found["policies"]

    assert {one["user"] for one in rights} == {"motcua", "notifications"}
    for one in rights:
        for right in ("configure", "write", "read"):
            assert re.search(one[right], "agency.H27.30.12")
            assert not re.search(one[right], "amq.topic")
    assert policy["definition"]["overflow"] == "reject-publish"
    assert re.search(policy["pattern"], "agency.H27.30.12")


def test_the_console_prepares_a_broker_as_the_definitions_do():
    assert (broker_admin.VHOST, broker_admin.POLICY) == ("agencies", "agency-queues")
    assert 2 * agency_queues.FULL == AGENCY_QUEUE_LENGTH


@pytest.mark.parametrize("service", rooms.SERVICES)
def test_a_service_may_use_every_name_that_the_topology_gives_it(service: str):
    own = [topology.rpc_queue(service), topology.reply_queue(service, "0190a0b0-0000-7000-8000-000000000001")]
    own += [topology.event_queue(service, source) for source in rooms.FOLLOWS[service]]
    own += [topology.dead_letter_queue(service)]
    for queue in own:
        assert may(service, "configure", queue.name)
        assert may(service, "write", queue.name)
        assert may(service, "read", queue.name)
    for source in rooms.FOLLOWS[service]:
        assert may(service, "read", topology.event_exchange(source).name)
    assert may(service, "write", topology.event_exchange(service).name)
    assert may(service, "write", topology.dead_exchange(service).name)
    assert topic_may(service, "read", f"{service}.*")


@pytest.mark.parametrize("service", rooms.SERVICES)
def test_a_service_cannot_touch_what_belongs_to_another(service: str):
    for other in (*rooms.SERVICES, rooms.GATEWAY):
        if other == service:
            continue
        assert not may(service, "read", f"rpc-{other}")
        assert not may(service, "read", f"rpc.reply-{other}-0190a0b0-0000-7000-8000-000000000001")
        assert not may(service, "write", f"{other}.events")
        assert not may(service, "read", f"{other}.{service}")
        assert not may(service, "configure", f"{other}.events")
        assert not topic_may(service, "read", f"{other}.*")
    assert not may(service, "configure", "nameko-rpc")
    assert not may(service, "configure", "amq.gen-x")


@pytest.mark.parametrize("service", rooms.SERVICES)
def test_a_service_may_answer_and_call_nobody(service: str):
    assert topic_may(service, "write", "0190a0b0-0000-7000-8000-000000000001")
    assert not topic_may(service, "write", "dossiers.submit_dossier")
    assert not topic_may(service, "read", "#")


def test_the_gateway_may_call_every_service_and_read_only_its_own_replies():
    for service in rooms.SERVICES:
        assert topic_may("gateway", "write", f"{service}.anything")
    assert not topic_may("gateway", "write", "0190a0b0-0000-7000-8000-000000000001")
    assert topic_may("gateway", "read", "0190a0b0-0000-7000-8000-000000000001")
    assert not topic_may("gateway", "read", "dossiers.*")
    assert not topic_may("gateway", "read", "#")
    assert not may("gateway", "write", "dossiers.events")


def test_passwords_are_made_once_and_only_when_asked_for(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        read_passwords(tmp_path / "users", make=False)
    made = read_passwords(tmp_path / "users", make=True)
    assert read_passwords(tmp_path / "users", make=True) == made
    assert len(set(made.values())) == len(USERS)
    assert all((tmp_path / "users" / user).stat().st_mode & 0o077 == 0 for user in USERS)


def test_the_database_script_refuses_a_password_that_would_need_quoting():
    passwords = dict.fromkeys(rooms.SERVICES, "a-long-enough-one")
    assert "CREATE EXTENSION IF NOT EXISTS unaccent" in script(passwords)
    for wrong in ("short", "with'quote-in-it", "with\nnewline-in-it"):
        with pytest.raises(ValueError, match="password of motcua_catalog"):
            script({**passwords, "catalog": wrong})


def test_every_service_follows_services_that_exist():
    assert set(rooms.FOLLOWS) == set(rooms.SERVICES)
    assert {source for sources in rooms.FOLLOWS.values() for source in sources} <= set(rooms.SERVICES)
    assert topology.parse(rooms.topology()) == rooms.FOLLOWS


def test_a_service_that_nobody_waits_for_yields_to_the_others_and_no_other_does() -> None:
    asked = [*rooms.yielding("notifications"), sys.executable, "-c", "import os; print(os.nice(0))"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout

    assert int(told) == min(19, os.nice(0) + 5)
    assert [of for of in (*rooms.SERVICES, rooms.GATEWAY) if rooms.yielding(of)] == ["notifications"]
