"""What the services say to who watches over an agency, administers it, edits the catalogue or operates the portal."""

import dataclasses
import datetime as dt
from typing import Any

from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House

HERS = (
    "/can-bo/bang-theo-doi", "/can-bo/bang-theo-doi?xem=late&lang=en&da=2", "/can-bo/nhan-su", "/can-bo/nhan-su/them",
    "/can-bo/nhan-su/stf-2", "/can-bo/nhan-su/stf-3",
)  # fmt: skip
EVERYBODYS = ("/can-bo/loi-moi",)
PAGES = [("hanh", path) for path in HERS] + [("", path) for path in EVERYBODYS]
"""Who opens which address."""

BOARD = dossiers.BoardView(
    as_of=NOON,
    soon_until=NOON + dt.timedelta(days=1),
    late=100,
    late_more=True,
    soon=3,
    soon_more=False,
    queues=tuple(
        dossiers.BoardQueue(queue=one, count=at, more=at == 6)
        for at, one in enumerate(dossiers.Queue)
        if one.value not in ("late", "all", "closed")
    ),
    turns=(dossiers.BoardTurn(responsible=dossiers.Responsible.PROCESSOR, late=7, soon=2),),
    procedures=(
        dossiers.BoardProcedure(code="2.000635", name="Cấp bản sao trích lục hộ tịch", late=7, soon=2, unassigned=1),
    ),
    people=(
        dossiers.BoardPerson(staff_id="stf-2", name="Trần Thị Dung", active=True, held=12, late=7, soon=2),
        dossiers.BoardPerson(staff_id="stf-3", name="Phạm Văn Em", active=False, held=1, late=0, soon=0),
    ),
    looked_at_all=False,
)
MEMBER = accounts.StaffView(
    id="stf-2",
    staff_number="h27-dung",
    name="Trần Thị Dung",
    agency_code="H27.30.12",
    active=True,
    enrolled=True,
    holdings=(
        accounts.HeldRole(role=accounts.StaffRole.PROCESSOR, agency_code="H27.30.12", procedures=("2.000635",)),
        accounts.HeldRole(role=accounts.StaffRole.RECEIVER, agency_code="H27"),
    ),
    deputies=(
        accounts.DeputyView(
            id="dep-1", absent_id="stf-2", deputy_id="stf-3", first_day=NOON.date(), last_day=NOON.date()
        ),
    ),
)
OTHER = dataclasses.replace(
    MEMBER,
    id="stf-3",
    name="Phạm Văn Em",
    staff_number="h27-em",
    active=False,
    enrolled=False,
    deputies=(),
    holdings=(),
)  # fmt: skip
INVITED = accounts.StaffInvited(staff=OTHER, invitation="x" * 43, expires_at=NOON)
INVITATION = accounts.InvitationView(
    staff_number="h27-em",
    name="Phạm Văn Em",
    agency_code="H27.30.12",
    totp_secret="JBSWY3DPEHPK3PXP",
    totp_uri="otpauth://totp/M%E1%BB%99t%20C%E1%BB%ADa:h27-em?secret=JBSWY3DPEHPK3PXP",
    expires_at=NOON,
)


def furnish(house: House) -> None:
    """Have every service say one thing of the office."""
    say = house.rpc.answer
    members: dict[str, Any] = {one.id: one for one in (MEMBER, OTHER)}
    say(dossiers.get_board, BOARD)
    say(accounts.list_staff, accounts.StaffPage(items=(MEMBER, OTHER), next_cursor="x"))
    say(accounts.get_staff, lambda asked: members.get(asked.staff_id, MEMBER))
    say(accounts.add_staff, INVITED)
    say(accounts.open_invitation, INVITATION)
