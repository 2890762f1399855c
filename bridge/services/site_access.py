"""Finding a site and opening what we need to reach it."""

from bridge.domain.errors import NotFound
from bridge.domain.ports import SiteAccess
from bridge.services.context import Context
from bridge.store.sites import Site


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
    return SiteAccess(
        slug=site.slug,
        url=site.url,
        user=site.wp_user,
        password=ctx.secrets.open(site.wp_password_sealed),
        transport=site.transport,
    )
