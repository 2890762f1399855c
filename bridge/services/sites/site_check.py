"""What is wrong with a site and what to do, in plain words: for people, `doctor` and `site add`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bridge.domain.site_findings import SENTENCES, SiteCode, SiteFinding
from bridge.services.context import Context
from bridge.services.sites import site_access
from bridge.store.sites import Site

Say = Callable[[str, Mapping[str, str]], str]
"""Fills a sentence's places, in the language of whoever asks."""


def in_english(sentence: str, facts: Mapping[str, str]) -> str:
    return sentence % facts


@dataclass(frozen=True, slots=True)
class SiteRemark:
    """`says` and `todo` are a sentence each; a warning is ok and has something to do."""

    code: SiteCode
    ok: bool
    says: str
    todo: str


@dataclass(frozen=True, slots=True)
class SiteReport:
    """`ok`: nothing found that keeps the site from working."""

    site: str
    ok: bool
    checks: tuple[SiteRemark, ...]


def check(ctx: Context, slug: str, say: Say = in_english) -> SiteReport:
    """Calls the site; remembers when it let us in. Raises NotFound."""
    return report(ctx, site_access.by_slug(ctx, slug), say)


def report(ctx: Context, site: Site, say: Say = in_english) -> SiteReport:
    return told(site, look(ctx, site), say)


def look(ctx: Context, site: Site, patience: timedelta | None = None) -> list[SiteFinding]:
    """What a call of the site finds, for `patience` at most."""
    access = site_access.access(ctx, site)
    found = ctx.site_checker.check(access, ctx.clock.now, patience)
    if SiteCode.CONNECTED in {one.code for one in found}:
        with ctx.transaction() as tx:
            tx.sites.get(site.id).let_in_at = ctx.clock.now()
    return [_revoked(one, site) for one in found]


def told(site: Site, found: Iterable[SiteFinding], say: Say = in_english) -> SiteReport:
    remarks = tuple(_remark(one, say) for one in found)
    return SiteReport(site.slug, all(one.ok for one in remarks), remarks)


def _revoked(finding: SiteFinding, site: Site) -> SiteFinding:
    """WordPress answers alike to a wrong and to a revoked password: whether it ever held, we know.

    See WP_REST_Server::check_authentication: it runs before the password is looked at, so both
    get public data.
    """
    if finding.code is not SiteCode.WRONG_PASSWORD or site.let_in_at is None:
        return finding
    until = f"{site.let_in_at:%Y-%m-%d %H:%M} UTC"
    return replace(finding, code=SiteCode.REVOKED_PASSWORD, facts={**finding.facts, "until": until})


def _remark(finding: SiteFinding, say: Say) -> SiteRemark:
    sentence = SENTENCES[finding.code]
    ok = not sentence.fails if finding.ok is None else finding.ok
    todo = say(sentence.todo, {}) if sentence.todo else ""
    return SiteRemark(finding.code, ok, say(sentence.says, finding.facts), todo)
