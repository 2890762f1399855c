"""Where Google and Microsoft give out access tokens for mail, and by which way.

Google: developers.google.com/gmail/imap/xoauth2-protocol. Microsoft: learn.microsoft.com,
"Authenticate an IMAP, POP or SMTP connection using OAuth".
"""

from dataclasses import dataclass
from enum import StrEnum

from bridge.domain.errors import Invalid


class Provider(StrEnum):
    GOOGLE = "google"
    MICROSOFT = "microsoft"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """`device_url` empty: the provider gives mail's scope to the code flow only."""

    authorize_url: str
    token_url: str
    device_url: str
    scope: str
    smtp_url: str
    imap_url: str


LOGIN = {
    Provider.GOOGLE: "https://oauth2.googleapis.com",
    Provider.MICROSOFT: "https://login.microsoftonline.com/organizations",
}
"""The default of `authority`: for Microsoft with the tenant."""


def endpoints(provider: Provider, authority: str = "") -> Endpoints:
    """`authority` replaces the provider's own address (a national cloud, one tenant)."""
    base = (authority or LOGIN[provider]).rstrip("/")
    if not base.startswith(("https://", "http://")):
        raise Invalid("The authority must begin with https://.", field="authority")
    if provider is Provider.MICROSOFT:
        return Endpoints(
            authorize_url=f"{base}/oauth2/v2.0/authorize",
            token_url=f"{base}/oauth2/v2.0/token",
            device_url=f"{base}/oauth2/v2.0/devicecode",
            scope="https://outlook.office.com/SMTP.Send "
            "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            smtp_url="smtp+starttls://smtp.office365.com:587",
            imap_url="imaps://outlook.office365.com:993",
        )
    consent = (
        f"{base}/o/oauth2/v2/auth" if authority else "https://accounts.google.com/o/oauth2/v2/auth"
    )
    return Endpoints(
        authorize_url=consent,
        token_url=f"{base}/token",
        device_url="",
        scope="https://mail.google.com/",
        smtp_url="smtp+starttls://smtp.gmail.com:587",
        imap_url="imaps://imap.gmail.com:993",
    )
