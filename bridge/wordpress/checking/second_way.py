"""Whether XML-RPC would let us in too: the way that is left when REST is off."""

import re
import xmlrpc.client

from bridge.domain.site_findings import SiteCode
from bridge.net.answers import EgressError
from bridge.wordpress.checking.calls import Calls

_FAULT = re.compile(r"faultCode</name>\s*<value>\s*<(?:int|i4)>(-?\d{1,6})<")
_SWITCHED_OFF = 405


def try_it(calls: Calls) -> None:
    """Signed in, since `xmlrpc_enabled` closes only what needs a login.

    A fault 403 (wrong password) tells that XML-RPC itself answers. The answer is searched, never
    parsed: nothing in it is expanded.
    """
    alone = calls.access.transport == "xmlrpc"
    why = _blocked(calls)
    if why is not None:
        calls.tell(SiteCode.XMLRPC_BLOCKED, ok=not alone, why=why)


def _blocked(calls: Calls) -> str | None:
    asked = xmlrpc.client.dumps((calls.access.user, calls.access.password), "wp.getUsersBlogs")
    try:
        reading = calls.post("/xmlrpc.php", asked.encode(), "text/xml")
    except EgressError as error:
        # Time that ran out tells nothing of XML-RPC: the calls before it took it.
        return None if calls.out_of_time else error.why.rstrip(".")
    if "<methodResponse>" not in reading.text:
        return f"/xmlrpc.php answers {reading.status}"
    fault = _FAULT.search(reading.text)
    if fault and int(fault[1]) == _SWITCHED_OFF:
        return "switched off on the site"
    return None
