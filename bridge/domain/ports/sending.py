"""Mail leaves: over which account, and what became of it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bridge.domain.ports.mail import Address, FileContent
from bridge.domain.words import MailNature


@dataclass(frozen=True, slots=True)
class DkimKey:
    """`pem`: an RSA key. `domain` signs, `selector` names the key in its DNS (RFC 6376)."""

    selector: str
    domain: str
    pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailAccount:
    """By which server a mail leaves, and as whom. Without an address: the helpdesk's own.

    `access_token` takes the place of a password (XOAUTH2).
    """

    smtp_url: str | None = field(default=None, repr=False)
    user: str = ""
    access_token: str | None = field(default=None, repr=False)
    dkim: DkimKey | None = None


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """`url`: imaps://, imap+starttls:// or imap:// with user, password and folder."""

    url: str = field(repr=False)
    user: str = ""
    access_token: str | None = field(default=None, repr=False)


OWN_ACCOUNT = MailAccount()


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail, complete but for its encoding. The Message-ID is fixed before the first try.

    `message_id`, `in_reply_to`, `references` are without angle brackets.
    """

    message_id: str
    nature: MailNature
    sender: Address
    to: Address
    reply_to: Address
    envelope_from: str
    subject: str
    text: str
    html: str
    language: str
    date: datetime
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[FileContent, ...] = ()
    cc: tuple[Address, ...] = ()
    """Who else gets these words, in a mail of their own."""
    receiver: str = ""
    """Who gets this very mail; empty: the one in `to`."""
    copy_to: str = ""
    """A mailbox of ours that gets it too, as evidence that it left; a refusal there is no harm."""
    account: MailAccount = OWN_ACCOUNT


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver said when it took the message: `250 2.0.0 queued`, `202`."""

    answer: str


class MailSession(Protocol):
    def begin(self, mail: OutgoingMail) -> None:
        """`send` gets it next: a kept connection tells the server whom it is from.

        Waits for nothing, raises nothing, hands nothing over; the mail need not be sent.
        """
        ...

    def send(self, mail: OutgoingMail) -> Receipt:
        """Raises DeliveryFailed or DeliveryUncertain."""
        ...


class Mailer(Protocol):
    def session(self) -> AbstractContextManager[MailSession]:
        """One kept connection for a batch; opened at the first send, reopened when it broke."""
        ...

    def probe(self, account: MailAccount) -> str:
        """Connects, says EHLO (and logs in); returns the greeting. Raises DeliveryFailed."""
        ...

    def check(self, account: MailAccount) -> None:
        """Raises ConfigError when its server's address or its key can't be read."""
        ...


class SentEvidence(Protocol):
    def find(self, account: ImapAccount, message_id: str) -> bool | None:
        """Whether a mail of ours lies in the account; None when nobody can tell just now."""
        ...

    def check(self, account: ImapAccount) -> None:
        """Raises ConfigError when its address can't be read."""
        ...
