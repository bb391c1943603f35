"""E-mail by the operator's mail relay (SMTP with STARTTLS), every wait bounded.

A mail has a plain and an HTML part with the same words; in the HTML whatever a fact holds is text, never markup, and
only pages of the portal are links. Its ``Message-ID`` is made of the message's id and stays the same over all attempts,
so a repeat can be recognised. Where a person may switch such mails off, ``List-Unsubscribe`` says how, in one click
(RFC 2369, RFC 8058), and the last line links to the page that does it.
"""

import re
import smtplib
import ssl
from email.message import EmailMessage
from importlib import resources
from typing import Final

import jinja2

from services.notifications.domain.providers import Attempt, Parcel, Result, Verdict

SECONDS = 10.0

_PAGES: Final = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
_PAGE: Final = _PAGES.from_string(
    resources.files("services.notifications.data").joinpath("mail.html").read_text("utf-8")
)


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
            relay = smtplib.SMTP(self._host, self._port, timeout=SECONDS)
        except (OSError, smtplib.SMTPException) as away:
            return Attempt(Result.LATER, type(away).__name__, verdict=Verdict.BAD)
        with relay:
            try:
                if self._tls:
                    relay.starttls(context=ssl.create_default_context())
                if self._user:
                    relay.login(self._user, self._password)
            except smtplib.SMTPAuthenticationError:
                return Attempt(Result.LATER, "the relay refuses our password", verdict=Verdict.DEAD)
            except (OSError, smtplib.SMTPException) as away:
                return Attempt(Result.LATER, type(away).__name__, verdict=Verdict.BAD)
            return self._hand_over(relay, parcel)

    def _hand_over(self, relay: smtplib.SMTP, parcel: Parcel) -> Attempt:
        try:
            relay.send_message(mail_of(parcel, self._sender))
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            final = bool(codes) and all(500 <= code < 600 for code in codes)
            detail = f"recipient refused {codes[:1]}"
            if final:
                return Attempt(Result.REFUSED, detail, no_such_number=True)
            return Attempt(Result.LATER, detail, verdict=Verdict.NEITHER)
        except smtplib.SMTPResponseException as answered:
            final = 500 <= answered.smtp_code < 600
            detail = f"status {answered.smtp_code}"
            return Attempt(Result.REFUSED if final else Result.LATER, detail, verdict=Verdict.NEITHER)
        except (OSError, smtplib.SMTPException) as away:
            # It may have been taken before the line broke.
            return Attempt(Result.UNSURE, type(away).__name__, verdict=Verdict.BAD)
        return Attempt(Result.TAKEN)


def mail_of(parcel: Parcel, sender: str) -> EmailMessage:
    """The mail as it goes out."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = parcel.address
    mail["Subject"] = " ".join(parcel.title.split())
    mail["Message-ID"] = f"<{parcel.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = parcel.language
    if parcel.unsubscribe:
        mail["List-Unsubscribe"] = f"<{parcel.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Relays that do not know 8BITMIME take it as well.
    mail.set_content(plain_of(parcel), cte="quoted-printable")
    mail.add_alternative(html_of(parcel), subtype="html", cte="quoted-printable")
    return mail


def plain_of(parcel: Parcel) -> str:
    """The words of a plain mail; one that may be switched off says in its last line where."""
    if not parcel.unsubscribe:
        return parcel.body
    asked = "No more mails like this one?" if parcel.language == "en" else "Không muốn nhận thư như thế này nữa?"
    return f"{parcel.body}\n\n{asked} {parcel.unsubscribe}"


def html_of(parcel: Parcel) -> str:
    """The same words as a page of HTML; nothing in it is loaded from elsewhere."""
    paragraphs = [_pieces(line, parcel.portal) for line in parcel.body.split("\n") if line.strip()]
    return _PAGE.render(title=parcel.title, paragraphs=paragraphs, language=parcel.language, way_out=parcel.unsubscribe)


def _pieces(line: str, portal: str) -> list[tuple[str, bool]]:
    """A line cut where it names a page of the portal: each piece, and whether it is such an address. No other address
    becomes a link, whoever wrote it into a fact."""
    if not portal:
        return [(line, False)]
    pieces = re.split(rf"({re.escape(portal)}/[^\s<>\"]*)", line)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]
