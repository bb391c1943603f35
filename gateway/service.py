"""The gateway as a service: what it stands on, and the one entry point that gets every HTTP request."""

from chassis.http import Request, Response, http
from chassis.service import ObjectStore, RpcClient, SettingsOf
from gateway.assembly import application_for, takes_files
from gateway.settings import GatewaySettings


class Gateway:
    """HTTP for people, programs, agencies and the payment provider."""

    name = "gateway"

    rpc = RpcClient()
    objects = ObjectStore()
    settings = SettingsOf(GatewaySettings)

    @http(streams=takes_files)
    def handle(self, request: Request) -> Response:
        return application_for(self.rpc, self.objects, self.settings).handle(request)
