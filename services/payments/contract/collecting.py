"""By which tax code and into which bank account an agency collects; set by two people, as money follows it."""

import datetime as dt
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Ident, Rule, record
from services.payments.contract.terms import SERVICE, AgencyCode

TaxNumber = Annotated[
    str, Rule(pattern=r"\d{10}(-\d{3})?", description="Mã số thuế của cơ quan thu", example="0100109106")
]
BankBin = Annotated[
    str, Rule(pattern=r"(\d{6})?", description="Mã BIN của ngân hàng; empty: no transfers", example="970436")
]
AccountNumber = Annotated[str, Rule(pattern=r"[0-9A-Z]{0,19}", description="Số tài khoản thu", example="1234567890")]


@record
class Collector:
    """How an agency collects: its name and tax code as receipts state them, and its account for transfers, if any."""

    agency_code: AgencyCode
    name: Annotated[str, Rule(min=3, max=200, description="Tên cơ quan thu")]
    tax_code: TaxNumber
    bank_bin: BankBin = ""
    account_number: AccountNumber = ""
    account_name: Annotated[str, Rule(max=100, description="Chủ tài khoản, chữ không dấu")] = ""


@record
class ProposeCollector(Collector):
    """Say how an agency is to collect from when a second person agrees."""


@record
class DecideCollector:
    """Agree to a proposal, or not; never by who made it."""

    proposal_id: Ident
    agree: bool
    note: Annotated[str, Rule(max=500)] = ""


@record
class CollectorProposal:
    """A proposal and what became of it."""

    id: Ident
    collector: Collector
    asked_by: Ident
    asked_at: dt.datetime
    decided_by: Annotated[str, Rule(max=64)] = ""
    decided_at: dt.datetime | None = None
    agreed: bool | None = None
    note: Annotated[str, Rule(max=500)] = ""


@record
class GetCollector:
    """How an agency collects."""

    agency_code: AgencyCode


@record
class CollectorView:
    """What is in force, if anything is, and every proposal, newest first."""

    agency_code: AgencyCode
    collector: Collector | None = None
    proposals: tuple[CollectorProposal, ...] = ()


propose_collector = command(SERVICE, "propose_collector", ProposeCollector, CollectorProposal)
decide_collector = command(SERVICE, "decide_collector", DecideCollector, CollectorProposal)
get_collector = query(SERVICE, "get_collector", GetCollector, CollectorView)
