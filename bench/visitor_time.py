"""`visitor_time`: what the plugin costs a visitor who sends a form, whatever the bridge does."""

import shutil
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import requests

from bench.desk import Desk, desk
from bench.load import wait_for_port
from bench.rows import Row
from bench.site import KIND, served
from bridge.cli.demo import visitor
from bridge.cli.demo.wordpress import Site
from bridge.cli.supervisor import Child, own_command
from bridge.cli.valkey import free_port
from bridge.services.sites import sites

TIMES = 40
WARM_UP = 5
MOST_MS = 20.0
WHAT = "the same page without the plugin: the form's values into one table, then a redirect, ms"
_BARE = Path(__file__).with_name("without_plugin.php")


def run() -> list[Row]:
    with served() as site:
        shutil.copy(_BARE, site.folder / "www" / "wp-content" / "mu-plugins" / _BARE.name)
        return [
            _measured(site, "unconnected", None),
            *_with_a_bridge(site),
            _measured(site, "down", "http://127.0.0.1:9"),
            *_hanging(site),
        ]


def _with_a_bridge(site: Site) -> Iterator[Row]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with desk(BASE_URL=url) as made:
        quiet = made.environment | {"HELPDESK_LOG_FORMAT": "json"}
        made.supervisor.add(Child("web", own_command("web", "--port", str(port)), quiet))
        wait_for_port(port)
        yield _measured(site, "up", url, made)


def _hanging(site: Site) -> Iterator[Row]:
    """Takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        yield _measured(site, "hanging", f"http://127.0.0.1:{silent.getsockname()[1]}")


def _measured(site: Site, name: str, bridge: str | None, made: Desk | None = None) -> Row:
    """Both forms in turn, so that whatever else this machine does meets both alike."""
    with ExitStack() as stack:
        if bridge:
            stack.enter_context(_connected(site, bridge, made))
        ours, bare = [], []
        for number in range(WARM_UP + TIMES):
            bare.append(_bare(site))
            ours.append(_ours(site, number))
    ours, bare = ours[WARM_UP:], bare[WARM_UP:]
    difference = statistics.median(ours) - statistics.median(bare)
    return Row(
        name=f"visitor_time.{name}",
        value=round(difference, 1),
        unit="ms",
        reference={"what": WHAT, "value": round(statistics.median(bare), 1)},
        ratio=round(statistics.median(ours) / statistics.median(bare), 3),
        aim=f"median difference under {MOST_MS:g} ms",
        met=difference < MOST_MS,
        runs=TIMES,
        spread=(round(min(ours), 1), round(max(ours), 1)),
        settings={
            "wordpress": KIND,
            "bridge": name,
            "form_ms": round(statistics.median(ours), 1),
            "spread": "of the form with the plugin, ms",
        },
    )


@contextmanager
def _connected(site: Site, bridge: str, made: Desk | None) -> Iterator[None]:
    if made is not None:
        who = site.bridge
        code = sites.add(made.context, "visitors", site.url, who.name, who.application_password)
        site.set_connection(code)
        yield
    else:
        with desk(BASE_URL=bridge) as elsewhere:
            site.set_connection(sites.connection_code(elsewhere.context, "bench"))
        yield
    site.reset()


def _ours(site: Site, number: int) -> float:
    form = visitor.open_form(f"{site.url}/support/")
    typed = {"hb-name": "Ann", "hb-email": "ann@example.test", "hb-topic": form.topics[0]}
    values = form.values | typed | {"hb-message": f"Question {number}", "hb-consent": "yes"}
    return _timed(f"{site.url}/support/", values)


def _bare(site: Site) -> float:
    values = {"name": "Ann", "email": "ann@example.test", "message": "Question. " * 5}
    return _timed(f"{site.url}/support/?without-plugin=1", values)


def _timed(url: str, values: dict[str, Any]) -> float:
    """Milliseconds until the whole answer is there. Raises ValueError unless it thanks."""
    began = time.perf_counter()
    answer = requests.post(url, data=values, allow_redirects=False, timeout=60)
    taken = (time.perf_counter() - began) * 1000
    if answer.status_code != requests.codes.see_other:
        raise ValueError(f"{url} answered {answer.status_code}")
    return taken
