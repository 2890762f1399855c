"""Starts the sink and its mailbox page as one process."""

from pathlib import Path

import click

from bridge.cli.demo.mailbox.app import mailbox_app
from bridge.cli.demo.mailbox.desk import BridgeHook, Desk
from bridge.cli.demo.mailbox.faults import Faults
from bridge.cli.demo.mailbox.sink import SmtpSink
from bridge.cli.demo.mailbox.store import MailStore
from bridge.cli.demo.sandbox_process import (
    LOOPBACK,
    PortTakenError,
    WebServer,
    listen,
    refuse_to_start,
    run_until_signalled,
)


@click.command()
@click.option("--smtp-port", type=int, default=0, help="0 takes a free port.")
@click.option("--http-port", type=int, default=0, help="0 takes a free port.")
@click.option("--deliver-to", required=True, help="The bridge's /hooks/mail/{mailbox}.")
@click.option("--deliver-token", required=True, envvar="HELPDESK_DEMO_DELIVER_TOKEN")
@click.option("--store", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--support-address", default="support@helpdesk.test", show_default=True)
@click.option("--link", "links", type=(str, str), multiple=True, help="LABEL URL for the head.")
def main(
    *,
    smtp_port: int,
    http_port: int,
    deliver_to: str,
    deliver_token: str,
    store: Path,
    support_address: str,
    links: tuple[tuple[str, str], ...],
) -> None:
    """Keeps every mail sent to the SMTP port; shows and answers them at the HTTP port."""
    hook = BridgeHook(deliver_to, deliver_token)
    try:
        mails = MailStore(store)
        with listen(smtp_port) as smtp_listener, listen(http_port) as http_listener:
            desk = Desk(mails, Faults(), hook, support_address)
            sink = SmtpSink(smtp_listener, mails, desk.faults)
            web = WebServer(mailbox_app(desk, links), http_listener)
            _run(sink, web)
    except (PortTakenError, OSError, ValueError, KeyError) as error:
        refuse_to_start("mailbox", error)


def _run(sink: SmtpSink, web: WebServer) -> None:
    sink.start()
    web.start()

    def stop() -> None:
        web.stop()
        sink.stop()

    run_until_signalled(f"mailbox ready smtp={LOOPBACK}:{sink.port} http={web.url}", stop)


if __name__ == "__main__":
    main()
