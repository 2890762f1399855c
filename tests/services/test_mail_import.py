"""`helpdesk-bridge mail import`: old mail keeps its dates and threads; nobody is answered."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.cli.mail_files import old_mails
from bridge.domain.errors import ConfigError, Invalid
from bridge.services import set_up
from bridge.services.incoming_mail import inlets, mailroom
from bridge.services.mailboxes import inlet_set_up
from bridge.store.tickets import Ticket
from tests.support.desk import MAILBOX, SUPPORT, Desk
from tests.support.letters import letter

FIRST = "Mon, 05 Jan 2026 09:00:00 +0000"
SECOND = "Tue, 06 Jan 2026 09:00:00 +0000"
THIRD = "Wed, 07 Jan 2026 09:00:00 +0000"


def thread() -> list[bytes]:
    return [
        letter(SUPPORT, "From the cellar:\nFrom here.", subject="Lamp", message_id="<1@x>").replace(
            b"Mon, 23 Nov 2026 10:02:03 +0100", FIRST.encode()
        ),
        letter(
            "ann@example.org",
            "Try it.",
            sender=SUPPORT,
            name="Lou",
            subject="Re: Lamp",
            message_id="<2@x>",
            In_Reply_To="<1@x>",
        ).replace(b"Mon, 23 Nov 2026 10:02:03 +0100", SECOND.encode()),
        letter(
            SUPPORT, "It works.", subject="Re: Lamp", message_id="<3@x>", References="<1@x> <2@x>"
        ).replace(b"Mon, 23 Nov 2026 10:02:03 +0100", THIRD.encode()),
    ]


def as_mbox(mails: list[bytes], path: Path) -> Path:
    plain = [mail.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ") for mail in mails]
    path.write_bytes(b"".join(b"From x@y Mon Jan  5 09:00:00 2026\n" + m + b"\n" for m in plain))
    return path


def as_maildir(mails: list[bytes], path: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    for number, mail in enumerate(mails):
        (path / ("cur", "new")[number % 2] / f"{number}.x").write_bytes(mail)
    return path


@pytest.mark.parametrize("kind", [as_mbox, as_maildir])
def test_a_thread_comes_in_as_one_ticket_with_its_dates(bridge: Desk, tmp_path: Path, kind) -> None:
    path = kind(list(reversed(thread())), tmp_path / "old")
    for _ in range(2):
        for one in old_mails(path):
            mailroom.take(bridge.ctx, MAILBOX, one.read(), imported=True)
    assert bridge.count(Ticket) == 1
    ticket = bridge.ticket("HB-1001")
    assert [(m.kind, m.at) for m in ticket.messages] == [
        ("request", datetime(2026, 1, 5, 9, tzinfo=UTC)),
        ("reply", datetime(2026, 1, 6, 9, tzinfo=UTC)),
        ("request", datetime(2026, 1, 7, 9, tzinfo=UTC)),
    ]
    assert ticket.messages[0].body.strip() == "From the cellar:\nFrom here."
    assert ticket.created_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    bridge.drain()
    assert bridge.mails() == []


def test_a_folder_or_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Hello")
    for path in (tmp_path, tmp_path / "x.txt"):
        with pytest.raises(Invalid, match="is no"):
            old_mails(path)


# ---- where mail is read


def test_a_password_is_given_once_and_kept_sealed(bridge: Desk) -> None:
    row = {"slug": MAILBOX, "address": SUPPORT, "imap": "imap://ann:s%40lt@127.0.0.1:143/A%20B"}
    lines = set_up.apply(bridge.ctx, {"mailboxes": [row]})
    assert any("imap password: changed" in line for line in lines)
    assert "s@lt" not in "".join(lines)
    row["imap"] = "imap://ann@127.0.0.1:143/A%20B"
    assert set_up.apply(bridge.ctx, {"mailboxes": [row]}) == []
    [inlet] = inlets.all_of(bridge.ctx)
    access = inlets.access(bridge.ctx, inlet.id)
    assert (access.secret, access.place.folder, access.place.user) == ("s@lt", "A B", "ann")
    assert "s@lt" not in repr(access)
    with bridge.ctx.reading() as tx:
        stored = tx.inlets.get(inlet.id)
        assert stored is not None
        assert "s@lt" not in str(stored.password_sealed) + stored.url
    row["imap"] = ""
    assert set_up.apply(bridge.ctx, {"mailboxes": [row]}) != []
    assert inlets.all_of(bridge.ctx) == []


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("pop://a:b@mail.example.com", "must begin with"),
        ("imaps://:b@mail.example.com", "names no user"),
        ("imaps://a:b@", "names no host"),
        ("imaps://a:b@mail.example.com:x/", "host and port"),
        ("imap://a:b@mail.example.com", "unencrypted"),
        ("imaps://a:b@mail.example.com/INBOX?x", "written %3F"),
        ("imaps://a:b%0d%0a@mail.example.com", "control character"),
        ("imaps://a@mail.example.com", "holds no password"),
    ],
)
def test_a_wrong_address_names_key_fault_and_example(url: str, fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        inlet_set_up.check(url)
    said = str(caught.value)
    assert said.startswith("HELPDESK_IMAP_URL")
    assert fault in said
    assert "for example imaps://" in said
    assert "\n" not in said


def test_the_environment_sets_the_first_mailbox_up_and_takes_it_back(bridge: Desk) -> None:
    for _ in range(2):
        inlet_set_up.from_environment(bridge.ctx, "imap://ann:salt@127.0.0.1/INBOX")
    assert [one.mailbox for one in inlets.all_of(bridge.ctx)] == [MAILBOX]
    inlet_set_up.from_environment(bridge.ctx, None)
    assert inlets.all_of(bridge.ctx) == []
