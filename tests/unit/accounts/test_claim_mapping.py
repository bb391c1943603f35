"""How an operator says in which words an identity provider speaks."""

import datetime as dt
import json

import pytest

from chassis.settings import SettingsWrong, load_settings
from services.accounts import rules
from services.accounts.domain.electronic_identity import (
    ElectronicIdentity,
    is_same_person,
    mapping_of,
    read_identity,
)
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
        '{"claims": {"name": "n", "birth_date": 1}}',
        '{"scopes": ["profile"]}',
        '{"scopes": "openid profile"}',
        '{"scopes": ["openid", ""]}',
        '{"assurance": {"a": 3}}',
        '{"assurance": {"a": 2, "b": 3}}',
        '{"assurance": {}}',
        '{"birth_date_form": "MM/DD/YYYY"}',
    ],
)
def test_a_mapping_that_is_not_understood_ends_the_start_with_a_sentence(wrong: str) -> None:
    environ = {"MOTCUA_AMQP_URL": "amqp://localhost", "MOTCUA_IDENTITY_MAPPING": wrong}

    with pytest.raises(SettingsWrong, match="MOTCUA_IDENTITY_MAPPING"):
        load_settings(AccountsSettings, environ)


@pytest.mark.parametrize(
    "right",
    [
        {"claims": {"identity_number": "a", "name": "b", "birth_date": "c"}},
        {"assurance": {"low": 1, "high": 2}},
    ],
)
def test_a_mapping_may_name_every_claim_and_both_levels(right: dict[str, object]) -> None:
    assert mapping_of(json.dumps(right)) == right


def test_a_claim_of_the_very_name_goes_before_one_inside_another() -> None:
    told = read_identity(TOLD | {"citizen.number": "001090000999"}, rules.claim_rules_on(DAY).under(MAPPING))

    assert isinstance(told, ElectronicIdentity)
    assert told.identity_number == "001090000999"


@pytest.mark.parametrize(
    ("name", "born", "same"),
    [
        ("Trần Thị Bưởi", dt.date(1990, 5, 6), True),
        ("Tran Thi BUOI", dt.date(1990, 5, 6), True),
        ("Trần Thị Bưởi", dt.date(1990, 5, 7), False),
        ("Trần Thị Cam", dt.date(1990, 5, 6), False),
    ],
)
def test_an_accounts_holder_is_known_by_birth_date_and_name(name: str, born: dt.date, same: bool) -> None:
    told = ElectronicIdentity("s", "042090000123", "TRẦN THỊ BƯỞI", dt.date(1990, 5, 6), 2)

    assert is_same_person(told, name, born) is same


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
