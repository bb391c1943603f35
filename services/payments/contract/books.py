"""An agency's books: what moved on each of its accounts between two days, and how each stood before and after."""

import datetime as dt
from typing import Annotated

from chassis.contracts import query
from chassis.records import Rule, record
from services.payments.contract.terms import SERVICE, AgencyCode

Signed = Annotated[int, Rule(description="Đồng; debit positive, credit negative")]


@record
class GetBooks:
    """The accounts of an agency between two days (in Vietnam), both included; 366 at most. ``by_day``: a line a day."""

    agency_code: AgencyCode
    first: dt.date
    last: dt.date
    by_day: bool = False


@record
class BookLine:
    """An account of one fee head or provider. ``opening`` + ``debit`` − ``credit`` = ``closing``."""

    account: Annotated[str, Rule(max=40)]
    account_vi: Annotated[str, Rule(max=100)]
    account_en: Annotated[str, Rule(max=100)]
    head: Annotated[str, Rule(max=80, description="Khoản thu, or the provider where the account is of one")]
    day: Annotated[dt.date, Rule(description="Only where a line a day was asked for")] | None = None
    opening: Signed
    debit: Annotated[int, Rule(min=0)]
    credit: Annotated[int, Rule(min=0)]
    closing: Signed
    head_name: Annotated[str, Rule(max=1000, description="Tên khoản thu; empty where the account is of none")] = ""


@record
class AgencyBooks:
    """The books of an agency. ``balance`` is the sum of all closings: always nought."""

    agency_code: AgencyCode
    first: dt.date
    last: dt.date
    lines: tuple[BookLine, ...]
    balance: Signed


get_books = query(SERVICE, "get_books", GetBooks, AgencyBooks)
