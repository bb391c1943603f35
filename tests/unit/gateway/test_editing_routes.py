"""Editorial work over HTTP: what an editor sends and gets."""

from typing import Any

import pytest

from chassis.contracts import Method
from services.catalog import contract as catalog
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House

EDITION = catalog.Edition(
    id="01a21af8-79fe-713c-8ad9-46822231d225",
    code="2.000635",
    state=catalog.EditionState.WRITTEN,
    state_vi="Đang soạn",
    state_en="Being written",
    version=4,
    content={},
    base_version=1,
    outdated=False,
    remarks="",
    actions=(),
    started_at=NOON,
    changed_at=NOON,
)


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [
        ("submission", catalog.submit_edition, {}),
        ("return", catalog.return_edition, {"remarks": "Thiếu căn cứ"}),
        ("approval", catalog.approve_edition, {}),
        ("discard", catalog.discard_edition, {"reason": "Trùng"}),
    ],
)
def test_each_step_gives_the_tag_that_the_next_one_needs(
    house: House, path: str, method: Method[Any, Any], body: dict[str, str]
) -> None:
    house.rpc.answer(method, EDITION)
    headers = {**house.as_officer(), "If-Match": '"v3"', "Idempotency-Key": "a-key-of-one-step"}

    answer = house.client.post(f"/api/v1/catalogue/editions/{EDITION.id}/{path}", json=body, headers=headers)

    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"v4"'
