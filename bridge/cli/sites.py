"""`site` and `sync`: WordPress sites."""

import json
import time
from dataclasses import asdict
from typing import Any

import click

from bridge.cli.process import context, read_secret
from bridge.domain.errors import SiteError
from bridge.services.articles import knowledge
from bridge.services.intake import feed
from bridge.services.sites import site_check, sites
from bridge.services.sites.site_check import SiteReport
from bridge.wiring import Context


@click.group()
def site() -> None:
    """WordPress sites."""


@site.command("add")
@click.argument("slug")
@click.argument("url")
@click.option("--user", required=True, help="The WordPress user of the bridge.")
@click.option("--password-stdin", is_flag=True, help="Read the application password from stdin.")
@click.option("--transport", type=click.Choice(sites.TRANSPORTS), default="auto")
@click.option(
    "--article-type",
    "article_types",
    multiple=True,
    help="A post type that holds articles; may be repeated. Default: post.",
)
def add(
    slug: str,
    url: str,
    user: str,
    password_stdin: bool,
    transport: str,
    article_types: tuple[str, ...],
) -> None:
    """Connect the site at URL; prints the code to paste in the plugin's settings.

    Checks the site at once and tells what is wrong; the site is kept all the same.
    """
    password = read_secret("Application password", from_stdin=password_stdin)
    ctx = context()
    code = sites.add(ctx, slug, url, user, password, transport, article_types)
    _tell(site_check.check(ctx, slug), err=True)  # the code alone is for programs
    click.echo("Paste this code in WordPress, Settings, Helpdesk Bridge (it is a secret):")
    click.echo(code)


@site.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """The sites, with when they were last read."""
    rows = sites.listed(context())
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], default=str))
        return
    for row in rows:
        read = row.last_pull_at.isoformat(timespec="seconds") if row.last_pull_at else "never"
        kinds = f"{row.transport}, {' '.join(row.article_types)}"
        line = f"{row.slug}  {row.url}  ({kinds})  last read: {read}  {row.last_error or ''}"
        click.echo(line.rstrip())
    if not rows:
        click.echo("No site yet: helpdesk-bridge site add SLUG URL --user U")


@site.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True)
def check(slug: str, as_json: bool) -> None:
    """Tell in plain words what is wrong with the site and what to do; exit 1 if anything is."""
    found = site_check.check(context(), slug)
    if as_json:
        click.echo(json.dumps(asdict(found)))
    else:
        _tell(found)
    if not found.ok:
        raise SystemExit(1)


def _tell(found: SiteReport, *, err: bool = False) -> None:
    for one in found.checks:
        mark = "FAIL" if not one.ok else "note" if one.todo else "ok  "
        click.echo(f"{mark}  {one.says}", err=err)
        if one.todo:
            click.echo(f"      {one.todo} ({one.code})", err=err)


@click.command()
@click.argument("slug", required=False)
@click.option("--forms", is_flag=True, help="Only submissions.")
@click.option("--kb", is_flag=True, help="Only articles.")
@click.option("--full", is_flag=True, help="All articles, not only what changed.")
@click.option("--json", "as_json", is_flag=True)
def sync(slug: str | None, forms: bool, kb: bool, full: bool, as_json: bool) -> None:
    """Pull submissions and articles now, of one site or of all."""
    ctx = context()
    what = (forms or not kb, kb or not forms, full)
    if slug:
        reports = [_pulled(ctx, slug, *what)]
    else:
        reports = [_pulled_or_not(ctx, row.slug, *what) for row in sites.listed(ctx)]
    if as_json:
        click.echo(json.dumps(reports[0] if slug else reports))
    else:
        for report in reports:
            click.echo(_in_words(report))
    if any("error" in report for report in reports):
        raise SystemExit(1)


def _pulled_or_not(ctx: Context, slug: str, *what: bool) -> dict[str, Any]:
    """One broken site does not keep the others back."""
    try:
        return _pulled(ctx, slug, *what)
    except SiteError as error:
        click.echo(f"{slug}: {error}", err=True)
        return {"site": slug, "error": str(error)}


def _pulled(ctx: Context, slug: str, forms: bool, kb: bool, full: bool) -> dict[str, Any]:
    began = time.monotonic()
    submissions = feed.pull(ctx, slug) if forms else feed.Pulled()
    articles = knowledge.pull(ctx, slug, full=full) if kb else knowledge.ArticlesPulled()
    for fault in articles.faults:
        click.echo(f"{slug}: {fault}", err=True)
    counted = asdict(articles)
    counted.pop("faults")
    requests = counted.pop("requests") + submissions.requests
    taken = asdict(submissions)
    taken.pop("requests")
    return {
        "site": slug,
        "submissions": taken,
        "articles": counted,
        "requests": requests,
        "seconds": round(time.monotonic() - began, 3),
    }


def _in_words(report: dict[str, Any]) -> str:
    if "error" in report:
        return f"{report['site']}: not read"
    new, articles = report["submissions"], report["articles"]
    return (
        f"{report['site']}: {new['new']} new submissions, {new['duplicate']} known, "
        f"{new['quarantined']} set aside; articles: {articles['created']} created, "
        f"{articles['updated']} updated, {articles['deleted']} deleted, "
        f"{articles['unchanged']} unchanged ({report['requests']} requests, {report['seconds']} s)"
    )
