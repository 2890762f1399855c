"""Did a mail leave? A look for its Message-ID in the account that sent it, by IMAP."""

import imaplib
from collections.abc import Iterator
from dataclasses import dataclass
from ssl import SSLContext
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from bridge.domain.errors import ConfigError
from bridge.domain.ports import ImapAccount
from bridge.mail.tls import system_trust

log = structlog.get_logger()

EXAMPLE = "imaps://user:password@mail.example.com:993/Sent"
TIMEOUT_SECONDS = 10
_PORTS = {"imaps": 993, "imap+starttls": 143, "imap": 143}
_GUESSES = ("Sent", "Sent Items", "Sent Messages", "INBOX.Sent")


class ImapEvidence:
    """`trust` replaces the system's certificate authorities, for a company's own."""

    def __init__(self, *, trust: SSLContext | None = None) -> None:
        self._tls = trust or system_trust()

    def check(self, account: ImapAccount) -> None:
        _place(account)

    def find(self, account: ImapAccount, message_id: str) -> bool | None:
        """The folder that the address names, else the Sent folders and the inbox."""
        try:
            place = _place(account)
            with self._opened(place, account) as mailbox:
                for folder in [place.folder] if place.folder else _folders(mailbox):
                    mailbox.folder.set(folder, readonly=True)
                    if mailbox.numbers(f'HEADER Message-ID "{_quoted(message_id)}"'):
                        return True
        except (OSError, imaplib.IMAP4.error, ImapToolsError, ConfigError) as error:
            log.warning("no look at sent mail", why=f"{type(error).__name__}: {error}"[:200])
            return None
        return False

    def _opened(self, place: "_Place", account: ImapAccount) -> BaseMailBox:
        """Logged in; leaving it logs out."""
        mailbox: BaseMailBox
        if place.scheme == "imaps":
            mailbox = MailBox(place.host, place.port, TIMEOUT_SECONDS, ssl_context=self._tls)
        elif place.scheme == "imap+starttls":
            mailbox = MailBoxStartTls(
                place.host, place.port, TIMEOUT_SECONDS, ssl_context=self._tls
            )
        else:
            mailbox = MailBoxUnencrypted(place.host, place.port, TIMEOUT_SECONDS)
        try:
            if account.access_token:
                return mailbox.xoauth2(account.user, account.access_token, None)
            return mailbox.login(place.user, place.password, None)
        except BaseException:
            mailbox.client.shutdown()
            raise


@dataclass(frozen=True, slots=True)
class _Place:
    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str


def _place(account: ImapAccount) -> _Place:
    """Raises ConfigError."""
    try:
        parts = urlsplit(account.url.strip())
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise ConfigError(f"the IMAP address can't be read; for example {EXAMPLE}") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not parts.hostname or not (account.access_token or (user and password)):
        raise ConfigError(f"the IMAP address needs user, password and host, as {EXAMPLE}")
    if parts.scheme == "imap" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ConfigError("the IMAP address would send the password unencrypted: use imaps://")
    return _Place(
        parts.scheme, parts.hostname, port, user, password, unquote(parts.path.strip("/"))
    )


def _folders(mailbox: BaseMailBox) -> Iterator[str]:
    """Those that the server marks as holding what was sent (RFC 6154), then the usual names."""
    listed = [info for info in mailbox.folder.list() if "\\Noselect" not in info.flags]
    marked = [info.name for info in listed if "\\Sent" in info.flags]
    names = {info.name for info in listed}
    yield from dict.fromkeys([*marked, *(name for name in _GUESSES if name in names), "INBOX"])


def _quoted(message_id: str) -> str:
    return message_id.replace("\\", "\\\\").replace('"', '\\"')
