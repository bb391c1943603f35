"""A copy of everything that payments hold about the caller."""

from chassis.contracts import query
from chassis.personal_data import ExportPersonalData, PersonalDataPage
from services.payments.contract.terms import SERVICE

export_personal_data = query(SERVICE, "export_personal_data", ExportPersonalData, PersonalDataPage, timeout=8.0)
