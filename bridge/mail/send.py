"""Mail out by SMTP, one kept connection per session, each step known.

The stage matters: a connection that ends before the final dot leaves nothing behind and may be
tried again; one that ends after it and before the answer leaves the delivery uncertain
(RFC 5321 section 4.2.5 and RFC 1047).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from ssl import SSLContext

from bridge.domain.errors import ConfigError, DeliveryFailed
from bridge.domain.ports import MailAccount, MailSession, OutgoingMail, Receipt
from bridge.mail.dialogue import ConnectionEnded, Dialogue
from bridge.mail.dkim_signing import check_key, signed
from bridge.mail.encode import encode
from bridge.mail.envelope import ascii_address
from bridge.mail.smtp_config import SmtpConfig
from bridge.mail.tls import system_trust

__all__ = ["SmtpConfig", "SmtpMailer"]


class SmtpMailer:
    """`trust` replaces the system's certificate authorities, for a company's own."""

    def __init__(self, config: SmtpConfig, *, trust: SSLContext | None = None) -> None:
        self._config = config
        self._tls = trust or system_trust()

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


@dataclass(frozen=True, slots=True)
class _Ready:
    """A mail as the server gets it."""

    sender: str
    receiver: str
    copy_to: str
    content: bytes


class _Session:
    """A kept connection per server and user."""

    def __init__(self, config: SmtpConfig, tls: SSLContext) -> None:
        self._config = config
        self._tls = tls
        self._dialogues: dict[tuple[str | None, str], Dialogue] = {}

    def send(self, mail: OutgoingMail) -> Receipt:
        ready = _ready(mail)
        place = (mail.account.smtp_url, mail.account.user)
        kept = self._dialogues.get(place)
        if kept is not None:
            # The server may have closed the kept connection since the last mail.
            try:
                return self._hand_over(place, kept, ready)
            except ConnectionEnded:
                self._drop(place)
        try:
            config = _config_of(mail.account, self._config)
            opened = self._dialogues[place] = Dialogue.open(config, self._tls)
            return self._hand_over(place, opened, ready)
        except ConnectionEnded as ended:
            raise DeliveryFailed(f"the connection ended: {ended}") from ended
        except ConfigError as error:
            raise DeliveryFailed(str(error)) from error

    def close(self) -> None:
        for place in list(self._dialogues):
            self._drop(place)

    def _drop(self, place: tuple[str | None, str]) -> None:
        if dialogue := self._dialogues.pop(place, None):
            dialogue.close()

    def _hand_over(
        self, place: tuple[str | None, str], dialogue: Dialogue, ready: _Ready
    ) -> Receipt:
        try:
            dialogue.envelope(ready.sender, ready.receiver, ready.copy_to)
            return Receipt(answer=dialogue.content(ready.content))
        finally:
            if not dialogue.usable:
                self._drop(place)


def _ready(mail: OutgoingMail) -> _Ready:
    """Raises DeliveryFailed."""
    content = encode(mail)
    key = mail.account.dkim
    return _Ready(
        sender=ascii_address("envelope_from", mail.envelope_from) if mail.envelope_from else "",
        receiver=ascii_address("to", mail.receiver or mail.to.email),
        copy_to=ascii_address("copy_to", mail.copy_to) if mail.copy_to else "",
        content=signed(content, key) if key else content,
    )


def _config_of(account: MailAccount, own: SmtpConfig) -> SmtpConfig:
    """Raises ConfigError."""
    if account.smtp_url is not None:
        return SmtpConfig.from_url(
            account.smtp_url, user=account.user, access_token=account.access_token
        )
    if account.access_token:
        return replace(own, user=account.user, access_token=account.access_token)
    return own
