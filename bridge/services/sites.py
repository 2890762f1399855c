"""Sites are connected: access, secrets, the code to paste, and their periodic pulls."""

import base64
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.errors import Invalid
from bridge.domain.words import EffectKind, QueueName
from bridge.services import site_access
from bridge.services.context import Context
from bridge.store.sites import Site

CODE_PREFIX = "hbc1_"
TRANSPORTS = ("rest", "auto")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_PUBLIC_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class SiteView:
    slug: str
    url: str
    transport: str
    cursor: int
    articles_seen_until: datetime | None
    last_pull_at: datetime | None
    last_error: str | None


def add(
    ctx: Context, slug: str, url: str, user: str, password: str, transport: str = "auto"
) -> str:
    """Adds a site, or gives a known one new access; returns the code for the plugin's settings.

    Raises Invalid.
    """
    _check(slug, url, transport)
    now = ctx.clock.now()

    with ctx.transaction() as tx:
        site = tx.sites.by_slug(slug)
        if site is None:
            site = Site(
                slug=slug,
                push_secrets_sealed=ctx.secrets.seal(ctx.signatures.new_secret()),
                public_key=secrets.token_urlsafe(_PUBLIC_KEY_BYTES),
                submissions_cursor=0,
                created_at=now,
            )
            tx.sites.add(site)
        site.url, site.wp_user, site.transport = url.rstrip("/"), user, transport
        site.wp_password_sealed = ctx.secrets.seal(password)
        site.let_in_at = None
        tx.session.flush()
        for kind in (EffectKind.PULL_SUBMISSIONS, EffectKind.PULL_ARTICLES):
            if tx.outbox.effect_for(kind, site.id) is None:
                tx.outbox.add_effect(kind, QueueName.SYNC, site.id, now=now)
    return connection_code(ctx, slug)


def connection_code(ctx: Context, slug: str) -> str:
    """`hbc1_` and base64url of JSON: address, site, newest push secret, public key. A secret.

    Raises NotFound.
    """
    site = site_access.by_slug(ctx, slug)
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
        return [
            SiteView(
                slug=site.slug,
                url=site.url,
                transport=site.transport,
                cursor=site.submissions_cursor,
                articles_seen_until=site.articles_seen_until,
                last_pull_at=site.last_pull_at,
                last_error=site.last_error,
            )
            for site in tx.sites.all()
        ]


def _check(slug: str, url: str, transport: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise Invalid("A site's name is made of a-z, 0-9 and -.", field="slug")
    if not re.fullmatch(r"https?://[^\s/@]+(/[^\s?#]*)?", url):
        raise Invalid(f"{url!r} is no address; for example https://www.example.com.", field="url")
    if transport not in TRANSPORTS:
        raise Invalid(f"transport must be one of: {', '.join(TRANSPORTS)}.", field="transport")
