"""Finding a site, opening what we need to reach it, and keeping what was found out there."""

from datetime import timedelta

from bridge.domain.errors import NotFound
from bridge.domain.ports import SiteAccess, WordPressSite
from bridge.services.context import Context
from bridge.store.sites import Site

DISCOVERED_FOR = timedelta(hours=6)
"""Then a site's addresses and types are looked for anew, and `auto` tries REST first again."""


def by_slug(ctx: Context, slug: str) -> Site:
    """Raises NotFound."""
    with ctx.reading() as tx:
        site = tx.sites.by_slug(slug)
    if site is None:
        raise NotFound(f"There is no site named {slug!r}.", field="site")
    return site


def by_id(ctx: Context, site_id: int) -> Site:
    with ctx.reading() as tx:
        return tx.sites.get(site_id)


def access(ctx: Context, site: Site) -> SiteAccess:
    with ctx.reading() as tx:
        types = tuple(row.name for row in tx.mirror.types(site.id))
    found = site.discovered_at
    fresh = found is not None and ctx.clock.now() - found < DISCOVERED_FOR
    return SiteAccess(
        slug=site.slug,
        url=site.url,
        user=site.wp_user,
        password=ctx.secrets.open(site.wp_password_sealed),
        transport=site.transport,
        article_types=types,
        discovered=(site.discovered or {}) if fresh else {},
    )


def remember(ctx: Context, site: Site, remote: WordPressSite) -> None:
    """Keeps what a connection found out; its age counts from when it was first found."""
    found = dict(remote.discovered)
    fresh = site.discovered_at is not None and (
        ctx.clock.now() - site.discovered_at < DISCOVERED_FOR
    )
    if fresh and found == site.discovered:
        return
    with ctx.transaction() as tx:
        row = tx.sites.get(site.id)
        row.discovered = found
        if not fresh:
            row.discovered_at = ctx.clock.now()
