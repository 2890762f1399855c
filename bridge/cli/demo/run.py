"""`make demo`: the whole main job on real parts, kept running until Ctrl-C."""

import logging
import os
import secrets
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import structlog
from rich.console import Console
from rich.table import Table

from bridge.cli import valkey
from bridge.cli.demo.check import check_main_job
from bridge.cli.demo.plan import AGENT_EMAIL, AGENT_NAME, CONTENT, MAILBOX, SITE, Plan, choose_ports
from bridge.cli.demo.seed import seed
from bridge.cli.demo.wordpress import Site, SitePlan, WordPressUnavailable, create_site, obtain
from bridge.cli.process import configured
from bridge.cli.supervisor import Child, Supervisor
from bridge.cli.up import children
from bridge.domain.words import Role
from bridge.services import set_up
from bridge.services.agents import accounts
from bridge.services.articles import knowledge
from bridge.services.sites import sites
from bridge.wiring import Context, build, migrate

API_SCOPES = accounts.SCOPES
TOLD_LINES = 40


def run(*, check: bool, port: int, folder: Path | None) -> int:
    """Exit code: 0, or 1 when something can't be had or a step of the check fails."""
    if not CONTENT.is_dir():
        click.echo(
            "The demo needs the project's folder: clone it and run make demo there.", err=True
        )
        return 1
    made = folder is None
    root = folder or Path(tempfile.mkdtemp(prefix="helpdesk-demo-"))
    try:
        return _run(Plan(root / "demo", choose_ports(port)), check=check)
    except WordPressUnavailable as error:
        click.echo(f"WordPress can't be had: {error}", err=True)
        return 1
    finally:
        if made:
            shutil.rmtree(root, ignore_errors=True)


def _run(plan: Plan, *, check: bool) -> int:
    with started(plan) as running:
        if check:
            token = accounts.create_token(running.context, "demo check", API_SCOPES)
            passed = check_main_job(plan, running.wordpress.url, token)
            if not passed:
                click.echo("".join(["What the processes said last:\n", *_last_lines(plan.log)]))
            return 0 if passed else 1
        seed(running.wordpress)
        _print_table(plan, running.wordpress)
        running.supervisor.watch()
        click.echo("Stopping…")
        return 0


@dataclass(frozen=True, slots=True)
class Running:
    """`context` is for set-up only: the processes have their own."""

    wordpress: Site
    supervisor: Supervisor
    context: Context


@contextmanager
def started(plan: Plan, *, minimum_form_seconds: int = 2) -> Iterator[Running]:
    """All processes of the demo in `plan.folder`; stops them at the end."""
    shutil.rmtree(plan.folder, ignore_errors=True)
    plan.folder.mkdir(parents=True)
    os.environ.update(plan.environment())
    supervisor = Supervisor()
    supervisor.stop_on_signals()
    wordpress = _wordpress(plan, minimum_form_seconds)
    try:
        yield Running(wordpress, supervisor, _helpdesk(plan, supervisor, wordpress))
    finally:
        supervisor.stop()
        wordpress.stop()


def _wordpress(plan: Plan, minimum_form_seconds: int) -> Site:
    core = obtain(_cache(), lambda line: click.echo(f"  {line}"))
    click.echo(f"Setting up WordPress {core.version} with the plugin, a FAQ and 30 articles…")
    wanted = SitePlan(
        content=CONTENT, port=plan.ports.wordpress, minimum_seconds=minimum_form_seconds
    )
    site = create_site(core, plan.folder / "wordpress", wanted)
    site.start(plan.ports.wordpress)
    return site


