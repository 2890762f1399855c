"""A worker that is killed at one step of sending a draft, as `kill -9` or the power would.

Called as a module: tests.wordpress.dying_worker STEP. STEP: `before_create`, `after_create` (the
post is there, nobody has noted it), `after_release`. The environment is that of the helpdesk.
"""

import os
import signal
import sys
from dataclasses import dataclass

from bridge.config import load
from bridge.domain.ports import (
    OutgoingArticle,
    Publisher,
    PublishingSite,
    RemoteDraft,
    SiteAccess,
)
from bridge.wiring import build
from workers import outbox


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class DoomedPublisher:
    step: str
    real: Publisher

    def connect(self, access: SiteAccess) -> "DoomedSite":
        return DoomedSite(self.step, self.real.connect(access))


@dataclass
class DoomedSite:
    step: str
    real: PublishingSite

    def find(self, wp_type: str, uid: str) -> RemoteDraft | None:
        return self.real.find(wp_type, uid)

    def read(self, wp_type: str, wp_id: int) -> RemoteDraft | None:
        return self.real.read(wp_type, wp_id)

    def create(self, article: OutgoingArticle) -> RemoteDraft:
        if self.step == "before_create":
            die()
        made = self.real.create(article)
        if self.step == "after_create":
            die()
        return made

    def update(self, wp_id: int, article: OutgoingArticle) -> RemoteDraft:
        return self.real.update(wp_id, article)

    def release(self, wp_type: str, wp_id: int) -> RemoteDraft:
        released = self.real.release(wp_type, wp_id)
        if self.step == "after_release":
            die()
        return released


def main(step: str) -> None:
    config = load()
    ctx = build(config)
    doomed = DoomedPublisher(step, ctx.publisher)
    outbox.drain(build(config, publisher=doomed, queue=_Silent()), "sync")


class _Silent:
    def nudge(self, _queue: str) -> None:
        """The test drains by itself."""

    def ping(self) -> bool:
        return True


if __name__ == "__main__":
    main(sys.argv[1])
