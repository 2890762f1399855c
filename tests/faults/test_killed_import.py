"""The import of old mail is killed in the middle and run again; what it says of wrong paths."""

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from bridge.store.audit import Arrival
from bridge.store.messages import Message
from bridge.store.tickets import Ticket
from tests.faults.nursery import ROOT
from tests.faults.processes import environment
from tests.servers.run import PATIENCE, wait_until
from tests.services.test_mail_import import as_maildir, as_mbox
from tests.support.desk import MAILBOX, SUPPORT, Desk
from tests.support.letters import letter

MAILS = 150


def old_mails() -> list[bytes]:
    """Threads of two: each second mail answers the one before."""
    mails = []
    for number in range(MAILS):
        named = {"message_id": f"<{number}@old.example.org>", "subject": f"Old {number}"}
        before = {"In_Reply_To": f"<{number - 1}@old.example.org>"} if number % 2 else {}
        mail = letter(SUPPORT, f"From then, {number}.", **named, **before)
        at = f"Mon, 05 Jan 2026 09:{number // 60:02}:{number % 60:02} +0000"
        mails.append(mail.replace(b"Mon, 23 Nov 2026 10:02:03 +0100", at.encode()))
    return mails


def importing(desk: Desk, mailbox: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bridge", "mail", "import", mailbox, str(path)],
        cwd=ROOT,
        env=environment(desk),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(desk: Desk, mailbox: str, path: Path) -> tuple[int, str, str]:
    """(exit code, standard output, standard error)"""
    with importing(desk, mailbox, path) as process:
        out, err = process.communicate(timeout=4 * PATIENCE)
        return process.returncode, out, err


@pytest.mark.parametrize("kind", [as_mbox, as_maildir])
def test_each_mail_is_in_once_after_a_killed_import_was_run_again(
    bridge: Desk, tmp_path: Path, kind: Callable[[Sequence[bytes], Path], Path]
) -> None:
    path = kind(old_mails(), tmp_path / "old")
    with importing(bridge, MAILBOX, path) as first:
        wait_until(lambda: bridge.count(Arrival) >= MAILS // 3, "a third of the mails")
        first.kill()
        assert first.wait() == -signal.SIGKILL
    assert bridge.count(Arrival) < MAILS
    code, out, err = said(bridge, MAILBOX, path)
    assert (code, "known already" in out) == (0, True), err
    assert said(bridge, MAILBOX, path)[:2] == (0, f"{MAILS} known already\n")
    with bridge.ctx.reading() as tx:
        bodies = [body.strip() for body in tx.session.scalars(select(Message.body))]
        outcomes = set(tx.session.scalars(select(Arrival.outcome)))
    assert sorted(bodies) == sorted(f"From then, {number}." for number in range(MAILS))
    assert (bridge.count(Ticket), outcomes) == (MAILS // 2, {"ticket", "message"})
    bridge.drain()
    assert bridge.mails() == []


def test_a_wrong_path_or_mailbox_is_told_in_plain_words(bridge: Desk, tmp_path: Path) -> None:
    mbox = as_mbox(old_mails()[:1], tmp_path / "old")
    missing, empty, text = (tmp_path / name for name in ("missing", "empty", "text"))
    empty.touch()
    text.write_text("Dear all,")
    assert said(bridge, MAILBOX, empty) == (0, "no mail\n", "")
    for mailbox, path, code, words in (
        (MAILBOX, missing, 2, f"'{missing}' does not exist."),
        (MAILBOX, tmp_path, 1, f"PATH: {tmp_path} is no Maildir: it has neither cur nor new."),
        (MAILBOX, text, 1, f"PATH: {text} is no mbox: it does not begin with 'From '."),
        ("sales", mbox, 1, "There is no mailbox 'sales': name it in the set-up file first."),
    ):
        ended, out, err = said(bridge, mailbox, path)
        assert (ended, out, words in err) == (code, "", True), err
        assert "Traceback" not in err
    assert bridge.count(Arrival) == 0