def _helpdesk(plan: Plan, supervisor: Supervisor, wordpress: Site) -> Context:
    """Every process but WordPress, and the helpdesk set up and connected."""
    click.echo("Starting the helpdesk, a mailbox and two vendors…")
    config = configured()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    migrate(config)
    vendor_secret = f"whsec_{secrets.token_hex(16)}"
    child, redis_url = valkey.child(config.data_dir / valkey.FOLDER)
    supervisor.add(child)
    for sandbox in _sandboxes(plan, vendor_secret):
        supervisor.add(sandbox)
    valkey.wait_until_ready(redis_url)
    ctx = build(config, redis_url)
    set_up.apply(ctx, plan.set_up(vendor_secret))
    accounts.add_agent(ctx, AGENT_EMAIL, AGENT_NAME, Role.ADMIN, plan.agent_password)
    bridge = wordpress.bridge
    code = sites.add(ctx, SITE, wordpress.url, bridge.name, bridge.application_password)
    wordpress.set_connection(code)
    taken = knowledge.pull(ctx, SITE)
    click.echo(f"{taken.created} articles came in from WordPress.")
    for process in children(redis_url, "127.0.0.1", plan.ports.helpdesk):
        process.log = plan.log
        supervisor.add(process)
    return ctx


def _sandboxes(plan: Plan, vendor_secret: str) -> list[Child]:
    program = [sys.executable, "-m"]
    mailbox = [
        *(*program, "bridge.cli.demo.mailbox"),
        *("--smtp-port", str(plan.ports.smtp), "--http-port", str(plan.ports.mailbox)),
        *("--deliver-to", f"{plan.helpdesk_url}/hooks/mail/{MAILBOX}"),
        *("--store", str(plan.folder / "mail")),
        *("--support-address", plan.company["support_address"]),
        *("--link", "Vendors", plan.vendors_url, "--link", "Inbox", f"{plan.helpdesk_url}/inbox"),
    ]
    vendors = [
        *(*program, "bridge.cli.demo.vendors"),
        *("--http-port", str(plan.ports.vendors), "--name", "Cloudline Hosting"),
        *("--mailbox-url", plan.mailbox_url, "--mailbox-address", plan.email_vendor_address),
        *("--store", str(plan.folder / "vendors.jsonl")),
        *("--link", "Mailbox", plan.mailbox_url, "--link", "Inbox", f"{plan.helpdesk_url}/inbox"),
    ]
    token = {"HELPDESK_DEMO_DELIVER_TOKEN": plan.mailbox_token}
    return [
        Child("mailbox", mailbox, token, quiet=True),
        Child("vendors", vendors, {"HELPDESK_DEMO_VENDOR_SECRET": vendor_secret}, quiet=True),
    ]


def _print_table(plan: Plan, wordpress: Site) -> None:
    table = Table(title="Helpdesk Bridge is running", title_justify="left", show_lines=False)
    for column in ("what", "where", "log in"):
        table.add_column(column, overflow="fold")
    rows = (
        ("1. Be a visitor: ask a question", f"{wordpress.url}/support/", ""),
        ("   the same in French", f"{wordpress.url}/assistance/", ""),
        ("2. Read the answer, reply to it", f"{plan.mailbox_url}/", ""),
        (
            "3. Be an agent: the inbox",
            f"{plan.helpdesk_url}/inbox",
            f"{AGENT_EMAIL} / {plan.agent_password}",
        ),
        ("4. Be a vendor: answer a case", f"{plan.vendors_url}/", ""),
        ("FAQ and help articles", f"{wordpress.url}/faq/", ""),
        (
            "WordPress admin",
            f"{wordpress.url}/wp-admin/",
            f"{wordpress.admin.name} / {wordpress.admin.password}",
        ),
        ("REST API", f"{plan.helpdesk_url}/api/docs", ""),
    )
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    click.echo(f"What the processes say: {plan.log}")
    click.echo("Ctrl-C stops everything.")


def _last_lines(log: Path) -> list[str]:
    with log.open(encoding="utf-8", errors="replace") as file:
        return list(deque(file, maxlen=TOLD_LINES))


def _cache() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "helpdesk-bridge" / "wordpress"
