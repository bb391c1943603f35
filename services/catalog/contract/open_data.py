"""Open data: everything that is published, in parts that fit a message."""

import datetime as dt
import enum
from typing import Annotated

from chassis.records import Rule, record
from services.catalog.contract.terms import Cursor


class OpenDataSet(enum.StrEnum):
    """What is given out (bộ dữ liệu mở)."""

    PROCEDURES = "procedures"
    AGENCIES = "agencies"
    UNITS = "units"


class OpenDataForm(enum.StrEnum):
    """As what: documents of JSON without loss, or rows for spreadsheet programs."""

    JSON = "json"
    CSV = "csv"


@record
class GetOpenData:
    """A part of a data set, after ``cursor``. JSON has every version that was published; CSV those in force today."""

    dataset: OpenDataSet
    form: OpenDataForm
    cursor: Cursor = ""


@record
class OpenDataItem:
    """One document or row as text. ``section`` names what it is: field, life-event, agency, procedure, unit, row."""

    section: Annotated[str, Rule(min=1, max=20)]
    text: Annotated[str, Rule(min=1, max=8_000_000)]


@record
class OpenDataPart:
    """Items in order; ``next_cursor`` is empty at the end. ``day`` is the day (in Vietnam) of which the data is."""

    items: tuple[OpenDataItem, ...]
    next_cursor: Cursor
    revision: Annotated[int, Rule(min=0)]
    day: dt.date
    licence: Annotated[str, Rule(min=1, max=60, description="SPDX")]
