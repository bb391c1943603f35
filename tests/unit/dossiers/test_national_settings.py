"""The national portal is named whole or not at all, over TLS, and by names that are understood."""

import pytest

from chassis.settings import SettingsWrong, load_settings
from services.dossiers.settings import DossiersSettings, mapped_of, national_portal_of

NAMED = {
    "MOTCUA_AMQP_URL": "amqp://u:p@h/v",
    "MOTCUA_NATIONAL_URL": "https://national.example/service",
    "MOTCUA_NATIONAL_LOGIN_URL": "https://national.example/login",
    "MOTCUA_NATIONAL_UNIT": "H27",
    "MOTCUA_NATIONAL_USER": "user",
    "MOTCUA_NATIONAL_PASSWORD": "do-not-show",
}


def settings(**changes: str) -> DossiersSettings:
    return load_settings(DossiersSettings, {**NAMED, **changes})


def test_without_an_address_nothing_is_told() -> None:
    assert national_portal_of(settings(MOTCUA_NATIONAL_URL="")) is None


def test_it_is_named_whole() -> None:
    assert national_portal_of(settings()) is not None

    for name in NAMED:
        if name.startswith("MOTCUA_NATIONAL_") and name != "MOTCUA_NATIONAL_URL":
            with pytest.raises(SettingsWrong, match=name):
                national_portal_of(settings(**{name: ""}))


@pytest.mark.parametrize("name", ["MOTCUA_NATIONAL_URL", "MOTCUA_NATIONAL_LOGIN_URL"])
def test_outside_the_sandbox_only_tls_will_do(name: str) -> None:
    clear = {name: "http://national.example/"}

    with pytest.raises(SettingsWrong, match="https"):
        national_portal_of(settings(**clear))
    assert national_portal_of(settings(**clear, MOTCUA_SANDBOX="1")) is not None


def test_the_password_is_never_shown() -> None:
    portal = national_portal_of(settings())

    assert portal is not None
    assert "do-not-show" not in repr(vars(portal)) + repr(settings())


def test_a_mapping_changes_what_it_names_and_nothing_else() -> None:
    mapped = mapped_of('{"codes": {"unknown": ["-2"]}, "channels": {"online": "1"}}')

    assert mapped.codes["unknown"] == {"-2"}
    assert mapped.codes["success"] == {"0", "00"}
    assert mapped.channels["online"] == "1"
    assert mapped.services == mapped_of("{}").services


@pytest.mark.parametrize(
    "mapping",
    ["no", "[]", '{"code": {}}', '{"codes": {"other": ["1"]}}', '{"codes": {"unknown": "1"}}', '{"codes": 1}'],
)
def test_a_mapping_that_is_not_understood_ends_the_start(mapping: str) -> None:
    with pytest.raises(SettingsWrong, match="MOTCUA_NATIONAL_MAPPING"):
        settings(MOTCUA_NATIONAL_MAPPING=mapping)
