"""Replies of services as the tests need them."""

import datetime as dt
from typing import Any

from chassis.callers import Channel
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.payments import contract as payments

NOON = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
HASH = "ab" * 32


def a_dossier(**given: Any) -> dossiers.DossierView:
    """A draft of An's."""
    facts: dict[str, Any] = {
        "id": "dos-1",
        "code": "",
        "state": 0,
        "state_vi": "Bản nháp",
        "state_en": "Draft",
        "version": 3,
        "procedure_code": "2.000635",
        "procedure_version": 1,
        "procedure_name": "Cấp bản sao trích lục hộ tịch",
        "procedure_content_hash": HASH,
        "agency_code": "H27.30.12",
        "agency_name": "Ủy ban nhân dân xã Tân Mỹ Hà",
        "applicant_id": "acc-1",
        "applicant_name": "Nguyễn Văn An",
        "applicant_identity_masked": "0010********",
        "applicant_phone_masked": "091*****78",
        "channel": Channel.ONLINE,
        "case": "",
        "answers": {},
        "content_hash": HASH,
        "papers": (),
        "missing": (),
        "actions": ("save_draft",),
        "created_at": NOON,
        "changed_at": NOON,
    }
    return dossiers.DossierView(**{**facts, **given})


def a_look_up() -> dossiers.LookUpView:
    """What is told of a received dossier."""
    return dossiers.LookUpView(
        code="H27.30.12-261124-0001",
        completion=40,
        state=2,
        state_vi="Được tiếp nhận",
        state_en="Received",
        procedure_name="Cấp bản sao trích lục hộ tịch",
        agency_name="Ủy ban nhân dân xã Tân Mỹ Hà",
        submitted_at=NOON,
        due_at=NOON,
        steps=(dossiers.LookUpStep(state=1, state_vi="Mới đăng ký", state_en="Registered", at=NOON),),
    )


def a_procedure(**given: Any) -> catalog.ProcedureVersion:
    """A published version with one of everything."""
    facts: dict[str, Any] = {
        "code": "2.000635",
        "version": 1,
        "content_hash": HASH,
        "valid_from": dt.date(2026, 1, 1),
        "published_at": NOON,
        "name": "Cấp bản sao trích lục hộ tịch",
        "field": "ho-tich",
        "field_name": "Hộ tịch",
        "levels": (catalog.AgencyLevel.COMMUNE,),
        "tabs": (catalog.Tab.CITIZEN,),
        "audiences": (catalog.Audience.CITIZEN,),
        "cases": (catalog.Case(key="ban-sao", name="Cấp bản sao"),),
        "ways": (
            catalog.Way(channel=Channel.ONLINE, limit=catalog.Limit(value=1, unit=catalog.LimitUnit.WORKING_DAY)),
        ),
        "fees": (
            catalog.Fee(
                head="ban-sao", kind=catalog.FeeKind.PHI, label="Bản sao", rule=catalog.FeeRule.FIXED, amount=8000
            ),
        ),
        "papers": (catalog.Paper(key="to-khai", name="Tờ khai <theo mẫu>", originals=1),),
        "steps": ("Nộp hồ sơ.",),
        "results": (catalog.ProcedureResult(name="Bản sao trích lục"),),
        "legal_basis": (catalog.LegalText(number="123/2015/NĐ-CP"),),
        "provenance": catalog.Provenance(name="CSDL quốc gia", retrieved_on=dt.date(2026, 7, 1), verified=True),
        "offers": (
            catalog.Offer(
                agency_code="H27.30.12",
                desk_code="H27.30.12",
                scheme=catalog.Scheme.TWO_KINDS_BY_DEFAULT_FULL,
                level=catalog.ServiceLevel.FULL,
                files_online=True,
                pays_online=True,
                returns_online=True,
                returns_by_post=True,
                returns_at_desk=True,
                valid_from=dt.date(2026, 7, 1),
            ),
        ),
    }
    return catalog.ProcedureVersion(**{**facts, **given})


def a_summary(name: str = "Cấp bản sao trích lục hộ tịch") -> catalog.ProcedureSummary:
    """A line of a list."""
    whole = a_procedure()
    return catalog.ProcedureSummary(
        code=whole.code,
        version=1,
        content_hash=HASH,
        name=name,
        field=whole.field,
        field_name=whole.field_name,
        levels=whole.levels,
        tabs=whole.tabs,
        audiences=whole.audiences,
        life_events=(),
        channels=(Channel.ONLINE,),
        limit=whole.ways[0].limit,
        fees=whole.fees,
        best_level=catalog.ServiceLevel.FULL,
        agency_count=1,
        verified=True,
    )


def found(*names: str, nearness: catalog.Nearness = catalog.Nearness.EXACT) -> catalog.SearchPage:
    """A page of search results."""
    return catalog.SearchPage(
        items=tuple(a_summary(name) for name in names),
        total=len(names),
        nearness=nearness,
        understood="khai sinh",
        next_cursor="",
        revision=1,
    )


def groups() -> catalog.LifeEvents:
    """The citizens' groups of the national portal (their first eleven)."""
    names = (
        ("co-con-nho", "Có con nhỏ", "Having a child"),
        ("hoc-tap", "Học tập", "Learning"),
        ("viec-lam", "Việc làm", "Work"),
        ("cu-tru-va-giay-to-tuy-than", "Cư trú và giấy tờ tùy thân", "Residence and identity papers"),
        ("hon-nhan-va-gia-dinh", "Hôn nhân và gia đình", "Marriage and family"),
        ("dien-luc-nha-o-dat-dai", "Điện lực, nhà ở, đất đai", "Electricity, housing, land"),
        ("suc-khoe-va-y-te", "Sức khỏe và y tế", "Health"),
        ("phuong-tien-va-nguoi-lai", "Phương tiện và người lái", "Vehicles and drivers"),
        ("huu-tri", "Hưu trí", "Retirement"),
        ("nguoi-than-qua-doi", "Người thân qua đời", "Death of a relative"),
        ("giai-quyet-khieu-kien", "Giải quyết khiếu kiện", "Complaints"),
    )
    items = tuple(
        catalog.LifeEvent(key=key, tab=catalog.Tab.CITIZEN, name=vi, name_en=en, position=place, count=place % 5)
        for place, (key, vi, en) in enumerate(names, 1)
    )
    return catalog.LifeEvents(items=items, revision=1)


def a_return(**given: Any) -> payments.ReturnView:
    """A payment whose callback has not come yet."""
    facts: dict[str, Any] = {
        "genuine": True,
        "payment_id": "pay-1",
        "dossier_code": "H27.30.12-261124-0001",
        "amount": 8000,
        "state": payments.PaymentState.PENDING,
        "final": False,
        "message_vi": "Đang chờ ngân hàng",
        "message_en": "Waiting for the bank",
    }
    return payments.ReturnView(**{**facts, **given})
