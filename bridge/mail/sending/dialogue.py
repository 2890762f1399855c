"""One SMTP connection, step by step, in the project's errors (RFC 5321).

smtplib's `sendmail` hides at which step a connection ended, so the steps are taken singly.
"""

import re
import smtplib
import socket
from collections.abc import Callable, Container
from functools import cache
from ssl import SSLContext
from typing import Any, Self

from bridge.domain.errors import DeliveryFailed, DeliveryUncertain
from bridge.mail.sending.smtp_config import Security, SmtpConfig

_LOGIN_WANTED = {530, 534, 535, 538}  # RFC 4954: the set-up is at fault, not the mail
_CLOSING = 421
_END_OF_CONTENT = b"\r\n.\r\n"
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class ConnectionEnded(Exception):
    """The connection is gone and the server holds nothing of the mail."""


class Dialogue:
    """A greeted connection, encrypted and logged in as configured.

    `_unsaid`: commands of the mail at hand that are still to be said, with their good answers;
    `_awaited`: the good answers to what was said and is not answered yet.
    """

    def __init__(self, smtp: smtplib.SMTP, greeting: str, config: SmtpConfig) -> None:
        self._smtp = smtp
        self._config = config
        self._pipelines = smtp.has_extn("pipelining")
        self._unsaid: list[tuple[str, Container[int]]] = []
        self._awaited: list[Container[int]] = []
        self.greeting = greeting
        self.usable = True

    @classmethod
    def open(cls, config: SmtpConfig, tls: SSLContext) -> Self:
        """Raises DeliveryFailed, never permanent: another mail server or password may do."""
        try:
            smtp = _connect(config, tls)
        except smtplib.SMTPResponseException as refusal:
            why = f"{config.host} refused: {_said(refusal.smtp_code, refusal.smtp_error)}"
            raise DeliveryFailed(why) from refusal
        except (OSError, smtplib.SMTPException, ValueError) as error:
            why = f"no connection to {config.host}:{config.port}: {error}"
            raise DeliveryFailed(why) from error
        return cls(smtp, smtp.greeting, config)

    def begin(self, sender: str, receiver: str, copy_to: str) -> None:
        """Says MAIL, and RCPT where the server takes several commands at once.

        Waits for no answer. Without `copy_to` it goes on too. Raises ConnectionEnded.
        """
        self._unsaid = [(f"RCPT TO:<{receiver}>", (250, 251))]
        if copy_to:
            self._unsaid.append((f"RCPT TO:<{copy_to}>", range(200, 600)))
        self._say(f"MAIL FROM:<{sender}>", (250,))
        if self._pipelines:
            self._say_the_rest()

    def go_on(self, encode: Callable[[], bytes]) -> bytes:
        """From there to the server's go-ahead for the content.

        Returns what `encode` does, which runs while the server looks at the receiver. Raises what
        it raises, DeliveryFailed, or ConnectionEnded when nothing was handed over.
        """
        self._say_the_rest()
        try:
            content = encode()
        except DeliveryFailed:
            self._reset()
            raise
        self._hear()
        self._say("DATA", (354,))
        self._hear()
        return content

    def withdraw(self) -> None:
        """What was begun is not sent."""
        self._unsaid.clear()
        self._reset()

    def content(self, content: bytes) -> str:
        """Hands over the mail and returns the server's answer.

        Raises DeliveryFailed, ConnectionEnded while the final dot is not out, and
        DeliveryUncertain from then on.
        """
        stuffed = _LEADING_DOT.sub(b"..", content.removesuffix(b"\r\n"))
        try:
            # A send that fails has bytes left, and the final dot is the last of them.
            self._smtp.send(stuffed + _END_OF_CONTENT)
        except (OSError, smtplib.SMTPException) as error:
            raise self._ended(error) from error
        try:
            code, text = self._verdict()
        except (OSError, smtplib.SMTPException) as error:
            self.usable = False
            raise DeliveryUncertain(f"no answer after the mail was handed over: {error}") from error
        if not 200 <= code < 600 or 300 <= code < 400:
            self.usable = False
            raise DeliveryUncertain(f"an answer that means nothing: {_said(code, text)}")
        if code >= 400:
            raise self._refused(code, text)
        return _said(code, text)

    def close(self) -> None:
        """Says goodbye if the server still listens."""
        try:
            if self.usable:
                self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.usable = False
            self._smtp.close()

    def _say_the_rest(self) -> None:
        while self._unsaid:
            self._say(*self._unsaid.pop(0))

    def _say(self, command: str, good: Container[int]) -> None:
        """Unless the server takes several at once (RFC 2920), the answer before is read first."""
        if not self._pipelines:
            self._hear()
        try:
            self._smtp.putcmd(command)
        except (OSError, smtplib.SMTPException) as error:
            raise self._ended(error) from error
        self._awaited.append(good)

    def _hear(self) -> None:
        """Reads the answers that are still to come. Raises for the first that is not good."""
        refusal: tuple[int, bytes] | None = None
        while self._awaited:
            try:
                code, text = self._smtp.getreply()
            except (OSError, smtplib.SMTPException) as error:
                raise self._ended(error) from error
            if code == _CLOSING:
                raise self._ended(_said(code, text))
            if code not in self._awaited.pop(0) and refusal is None:
                refusal = code, text
        if refusal:
            failure = self._refused(*refusal)
            self._reset()
            raise failure

    def _verdict(self) -> tuple[int, bytes]:
        sock = _socket_of(self._smtp)
        sock.settimeout(self._config.verdict_timeout.total_seconds())
        answer = self._smtp.getreply()
        sock.settimeout(self._config.timeout.total_seconds())
        return answer

    def _refused(self, code: int, text: bytes) -> DeliveryFailed:
        if code == _CLOSING or not 400 <= code < 600:
            self.usable = False
        permanent = 500 <= code < 600 and code not in _LOGIN_WANTED
        return DeliveryFailed(_said(code, text), permanent=permanent)

    def _reset(self) -> None:
        """Clears a half-made transaction, so that the next mail finds a clean connection."""
        try:
            while self._awaited:
                self._smtp.getreply()
                self._awaited.pop()
            code, _ = self._smtp.rset()
            self.usable = self.usable and code == 250
        except (OSError, smtplib.SMTPException):
            self.usable = False

    def _ended(self, why: object) -> ConnectionEnded:
        self.usable = False
        return ConnectionEnded(str(why))


