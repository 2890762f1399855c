"""The script of docs/mail.md, by which a mail server pipes each mail to us, as it stands there."""

import re
import subprocess
from pathlib import Path

from bridge.cli.demo.sandbox_process import WebServer, listen
from tests.servers.requirements import CURL
from tests.support.desk import MAILBOX, SUPPORT, Desk
from tests.support.letters import letter

PAGE = Path(__file__).parents[2] / "docs" / "mail.md"
EX_TEMPFAIL = 75


def script(url: str, token: Path, folder: Path) -> Path:
    [text] = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    for there, here in (
        ("https://help.example.com", url),
        ("/etc/helpdesk-mail.token", str(token)),
    ):
        assert there in text
        text = text.replace(there, here)
    path = folder / "helpdesk-mail"
    path.write_text(text)
    return path


def test_a_piped_mail_is_a_ticket_and_is_kept_by_the_mail_server_while_we_are_away(
    bridge: Desk, tmp_path: Path
) -> None:
    CURL.demand()
    token = tmp_path / "token"
    token.write_text(f"{bridge.mail_token}\n")
    server = WebServer(bridge.app, listen(0))
    command = ["sh", str(script(server.url, token, tmp_path)), MAILBOX]
    raw = letter(SUPPORT, "It leaks.", subject="The pump")
    server.start()
    try:
        assert subprocess.run(command, input=raw, check=False).returncode == 0
    finally:
        server.stop()
    assert bridge.ticket("HB-1001").subject == "The pump"
    away = subprocess.run(command, input=raw, capture_output=True, check=False)
    assert away.returncode == EX_TEMPFAIL
