"""The one point from which a service takes what it is built of.

::

    class DossiersService:
        name = "dossiers"
        storage = Database()

        @rpc(contract.submit_dossier)
        def submit_dossier(self, call: Call[SubmitDossier]) -> DossierView:
            return submission.submit_dossier(call, self.storage)
"""

from typing import Any

from chassis.anchors import Anchoring
from chassis.broadcasts import Broadcast
from chassis.contracts import Call
from chassis.denials import Denials, keeper_in
from chassis.envelopes import Event
from chassis.events import subscribe
from chassis.handshakes import close_failed
from chassis.housekeeping import Housekeeping
from chassis.http import HttpServer, http
from chassis.objects import Objects, ObjectStore
from chassis.parts import Parts, PartStore
from chassis.providers import DatabaseEngine, SettingsOf, Traced, in_thread
from chassis.relay import Relay
from chassis.remote import Remote, RpcClient
from chassis.rendered import Rendered
from chassis.rpc import rpc
from chassis.sealing import Sealer, Sealing
from chassis.signing import Signer, Signing
from chassis.storage import Storage, Work
from chassis.timers import every
from chassis.warming import Warmed

close_failed()  # Every service is built of this module, and every one talks to somebody by TLS.

__all__ = [
    "Broadcast",
    "Call",
    "Database",
    "Event",
    "HttpServer",
    "ObjectStore",
    "Objects",
    "PartStore",
    "Parts",
    "Remote",
    "Rendered",
    "RpcClient",
    "Sealer",
    "Sealing",
    "SettingsOf",
    "Signer",
    "Signing",
    "Storage",
    "Warmed",
    "Work",
    "every",
    "http",
    "in_thread",
    "rpc",
    "subscribe",
]


class Database(Traced):
    """Injects the service's `Storage`; with it come the relay that publishes what the service emits, and its audit
    trail with anchors and refusals."""

    database = DatabaseEngine()
    relay = Relay()
    housekeeping = Housekeeping()
    anchoring = Anchoring()
    denials = Denials()

    def setup(self) -> None:
        self.denials.kept_by(keeper_in(lambda: self.database.storage))

    def get_dependency(self, worker_ctx: Any) -> Storage:
        storage: Storage = self.database.storage
        return storage
