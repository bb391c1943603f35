"""Which provider serves each channel, by the settings."""

from collections.abc import Mapping

from chassis.sealing import Sealer
from chassis.storage import Storage
from services.notifications.adapters.http_sms import HttpSms
from services.notifications.adapters.sandbox_sms import SandboxMail, SandboxSms
from services.notifications.adapters.smtp import Smtp
from services.notifications.domain.providers import Provider
from services.notifications.settings import NotificationsSettings


def providers_of(settings: NotificationsSettings, storage: Storage, sealer: Sealer) -> Mapping[str, Provider]:
    """The sandbox's outbox in the sandbox, whatever else is set; the real gateway and relay elsewhere."""
    if settings.sandbox:
        return {"sms": SandboxSms(storage, sealer), "email": SandboxMail(storage, sealer)}
    found: dict[str, Provider] = {"sms": HttpSms(settings.sms_url, settings.sms_token, settings.sms_sender)}
    if settings.smtp_host:
        found["email"] = Smtp(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_sender,
            user=settings.smtp_user,
            password=settings.smtp_password,
        )
    return found
