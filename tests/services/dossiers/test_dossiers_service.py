"""The service as it runs: called over the broker, following the events of others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.callers import Caller
from chassis.contracts import methods_of
from chassis.errors import Conflict
from chassis.ids import new_id
from chassis.rpc import Remote, RpcClient
from chassis.service import Database
from chassis.testing import fresh_database
from services.dossiers import contract
from services.dossiers.policy import TABLE_OF_METHODS
from services.dossiers.service import DossiersService
from tests.services.chassis import bus
from tests.services.dossiers.world import AGENCY, EXTRACT, PERSON, World


class Gateway:
    """Somebody who calls."""

    name = "dossiers-test-gateway"
    remote = RpcClient()


@pytest.fixture
def running(keys_dir: Path, tmp_path: Path) -> Iterator[tuple[World, Remote]]:
    with fresh_database("dossiers") as url:
        settings = {**bus.environ(keys_dir, url), "MOTCUA_OBJECTS_DIR": str(tmp_path)}
        with bus.running(DossiersService, settings) as service, bus.running(Gateway, settings) as gateway:
            [database] = [d for d in service.dependencies if isinstance(d, Database)]
            world = World(database.get_dependency(None), tmp_path, keys_dir)
            world.know()
            yield world, bus.remote_of(gateway)


def test_every_method_of_the_contract_is_served_and_has_a_policy() -> None:
    names = {method.name for method in methods_of(contract.SERVICE)}

    assert all(callable(getattr(DossiersService, name)) for name in names)
    assert names == set(TABLE_OF_METHODS)


def test_a_dossier_is_filed_over_the_broker(running: tuple[World, Remote]) -> None:
    world, remote = running

    def call(method: Any, caller: Caller = PERSON, **fields: Any) -> Any:
        return remote.call(method, method.request(**fields), caller=caller, key=new_id() if method.changes else "")

    draft = call(contract.create_draft, procedure_code=EXTRACT, agency_code=AGENCY)
    for paper in ("declaration", "identity"):
        stored = world.stored()
        call(contract.attach_paper, dossier_id=draft.id, paper_key=paper, file_name=f"{paper}.pdf", **stored)
    submitted = call(contract.submit_dossier, dossier_id=draft.id)

    assert submitted.code.startswith(f"{AGENCY}-")
    assert call(contract.look_up_dossier, code=submitted.code, fact="1234").state == 1
    with pytest.raises(Conflict):
        call(contract.submit_dossier, dossier_id=draft.id)
    timeline = call(contract.get_timeline, dossier_id=draft.id)
    assert [item.action for item in timeline.items] == ["submit"]
