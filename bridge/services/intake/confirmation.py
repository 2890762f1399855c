"""Telling a site what of its feed is stored here, so that it need push or keep it no longer."""

from collections.abc import Sequence

import structlog

from bridge.domain.errors import SiteError
from bridge.domain.ports import WordPressSite
from bridge.services.context import Context
from bridge.store.sites import Site

log = structlog.get_logger()


def confirm(ctx: Context, site: Site, remote: WordPressSite, waiting: Sequence[str]) -> None:
    """Confirms those of `waiting`, ids of submissions, that are committed here.

    What went to quarantine is not among them: its files still lie on the site only. A site that
    can't be told is told by the next pull.
    """
    with ctx.reading() as tx:
        stored = sorted(tx.sites.known_anywhere(waiting)) if waiting else []
    if not stored:
        return
    ids = ",".join(stored)
    secrets = tuple(ctx.secrets.open(site.push_secrets_sealed).split())
    try:
        remote.confirm(ids, ctx.signatures.sign(f"confirm.{ids}", secrets))
    except SiteError as error:
        log.info("submissions not confirmed", site=site.slug, error=str(error))
