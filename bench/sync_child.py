"""One full sync in a process of its own, whose memory is its alone. Prints what it took as JSON.

The environment is that of any process of the helpdesk; the argument is the site's slug.
"""

import json
import resource
import sys
import threading
import time
from pathlib import Path

from bench.watched import watched
from bridge.config import load
from bridge.services.articles import knowledge
from bridge.wiring import build

KIB = 1024
EVERY = 0.2  # seconds between two looks at the memory


def main(slug: str) -> None:
    context = build(load())
    seen: list[float] = []
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(seen, done))
    with watched() as requests:
        watcher.start()
        began = time.perf_counter()
        pulled = knowledge.pull(context, slug, full=True)
        seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    context.database.dispose()
    print(
        json.dumps(
            {
                "seconds": seconds,
                "in_requests": requests.seconds,
                "created": pulled.created,
                "urls": requests.urls,
                "peak_mib": _peak(),
                "memory": seen,
            }
        )
    )


def _watch(seen: list[float], done: threading.Event) -> None:
    """Resident memory in MiB, from the first look on."""
    page = resource.getpagesize()
    while True:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        seen.append(pages * page / KIB / KIB)
        if done.wait(EVERY):
            return


def _peak() -> float:
    """The most resident memory, in MiB. `ru_maxrss` would do, but holds what our parent had too."""
    told = Path("/proc/self/status").read_text("ascii")
    return float(told.split("VmHWM:")[1].split()[0]) / KIB


if __name__ == "__main__":
    main(sys.argv[1])
