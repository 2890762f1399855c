"""What went wrong over XML-RPC, in one sentence, and what to do about it."""

from xmlrpc.client import Fault

from bridge.domain.errors import SiteError
from bridge.net.answers import Answer

FORBIDDEN = 403
NOT_FOUND = 404
_NO_METHOD = -32601
_NO_RIGHT = 401
_SWITCHED_OFF = 405
_PLUGIN = "helpdeskBridge."
_BY_CODE = {
    FORBIDDEN: "The site does not accept the user and application password over XML-RPC (403): make"
    " a new one in the user's profile.",
    _SWITCHED_OFF: "A plugin switches XML-RPC off (405): allow it, or set the transport to rest.",
    _NO_RIGHT: "The WordPress user lacks the right for {method} (401): give it the role that the"
    " Helpdesk Bridge plugin made, and an editor's.",
    _NO_METHOD: "A plugin takes the method {method} out of XML-RPC: allow it.",
}


class XmlRpcRefused(SiteError):
    """WordPress answered with a fault; `code` is its number."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


def explained(method: str, fault: Fault) -> XmlRpcRefused:
    code = fault.faultCode if isinstance(fault.faultCode, int) else 0
    return XmlRpcRefused(_sentence(method, code), code)


def refused(method: str, fault: Fault) -> XmlRpcRefused:
    """A fault 403 although the password holds."""
    if method.startswith(_PLUGIN):
        return XmlRpcRefused(_sentence(method, _NO_RIGHT), FORBIDDEN)
    sentence = (
        "The site has no such post type, or does not show it to our user"
        f" ({method}, {fault.faultCode}): check the article type's name."
    )
    return XmlRpcRefused(sentence, FORBIDDEN)


def unreadable(error: Exception) -> SiteError:
    return SiteError(
        f"The site's XML-RPC answer can't be read ({type(error).__name__}): another plugin may"
        " alter it; look into its PHP error log."
    )


def not_xml(text: str) -> SiteError:
    head = text[:2000].lower()
    if "<html" in head or "<!doctype" in head:
        return SiteError(
            "The site answers with a web page instead of XML-RPC: a firewall, a cache or a login"
            " page stands before xmlrpc.php; let it pass for our address."
        )
    if "<?xml" in text:
        return SiteError(
            "The site writes text before its XML-RPC answer, probably a PHP notice: set"
            " WP_DEBUG_DISPLAY to false in wp-config.php."
        )
    return SiteError("What answers at xmlrpc.php is not XML-RPC: check the site's address.")


def no_xmlrpc(answer: Answer) -> SiteError:
    """An answer other than 200, which is the only one that WordPress itself gives."""
    if 300 <= answer.status < 400:
        to = answer.headers.get("location", "another address")
        return SiteError(f"The site sends us on to {to}: set the site's address to where it leads.")
    if answer.status == 503:
        return SiteError("The site is in maintenance mode (503): we come back later.")
    if answer.status == 429:
        return SiteError("The site asks us to slow down (429): we come back later.")
    if 400 <= answer.status < 500:
        return SiteError(
            f"The web server does not let us at xmlrpc.php ({answer.status}): many hosts bar it;"
            " allow it for our address, or let the REST API pass and set the transport to rest."
        )
    return SiteError(f"The site's web server answers {answer.status}: look into its error log.")


def _sentence(method: str, code: int) -> str:
    if code == _NO_METHOD and method.startswith(_PLUGIN):
        return (
            "The Helpdesk Bridge plugin does not answer over XML-RPC: install and activate it,"
            " or update it."
        )
    if code == NOT_FOUND and method == f"{_PLUGIN}getFile":
        return "The site holds no such file: it may have been removed there."
    sentence = _BY_CODE.get(code) or "WordPress refuses {method} over XML-RPC ({code})."
    return sentence.format(method=method, code=code)
