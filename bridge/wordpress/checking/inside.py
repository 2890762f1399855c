"""Behind the login: who are we there, may we read, is the plugin there, what time is it?"""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bridge.domain.site_findings import OLDEST_PLUGIN, SiteCode, is_old, skew
from bridge.wordpress.checking import obstacles
from bridge.wordpress.checking.calls import Calls
from bridge.wordpress.checking.front import INDEX, Index
from bridge.wordpress.checking.reading import Reading

PLUGIN = "helpdesk-bridge/v1"
_ME = "wp/v2/users/me"
_READ = "helpdesk_bridge_read"
_ARTICLES = "edit_others_posts"
_BEHIND_ALL = 2**31 - 1  # no cursor comes so far, and every PHP can count to it
_STALE_SECONDS = 2  # the plugin tells whole seconds

Now = Callable[[], datetime]


def look_around(calls: Calls, index: Index, now: Now) -> None:
    plugin = PLUGIN in index["namespaces"]
    if not plugin:
        calls.tell(SiteCode.PLUGIN_MISSING)
    ways = index.get("authentication")
    if isinstance(ways, list | Mapping) and "application-passwords" not in ways:
        calls.tell(SiteCode.APPLICATION_PASSWORDS_OFF)
        _clock_by_date(calls, calls.get(calls.address("", INDEX)), now)
        return
    rights = _sign_in(calls)
    if rights is None:
        return
    if not rights.get(_ARTICLES):
        calls.tell(SiteCode.LIMITED_ARTICLES, user=calls.access.user)
    if plugin and not rights.get(_READ):
        calls.tell(SiteCode.MISSING_CAPABILITY, user=calls.access.user, capability=_READ)
    elif plugin:
        _plugin(calls, now)
        return
    _clock_by_date(calls, calls.get(calls.address("", INDEX)), now)


def _sign_in(calls: Calls) -> Mapping[str, Any] | None:
    """Our rights on the site; None when it does not let us in, which is told."""
    query = {"context": "edit", "_fields": "id,name,capabilities"}
    reading = calls.ask(_ME, query)
    me = reading.data
    if reading.status == 200 and isinstance(me, Mapping) and type(me.get("id")) is int:
        rights = me.get("capabilities")
        return rights if isinstance(rights, Mapping) else {}
    if obstacle := obstacles.of_answer(reading, calls.address(_ME)):
        calls.add(obstacle)
    elif reading.status == 401 and reading.code:
        calls.tell(SiteCode.WRONG_PASSWORD, user=calls.access.user)
    elif reading.code:
        calls.tell(SiteCode.REST_OFF, why=f"/{_ME}: {reading.code}")
    elif reading.status == 200 and reading.data is not None:
        calls.tell(SiteCode.PAGE_CACHE, sign=f"/{_ME} does not say who we are")
    else:
        calls.tell(SiteCode.NOT_JSON, route=f"/{_ME}")
    return None


def _plugin(calls: Calls, now: Now) -> None:
    """Asked twice: a parameter that nobody has seen reaches past a cache."""
    route = f"{PLUGIN}/status"
    before = now()
    fresh = calls.ask(route, {"_": secrets.token_hex(8)})
    middle = before + (now() - before) / 2
    if not isinstance(fresh.data, Mapping) or fresh.status != 200:
        _no_status(calls, fresh, route)
        return
    status = fresh.data
    version = str(status.get("plugin_version") or "of no version")
    if is_old(version):
        calls.tell(SiteCode.PLUGIN_OLD, plugin=version, needed=OLDEST_PLUGIN)
    _clock(calls, _time(status.get("clock")), middle)
    usual = calls.ask(route).data
    _freshness(calls, status, usual if isinstance(usual, Mapping) else {})
    _feed(calls)
    calls.get(calls.address("", INDEX))  # again: a cache that had no answer has one now
    calls.tell(
        SiteCode.CONNECTED,
        wordpress=str(status.get("wp_version") or "?"),
        plugin=version,
        pending=str(status.get("pending_push") or 0),
        user=calls.access.user,
    )


def _feed(calls: Calls) -> None:
    """One look at the submissions, behind all there are: the way that makes up for lost pushes."""
    route = f"{PLUGIN}/submissions"
    reading = calls.ask(route, {"after": str(_BEHIND_ALL), "limit": "1"})
    page = reading.data
    if reading.status == 200 and isinstance(page, Mapping) and isinstance(page.get("items"), list):
        return
    why = reading.code or f"{reading.status}"
    calls.tell(SiteCode.FEED_FAILS, why=why)


def _no_status(calls: Calls, reading: Reading, route: str) -> None:
    if obstacle := obstacles.of_answer(reading, calls.address(route)):
        calls.add(obstacle)
    elif reading.code == "rest_no_route":
        calls.tell(SiteCode.PLUGIN_MISSING)
    elif reading.status == 403 and reading.code:
        calls.tell(SiteCode.MISSING_CAPABILITY, user=calls.access.user, capability=_READ)
    else:
        calls.tell(SiteCode.NOT_JSON, route=f"/{route}")


def _freshness(calls: Calls, fresh: Mapping[str, Any], usual: Mapping[str, Any]) -> None:
    now, then = _time(fresh.get("clock")), _time(usual.get("clock"))
    if now and then and (now - then).total_seconds() > _STALE_SECONDS:
        calls.tell(SiteCode.PAGE_CACHE, sign=f"its clock stands at {then:%H:%M:%S} UTC")


def _clock_by_date(calls: Calls, reading: Reading, now: Now) -> None:
    """For want of the plugin's clock: the Date header, which WordPress's server sets."""
    at = now()
    if SiteCode.PAGE_CACHE in {one.code for one in calls.found}:
        return
    try:
        _clock(calls, parsedate_to_datetime(reading.headers.get("date", "")), at)
    except ValueError:
        return


def _clock(calls: Calls, theirs: datetime | None, ours: datetime) -> None:
    if theirs is not None and theirs.tzinfo is not None and (found := skew(theirs, ours)):
        calls.add(found)


def _time(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo else None
