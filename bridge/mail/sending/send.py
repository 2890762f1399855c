"""Mail out by SMTP, one kept connection per session, each step known.

The stage matters: a connection that ends before the final dot leaves nothing behind and may be
tried again; one that ends after it and before the answer leaves the delivery uncertain
(RFC 5321 section 4.2.5 and RFC 1047).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ssl import SSLContext

from bridge.domain.errors import ConfigError, DeliveryFailed
from bridge.domain.ports import MailAccount, MailSession, OutgoingMail, Receipt
from bridge.mail.sending.dialogue import ConnectionEnded, Dialogue
from bridge.mail.sending.dkim_signing import check_key, signed
from bridge.mail.sending.encode import encode
from bridge.mail.sending.envelope import ascii_address
from bridge.mail.sending.smtp_config import SmtpConfig
from bridge.mail.tls import system_trust

__all__ = ["SmtpConfig", "SmtpMailer"]

_Place = tuple[str | None, str | None]


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

    def probe(self, account: MailAccount) -> str:
        """The server's greeting, after EHLO, TLS and login went well. Raises DeliveryFailed."""
        try:
            dialogue = Dialogue.open(_config_of(account, self._config), self._tls)
        except (ConfigError, ConnectionEnded) as error:
            raise DeliveryFailed(str(error)) from error
        try:
            return dialogue.greeting
        finally:
            dialogue.close()


class _Session:
    """A kept connection per server and user."""

    def __init__(self, config: SmtpConfig, tls: SSLContext) -> None:
        self._config = config
        self._tls = tls
        self._dialogues: dict[_Place, Dialogue] = {}
        self._begun: OutgoingMail | None = None

    def begin(self, mail: OutgoingMail) -> None:
        self._withdraw()
        kept = self._dialogues.get(_place(mail))
        if kept is None:
            return
        try:
            kept.begin(*_envelope(mail))
            self._begun = mail
        except DeliveryFailed:  # `send` will say so
            pass
        except ConnectionEnded:
            self._drop(_place(mail))

    def send(self, mail: OutgoingMail) -> Receipt:
        place = _place(mail)
        if self._begun is not mail:
            self._withdraw()
        kept = self._dialogues.get(place)
        if kept is not None:
            # The server may have closed the kept connection since the last mail.
            try:
                return self._hand_over(place, kept, mail)
            except ConnectionEnded:
                pass
        try:
            config = _config_of(mail.account, self._config)
            opened = self._dialogues[place] = Dialogue.open(config, self._tls)
            return self._hand_over(place, opened, mail)
        except ConnectionEnded as ended:
            raise DeliveryFailed(f"the connection ended: {ended}") from ended
        except ConfigError as error:
            raise DeliveryFailed(str(error)) from error

    def close(self) -> None:
        self._withdraw()
        for place in list(self._dialogues):
            self._drop(place)

    def _withdraw(self) -> None:
        """The mail that was begun is not sent."""
        if self._begun is not None:
            place, self._begun = _place(self._begun), None
            dialogue = self._dialogues[place]
            dialogue.withdraw()
            if not dialogue.usable:
                self._drop(place)

    def _drop(self, place: _Place) -> None:
        self._dialogues.pop(place).close()

    def _hand_over(self, place: _Place, dialogue: Dialogue, mail: OutgoingMail) -> Receipt:
        """Raises DeliveryFailed, DeliveryUncertain and ConnectionEnded."""
        begun, self._begun = self._begun is mail, None
        try:
            if not begun:
                dialogue.begin(*_envelope(mail))
            content = dialogue.go_on(lambda: _content(mail))
            return Receipt(answer=dialogue.content(content))
        finally:
            if not dialogue.usable:
                self._drop(place)


def _envelope(mail: OutgoingMail) -> tuple[str, str, str]:
    """Sender, receiver, and who gets a copy. Raises DeliveryFailed."""
    return (
        ascii_address("envelope_from", mail.envelope_from) if mail.envelope_from else "",
        ascii_address("to", mail.receiver or mail.to.email),
        ascii_address("copy_to", mail.copy_to) if mail.copy_to else "",
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
            account.smtp_url, named="smtp", user=account.user, access_token=account.access_token
        )
    if account.access_token:
        return replace(own, user=account.user, access_token=account.access_token)
    return own
