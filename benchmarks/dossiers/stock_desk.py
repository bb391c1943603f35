"""A queue page as nameko's and SQLAlchemy's documentation would have it: ``serve``, or ``gateway PORT``, as processes.

No schema, token, passport, role, log, deadline of a call or check of what was asked: only the way that a question
takes, from HTTP over the broker to one statement and back. It takes the commune's dossiers in one state in order of
their date, for which there is the index of the portal's own list.
"""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

import sqlalchemy as sa  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402
from nameko.extensions import DependencyProvider  # noqa: E402
from nameko.rpc import RpcProxy, rpc  # noqa: E402
from nameko.web.handlers import http  # noqa: E402

from services.dossiers.domain.actions import State  # noqa: E402
from services.dossiers.store.queues import LINE  # noqa: E402
from services.dossiers.tables import dossiers  # noqa: E402
from services.dossiers.tables.dossier import DUE, OPEN  # noqa: E402

WORKERS = 32


class Engine(DependencyProvider):
    """The engine of the whole process."""

    def setup(self) -> None:
        self.engine = sa.create_engine(os.environ["MOTCUA_DATABASE_URL"])

    def get_dependency(self, worker_ctx: Any) -> sa.Engine:
        return self.engine


class StockDesk:
    """Answers with a page."""

    name = "stock_desk"
    engine = Engine()

    @rpc
    def page(self, agency: str, limit: int) -> list[dict[str, Any]]:
        of = dossiers.c
        wanted = (
            sa.select(*LINE)
            .where(of.agency_code == agency, of.state == State.PROCESSING, OPEN)
            .order_by(DUE, of.id)
            .limit(limit)
        )
        with self.engine.connect() as db:
            rows = db.execute(wanted).mappings().all()
        return [{name: _plain(value) for name, value in row.items()} for row in rows]


class StockGateway:
    """Hands it on."""

    name = "stock_gateway"
    desk = RpcProxy("stock_desk")

    @http("GET", "/desk/<agency>")
    def page(self, request: Any, agency: str) -> tuple[int, dict[str, str], str]:
        found = self.desk.page(agency, 20)
        return 200, {"Content-Type": "application/json"}, json.dumps({"items": found}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def main() -> None:
    config = {"AMQP_URI": os.environ["MOTCUA_AMQP_URL"], "max_workers": WORKERS}
    service = StockDesk
    if sys.argv[1] == "gateway":
        config["WEB_SERVER_ADDRESS"] = f"127.0.0.1:{sys.argv[2]}"
        service = StockGateway
    container = ServiceContainer(service, config)
    container.start()
    container.wait()


if __name__ == "__main__":
    main()
