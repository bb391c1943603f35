"""How an operator says in which words an identity provider speaks."""

import datetime as dt
import json

import pytest

from chassis.settings import SettingsWrong, load_settings
from services.accounts import rules
from services.accounts.domain.electronic_identity import ElectronicIdentity, mapping_of, read_identity
from services.accounts.settings import AccountsSettings, identity_provider_of

DAY = dt.date(2026, 8, 3)
MAPPING = {
    "scopes": ["openid", "citizen"],
    "claims": {"identity_number": "citizen.number", "birth_date": "dob"},
    "birth_date_form": "DD/MM/YYYY",
    "assurance": {"level-2": 2},
}
TOLD = {
    "sub": "s",
    "name": "TRẦN THỊ BƯỞI",
    "citizen": {"number": "042090000123"},
    "dob": "06/05/1990",
    "acr": "level-2",
}


def test_claims_are_read_by_the_operators_names() -> None:
    told = read_identity(TOLD, rules.claim_rules_on(DAY).under(mapping_of(json.dumps(MAPPING))))

    assert isinstance(told, ElectronicIdentity)
    assert (told.identity_number, told.birth_date, told.assurance) == ("042090000123", dt.date(1990, 5, 6), 2)


def test_what_the_mapping_leaves_out_stays_as_the_data_has_it() -> None:
    standard = rules.claim_rules_on(DAY)

    found = standard.under({"claims": {"name": "full_name"}})

    assert found.claims == {**standard.claims, "name": "full_name"}
    assert (found.scopes, found.assurance, found.birth_date_form) == (standard.scopes, standard.assurance, "YYYY-MM-DD")


@pytest.mark.parametrize(
    ("left_out", "named"), [("citizen", "identity_number"), ("name", "name"), ("dob", "birth_date"), ("acr", "acr")]
)
def test_what_a_provider_leaves_out_is_named(left_out: str, named: str) -> None:
    claims = {name: value for name, value in TOLD.items() if name != left_out}

    assert read_identity(claims, rules.claim_rules_on(DAY).under(MAPPING)) == named


@pytest.mark.parametrize(
    "wrong",
    [
        "identity_number=x",
        "[]",
        "{}",
        '{"claim": {}}',
        '{"claims": {"phone": "p"}}',
        '{"claims": {"name": ""}}',
        '{"scopes": ["profile"]}',
        '{"assurance": {"a": 3}}',
        '{"assurance": {}}',
        '{"birth_date_form": "MM/DD/YYYY"}',
    ],
)
def test_a_mapping_that_is_not_understood_ends_the_start_with_a_sentence(wrong: str) -> None:
    environ = {"MOTCUA_AMQP_URL": "amqp://localhost", "MOTCUA_IDENTITY_MAPPING": wrong}

    with pytest.raises(SettingsWrong, match="MOTCUA_IDENTITY_MAPPING"):
        load_settings(AccountsSettings, environ)


def test_the_provider_is_asked_for_the_scopes_of_the_mapping() -> None:
    environ = {
        "MOTCUA_AMQP_URL": "amqp://localhost",
        "MOTCUA_SANDBOX": "1",
        "MOTCUA_IDENTITY_PROVIDER": "https://id.example",
        "MOTCUA_IDENTITY_CLIENT": "motcua",
        "MOTCUA_IDENTITY_SECRET": "secret",
        "MOTCUA_IDENTITY_MAPPING": json.dumps(MAPPING),
    }

    made = identity_provider_of(load_settings(AccountsSettings, environ))

    assert made is not None
    assert made._client.scopes == ("openid", "citizen")
    assert made.mapping == MAPPING
