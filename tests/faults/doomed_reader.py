"""A scheduler whose mailbox reader is killed at one step after it fetched its second batch.

It keeps that batch, then sorts and marks the first one, then the second."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from threading import Event
from typing import TypeVar

from bridge.domain.ports import (
    FileContent,
    FolderState,
    InletAccess,
    Inlets,
    Listed,
    MailParser,
    MailsAhead,
    OpenInlet,
    ParsedMail,
)
from bridge.services.context import Context
from bridge.store.session import Transaction
from tests.faults.dying import die

T = TypeVar("T")

BATCH = 2
STEPS = (
    "fetched",
    "writing_1",  # the mails, raw, with the position
    "written_1",
    "reading_2",  # a quarter of the first batch is sorted
    "writing_3",  # the second quarter
    "written_3",
    "unmarked_1",
    "marked_1",
    "reading_5",
    "written_6",  # the second batch is sorted
    "unmarked_2",
)


@dataclass
class Doom:
    """`batch` counts what was fetched; the others transactions, pieces and marks since then."""

    step: str
    batch: int = 0
    settled: int = 0
    taken: int = 0
    marks: int = 0

    def at(self, step: str) -> None:
        if self.batch == BATCH and step == self.step:
            die()


@dataclass(frozen=True, slots=True)
class DoomedContext(Context):
    doom: Doom

    def settle(self, work: Callable[[Transaction], T]) -> T:
        """What the reader does; the scheduler's own loop runs beside it and is left alone."""
        if not threading.current_thread().name.startswith("mail "):
            return Context.settle(self, work)
        self.doom.settled += 1
        number = self.doom.settled

        def until_the_commit(tx: Transaction) -> T:
            result = work(tx)
            tx.flush()
            self.doom.at(f"writing_{number}")
            return result

        result = Context.settle(self, until_the_commit)
        self.doom.at(f"written_{number}")
        return result


@dataclass
class DoomedParser:
    doom: Doom
    real: MailParser

    def parse(self, raw: bytes) -> ParsedMail:
        return self.real.parse(raw)

    @contextmanager
    def ahead(self) -> Iterator[MailsAhead]:
        with self.real.ahead() as real:
            yield DoomedAhead(self.doom, real)

    def own_files(self, mail: ParsedMail) -> tuple[FileContent, ...]:
        return self.real.own_files(mail)


@dataclass
class DoomedAhead:
    doom: Doom
    real: MailsAhead

    def ask(self, raws: Sequence[bytes]) -> None:
        self.real.ask(raws)

    def take(self, count: int) -> list[ParsedMail | None]:
        self.doom.taken += 1
        self.doom.at(f"reading_{self.doom.taken}")
        return self.real.take(count)


@dataclass
class DoomedInlets:
    doom: Doom
    real: Inlets

    @contextmanager
    def open(self, access: InletAccess) -> Iterator[OpenInlet]:
        with self.real.open(access) as folder:
            yield DoomedInlet(self.doom, folder)


@dataclass
class DoomedInlet:
    doom: Doom
    real: OpenInlet

    @property
    def state(self) -> FolderState:
        return self.real.state

    def first_since(self, at: datetime) -> int:
        return self.real.first_since(at)

    def unseen(self, last_uid: int, since: datetime | None) -> list[int]:
        return self.real.unseen(last_uid, since)

    def listed(self, after_uid: int, most: int) -> list[Listed]:
        return self.real.listed(after_uid, most)

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        found = self.real.fetch(uids)
        self.doom.batch += 1
        self.doom.settled = self.doom.taken = self.doom.marks = 0
        self.doom.at("fetched")
        return found

    def pieces(self, uid: int, size: int) -> Iterator[bytes]:
        return self.real.pieces(uid, size)

    def mark_seen(self, uids: Sequence[int]) -> None:
        self.doom.marks += 1
        self.doom.at(f"unmarked_{self.doom.marks}")
        self.real.mark_seen(uids)
        self.doom.at(f"marked_{self.doom.marks}")

    def wait(self, longest: timedelta, stop: Event) -> bool:
        return self.real.wait(longest, stop)


def doomed_reader(ctx: Context, step: str) -> Context:
    doom = Doom(step)
    parts = {field.name: getattr(ctx, field.name) for field in fields(Context)}
    parts["inlets"] = DoomedInlets(doom, ctx.inlets)
    parts["mail_parser"] = DoomedParser(doom, ctx.mail_parser)
    return DoomedContext(**parts, doom=doom)
