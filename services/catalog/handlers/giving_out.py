"""Open data, part by part."""

from chassis.contracts import Call
from chassis.storage import Storage, utc_now
from services.catalog import open_data, policy
from services.catalog.contract import GetOpenData, OpenDataPart
from services.catalog.domain.validity import day_in_vietnam


def get_open_data(call: Call[GetOpenData], storage: Storage) -> OpenDataPart:
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.read() as db:
        return open_data.part(db, asked.dataset, asked.form, asked.cursor, day_in_vietnam(utc_now()))
