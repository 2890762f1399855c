"""Mail out by SMTP, one kept connection per session, each step known.

The stage matters: a connection that ends before the final dot leaves nothing behind and may be
tried again; one that ends after it and before the answer leaves the delivery uncertain
(RFC 5321 section 4.2.5 and RFC 1047).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from ssl import SSLContext, create_default_context

from bridge.domain.errors import ConfigError, DeliveryFailed
from bridge.domain.ports import MailAccount, MailSession, OutgoingMail, Receipt
from bridge.mail.dialogue import ConnectionEnded, Dialogue
from bridge.mail.dkim_signing import check_key, signed
from bridge.mail.encode import encode
from bridge.mail.envelope import ascii_address
from bridge.mail.smtp_config import SmtpConfig

__all__ = ["SmtpConfig", "SmtpMailer"]

_Place = tuple[str | None, str | None]
_Ahead = tuple[OutgoingMail, "Future[bytes]"]


class SmtpMailer:
    """`trust` replaces the system's certificate authorities, for a company's own."""

    def __init__(self, config: SmtpConfig, *, trust: SSLContext | None = None) -> None:
        self._config = config
        self._tls = trust or create_default_context()

    def check(self, account: MailAccount) -> None:
        _config_of(account, self._config)
        if account.dkim:
            check_key(account.dkim)

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
    """A kept connection per server and user.

    A thread of its own encodes the mail that comes next while the server takes the one before,
    and begins it, up to the server's go-ahead, while the caller writes its try down.
    """

    def __init__(self, config: SmtpConfig, tls: SSLContext) -> None:
        self._config = config
        self._tls = tls
        self._dialogues: dict[_Place, Dialogue] = {}
        self._helper = ThreadPoolExecutor(1, "smtp")
        self._prepared: _Ahead | None = None
        self._begun: _Ahead | None = None

    def prepare(self, mail: OutgoingMail) -> None:
        self._prepared = mail, self._helper.submit(_content, mail)

    def begin(self, mail: OutgoingMail) -> None:
        self._forget()
        kept = self._dialogues.get(_place(mail))
        if kept is None:
            return
        try:
            envelope = _envelope(mail)
            kept.sender(envelope.sender)
        except DeliveryFailed:  # `send` will say so
            return
        except ConnectionEnded:
            self._dialogues.pop(_place(mail)).close()
            return
        more = envelope.receiver, envelope.copy_to, self._encoder(mail)
        self._begun = mail, self._helper.submit(kept.receivers, *more)

    def send(self, mail: OutgoingMail) -> Receipt:
        place = _place(mail)
        begun = self._go_ahead(mail)
        kept = self._dialogues.get(place)
        if kept is not None:
            # The server may have closed the kept connection since the last mail.
            try:
                return self._hand_over(kept, mail, begun)
            except ConnectionEnded:
                pass
        try:
            config = _config_of(mail.account, self._config)
            opened = self._dialogues[place] = Dialogue.open(config, self._tls)
            return self._hand_over(opened, mail)
        except ConnectionEnded as ended:
            raise DeliveryFailed(f"the connection ended: {ended}") from ended
        except ConfigError as error:
            raise DeliveryFailed(str(error)) from error

    def close(self) -> None:
        self._forget()
        self._helper.shutdown()
        for dialogue in self._dialogues.values():
            dialogue.close()

    def _encoder(self, mail: OutgoingMail) -> Callable[[], bytes]:
        if self._prepared is not None and self._prepared[0] is mail:
            return self._prepared[1].result
        return partial(_content, mail)

    def _go_ahead(self, mail: OutgoingMail) -> Callable[[], bytes] | None:
        """How to wait for the server's go-ahead, where `mail` was begun."""
        if self._begun is None or self._begun[0] is not mail:
            self._forget()
            return None
        _, future = self._begun
        self._begun = None
        return future.result

    def _forget(self) -> None:
        """A mail that was begun is not sent: its connection waits for content, so it ends."""
        if self._begun is not None:
            mail, future = self._begun
            self._begun = None
            wait([future])
            self._dialogues.pop(_place(mail)).abandon()

    def _hand_over(
        self, dialogue: Dialogue, mail: OutgoingMail, begun: Callable[[], bytes] | None = None
    ) -> Receipt:
        """Raises DeliveryFailed, DeliveryUncertain and ConnectionEnded."""
        try:
            content = begun() if begun else self._all(dialogue, mail)
            return Receipt(answer=dialogue.content(content))
        finally:
            if not dialogue.usable:
                self._dialogues.pop(_place(mail)).close()

    def _all(self, dialogue: Dialogue, mail: OutgoingMail) -> bytes:
        """From MAIL to the go-ahead; returns the content that the server waits for."""
        envelope = _envelope(mail)
        dialogue.sender(envelope.sender)
        return dialogue.receivers(envelope.receiver, envelope.copy_to, self._encoder(mail))


@dataclass(frozen=True, slots=True)
class _Envelope:
    sender: str
    receiver: str
    copy_to: str


def _envelope(mail: OutgoingMail) -> _Envelope:
    """Raises DeliveryFailed."""
    return _Envelope(
        sender=ascii_address("envelope_from", mail.envelope_from) if mail.envelope_from else "",
        receiver=ascii_address("to", mail.receiver or mail.to.email),
        copy_to=ascii_address("copy_to", mail.copy_to) if mail.copy_to else "",
    )


def _content(mail: OutgoingMail) -> bytes:
    """Raises DeliveryFailed."""
    content = encode(mail)
    return signed(content, mail.account.dkim) if mail.account.dkim else content


def _place(mail: OutgoingMail) -> _Place:
    return mail.account.smtp_url, mail.account.user


def _config_of(account: MailAccount, own: SmtpConfig) -> SmtpConfig:
    """Raises ConfigError."""
    if account.smtp_url is not None:
        return SmtpConfig.from_url(
            account.smtp_url, user=account.user, access_token=account.access_token
        )
    if account.access_token:
        return replace(own, user=account.user, access_token=account.access_token)
    return own
