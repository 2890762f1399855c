"""A complete mail, and real SMTP servers on loopback that take it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from aiosmtpd.controller import Controller

from bridge.domain.ports import Address, OutgoingMail
from bridge.domain.words import MailNature
from bridge.mail.sending.smtp_config import SmtpConfig

AWKWARD = 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀'

MAIL = OutgoingMail(
    message_id="auto.1042@help.example.test",
    nature=MailNature.AUTO_RESPONSE,
    sender=Address("support@help.example.test", "Kestrel Support"),
    to=Address("ann@example.test", "Ann Doe"),
    reply_to=Address("support+t1042.abc@help.example.test"),
    envelope_from="bounce+1042@help.example.test",
    subject="[HB-1042] Re: Printer offline",
    text="Hello Ann,\n\nwe have your message.",
    html="<!DOCTYPE html><html><body><p>Hello Ann,</p></body></html>",
    language="en",
    date=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
)


class Inbox:
    """Takes every mail and remembers it; subclasses misbehave."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.senders: list[str] = []
        self.receivers: list[str] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.mails.append(envelope.content)
        self.senders.append(envelope.mail_from)
        self.receivers.extend(envelope.rcpt_tos)
        return "250 2.0.0 kept"


class BoundController(Controller):
    """Listens on a socket that is bound already, so that no other test can take the port."""

    def __init__(self, handler: object, **settings: object) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        port = self._socket.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=port, **settings)

    def _create_server(self):
        return self.loop.create_server(
            self._factory_invoker, sock=self._socket, ssl=self.ssl_context
        )


@contextmanager
def running(handler: object, **settings: object) -> Iterator[SmtpConfig]:
    """An aiosmtpd server on a free port, and the configuration that reaches it."""
    controller = BoundController(handler, **settings)
    controller.start()
    try:
        yield SmtpConfig(host="127.0.0.1", port=controller.port)
    finally:
        controller.stop()
