"""What an answer that is none of WordPress's REST API tells about who gave it."""

from urllib.parse import urljoin, urlsplit

from bridge.domain.site_findings import SiteCode, SiteFinding
from bridge.net.answers import EgressError, EgressFault
from bridge.wordpress.checking.reading import Reading

_CHALLENGE_HEADERS = ("cf-mitigated", "x-sucuri-block", "x-amzn-waf-action")
_CHALLENGE_WORDS = (
    "just a moment",
    "checking your browser",
    "attention required",
    "verify you are human",
    "enable javascript and cookies",
    "captcha",
    "bot protection",
    "web application firewall",
    "access denied",
    "request blocked",
    "wordfence",
    "mod_security",
)
_CACHES = ("x-cache", "cf-cache-status", "x-litespeed-cache", "x-proxy-cache", "x-cache-status")


def of_call(error: EgressError) -> SiteFinding:
    """No answer at all."""
    codes = {
        EgressFault.REFUSED: SiteCode.ADDRESS_REFUSED,
        EgressFault.TLS: SiteCode.TLS_INVALID,
        EgressFault.TIMEOUT_BEFORE_ANSWER: SiteCode.NO_ANSWER,
    }
    return SiteFinding(codes.get(error.kind, SiteCode.UNREACHABLE), {"why": error.why})


def of_answer(reading: Reading, asked: str) -> SiteFinding | None:
    """What stands before the site; None when the answer may well be WordPress's own."""
    if 300 <= reading.status < 400:
        return _redirect(reading, asked)
    if reading.status == 503 and _in_maintenance(reading):
        return SiteFinding(SiteCode.MAINTENANCE)
    if _is_challenge(reading):
        facts = {"page": reading.title or "no text", "status": str(reading.status)}
        return SiteFinding(SiteCode.CHALLENGE_PAGE, facts)
    return _by_status(reading)


def _by_status(reading: Reading) -> SiteFinding | None:
    if reading.status == 401 and reading.data is None:
        return SiteFinding(SiteCode.SITE_PASSWORD)
    if reading.status == 429:
        return SiteFinding(SiteCode.BUSY)
    if reading.status >= 500:
        return SiteFinding(SiteCode.SERVER_ERROR, {"status": str(reading.status)})
    return None


def cache_sign(reading: Reading) -> str | None:
    """The header by which an answer out of a cache gives itself away (RFC 9111, section 5.1)."""
    age = reading.headers.get("age", "").strip()
    if age.isdigit() and int(age) > 0:
        return f"Age: {age}"
    for name in _CACHES:
        value = reading.headers.get(name, "")
        if "hit" in value.lower():
            return f"{name}: {value[:40]}"
    return None


def _redirect(reading: Reading, asked: str) -> SiteFinding | None:
    to = urljoin(asked, reading.headers.get("location", ""))
    here, there = urlsplit(asked), urlsplit(to)
    if there.hostname != here.hostname:
        return SiteFinding(SiteCode.REDIRECT_OTHER_HOST, {"to": _origin(to)})
    if there[:2] == here[:2] and "wp-json" not in there.path:
        return None  # WordPress without REST sends an unknown address to its front page
    return SiteFinding(SiteCode.REDIRECT, {"to": _origin(to)})


def _origin(url: str) -> str:
    """The site's address within that of one of its pages."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.partition('/wp-json')[0].rstrip('/')}"


def _in_maintenance(reading: Reading) -> bool:
    return reading.code == "wp_die" or "maintenance" in reading.text[:20_000].lower()


def _is_challenge(reading: Reading) -> bool:
    if reading.data is not None:
        return False
    if any(name in reading.headers for name in _CHALLENGE_HEADERS):
        return True
    if reading.is_page and reading.status in (403, 406):
        return True
    start = reading.text[:20_000].lower()
    told = any(word in start for word in _CHALLENGE_WORDS)
    return told and (reading.status != 200 or "wp-content" not in start)
