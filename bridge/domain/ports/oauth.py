"""An account's consent that we send and read its mail: OAuth 2.0 (RFC 6749, RFC 8628)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """What the provider knows us by, and where it is asked. Empty addresses: not needed here."""

    client_id: str
    client_secret: str = field(repr=False)
    token_url: str
    scope: str
    device_url: str = ""
    authorize_url: str = ""


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """`user_code` is typed at `verification_url` by a person; `device_code` is ours."""

    device_code: str = field(repr=False)
    user_code: str
    verification_url: str
    interval: timedelta
    expires_in: timedelta


@dataclass(frozen=True, slots=True)
class Tokens:
    """`refresh_token` None: the one we have stays good."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: timedelta


class TokenServer(Protocol):
    """A provider's endpoints. Every method raises TokenRefused."""

    def device_code(self, client: OAuthClient) -> DeviceCode: ...

    def poll(self, client: OAuthClient, code: DeviceCode) -> Tokens | None:
        """None while the person has not decided."""
        ...

    def consent_url(
        self, client: OAuthClient, redirect_uri: str, state: str, verifier: str, account: str
    ) -> str:
        """Where a person agrees; PKCE binds the answer to `verifier` (RFC 7636)."""
        ...

    def exchange(
        self, client: OAuthClient, answer: str, redirect_uri: str, state: str, verifier: str
    ) -> Tokens:
        """`answer`: the address that the provider sent the person back to."""
        ...

    def refresh(self, client: OAuthClient, refresh_token: str) -> Tokens: ...


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Good until `expires_at` for sending (SMTP) and reading (IMAP) as `account`."""

    account: str
    token: str = field(repr=False)
    expires_at: datetime


class AccessTokens(Protocol):
    def token(self, mailbox: str) -> AccessToken | None:
        """A token that is good for some minutes yet; refreshed first where it is not.

        None for a mailbox that has a password, or nothing. Raises TokenRefused.
        """
        ...
