"""Sites are connected: access, secrets, the code to paste, and their periodic pulls."""

import base64
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.errors import Invalid
from bridge.domain.words import EffectKind, QueueName
from bridge.services.context import Context
from bridge.services.mirror import mirroring
from bridge.services.sites import site_access
from bridge.store.mirror import ArticleType
from bridge.store.session import Transaction
from bridge.store.sites import Site

CODE_PREFIX = "hbc1_"
TRANSPORTS = ("rest", "xmlrpc", "auto")
DEFAULT_TYPE = "post"
_TYPE = re.compile(r"[a-z0-9_-]{1,20}")  # what register_post_type() allows
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_PUBLIC_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class SiteView:
    slug: str
    url: str
    transport: str
    article_types: tuple[str, ...]
    cursor: int
    articles_seen_until: datetime | None
    last_pull_at: datetime | None
    last_error: str | None


def add(
    ctx: Context,
    slug: str,
    url: str,
    user: str,
    password: str,
    transport: str = "auto",
    article_types: Sequence[str] = (),
) -> str:
    """Adds a site, or gives a known one new access; returns the code for the plugin's settings.

    `article_types` are the post types that hold articles; none named: those it has, or `post`.
    Raises Invalid.
    """
    with ctx.transaction() as tx:
        site = put(ctx, tx, slug, url, user, password, transport, article_types)
        return code_of(ctx, site)


def put(
    ctx: Context,
    tx: Transaction,
    slug: str,
    url: str,
    user: str,
    password: str,
    transport: str,
    article_types: Sequence[str],
) -> Site:
    """What `add` does, within a transaction."""
    url = url.rstrip("/")
    _check(slug, url, transport, article_types)
    _refuse_twins(tx, slug, url)
    now = ctx.clock.now()
    site = tx.sites.by_slug(slug) or _new(ctx, tx, slug)
    moved = site.url != url
    site.url, site.wp_user, site.transport = url, user, transport
    site.wp_password_sealed = ctx.secrets.seal(password)
    site.discovered = site.discovered_at = None
    site.let_in_at = None
    tx.session.flush()
    _set_types(tx, site, article_types, now)
    if moved:  # the articles' addresses changed, though WordPress calls none of them modified
        for kind in tx.mirror.types(site.id):
            kind.start_anew()
    for effect in (EffectKind.PULL_SUBMISSIONS, EffectKind.PULL_ARTICLES):
        if tx.outbox.effect_for(effect, site.id) is None:
            tx.outbox.add_effect(effect, QueueName.SYNC, site.id, now=now)
    return site


def _new(ctx: Context, tx: Transaction, slug: str) -> Site:
    site = Site(
        slug=slug,
        push_secrets_sealed=ctx.secrets.seal(ctx.signatures.new_secret()),
        public_key=secrets.token_urlsafe(_PUBLIC_KEY_BYTES),
        submissions_cursor=0,
        created_at=ctx.clock.now(),
    )
    tx.sites.add(site)
    return site


def _refuse_twins(tx: Transaction, slug: str, url: str) -> None:
    """The same site twice would give every article and submission twice."""
    for other in tx.sites.all():
        if other.slug != slug and other.url.partition("://")[2] == url.partition("://")[2]:
            raise Invalid(f"The site {other.slug!r} has this address already.", field="url")


def _set_types(tx: Transaction, site: Site, wanted: Sequence[str], now: datetime) -> None:
    """What a type that is no longer wanted brought, is no longer shown."""
    have = {row.name: row for row in tx.mirror.types(site.id)}
    names = list(dict.fromkeys(wanted or have or (DEFAULT_TYPE,)))
    for name in names:
        if name not in have:
            tx.mirror.add_type(site.id, name)
    for name, row in have.items():
        if name not in names:
            known = tx.mirror.known(site.id, name)
            mirroring.forget(tx, [article for article in known.values() if article.exists], now)
            tx.mirror.drop_type(row)
    tx.session.flush()


def connection_code(ctx: Context, slug: str) -> str:
    """`hbc1_` and base64url of JSON: address, site, newest push secret, public key. A secret.

    Raises NotFound.
    """
    return code_of(ctx, site_access.by_slug(ctx, slug))


def code_of(ctx: Context, site: Site) -> str:
    content = {
        "v": 1,
        "site": site.slug,
        "url": f"{ctx.identity.base_url}/hooks/wordpress/{site.slug}",
        "base": ctx.identity.base_url,
        "secret": ctx.secrets.open(site.push_secrets_sealed).split()[0],
        "key": site.public_key,
    }
    packed = json.dumps(content, separators=(",", ":")).encode("utf-8")
    return CODE_PREFIX + base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def listed(ctx: Context) -> list[SiteView]:
    with ctx.reading() as tx:
        return [_view(site, tx.mirror.types(site.id)) for site in tx.sites.all()]


def _view(site: Site, types: Sequence[ArticleType]) -> SiteView:
    """`articles_seen_until`: of the type that lags most; None while one was not read whole yet."""
    seen = [kind.seen_until for kind in types if kind.seen_until is not None]
    return SiteView(
        slug=site.slug,
        url=site.url,
        transport=site.transport,
        article_types=tuple(kind.name for kind in types),
        cursor=site.submissions_cursor,
        articles_seen_until=min(seen) if seen and len(seen) == len(types) else None,
        last_pull_at=site.last_pull_at,
        last_error=site.last_error,
    )


def _check(slug: str, url: str, transport: str, article_types: Sequence[str]) -> None:
    if not _SLUG.fullmatch(slug):
        raise Invalid("A site's name is made of a-z, 0-9 and -.", field="slug")
    if not re.fullmatch(r"https?://[^\s/@]+(/[^\s?#]*)?", url):
        raise Invalid(f"{url!r} is no address; for example https://www.example.com.", field="url")
    if transport not in TRANSPORTS:
        raise Invalid(f"transport must be one of: {', '.join(TRANSPORTS)}.", field="transport")
    for name in article_types:
        if not _TYPE.fullmatch(name):
            raise Invalid(
                f"{name!r} is no post type; for example post, docs or ht_kb.", field="article_types"
            )
