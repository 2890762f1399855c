"""Mail out by SMTP, one kept connection per session, each step known.

The stage matters: a connection that ends before the final dot leaves nothing behind and may be
tried again; one that ends after it and before the answer leaves the delivery uncertain
(RFC 5321 section 4.2.5 and RFC 1047).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLContext, create_default_context

from bridge.domain.errors import DeliveryFailed
from bridge.domain.ports import MailSession, OutgoingMail, Receipt
from bridge.mail.dialogue import ConnectionEnded, Dialogue
from bridge.mail.encode import encode
from bridge.mail.envelope import ascii_address
from bridge.mail.smtp_config import SmtpConfig

__all__ = ["SmtpConfig", "SmtpMailer"]


class SmtpMailer:
    """`trust` replaces the system's certificate authorities, for a company's own."""

    def __init__(self, config: SmtpConfig, *, trust: SSLContext | None = None) -> None:
        self._config = config
        self._tls = trust or create_default_context()

    @contextmanager
    def session(self) -> Iterator[MailSession]:
        session = _Session(self._config, self._tls)
        try:
            yield session
        finally:
            session.close()

    def probe(self) -> str:
        """The server's greeting, after EHLO, TLS and login went well. Raises DeliveryFailed."""
        dialogue = Dialogue.open(self._config, self._tls)
        try:
            return dialogue.greeting
        finally:
            dialogue.close()


class _Session:
    def __init__(self, config: SmtpConfig, tls: SSLContext) -> None:
        self._config = config
        self._tls = tls
        self._dialogue: Dialogue | None = None

    def send(self, mail: OutgoingMail) -> Receipt:
        content = encode(mail)
        sender = ascii_address("envelope_from", mail.envelope_from) if mail.envelope_from else ""
        receiver = ascii_address("to", mail.to.email)
        if self._dialogue is not None:
            # The server may have closed the kept connection since the last mail.
            try:
                return self._hand_over(self._dialogue, sender, receiver, content)
            except ConnectionEnded:
                self.close()
        try:
            self._dialogue = Dialogue.open(self._config, self._tls)
            return self._hand_over(self._dialogue, sender, receiver, content)
        except ConnectionEnded as ended:
            raise DeliveryFailed(f"the connection ended: {ended}") from ended

    def close(self) -> None:
        if self._dialogue is not None:
            self._dialogue.close()
            self._dialogue = None

    def _hand_over(self, dialogue: Dialogue, sender: str, receiver: str, content: bytes) -> Receipt:
        try:
            dialogue.envelope(sender, receiver)
            return Receipt(answer=dialogue.content(content))
        finally:
            if not dialogue.usable:
                self.close()
