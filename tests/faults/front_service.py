"""The way in: one HTTP request is one command, as in the gateway."""

import json

from chassis.http import Request, Response
from chassis.records import dump, load
from chassis.service import RpcClient, http
from tests.faults import contract
from tests.faults.contract import WriteEntry


class FrontService:
    """Turns ``POST /entries`` into a call of the ledger."""

    name = "front"
    remote = RpcClient()

    @http()
    def handle(self, request: Request) -> Response:
        asked = load(WriteEntry, json.loads(request.get_data()))
        key = request.headers.get("Idempotency-Key", "")
        entry = self.remote.call(contract.write_entry, asked, caller=contract.WRITER, key=key)
        return Response(json.dumps(dump(entry)), 201, content_type="application/json")
