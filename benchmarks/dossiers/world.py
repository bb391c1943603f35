"""What generated dossiers are about: agencies, procedures, officers and people, the same for every size and seed."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, Final

from chassis.callers import Channel, system
from chassis.storage import Storage
from chassis.testing import event_of
from services.catalog import contract as catalog
from services.dossiers.handlers import following
from services.dossiers.tables import applicants, staff

PROVINCE: Final = "H27"
CENTRE: Final = "H27.1"
"""The desk of all departments, which decide but do not receive."""
BIG: Final = "H27.30.1"
"""The commune in which most of what is processed lies."""
COMMUNES: Final = tuple(f"H27.30.{number}" for number in range(1, 61))
DEPARTMENTS: Final = tuple(f"H27.2.{number}" for number in range(1, 11))
PROCEDURES: Final = tuple(f"2.{number:06d}" for number in range(1, 41))
UNUSED: Final = "2.999999"
"""A procedure for which nobody ever files."""
SELDOM: Final = "2.000040"
"""A procedure for which one dossier in ten thousand is filed."""

MANY: Final = "bench-person-many"
"""A person with five thousand dossiers."""
FEW: Final = "bench-officer-few"
"""An officer of `BIG` who holds three."""
OFFICERS: Final = tuple(f"bench-officer-{number:02d}" for number in range(40))
VALID_FROM: Final = dt.date(2024, 7, 1)

FAMILIES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLES: Final = ("Văn", "Thị", "Hữu", "Minh", "Đức", "Thanh", "Ngọc", "Quốc", "Thu", "Xuân", "Hồng", "Anh")
GIVEN: Final = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hiếu", "Hương", "Khôi", "Lan", "Linh", "Mai", "Nam",
                "Oanh", "Phúc", "Quân", "Sơn", "Tâm", "Uyên", "Việt", "Yến")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a dossier keeps of its procedure."""

    code: str
    name: str
    field: str
    content_hash: str
    days: int


def procedure_of(code: str) -> Procedure:
    number = int(code[2:])
    digest = hashlib.sha256(code.encode()).hexdigest()
    return Procedure(code, f"Thủ tục thử số {number}", f"linh-vuc-{number % 8}", digest, 3 + number % 20)


def desk_of(agency: str) -> str:
    return CENTRE if agency in DEPARTMENTS else agency


def person(number: int) -> tuple[str, str]:
    """The id and name of a person."""
    if number < 0:
        return MANY, "Công ty Dịch vụ Hồ sơ Nhiều"
    mixed = number * 2_654_435_761 % 2**32
    name = (FAMILIES[mixed % 13], MIDDLES[mixed // 13 % 12], GIVEN[mixed // 156 % 21])
    return f"bench-person-{number:07d}", " ".join(name)


def told(storage: Storage) -> None:
    """The catalogue tells of agencies and procedures, in the words of its events."""

    def tell(kind: Any, follow: Any, aggregate: str, payload: Any) -> None:
        with storage.work(system("dossiers")) as work:
            follow(event_of(kind, aggregate, payload), work)

    for code in (PROVINCE, CENTRE, *COMMUNES, *DEPARTMENTS):
        tell(catalog.agency_published, following.on_agency_published, code, _agency(code))
    for code in (*PROCEDURES, UNUSED):
        tell(catalog.procedure_published, following.on_procedure_published, code, _version(code))
    with storage.work(system("dossiers")) as work:
        held = [{"role": "processor", "agency_code": BIG, "procedures": []}]
        members = [{"staff_id": one, "name": one, "active": True, "holdings": held} for one in (*OFFICERS, FEW)]
        work.db.execute(staff.insert(), members)


def _agency(code: str) -> catalog.Agency:
    return catalog.Agency(
        code=code,
        name=f"Cơ quan {code}",
        kind=catalog.AgencyKind.PEOPLES_COMMITTEE,
        level=catalog.AgencyLevel.COMMUNE if code in COMMUNES else catalog.AgencyLevel.PROVINCE,
        dossier_unit=code,
        parent_code="" if code == PROVINCE else PROVINCE,
    )


def _version(code: str) -> catalog.ProcedureVersion:
    of = procedure_of(code)
    limit = catalog.Limit(value=of.days, unit=catalog.LimitUnit.WORKING_DAY)
    return catalog.ProcedureVersion(
        code=code,
        version=1,
        content_hash=of.content_hash,
        valid_from=VALID_FROM,
        published_at=dt.datetime(2024, 6, 1, tzinfo=dt.UTC),
        name=of.name,
        field=of.field,
        field_name=of.field,
        levels=(catalog.AgencyLevel.COMMUNE,),
        tabs=(catalog.Tab.CITIZEN,),
        audiences=(catalog.Audience.CITIZEN,),
        ways=tuple(catalog.Way(channel=channel, limit=limit) for channel in (Channel.ONLINE, Channel.DIRECT)),
        fees=(),
        papers=(
            catalog.Paper(key="declaration", name="Tờ khai", originals=1),
            catalog.Paper(key="identity", name="Giấy tờ tùy thân", originals=1),
        ),
        clock_starts_after_payment=False,
        provenance=catalog.Provenance(name="benchmark", retrieved_on=VALID_FROM, verified=True),
        offers=tuple(
            catalog.Offer(
                agency_code=agency,
                desk_code=desk_of(agency),
                scheme=catalog.Scheme.TWO_KINDS_BY_DEFAULT_FULL,
                level=catalog.ServiceLevel.FULL,
                files_online=True,
                pays_online=True,
                returns_online=True,
                returns_by_post=True,
                returns_at_desk=True,
                valid_from=VALID_FROM,
            )
            for agency in (*COMMUNES, *DEPARTMENTS)
        ),
    )


def applicant(number: int) -> dict[str, Any]:
    """A person as the projection keeps them."""
    account_id, name = person(number)
    return {
        "account_id": account_id,
        "kind": "citizen",
        "name": name,
        "identity_kind": "cccd",
        "identity_sealed": "v1.sealed",
        "identity_masked": "********1234",
        "identity_last4_index": f"k.{number % 10_000}",
        "phone_sealed": "v1.sealed",
        "phone_masked": "*******678",
        "phone_last4_index": f"k.{number % 10_000}",
        "active": True,
    }


APPLICANT_COLUMNS: Final = tuple(column.name for column in applicants.columns if column.name in applicant(0))
