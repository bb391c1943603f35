"""E-mail by the operator's mail relay (SMTP with STARTTLS), every wait bounded.

``Message-ID`` is made of the message's id and stays the same over all attempts, so a repeat can be recognised.
"""

import smtplib
import ssl
from email.message import EmailMessage

from services.notifications.domain.providers import Attempt, Parcel, Result

SECONDS = 10.0


class Smtp:
    """A mail relay; a connection for each message."""

    name = "smtp"

    def __init__(
        self, host: str, port: int, sender: str, *, user: str = "", password: str = "", tls: bool = True
    ) -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._user = user
        self._password = password
        self._tls = tls

    def send(self, parcel: Parcel) -> Attempt:
        try:
            with smtplib.SMTP(self._host, self._port, timeout=SECONDS) as relay:
                if self._tls:
                    relay.starttls(context=ssl.create_default_context())
                if self._user:
                    relay.login(self._user, self._password)
                relay.send_message(self._mail(parcel))
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            final = bool(codes) and all(500 <= code < 600 for code in codes)
            return Attempt(Result.REFUSED if final else Result.LATER, f"recipient refused {codes[:1]}")
        except (OSError, smtplib.SMTPException) as away:
            return Attempt(Result.LATER, type(away).__name__)
        return Attempt(Result.TAKEN)

    def _mail(self, parcel: Parcel) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = parcel.address
        mail["Subject"] = parcel.title
        mail["Message-ID"] = f"<{parcel.id}@{self._sender.rpartition('@')[2]}>"
        mail.set_content(parcel.body)
        return mail
