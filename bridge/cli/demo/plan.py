"""The demo's ports, addresses, accounts and secrets; made anew at each start."""

import json
import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bridge.cli.demo.wordpress.create import PROJECT

HOST = "127.0.0.1"
CONTENT = PROJECT / "config" / "demo" / "content"
SITE = "fernhill"
MAILBOX = "support"
EMAIL_VENDOR, WEBHOOK_VENDOR = "northwind-cells", "cloudline"
AGENT_EMAIL, AGENT_NAME = "alex@fernhill.example", "Alex Marchand"


@dataclass(frozen=True, slots=True)
class Ports:
    helpdesk: int
    wordpress: int
    mailbox: int
    vendors: int
    smtp: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`folder` holds all that the demo writes."""

    folder: Path
    ports: Ports
    company: dict[str, Any] = field(
        default_factory=lambda: json.loads((CONTENT / "site.json").read_text("utf-8"))
    )
    agent_password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    mailbox_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def log(self) -> Path:
        """The log lines of web, workers and scheduler."""
        return self.folder / "helpdesk.log"

    @property
    def helpdesk_url(self) -> str:
        return f"http://{HOST}:{self.ports.helpdesk}"

    @property
    def mailbox_url(self) -> str:
        return f"http://{HOST}:{self.ports.mailbox}"

    @property
    def vendors_url(self) -> str:
        return f"http://{HOST}:{self.ports.vendors}"

    @property
    def email_vendor_address(self) -> str:
        return "desk@northwind-cells.example"

    def environment(self) -> dict[str, str]:
        """The helpdesk's configuration; short intervals, so that a newcomer need not wait."""
        return {
            "HELPDESK_DATA_DIR": str(self.folder / "helpdesk"),
            "HELPDESK_SECRET_KEY": secrets.token_hex(32),
            "HELPDESK_BASE_URL": self.helpdesk_url,
            "HELPDESK_SMTP_URL": f"smtp://{HOST}:{self.ports.smtp}",
            "HELPDESK_MAIL_FROM": f"{self.company['name']} <{self.company['support_address']}>",
            "HELPDESK_MAIL_DOMAIN": self.company["domain"],
            "HELPDESK_EGRESS_ALLOW": "127.0.0.0/8",
            "HELPDESK_PULL_SUBMISSIONS_SECONDS": "10",
            "HELPDESK_PULL_ARTICLES_SECONDS": "20",
            "HELPDESK_RECONCILE_ARTICLES_SECONDS": "60",
        }

    def set_up(self, vendor_secret: str) -> dict[str, Any]:
        """What `helpdesk-bridge apply` takes, see services/set_up."""
        return {
            "helpdesk": {
                "company": self.company["name"],
                "hours": "mon-fri 09:00-17:30",
                "zone": "Europe/Brussels",
            },
            "mailboxes": [
                {
                    "slug": MAILBOX,
                    "address": self.company["support_address"],
                    "token": self.mailbox_token,
                }
            ],
            "vendors": [
                {
                    "slug": EMAIL_VENDOR,
                    "name": "Northwind Cells",
                    "channel": "email",
                    "address": self.email_vendor_address,
                    "product": "Batteries and sensors",
                    "respond_hours": 8,
                    "resolve_hours": 72,
                },
                {
                    "slug": WEBHOOK_VENDOR,
                    "name": "Cloudline Hosting",
                    "channel": "webhook",
                    "address": f"{self.vendors_url}/webhook",
                    "secret": vendor_secret,
                    "product": "Dashboard hosting",
                    "respond_hours": 1,
                    "resolve_hours": 24,
                },
            ],
        }


def choose_ports(helpdesk: int) -> Ports:
    """Ports beside the helpdesk's where they are free, any free ones elsewhere; 0: any for all."""
    taken: set[int] = set()

    def beside(offset: int) -> int:
        return _free(helpdesk + offset if helpdesk else 0, taken)

    return Ports(
        helpdesk=beside(0),
        wordpress=beside(80),
        mailbox=beside(25),
        vendors=beside(90),
        smtp=_free(0, taken),
    )


def _free(wanted: int, taken: set[int]) -> int:
    for port in (wanted, 0):
        try:
            with socket.create_server((HOST, port)) as server:
                found = int(server.getsockname()[1])
        except OSError:
            continue
        if found not in taken:
            taken.add(found)
            return found
    raise OSError("no free port")
