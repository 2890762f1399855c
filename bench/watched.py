"""What the bridge asks of sites: which addresses, and how long it waits for their answers."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bridge.net.answers import Answer
from bridge.net.egress import Egress


@dataclass
class Watched:
    """`seconds` is the time inside requests, of all threads together."""

    calls: list[tuple[str, Answer]] = field(default_factory=list)
    seconds: float = 0.0
    keeps_answers: bool = False
    count: int = 0

    @property
    def urls(self) -> list[str]:
        return [url for url, _ in self.calls]

    def clear(self) -> None:
        self.calls.clear()
        self.seconds, self.count = 0.0, 0


@contextmanager
def watched() -> Iterator[Watched]:
    """Every request through the one door out is noted until the block ends."""
    seen, lock, original = Watched(), threading.Lock(), Egress.request

    def request(self: Egress, method: str, url: str, **options: Any) -> Answer:
        began = time.perf_counter()
        answer = original(self, method, url, **options)
        taken = time.perf_counter() - began
        with lock:
            seen.seconds += taken
            seen.count += 1
            kept = answer if seen.keeps_answers else Answer(answer.status, {}, b"", answer.elapsed)
            seen.calls.append((url, kept))
        return answer

    Egress.request = request  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        Egress.request = original  # type: ignore[method-assign]
