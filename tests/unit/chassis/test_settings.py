"""What a process accepts as its settings, and what it says when it does not."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.settings import (
    ENVIRON,
    Address,
    Secret,
    ServiceSettings,
    SettingsWrong,
    Wrong,
    address,
    choice,
    database_url,
    declared,
    load_settings,
    need,
    networks,
    secret,
    setting,
    settings_of,
    truth,
    whole,
)

BROKER = {"MOTCUA_AMQP_URL": "amqp://desk:hunter2@broker:5672/motcua"}


@dataclass(frozen=True, kw_only=True)
class DeskSettings(ServiceSettings):
    """A service's own settings, in the way services write them."""

    retries: int = setting("DESK_RETRIES", default=3, parse=whole(0, 9), help="how often")
    pin: Secret = setting("DESK_PIN", parse=secret, help="the desk's pin")


def test_a_service_inherits_the_common_settings_and_adds_its_own() -> None:
    loaded = load_settings(DeskSettings, {**BROKER, "DESK_PIN": "s3cret", "MOTCUA_SANDBOX": "yes"})

    assert (loaded.retries, loaded.pin, loaded.sandbox, loaded.max_workers) == (3, "s3cret", True, 10)
    assert loaded.amqp_url == BROKER["MOTCUA_AMQP_URL"]


def test_all_that_is_wrong_is_told_at_once_and_one_sentence_each() -> None:
    with pytest.raises(SettingsWrong) as caught:
        load_settings(DeskSettings, {"DESK_RETRIES": "11", "MOTCUA_HEALTH_ADDRESS": "nowhere", "DESK_PIN": "x"})

    assert caught.value.problems == (
        "MOTCUA_AMQP_URL is missing (the RabbitMQ broker).",
        (
            "MOTCUA_HEALTH_ADDRESS should be host:port with a port from 0 to 65535"
            " (where /livez, /readyz and /metrics are served)."
        ),
        "DESK_RETRIES should be a whole number from 0 to 9 (how often).",
    )


def test_no_value_appears_in_a_report() -> None:
    environ = {name: "hunter2 ://" for known in declared(DeskSettings) for name in [known.name]}

    with pytest.raises(SettingsWrong) as caught:
        load_settings(DeskSettings, environ)

    assert len(caught.value.problems) >= 10
    assert "hunter2" not in str(caught.value)


def test_a_foreign_parsers_message_is_not_passed_on() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Foreign:
        number: int = setting("X_NUMBER", parse=int)

    with pytest.raises(SettingsWrong, match=r"^X_NUMBER cannot be understood\.$"):
        load_settings(Foreign, {"X_NUMBER": "hunter2"})


def test_the_repr_hides_passwords() -> None:
    environ = {**BROKER, "DESK_PIN": "s3cret", "MOTCUA_DATABASE_URL": "postgresql://u:hunter3@db/x?password=hunter4"}

    shown = repr(load_settings(DeskSettings, environ))

    assert "broker:5672" in shown
    assert not any(word in shown for word in ("hunter2", "hunter3", "hunter4", "s3cret"))


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("s3cret\n")

    loaded = load_settings(DeskSettings, {**BROKER, "DESK_PIN_FILE": str(tmp_path / "pin")})

    assert loaded.pin == "s3cret"


def test_a_setting_given_twice_or_in_a_file_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="DESK_PIN and DESK_PIN_FILE are both given"):
        load_settings(DeskSettings, {**BROKER, "DESK_PIN": "a", "DESK_PIN_FILE": "b"})
    with pytest.raises(SettingsWrong, match="DESK_PIN cannot be read from the file that DESK_PIN_FILE names"):
        load_settings(DeskSettings, {**BROKER, "DESK_PIN_FILE": str(tmp_path / "none")})


def test_an_empty_setting_counts_as_not_given() -> None:
    assert load_settings(DeskSettings, {**BROKER, "DESK_PIN": "x", "DESK_RETRIES": ""}).retries == 3


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("postgresql://u:p@h:5432/d", "postgresql+psycopg2://u:p@h:5432/d"),
        ("postgres://h/d", "postgresql+psycopg2://h/d"),
        ("postgresql+psycopg2://h/d", "postgresql+psycopg2://h/d"),
        ("postgresql:///d?host=/run/postgresql", "postgresql+psycopg2:///d?host=/run/postgresql"),
    ],
)
def test_the_database_is_reached_by_the_cooperative_driver(given_url: str, used: str) -> None:
    assert database_url(given_url) == used


@pytest.mark.parametrize("url", ["mysql://h/d", "postgresql+psycopg://h/d", "h/d", "postgresql://h:port/d"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(Wrong):
        database_url(url)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0.0.0.0:80", Address("0.0.0.0", 80)),
        ("[::1]:0", Address("::1", 0)),
        ("8000", Address("127.0.0.1", 8000)),
    ],
)
def test_an_address_is_host_and_port(text: str, found: Address) -> None:
    assert address(text) == found
    assert address(str(found)) == found


@pytest.mark.parametrize("text", ["", ":80", "::1:80", "host:", "host:99999", "host:²"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        address(text)


def test_yes_and_no_are_understood_in_the_usual_spellings() -> None:
    assert [truth(word) for word in ("1", "TRUE", "yes", "on")] == [True] * 4
    assert [truth(word) for word in ("0", "False", "no", "off")] == [False] * 4
    with pytest.raises(Wrong):
        truth("maybe")


def test_networks_and_single_addresses_are_understood() -> None:
    assert [str(network) for network in networks("10.0.0.0/8, ::1")] == ["10.0.0.0/8", "::1/128"]
    with pytest.raises(Wrong):
        networks("ten")


def test_a_choice_is_one_of_the_words() -> None:
    assert choice("DEBUG", "INFO")("info") == "INFO"
    with pytest.raises(Wrong, match="DEBUG, INFO"):
        choice("DEBUG", "INFO")("loud")


@given(st.text(max_size=30))
def test_a_number_is_understood_or_refused_whatever_the_text(text: str) -> None:
    try:
        number = whole(1, 50)(text)
    except Wrong:
        return
    assert 1 <= number <= 50


def test_what_only_some_services_need_is_asked_for_by_name() -> None:
    assert need("x", "MOTCUA_X") == "x"
    with pytest.raises(SettingsWrong, match="MOTCUA_X is missing"):
        need(None, "MOTCUA_X")


def test_a_container_loads_each_settings_class_once() -> None:
    config: dict[str, object] = {ENVIRON: {**BROKER, "DESK_PIN": "x"}}

    assert settings_of(config, DeskSettings) is settings_of(config, DeskSettings)
    assert type(settings_of(config, ServiceSettings)) is ServiceSettings
