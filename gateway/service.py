"""The gateway as a service: what it stands on, and the one entry point that gets every HTTP request."""

from chassis.http import Request, Response, http
from chassis.service import Broadcast, ObjectStore, RpcClient, SettingsOf
from gateway.assembly import application_for, takes_files
from gateway.revocations import Revocations
from gateway.settings import GatewaySettings
from services.accounts.contract import session_revoked


class Gateway:
    """HTTP for people, programs, agencies and the payment provider."""

    name = "gateway"

    rpc = RpcClient()
    objects = ObjectStore()
    settings = SettingsOf(GatewaySettings)
    revocations = Broadcast(session_revoked, to=Revocations)

    @http(streams=takes_files)
    def handle(self, request: Request) -> Response:
        return application_for(self.rpc, self.objects, self.settings, self.revocations).handle(request)
