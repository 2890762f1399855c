"""`form_to_answer`: from the visitor's click to the auto-response in the SMTP sink."""

import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

import requests

from bench.rows import Row
from bridge.cli.demo import visitor
from bridge.cli.demo.check import wait
from bridge.cli.demo.plan import Plan, choose_ports
from bridge.cli.demo.run import started

TIMES = 50
MOST_P95_SECONDS = 2.0
HEROIC_INBOX_SECONDS = 720.0


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder:
        plan = Plan(Path(folder) / "demo", choose_ports(0))
        with started(plan, minimum_form_seconds=0) as running:
            wait("the helpdesk", lambda: _ready(plan))
            page = f"{running.wordpress.url}/support/"
            _once(plan, page, 0)
            seconds = sorted(_once(plan, page, number) for number in range(1, TIMES + 1))
    p95 = seconds[int(len(seconds) * 0.95)]
    spread = (round(seconds[0], 3), round(seconds[-1], 3))
    reference = {"what": "Heroic Inbox's polling interval, s", "value": HEROIC_INBOX_SECONDS}
    settings = {"forms": TIMES, "wordpress": "php -S, SQLite", "database": "SQLite"}
    aim = f"p95 under {MOST_P95_SECONDS:g} s"
    return [
        Row(
            name=f"form_to_answer.{name}",
            value=round(value, 3),
            unit="s",
            reference=reference,
            ratio=round(value / HEROIC_INBOX_SECONDS, 5),
            aim=aim,
            met=p95 < MOST_P95_SECONDS,
            runs=TIMES,
            spread=spread,
            settings=settings,
        )
        for name, value in (("median", statistics.median(seconds)), ("p95", p95))
    ]


def _once(plan: Plan, page: str, number: int) -> float:
    form = visitor.open_form(page)
    email = f"visitor{number}@example.test"
    clicked = time.time()
    visitor.send(form, name=f"Visitor {number}", email=email, message=f"Where is order {number}?")
    mail = wait("the answer", lambda: _mail_to(plan, email))
    arrived = datetime.fromisoformat(mail["stored_at"]).timestamp()
    return arrived - clicked


def _ready(plan: Plan) -> bool | None:
    try:
        return requests.get(f"{plan.helpdesk_url}/readyz", timeout=5).ok or None
    except requests.ConnectionError:
        return None


def _mail_to(plan: Plan, email: str) -> dict[str, str] | None:
    url = f"{plan.mailbox_url}/api/messages"
    found = requests.get(url, {"to": email}, timeout=30).json()["messages"]
    return found[0] if found else None
