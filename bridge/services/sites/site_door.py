"""Who calls from a site: what pushes and checks of the plugin have in common."""

from collections.abc import Mapping

from bridge.domain.errors import NotFound
from bridge.services.context import Context


def authenticate(ctx: Context, slug: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The id of the site that signed these bytes. Raises NotFound (unknown site), NotAuthentic."""
    with ctx.reading() as tx:
        door = tx.sites.door(slug)
    if door is None:
        raise NotFound("There is no site of this name.")
    site_id, sealed = door
    secrets = tuple(ctx.secrets.open(sealed).split())
    ctx.signatures.verify(body, headers, secrets, ctx.clock.now())
    return site_id
