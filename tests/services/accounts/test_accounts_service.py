"""The service as it runs: over the broker, its settings and keys from the environment, hashing in real threads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind
from chassis.contracts import methods_of
from chassis.errors import Unauthenticated
from chassis.ids import new_id
from chassis.remote import Remote, RpcClient
from chassis.sealing import Sealer
from chassis.service import Database
from chassis.testing import emitted, fresh_database
from services.accounts import contract
from services.accounts.service import AccountsService
from tests.services.chassis import bus


class Gateway:
    """Somebody who calls."""

    name = "accounts-test-gateway"
    remote = RpcClient()


@pytest.fixture
def system(keys_dir: Path) -> Iterator[tuple[Any, Remote]]:
    with fresh_database("accounts") as url:
        settings = {**bus.environ(keys_dir, url), "MOTCUA_SANDBOX": "1"}
        with bus.running(AccountsService, settings) as service, bus.running(Gateway, settings) as gateway:
            [database] = [d for d in service.dependencies if isinstance(d, Database)]
            yield database.get_dependency(None), bus.remote_of(gateway)


def test_every_method_of_the_contract_is_served() -> None:
    for method in methods_of(contract.SERVICE):
        assert callable(getattr(AccountsService, method.name))


def test_a_person_registers_and_signs_in_over_the_broker(
    system: tuple[Any, Remote], keys_dir: Path, world_person: dict[str, Any]
) -> None:
    storage, remote = system

    def last_code() -> str:
        sent = emitted(storage, contract.code_requested)[-1]
        return Sealer(keys_dir).unseal(contract.CODE, sent.code_sealed, contract.challenge_context(sent.challenge_id))

    key = new_id()
    request = contract.StartRegistration(**world_person)
    started = remote.call(contract.start_registration, request, caller=ANONYMOUS, key=key)
    assert remote.call(contract.start_registration, request, caller=ANONYMOUS, key=key) == started
    confirmation = contract.ConfirmRegistration(challenge_id=started.challenge_id, code=last_code())
    registered = remote.call(contract.confirm_registration, confirmation, caller=ANONYMOUS)

    sign_in = contract.StartSignIn(identity_number=world_person["identity_number"], password=world_person["password"])
    challenge = remote.call(contract.start_sign_in, sign_in, caller=ANONYMOUS, key=new_id())
    entered = contract.ConfirmSignIn(challenge_id=challenge.challenge_id, code=last_code())
    signed_in = remote.call(contract.confirm_sign_in, entered, caller=ANONYMOUS)
    with pytest.raises(Unauthenticated):
        remote.call(contract.confirm_sign_in, entered, caller=ANONYMOUS)

    citizen = Caller(kind=CallerKind.CITIZEN, id=signed_in.subject_id, session=signed_in.session_id)
    view = remote.call(contract.get_profile, contract.GetProfile(), caller=citizen)
    assert (view.id, view.identity_masked) == (registered.subject_id, "*********123")
    remote.call(contract.sign_out, contract.SignOut(), caller=citizen)
    refresh = contract.RefreshSession(refresh_token=signed_in.refresh_token)
    with pytest.raises(Unauthenticated):
        remote.call(contract.refresh_session, refresh, caller=ANONYMOUS)
