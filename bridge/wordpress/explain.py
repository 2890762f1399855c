"""What went wrong on a site, in one sentence, and what to do about it."""

import json
from collections.abc import Mapping
from typing import Any

from bridge.domain.errors import SiteError
from bridge.net.answers import Answer, EgressError, EgressFault

_EGRESS = {
    EgressFault.REFUSED: "{why}",
    EgressFault.DNS: "{why} Check the site's address.",
    EgressFault.CONNECT: "{why} Check the address and whether the site is up.",
    EgressFault.TLS: "{why} Renew or correct the site's certificate.",
    EgressFault.TIMEOUT_BEFORE_ANSWER: "{why} The site is overloaded or a firewall holds us back.",
    EgressFault.LOST_AFTER_SEND: "{why} Look into the site's PHP error log.",
    EgressFault.TOO_LARGE: "{why} Another program than WordPress may answer at this address.",
}
_PLUGIN = "helpdesk-bridge/v1"
_REST_OFF = "Another plugin switches the REST API off: allow it for signed-in users."
_OFF_CODES = frozenset(
    {"rest_disabled", "rest_login_required", "rest_cannot_access", "rest_api_disabled"}
)
_NO_TYPE = "The site has no such post type in its REST API: check the article type's name."
_BY_CODE = {
    "rest_no_route": "The site has no REST route {route}: the post type may be hidden from REST.",
    **dict.fromkeys(_OFF_CODES, _REST_OFF),
    "rest_cannot_read_type": _NO_TYPE,
    "rest_type_invalid": _NO_TYPE,
    "helpdesk_bridge_no_file": "The site holds no such file: it may have been removed there.",
}
_BY_STATUS = {
    401: "The site does not accept the user and application password ({code}): make a new one in"
    " the user's profile; if there is no such section, application passwords need https.",
    403: "The WordPress user lacks the right for {route} ({code}): give it the role that the"
    " Helpdesk Bridge plugin made, or an editor's.",
}
_BARRED = {
    401: "A password question stands before the whole site (401): let /wp-json/ pass it.",
    403: "A firewall refuses our calls (403): let /wp-json/ pass for our address.",
    404: "There is no REST API at this address (404): check the address, and choose any permalink"
    " structure but plain.",
}
_BUSY = {
    429: "The site asks us to slow down (429): we come back later.",
    503: "The site is in maintenance mode (503): we come back later.",
}


class RestRefused(SiteError):
    """WordPress answered with an error of its own; `code` is its machine-readable name."""

    def __init__(self, sentence: str, *, code: str, status: int) -> None:
        super().__init__(sentence)
        self.code = code
        self.status = status


class NotRest(SiteError):
    """What answered does not speak WordPress's REST API."""


class RestBlocked(NotRest):
    """REST is off or barred, which says nothing about XML-RPC."""


class RestOff(RestRefused, RestBlocked):
    """A plugin of the site answers that REST is off."""


class AnswerTooLarge(SiteError):
    """Fewer rows may be asked for."""


def unreachable(error: EgressError) -> SiteError:
    kind = AnswerTooLarge if error.kind is EgressFault.TOO_LARGE else SiteError
    return kind(_EGRESS[error.kind].format(why=error.why))


def read_json(answer: Answer, route: str) -> Any:
    """The decoded JSON of a successful answer. Raises RestRefused or NotRest."""
    data = _decode(answer.body)
    if 200 <= answer.status < 300:
        if data is None:
            raise _not_json(answer)
        return data
    if 300 <= answer.status < 400:
        to = answer.headers.get("location", "another address")
        raise NotRest(f"The site sends us on to {to}: set the site's address to where it leads.")
    if isinstance(data, Mapping) and isinstance(data.get("code"), str):
        raise _refused(answer.status, data["code"], route)
    raise _foreign_error(answer.status)


def _decode(body: bytes) -> Any:
    """None for anything but JSON (a bare `null` is no answer of WordPress either).

    Bytes that are not UTF-8 become U+FFFD: one spoiled post does not hide the others.
    """
    try:
        return json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None


def _not_json(answer: Answer) -> NotRest:
    text = answer.body.decode("utf-8", "replace").rstrip()
    if text.endswith(("}", "]")) and not text.startswith(("{", "[")):
        return NotRest(
            "The site writes text before its JSON, probably a PHP notice: set WP_DEBUG_DISPLAY"
            " to false in wp-config.php and read the notice in the debug log."
        )
    if "<html" in text[:2000].lower() or "<!doctype" in text[:2000].lower():
        return RestBlocked(
            "The site answers with a web page instead of JSON: a firewall, a cache or a login"
            " page stands before its REST API; let /wp-json/ pass."
        )
    return NotRest(
        "The site's answer is not whole JSON: look into its PHP error log, and check that"
        " nothing rewrites /wp-json/."
    )


def _refused(status: int, code: str, route: str) -> RestRefused:
    missing = code == "rest_no_route" and not route.startswith(_PLUGIN)
    kind = RestOff if code in _OFF_CODES or missing else RestRefused
    return kind(_sentence(status, code, route), code=code, status=status)


def _sentence(status: int, code: str, route: str) -> str:
    if code == "rest_no_route" and _PLUGIN in route:
        return "The Helpdesk Bridge plugin does not answer: install and activate it."
    sentence = _BY_CODE.get(code) or _BY_STATUS.get(status)
    if sentence is None and status >= 500:
        sentence = "WordPress failed inside ({code}): look into the site's PHP error log."
    return (sentence or "WordPress refuses {route} ({code}).").format(code=code, route=route)


def _foreign_error(status: int) -> SiteError:
    """An error page of the web server, a firewall or a cache."""
    if status in _BUSY:
        return SiteError(_BUSY[status])
    if status in _BARRED:
        return RestBlocked(_BARRED[status])
    return SiteError(f"The site's web server answers {status}: look into its error log.")
