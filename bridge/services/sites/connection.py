"""The plugin asks whether both directions work: its call came in, now we call the site."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bridge.domain import site_findings, strict_json
from bridge.domain.errors import Invalid
from bridge.domain.plain_text import storable
from bridge.domain.site_findings import SiteCode, SiteFinding
from bridge.services.context import Context
from bridge.services.forms import form_fields
from bridge.services.forms.form_fields import ChangedForm
from bridge.services.sites import site_access, site_check, site_door
from bridge.services.sites.site_check import Say, SiteReport, in_english

PATIENCE = timedelta(seconds=7)
"""For all our calls of the site together: the plugin has its whole answer within 8 seconds."""
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """`forms`: those of the site whose fields changed."""

    report: SiteReport
    forms: tuple[ChangedForm, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the plugin says of its site."""

    plugin_version: str
    wp_version: str
    clock: datetime | None
    url: str


def check(
    ctx: Context, slug: str, body: bytes, headers: Mapping[str, str], say: Say = in_english
) -> Checked:
    """Raises NotFound (unknown site), NotAuthentic, Invalid (signed and of a wrong shape)."""
    site_door.authenticate(ctx, slug, body, headers)
    asked_at = ctx.clock.now()
    said = _read(strict_json.read(body))
    site = site_access.by_slug(ctx, slug)
    found = [_while_it_waits(one) for one in site_check.look(ctx, site, PATIENCE)]
    known = {one.code for one in found}
    found += [one for one in _heard(said, site.url, asked_at) if one.code not in known]
    return Checked(site_check.told(site, found, say), form_fields.changed(ctx, site.id))


def _while_it_waits(finding: SiteFinding) -> SiteFinding:
    """The plugin holds a PHP process until we answer: a server that has no other is silent."""
    if finding.code is not SiteCode.NO_ANSWER:
        return finding
    return replace(finding, code=SiteCode.NO_FREE_PROCESS)


def _heard(said: Told, url: str, now: datetime) -> list[SiteFinding]:
    """What the plugin's own words tell, also where we can't reach its site."""
    found = []
    if said.clock is not None and (skew := site_findings.skew(said.clock, now)):
        found.append(skew)
    if site_findings.is_old(said.plugin_version):
        facts = {"plugin": said.plugin_version, "needed": site_findings.OLDEST_PLUGIN}
        found.append(SiteFinding(SiteCode.PLUGIN_OLD, facts))
    if said.url and _place(said.url) != _place(url):
        facts = {"theirs": said.url, "ours": url}
        found.append(SiteFinding(SiteCode.OTHER_ADDRESS, facts))
    return found


def _place(url: str) -> str:
    """An address without its scheme: http and https are the same site."""
    return url.partition("://")[2].rstrip("/").casefold()


def _read(payload: Any) -> Told:
    if not isinstance(payload, Mapping):
        raise Invalid("The body must be an object.")
    return Told(
        plugin_version=_text(payload, "plugin_version"),
        wp_version=_text(payload, "wp_version"),
        clock=_time(payload.get("clock")),
        url=_text(payload, "url"),
    )


def _text(payload: Mapping[str, Any], key: str) -> str:
    value = payload.get(key)
    if not isinstance(value, str):
        raise Invalid(f"{key} must be a text.", field=key)
    return storable(value)[:LONGEST_TEXT]


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise Invalid(
        "clock must be a time with its zone, such as 2026-11-23T09:30:00Z.", field="clock"
    )
