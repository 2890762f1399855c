"""`sync_full`, `sync_idle`, `sync_many`: articles and submissions read from WordPress."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests

from bench.desk import Desk, desk
from bench.rows import Row
from bench.site import KIND, served
from bench.watched import Watched, watched
from bridge.cli.demo.wordpress import Site
from bridge.services.articles import knowledge
from bridge.services.intake import feed
from bridge.services.sites import sites

ARTICLES = 10_000
FULL_RUNS = 2
MOST_RATIO, MOST_MIB, MOST_GROWTH = 1.25, 150, 1.15
IDLE_ARTICLES, IDLE_RUNS = 200, 30
MOST_REQUESTS, MOST_OWN_MS = 3, 50
SITES, AT_A_TIME, MANY_RUNS = 200, 8, 3
SLUG = "wordpress"
ANSWERS = (200, 400)  # WordPress says 400 to a page past the end
# Of what a server says, what the bridge reads.
HEADERS = ("content-type", "x-wp-total", "x-wp-totalpages", "link")


def full() -> list[Row]:
    """Each run fills an empty database, in a process of its own; then the bare loop downloads."""
    ours: list[dict[str, Any]] = []
    bare = []
    with served(ARTICLES) as site:
        for _ in range(FULL_RUNS):
            with desk() as made:
                _connect(made, site)
                ours.append(_in_a_child(made))
            bare.append(_download(ours[-1]["urls"], _auth(site)))
    settings = {
        "articles": ARTICLES,
        "requests": len(ours[0]["urls"]),
        "wordpress": KIND,
        "database": "SQLite, WAL, synchronous=FULL; empty before each run",
        "seconds_waited_for_the_site": round(statistics.median(o["in_requests"] for o in ours), 2),
    }
    return [_full_row(ours, bare, settings), _memory_row(ours, settings)]


def idle() -> list[Row]:
    """What a pull of an unchanged site asks, and what it costs besides waiting for the answers."""
    with served(IDLE_ARTICLES) as site, desk() as made, watched() as seen:
        _connect(made, site)
        time.sleep(1.1)  # what was written in the second of a pull is read once more by the next
        _pull(made, SLUG)
        counts, own, waited = [], [], []
        for _ in range(IDLE_RUNS):
            seen.clear()
            began = time.perf_counter()
            _pull(made, SLUG)
            own.append((time.perf_counter() - began - seen.seconds) * 1000)
            waited.append(seen.seconds * 1000)
            counts.append(seen.count)
        asked = [urlsplit(url).path for url in seen.urls]
    settings = {"articles": IDLE_ARTICLES, "asked": asked, "wordpress": KIND}
    reference = {"what": "waiting for the answers, ms", "value": round(statistics.median(waited))}
    return [
        _row("sync_idle.requests", counts, "1", None, f"at most {MOST_REQUESTS}", settings)(
            max(counts) <= MOST_REQUESTS
        ),
        _row("sync_idle.own", own, "ms", reference, f"under {MOST_OWN_MS} ms", settings)(
            statistics.median(own) < MOST_OWN_MS
        ),
    ]


def many() -> list[Row]:
    """Idle sites, several at a time, beside the same requests one after the other, bare."""
    ours, bare = [], []
    with desk() as made, watched() as seen, _idle_server(made, seen) as base:
        slugs = [f"site-{number}" for number in range(SITES)]
        for slug in slugs:
            sites.add(made.context, slug, f"{base}/{slug}", "bridge", "password")
        _at_once(made, slugs)  # finds each site's API and takes its articles in
        for _ in range(MANY_RUNS):
            seen.clear()
            began = time.perf_counter()
            _at_once(made, slugs)
            ours.append(time.perf_counter() - began)
            urls = seen.urls
            bare.append(_download(urls, ("bridge", "password")))
    ratio = statistics.median(mine / loop for mine, loop in zip(ours, bare, strict=True))
    settings = {
        "sites": SITES,
        "at_a_time": AT_A_TIME,
        "requests": len(urls),
        "server": "on loopback; repeats what a real idle WordPress said, and takes as long",
    }
    what = "the same requests by one bare loop, s"
    reference = {"what": what, "value": round(statistics.median(bare), 3)}
    aim = "no longer than the sum of the bare requests"
    return [_row("sync_many", ours, "s", reference, aim, settings, ratio)(ratio <= 1)]


def _connect(made: Desk, site: Site) -> None:
    who = site.bridge
    sites.add(made.context, SLUG, site.url, who.name, who.application_password)


def _auth(site: Site) -> tuple[str, str]:
    return site.bridge.name, site.bridge.application_password


def _pull(made: Desk, slug: str) -> None:
    """As the two periodic effects do, between two reconciliations."""
    feed.pull(made.context, slug)
    knowledge.pull(made.context, slug, reconcile=False)


def _at_once(made: Desk, slugs: Sequence[str]) -> None:
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(lambda slug: _pull(made, slug), slugs))


def _in_a_child(made: Desk) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.sync_child", SLUG]
    done = subprocess.run(
        command, env=os.environ | made.environment, stdout=subprocess.PIPE, check=True, text=True
    )
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if said["created"] != ARTICLES:
        raise ValueError(f"{said['created']} articles came over, {ARTICLES} are there")
    return said


def _download(urls: Sequence[str], auth: tuple[str, str]) -> float:
    """A plain loop over one session; the answers are thrown away."""
    with requests.Session() as session:
        session.auth = auth
        began = time.perf_counter()
        for url in urls:
            answer = session.get(url, timeout=120)
            if answer.status_code not in ANSWERS:
                answer.raise_for_status()
        return time.perf_counter() - began


@contextmanager
def _idle_server(made: Desk, seen: Watched) -> Iterator[str]:
    """The address of a server that says what a real site with nothing new has just said."""
    seen.keeps_answers = True
    with served(IDLE_ARTICLES) as site:
        _connect(made, site)
        for _ in range(2):  # the first finds the API and all articles, the second nothing new
            _pull(made, SLUG)
        answers = {urlsplit(url).path: answer for url, answer in seen.calls}
    seen.keeps_answers = False
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({path: _recorded(answer) for path, answer in answers.items()}, file)
        file.flush()
        command = [sys.executable, "-m", "bench.idle_site", file.name]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            port = int(server.stdout.readline()) if server.stdout else 0
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _recorded(answer: Any) -> dict[str, Any]:
    headers = {name: value for name, value in answer.headers.items() if name in HEADERS}
    return {
        "status": answer.status,
        "headers": headers,
        "body": answer.body.decode("utf-8"),
        "seconds": answer.elapsed.total_seconds(),
    }


def _full_row(ours: list[dict[str, Any]], bare: list[float], settings: dict[str, Any]) -> Row:
    ratio = statistics.median(one["seconds"] / loop for one, loop in zip(ours, bare, strict=True))
    seconds = [one["seconds"] for one in ours]
    reference = {
        "what": "bare requests loop over the same pages, s",
        "value": round(statistics.median(bare), 2),
    }
    aim = f"ratio under {MOST_RATIO}"
    return _row("sync_full", seconds, "s", reference, aim, settings, ratio)(ratio < MOST_RATIO)


def _memory_row(ours: list[dict[str, Any]], settings: dict[str, Any]) -> Row:
    """Flat: the last tenth needs hardly more than the time after the first tenth."""
    peaks = [one["peak_mib"] for one in ours]
    early = [statistics.fmean(_tenth(one["memory"], 1)) for one in ours]
    late = [statistics.fmean(_tenth(one["memory"], 9)) for one in ours]
    growth = max(end / begin for begin, end in zip(early, late, strict=True))
    reference = {"what": "after a tenth of the time, MiB", "value": round(max(early), 1)}
    aim = f"under {MOST_MIB} MiB, and at the end less than {MOST_GROWTH} of what it was then"
    met = max(peaks) < MOST_MIB and growth < MOST_GROWTH
    return _row("sync_full.memory", peaks, "MiB", reference, aim, settings, growth)(met)


def _tenth(values: list[float], number: int) -> list[float]:
    size = max(1, len(values) // 10)
    return values[number * size : (number + 1) * size] or values[-size:]


def _row(
    name: str,
    values: Sequence[float],
    unit: str,
    reference: dict[str, Any] | None,
    aim: str,
    settings: dict[str, Any],
    ratio: float | None = None,
) -> Callable[[bool], Row]:
    """A row but for its verdict."""
    return lambda met: Row(
        name=name,
        value=round(statistics.median(values), 3),
        unit=unit,
        reference=reference or {},
        ratio=None if ratio is None else round(ratio, 3),
        aim=aim,
        met=met,
        runs=len(values),
        spread=(round(min(values), 3), round(max(values), 3)),
        settings=settings,
    )
