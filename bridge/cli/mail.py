"""`mail`: old mail comes in from files."""

import sys
from collections import Counter
from pathlib import Path

import click

from bridge.cli.mail_files import OldMail, old_mails
from bridge.cli.process import context
from bridge.domain.errors import Invalid
from bridge.domain.words import Outcome
from bridge.services.incoming_mail import mailroom
from bridge.wiring import Context

EVERY = 500


@click.group()
def mail() -> None:
    """Mailboxes."""


@mail.command("import")
@click.argument("mailbox")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def import_(mailbox: str, path: Path) -> None:
    """Bring the mails of PATH (an mbox file or a Maildir folder) into MAILBOX.

    They keep their dates and threads, and nobody is answered automatically. Doing it again, after
    an interruption for instance, changes nothing that is in already.
    """
    ctx = context()
    if not mailroom.known(ctx, mailbox):
        raise Invalid(f"There is no mailbox {mailbox!r}: name it in the set-up file first.")
    mails = old_mails(path)
    counts: Counter[str] = Counter()
    shows = sys.stderr.isatty()
    with click.progressbar(length=len(mails), label="mails", hidden=not shows) as progress:
        for number, one in enumerate(mails, 1):
            counts[_taken(ctx, mailbox, one)] += 1
            progress.update(1)
            if not shows and number % EVERY == 0:
                click.echo(f"{number} of {len(mails)}", err=True)
    click.echo(", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "no mail")


def _taken(ctx: Context, mailbox: str, one: OldMail) -> str:
    raw = one.read()
    if one.size > mailroom.LARGEST:
        sorted_ = mailroom.take_large(ctx, mailbox, [raw], imported=True)
    else:
        sorted_ = mailroom.take(ctx, mailbox, raw, imported=True)
    return "known already" if sorted_.duplicate else _WORDS.get(sorted_.outcome, "other")


_WORDS: dict[Outcome | None, str] = {
    Outcome.TICKET: "new tickets",
    Outcome.MESSAGE: "in threads",
    Outcome.SUPPRESSED: "known already",
    Outcome.BOUNCE: "bounces",
    Outcome.QUARANTINED: "in quarantine",
}
