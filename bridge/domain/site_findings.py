"""What a check of a site can find: a stable code each, one sentence, and what to do.

docs/site-check.md lists the codes for people; a test keeps both together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

OLDEST_PLUGIN = "0.1.0"
"""Older versions of the plugin lack something that this helpdesk needs."""
LARGEST_SKEW_SECONDS = 60


class SiteCode(StrEnum):
    """Part of what programs rely on: never renamed."""

    CONNECTED = "connected"
    ADDRESS_REFUSED = "address_refused"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    NO_FREE_PROCESS = "no_free_process"
    TLS_INVALID = "tls_invalid"
    REDIRECT_OTHER_HOST = "redirect_other_host"
    REDIRECT = "redirect"
    SITE_PASSWORD = "site_password"  # noqa: S105 - a code, not a secret
    CHALLENGE_PAGE = "challenge_page"
    MAINTENANCE = "maintenance"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    NOT_WORDPRESS = "not_wordpress"
    REST_OFF = "rest_off"
    PLAIN_PERMALINKS = "plain_permalinks"
    TEXT_BEFORE_JSON = "text_before_json"
    NOT_JSON = "not_json"
    PAGE_CACHE = "page_cache"
    APPLICATION_PASSWORDS_OFF = "application_passwords_off"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    REVOKED_PASSWORD = "revoked_password"  # noqa: S105
    MISSING_CAPABILITY = "missing_capability"
    LIMITED_ARTICLES = "limited_articles"
    PLUGIN_MISSING = "plugin_missing"
    PLUGIN_OLD = "plugin_old"
    FEED_FAILS = "feed_fails"
    OTHER_ADDRESS = "other_address"
    CLOCK_SKEW = "clock_skew"
    XMLRPC_BLOCKED = "xmlrpc_blocked"


@dataclass(frozen=True, slots=True)
class SiteFinding:
    """`facts` fill the places of the sentence. `ok` None: as the table says for this code."""

    code: SiteCode
    facts: Mapping[str, str] = field(default_factory=dict)
    ok: bool | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """`fails`: the site is of no full use until this is mended."""

    says: str
    todo: str
    fails: bool = True


SENTENCES: dict[SiteCode, Sentence] = {
    SiteCode.CONNECTED: Sentence(
        "WordPress %(wordpress)s lets us in as %(user)s; its plugin is %(plugin)s, with "
        "%(pending)s submissions waiting to be pushed.",
        "",
        fails=False,
    ),
    SiteCode.ADDRESS_REFUSED: Sentence(
        "We do not call this address unasked: %(why)s",
        "Name the host in HELPDESK_EGRESS_ALLOW if it is yours, or correct the site's address.",
    ),
    SiteCode.UNREACHABLE: Sentence(
        "The site can't be reached: %(why)s",
        "Check the site's address, whether it is up, and whether a firewall holds us back.",
    ),
    SiteCode.NO_ANSWER: Sentence(
        "The site takes our call and does not answer in time.",
        "Look at its load and its PHP error log; its server may have no PHP process to spare.",
    ),
    SiteCode.NO_FREE_PROCESS: Sentence(
        "The site did not answer our call while its settings page waited for this check.",
        "Most likely its server runs one PHP process at a time. Let it run two at least, since"
        " WordPress calls itself too; until then, run helpdesk-bridge site check on the helpdesk.",
    ),
    SiteCode.TLS_INVALID: Sentence(
        "The site's certificate can't be trusted, so nothing was sent: %(why)s",
        "Renew or correct the certificate, with its whole chain, for this very host name.",
    ),
    SiteCode.REDIRECT_OTHER_HOST: Sentence(
        "The site sends us on to another host: %(to)s.",
        "Add the site again under that address if it is yours; no password is sent to it before.",
    ),
    SiteCode.REDIRECT: Sentence(
        "The site sends us on to %(to)s.",
        "Add the site again under the address that it leads to.",
    ),
    SiteCode.SITE_PASSWORD: Sentence(
        "A password question stands before the whole site.",
        "Let /wp-json/ and /xmlrpc.php pass it: WordPress asks for our password itself.",
    ),
    SiteCode.CHALLENGE_PAGE: Sentence(
        "A firewall or bot protection answers in the site's place: %(page)s (%(status)s).",
        "Let /wp-json/ pass unchallenged for this helpdesk's address.",
    ),
    SiteCode.MAINTENANCE: Sentence(
        "The site is in maintenance mode.",
        "Wait for its update to end; if it does not, delete the file .maintenance on the site.",
    ),
    SiteCode.BUSY: Sentence(
        "The site asks us to slow down (429).",
        "Wait a while; let this helpdesk's address pass the site's rate limit.",
    ),
    SiteCode.SERVER_ERROR: Sentence(
        "The site's server fails (%(status)s).",
        "Look into the site's PHP and web server error logs.",
    ),
    SiteCode.NOT_WORDPRESS: Sentence(
        "What answers at this address is not WordPress (%(status)s).",
        "Check the site's address: that of its front page, without /wp-admin.",
    ),
    SiteCode.REST_OFF: Sentence(
        "The site's REST API is switched off for us (%(why)s).",
        "A security plugin does this: let it allow the REST API to signed-in users.",
    ),
    SiteCode.PLAIN_PERMALINKS: Sentence(
        "The site has plain permalinks: its REST API stands under ?rest_route= alone, which works.",
        "Nothing is needed; any other structure under Settings, Permalinks gives it /wp-json/.",
        fails=False,
    ),
    SiteCode.TEXT_BEFORE_JSON: Sentence(
        "The site writes text before its JSON: %(text)s",
        "Set WP_DEBUG_DISPLAY to false in wp-config.php, and mend the plugin that is named there.",
    ),
    SiteCode.NOT_JSON: Sentence(
        "The site's answer to %(route)s is neither whole JSON nor a page.",
        "Look into its PHP error log, and check that nothing rewrites /wp-json/.",
    ),
    SiteCode.PAGE_CACHE: Sentence(
        "A page cache answers for the site's REST API (%(sign)s), so we see the past.",
        "Exclude /wp-json/ and ?rest_route= from the cache.",
    ),
    SiteCode.APPLICATION_PASSWORDS_OFF: Sentence(
        "The site offers no application passwords.",
        "They need https (or WP_ENVIRONMENT_TYPE local); a security plugin may hide them: allow"
        " them for our user.",
    ),
    SiteCode.WRONG_PASSWORD: Sentence(
        "The site does not know the user %(user)s with this application password.",
        "Make an application password in that user's profile and add the site again with it. If it"
        " is right, the web server drops the Authorization header.",
    ),
    SiteCode.REVOKED_PASSWORD: Sentence(
        "The application password of %(user)s let us in until %(until)s and was revoked since: the"
        " site shows us public data only.",
        "Make a new application password in that user's profile and add the site again with it.",
    ),
    SiteCode.MISSING_CAPABILITY: Sentence(
        "The user %(user)s lacks the capability %(capability)s: submissions can't be read.",
        "Give the user the role Helpdesk Bridge, which the plugin made.",
    ),
    SiteCode.LIMITED_ARTICLES: Sentence(
        "The user %(user)s may not edit articles: we see what is published, and can send no draft.",
        "Give the user the role Editor too, if articles shall be written from here.",
        fails=False,
    ),
    SiteCode.PLUGIN_MISSING: Sentence(
        "The Helpdesk Bridge plugin does not answer.",
        "Install and activate it on the site, and paste the connection code in its settings.",
    ),
    SiteCode.PLUGIN_OLD: Sentence(
        "The site's Helpdesk Bridge plugin is %(plugin)s; %(needed)s or newer is needed.",
        "Update the plugin on the site.",
    ),
    SiteCode.FEED_FAILS: Sentence(
        "The plugin answers, but not when we read its submissions (%(why)s).",
        "Look into the site's PHP error log; switch the plugin off and on to mend its tables.",
    ),
    SiteCode.OTHER_ADDRESS: Sentence(
        "This WordPress calls itself %(theirs)s, and we read the site at %(ours)s.",
        "If it is a copy of the site, add it as a site of its own and paste that code here. If the"
        " site moved, add it again under its new address.",
        fails=False,
    ),
    SiteCode.CLOCK_SKEW: Sentence(
        "The site's clock is %(seconds)s seconds %(direction)s ours.",
        "Set both clocks by NTP: from five minutes on, pushes of the site are refused.",
    ),
    SiteCode.XMLRPC_BLOCKED: Sentence(
        "XML-RPC is blocked (%(why)s).",
        "Nothing is needed while REST works; as a way beside it, let /xmlrpc.php pass.",
        fails=False,
    ),
}


def skew(theirs: datetime, ours: datetime) -> SiteFinding | None:
    """None while the clocks agree well enough."""
    ahead = (theirs - ours).total_seconds()
    if abs(ahead) <= LARGEST_SKEW_SECONDS:
        return None
    direction = "ahead of" if ahead > 0 else "behind"
    return SiteFinding(
        SiteCode.CLOCK_SKEW, {"seconds": f"{abs(ahead):.0f}", "direction": direction}
    )


def is_old(version: str) -> bool:
    """Whether the plugin lacks something we need; what is no version is the oldest of all."""
    return _number(version) < _number(OLDEST_PLUGIN)


def _number(version: str) -> tuple[int, ...]:
    """`1.10.2-beta` → (1, 10, 2)."""
    found = re.match(r"\d{1,9}(?:\.\d{1,9})*", version)
    return tuple(map(int, found[0].split("."))) if found else ()
