"""The gateway as a service: what it stands on, and the one entry point that gets every HTTP request."""

from chassis.http import Request, Response, http
from chassis.service import Broadcast, ObjectStore, RpcClient, SettingsOf
from gateway.assembly import application_for, takes_files
from gateway.catalogue import News
from gateway.revocations import Revocations
from gateway.settings import GatewaySettings
from services.accounts.contract import session_revoked
from services.catalog.contract import catalogue_changed


class Gateway:
    """HTTP for people, programs, agencies and the payment provider."""

    name = "gateway"

    rpc = RpcClient()
    objects = ObjectStore()
    settings = SettingsOf(GatewaySettings)
    revocations = Broadcast(session_revoked, to=Revocations)
    news = Broadcast(catalogue_changed, to=News)

    @http(streams=takes_files, says_too_large=True)
    def handle(self, request: Request) -> Response:
        application = application_for(self.rpc, self.objects, self.settings, self.revocations, self.news)
        return application.handle(request)
