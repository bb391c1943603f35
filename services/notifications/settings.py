"""What notifications may be told beside what every service is told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chassis.settings import (
    Network,
    Secret,
    ServiceSettings,
    SettingsWrong,
    Url,
    Wrong,
    broker_url,
    networks,
    secret,
    setting,
    text,
    truth,
    web_url,
    whole,
)


def templates(value: str) -> Mapping[str, str]:
    """A JSON object of texts."""
    try:
        found = json.loads(value)
    except ValueError:
        raise Wrong("should be a JSON object") from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise Wrong("should be a JSON object of texts")
    return MappingProxyType(found)


@dataclass(frozen=True, kw_only=True)
class NotificationsSettings(ServiceSettings):
    """Where messages are handed over; in the sandbox its own outbox takes them and none of this is needed."""

    sms_url: Url = setting("MOTCUA_SMS_URL", default=Url(""), parse=web_url, help="the SMS gateway")
    sms_token: Secret = setting("MOTCUA_SMS_TOKEN", default=Secret(""), parse=secret, help="sent to the SMS gateway")
    sms_sender: str = setting("MOTCUA_SMS_SENDER", default="MOTCUA", parse=text, help="name shown as the sender")
    sms_report_secret: Secret = setting(
        "MOTCUA_SMS_REPORT_SECRET", default=Secret(""), parse=secret, help="signs the SMS gateway's delivery reports"
    )
    sms2_url: Url = setting("MOTCUA_SMS2_URL", default=Url(""), parse=web_url, help="the second SMS gateway")
    sms2_token: Secret = setting("MOTCUA_SMS2_TOKEN", default=Secret(""), parse=secret, help="sent to the second one")
    sms2_report_secret: Secret = setting(
        "MOTCUA_SMS2_REPORT_SECRET", default=Secret(""), parse=secret, help="signs the second one's delivery reports"
    )
    messages_budget: int = setting(
        "MOTCUA_MESSAGES_BUDGET",
        default=0,
        parse=whole(0, 10**12),
        help="what messages may cost in a month, in đồng before tax; an alarm, no limit",
    )
    push_url: Url = setting("MOTCUA_PUSH_URL", default=Url(""), parse=web_url, help="template messages (as Zalo's ZNS)")
    push_token: Secret = setting("MOTCUA_PUSH_TOKEN", default=Secret(""), parse=secret, help="sent with them")
    push_templates: Mapping[str, str] | None = setting(
        "MOTCUA_PUSH_TEMPLATES", default=None, parse=templates, help="JSON: matter -> their template"
    )
    smtp_host: str = setting("MOTCUA_SMTP_HOST", default="", parse=text, help="the mail relay")
    smtp_port: int = setting("MOTCUA_SMTP_PORT", default=587, parse=whole(1, 65535), help="its port")
    smtp_user: str = setting("MOTCUA_SMTP_USER", default="", parse=text, help="account at the mail relay")
    smtp_password: Secret = setting("MOTCUA_SMTP_PASSWORD", default=Secret(""), parse=secret, help="its password")
    smtp_starttls: bool = setting(
        "MOTCUA_SMTP_STARTTLS", default=True, parse=truth, help="whether the line to the mail relay is encrypted"
    )
    smtp_sender: str = setting("MOTCUA_SMTP_SENDER", default="", parse=text, help="address mails come from")

    agencies_amqp_url: Url = setting(
        "MOTCUA_AGENCIES_AMQP_URL", default=Url(""), parse=broker_url, help="the virtual host of agencies' queues"
    )
    agencies_amqp_address: str = setting(
        "MOTCUA_AGENCIES_AMQP_ADDRESS", default="", parse=text, help="host:port at which agencies reach the broker"
    )
    webhook_allowed: tuple[Network, ...] = setting(
        "MOTCUA_WEBHOOK_ALLOWED", default=(), parse=networks, help="internal networks that webhooks may be in"
    )
    webhook_ca: str = setting("MOTCUA_WEBHOOK_CA", default="", parse=text, help="file with certificates to trust")

    def __post_init__(self) -> None:
        """A portal that cannot send a code lets nobody in, so it must not start."""
        if not self.sandbox and not self.sms_url:
            raise SettingsWrong(["MOTCUA_SMS_URL is missing; outside the sandbox codes go out through an SMS gateway."])
