"""Starts the vendor sandbox as one process."""

from pathlib import Path

import click
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from bridge.cli.demo.sandbox_process import (
    PortTakenError,
    WebServer,
    listen,
    refuse_to_start,
    run_until_signalled,
)
from bridge.cli.demo.vendors.app import vendors_app
from bridge.cli.demo.vendors.faults import VendorFaults
from bridge.cli.demo.vendors.ledger import Ledger
from bridge.cli.demo.vendors.mail_vendor import MailVendor
from bridge.cli.demo.vendors.shop import VendorShop


@click.command()
@click.option("--http-port", type=int, default=0, help="0 takes a free port.")
@click.option("--secret", required=True, envvar="HELPDESK_DEMO_VENDOR_SECRET", help="whsec_…")
@click.option("--name", default="Webhook vendor", show_default=True)
@click.option("--mailbox-url", help="The mailbox's page, for the e-mail vendor.")
@click.option("--mailbox-address", help="The e-mail vendor's address.")
@click.option("--store", type=click.Path(dir_okay=False, path_type=Path), help="Keeps the log.")
@click.option("--link", "links", type=(str, str), multiple=True, help="LABEL URL for the head.")
def main(
    *,
    http_port: int,
    secret: str,
    name: str,
    mailbox_url: str | None,
    mailbox_address: str | None,
    store: Path | None,
    links: tuple[tuple[str, str], ...],
) -> None:
    """Takes signed cases at /webhook; shows and answers them, and those of the e-mail vendor."""
    mail_vendor = None
    if mailbox_url and mailbox_address:
        mail_vendor = MailVendor(mailbox_url.rstrip("/"), mailbox_address)
    try:
        Webhook(secret)
        shop = VendorShop(name, secret, Ledger(store), VendorFaults(), mail_vendor)
        web = WebServer(vendors_app(shop, links), listen(http_port))
    except (PortTakenError, EmptyWebhookSecretError, OSError, ValueError, KeyError) as error:
        refuse_to_start("vendors", error)
    web.start()
    run_until_signalled(f"vendors ready http={web.url}", web.stop)


if __name__ == "__main__":
    main()
