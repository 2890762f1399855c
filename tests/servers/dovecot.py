"""Dovecot in a temporary folder: IMAP with IDLE, in the clear and over TLS, as root or not."""

import grp
import imaplib
import os
import pwd
import shutil
import signal
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.run import Kept, NotStarted, Run, free_port

PASSWORD = "seaweed-and-sand"
_ACCOUNTS = ("dovecot", "nobody")
_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/run
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
disable_plaintext_auth = no
default_internal_user = {login}
default_login_user = {login}
default_internal_group = {login_group}
mail_location = maildir:{folder}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
auth_mechanisms = plain login
mail_fsync = never
# a login process in a chroot of its own needs root
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service imap {{
  process_limit = 64
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server. Every account exists as soon as it logs in, with one password."""

    folder: Path
    port: int
    tls_port: int
    certificate: Path
    server: Kept

    def account(self) -> "Account":
        return Account(self, f"box-{uuid.uuid4().hex[:12]}")


@dataclass(frozen=True)
class Account:
    """An empty mailbox of one test."""

    server: Dovecot
    user: str

    @property
    def url(self) -> str:
        """As a set-up file names it, with the password."""
        return f"imap://{self.user}:{PASSWORD}@127.0.0.1:{self.server.port}/INBOX"

    @property
    def tls_url(self) -> str:
        return f"imaps://{self.user}:{PASSWORD}@127.0.0.1:{self.server.tls_port}/INBOX"

    def client(self) -> imaplib.IMAP4:
        """Another mail program on the same mailbox."""
        client = imaplib.IMAP4("127.0.0.1", self.server.port, timeout=20)
        client.login(self.user, PASSWORD)
        client.select("INBOX")
        return client

    def deliver(self, *mails: bytes) -> None:
        """As a mail server does: each becomes a new, unseen message."""
        client = self.client()
        for mail in mails:
            status, said = client.append("INBOX", None, None, mail)
            assert status == "OK", said
        client.logout()

    def fill(self, mails: Sequence[bytes]) -> None:
        """Many at once, written where Dovecot keeps them."""
        owner = (self.server.folder / "mail").stat()
        box = self.server.folder / "mail" / self.user
        for name in ("", "cur", "new", "tmp"):
            (box / name).mkdir(parents=True, exist_ok=True)
            os.chown(box / name, owner.st_uid, owner.st_gid)
        for number, mail in enumerate(mails):
            file = box / "new" / f"{1_700_000_000 + number}.M{number}P1.test"
            file.write_bytes(mail)
            os.chown(file, owner.st_uid, owner.st_gid)

    def files(self) -> list[Path]:
        """Where Dovecot keeps the messages, one in each."""
        box = self.server.folder / "mail" / self.user
        return [*box.glob("cur/*"), *box.glob("new/*")]

    def flags(self) -> list[bytes]:
        """The flags of each message, in order."""
        client = self.client()
        _, data = client.uid("FETCH", "1:*", "(FLAGS)")
        client.logout()
        return [line for line in data if line]

    def renumber(self) -> None:
        """The server forgets its UIDs, as after a restored backup: UIDVALIDITY changes."""
        box = self.server.folder / "mail" / self.user
        for name in (
            "dovecot-uidlist",
            "dovecot.index",
            "dovecot.index.log",
            "dovecot.index.cache",
        ):
            (box / name).unlink(missing_ok=True)


def start(run: Run, name: str, certificate: Path) -> Dovecot:
    """Raises NotStarted with the server's last words."""
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    folder = run.folder / f"dovecot-{name}"
    (folder / "mail").mkdir(parents=True, mode=0o755)
    (folder / "run").mkdir(mode=0o755)
    identity = _identity()
    os.chown(folder / "mail", int(str(identity["uid"])), int(str(identity["gid"])))
    port, tls_port = free_port(), free_port()
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            certificate=certificate,
            port=port,
            tls_port=tls_port,
            password=PASSWORD,
            **identity,
        )
    )
    command = [program, "-F", "-c", str(config)]
    server = run.keep(f"dovecot-{name}", command, ending=signal.SIGTERM)
    server.wait_until_ready(lambda: _answers(port))
    return Dovecot(folder, port, tls_port, certificate, server)


def _identity() -> dict[str, object]:
    """Whom mail belongs to and logins run as: ourselves, or an account of no rights for root."""
    login = pwd.getpwuid(os.geteuid())
    if os.geteuid() == 0:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        found = next((known[name] for name in _ACCOUNTS if name in known), None)
        if found is None:
            raise NotStarted("root needs an account named dovecot or nobody to run Dovecot")
        login = found
    return {
        "login": login.pw_name,
        "login_group": grp.getgrgid(login.pw_gid).gr_name,
        "uid": login.pw_uid,
        "gid": login.pw_gid,
    }


def _answers(port: int) -> bool:
    try:
        imaplib.IMAP4("127.0.0.1", port, timeout=5).logout()
    except (OSError, imaplib.IMAP4.error):
        return False
    return True
