"""Which providers serve each channel, by the settings, the one that is asked first in front."""

import functools
from collections.abc import Mapping, Sequence

from chassis.sealing import Sealer
from chassis.storage import Storage
from services.notifications.adapters.agency_queues import AgencyQueues
from services.notifications.adapters.http_sms import HttpSms
from services.notifications.adapters.sandbox_sms import SECOND, SandboxMail, SandboxPush, SandboxSms
from services.notifications.adapters.smtp import Smtp
from services.notifications.adapters.webhooks import Webhooks
from services.notifications.adapters.zns import Zns
from services.notifications.domain.providers import Provider
from services.notifications.settings import NotificationsSettings

FIRST_SMS, SECOND_SMS, PUSH = "sms-1", "sms-2", "zns-1"
"""By which names the gateways are known: in figures, prices and addresses of their reports."""


def providers_of(settings: NotificationsSettings, storage: Storage, sealer: Sealer) -> Mapping[str, Sequence[Provider]]:
    """The sandbox's outbox in the sandbox, whatever else is set; the real gateways and relay elsewhere."""
    if settings.sandbox:
        return {
            "sms": (SandboxSms(storage, sealer), SandboxSms(storage, sealer, name=SECOND)),
            "push": (SandboxPush(storage, sealer),),
            "email": (SandboxMail(storage, sealer),),
        }
    sender = settings.sms_sender
    gateways: list[Provider] = [HttpSms(settings.sms_url, settings.sms_token, sender, FIRST_SMS)]
    if settings.sms2_url:
        gateways.append(HttpSms(settings.sms2_url, settings.sms2_token, sender, SECOND_SMS))
    found: dict[str, Sequence[Provider]] = {"sms": tuple(gateways)}
    if settings.push_url:
        found["push"] = (Zns(settings.push_url, settings.push_token, settings.push_templates or {}, PUSH),)
    if settings.smtp_host:
        relay = Smtp(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_sender,
            user=settings.smtp_user,
            password=settings.smtp_password,
            tls=settings.smtp_starttls,
        )
        found["email"] = (relay,)
    return found


def report_secrets(settings: NotificationsSettings) -> Mapping[str, str]:
    """The secrets by which providers' reports prove themselves; a provider without one cannot report."""
    named = {FIRST_SMS: settings.sms_report_secret, SECOND_SMS: settings.sms2_report_secret}
    return {name: secret for name, secret in named.items() if secret}


@functools.lru_cache(maxsize=2)
def webhooks_of(settings: NotificationsSettings) -> Webhooks:
    """What posts to agencies' endpoints; one for the process."""
    return Webhooks(allowed=settings.webhook_allowed, insecure=settings.sandbox, ca_file=settings.webhook_ca or None)


@functools.lru_cache(maxsize=2)
def queues_of(settings: NotificationsSettings) -> AgencyQueues | None:
    """What fills agencies' queues, where there is a broker for them; one for the process."""
    return AgencyQueues(settings.agencies_amqp_url) if settings.agencies_amqp_url else None
