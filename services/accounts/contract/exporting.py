"""A copy of everything that is held about the caller: begun here, told to them, and what accounts hold."""

import datetime as dt
from typing import Annotated

from chassis.contracts import command, event, query
from chassis.personal_data import ExportPersonalData, PersonalDataPage
from chassis.records import Ident, Rule, record
from services.accounts.contract.terms import SERVICE


@record
class OpenExport:
    """Begin a copy of everything; needs a fresh proof, and is told to the caller."""

    files: Annotated[bool, Rule(description="With the files of the dossiers; without, they are listed only")] = True


@record
class ExportOpened:
    """The copy has begun; every service may be asked for its part now."""

    export_id: Ident
    at: dt.datetime


@record
class DataExported:
    """Somebody began a copy of everything that is held about the owner of an account."""

    export_id: Ident
    account_id: Ident
    at: dt.datetime


open_export = command(SERVICE, "open_export", OpenExport, ExportOpened, natural="each copy is one of its own")
export_personal_data = query(SERVICE, "export_personal_data", ExportPersonalData, PersonalDataPage, timeout=8.0)
data_exported = event(SERVICE, "data_exported", DataExported, aggregate="export")
