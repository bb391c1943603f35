"""Uploads in parts: what became of one is told so that a client knows whether to go on."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.errors import SERVICE_AWAY, PortalError
from chassis.parts import PART_MISSING
from gateway.api import uploads
from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import NOON

UPLOAD = dossiers.UploadView(
    id="upload-1",
    dossier_id="dos-1",
    paper_key="giay-to",
    part_key="0" * 32,
    size=700,
    state=dossiers.UploadState.RECEIVING,
    expires_at=NOON + dt.timedelta(days=1),
)


def visit_of(raised: PortalError | None) -> Any:
    def offset(_key: str) -> int:
        if raised is not None:
            raise raised
        return 300

    return SimpleNamespace(means=SimpleNamespace(parts=SimpleNamespace(offset=offset)))


def test_an_upload_goes_on_where_its_part_ends() -> None:
    assert uploads._offset(visit_of(None), UPLOAD) == 300


def test_an_upload_whose_part_is_gone_is_over() -> None:
    with pytest.raises(PortalError) as over:
        uploads._offset(visit_of(PART_MISSING()), UPLOAD)

    assert over.value.code == "upload.over"


def test_an_upload_is_not_over_while_the_store_is_away() -> None:
    with pytest.raises(PortalError) as away:
        uploads._offset(visit_of(SERVICE_AWAY()), UPLOAD)

    assert away.value.code == SERVICE_AWAY.code
    assert away.value.retryable