class _Greeted(smtplib.SMTP):
    greeting = ""

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, text = super().connect(*args, **kwargs)
        self.greeting = _said(code, text)
        return code, text


class _GreetedTls(_Greeted, smtplib.SMTP_SSL):
    pass


def _connect(config: SmtpConfig, tls: SSLContext) -> _Greeted:
    timeout = config.timeout.total_seconds()
    smtp: _Greeted
    if config.security is Security.TLS:
        smtp = _GreetedTls(config.host, config.port, _own_name(), timeout=timeout, context=tls)
    else:
        smtp = _Greeted(config.host, config.port, _own_name(), timeout=timeout)
    try:
        _introduce(smtp, config, tls)
    except BaseException:
        smtp.close()
        raise
    # The final dot is a small packet behind a large one: don't wait to join them.
    _socket_of(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return smtp


def _introduce(smtp: smtplib.SMTP, config: SmtpConfig, tls: SSLContext) -> None:
    smtp.ehlo_or_helo_if_needed()
    if config.security is Security.STARTTLS:
        smtp.starttls(context=tls)  # raises when it is not offered: no silent step down
        smtp.ehlo()
    if config.user and config.access_token:
        _show_token(smtp, config.user, config.access_token)
    elif config.user and config.password:
        smtp.login(config.user, config.password)


def _show_token(smtp: smtplib.SMTP, user: str, token: str) -> None:
    """SASL XOAUTH2, as Google and Microsoft define it.

    A refusal is a challenge that an empty answer turns into a 535.
    """
    said = f"user={user}\x01auth=Bearer {token}\x01\x01"
    smtp.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")


@cache
def _own_name() -> str:
    return socket.getfqdn()


def _socket_of(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("Connection closed")
    return smtp.sock


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:500]
