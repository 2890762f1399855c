"""The XML-RPC transport to one site: python-wordpress-xmlrpc over our own door out.

What the library does not know: entity expansion, size, time and redirects are limited here, by
bridge/net and defusedxml. `Client.call` is replaced because it tests `collections.Iterable`, which
Python has no more, and because it takes every fault 403 for a wrong password.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError
from xmlrpc import client as xml

from defusedxml import DefusedXmlException
from defusedxml.xmlrpc import DefusedExpatParser
from wordpress_xmlrpc import Client
from wordpress_xmlrpc.base import XmlrpcMethod
from wordpress_xmlrpc.methods.users import GetProfile

from bridge.domain.errors import SiteError
from bridge.domain.ports import SiteAccess
from bridge.net.answers import EgressError
from bridge.net.egress import Egress
from bridge.wordpress import xmlrpc_faults as faults
from bridge.wordpress.explain import unreachable
from bridge.wordpress.rows import http_date
from bridge.wordpress.time_limit import TimeLimit, out_of_time

_LARGEST_ANSWER = 16 * 1024 * 1024
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNREADABLE = (
    ExpatError, DefusedXmlException, xml.Error, ValueError, TypeError, LookupError,
    AttributeError, OverflowError,
)  # fmt: skip


class XmlRpcClient(Client):  # type: ignore[misc]  # the library carries no types
    """Calls one site as one user; every method raises SiteError. Counts its requests."""

    def __init__(self, egress: Egress, access: SiteAccess, patience: TimeLimit) -> None:
        """Not the library's: that one asks the site at once which methods it knows."""
        url = f"{access.url.rstrip('/')}/xmlrpc.php"
        self.url = url
        self.username = access.user
        self.password = access.password
        self.blog_id = 0
        self._transport = _Transport(egress, url, patience)
        self.server = xml.ServerProxy(url, transport=self._transport, allow_none=True)
        self._checked = False

    @property
    def requests(self) -> int:
        return self._transport.requests

    @property
    def answered_at(self) -> datetime | None:
        """When the last answer was made, by the site's clock."""
        return self._transport.answered_at

    def call(self, method: XmlrpcMethod) -> Any:
        """The answer as lists, dicts, texts, numbers and bytes; times in ISO 8601, no zone."""
        try:
            answer = getattr(self.server, method.method_name)(*method.get_args(self))
            return plain(answer)
        except xml.Fault as fault:
            raise self._explained(fault, method) from fault
        except RecursionError as error:
            raise faults.unreadable(error) from error

    def check_access(self) -> None:
        """Asks who we are. Raises SiteError unless the password holds."""
        me = self.call(GetProfile(results_class=None))
        if not isinstance(me, Mapping) or not me.get("user_id"):
            raise SiteError("The site does not say over XML-RPC who we are.")
        self._checked = True

    def _explained(self, fault: xml.Fault, method: XmlrpcMethod) -> SiteError:
        """WordPress says 403 for a wrong password and for an unknown post type, in any language:

        only asking who we are tells them apart.
        """
        if fault.faultCode == faults.FORBIDDEN and not isinstance(method, GetProfile):
            if not self._checked:
                self.check_access()
            return faults.refused(method.method_name, fault)
        return faults.explained(method.method_name, fault)


class _Transport(xml.Transport):
    """Carries the library's calls through bridge/net."""

    def __init__(self, egress: Egress, url: str, patience: TimeLimit) -> None:
        super().__init__()
        self._egress = egress
        self._url = url
        self._patience = patience
        self.requests = 0
        self.answered_at: datetime | None = None

    def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> Any:
        """Sends one call. The address is fixed, whatever the library made of it."""
        timeout = self._patience.for_next_call()
        self.requests += 1
        try:
            answer = self._egress.request(
                "POST",
                self._url,
                headers={"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml"},
                body=request_body,
                timeout=timeout,
                max_bytes=_LARGEST_ANSWER,
            )
        except EgressError as error:
            raise (out_of_time() if self._patience.over else unreachable(error)) from error
        if answer.status != 200:
            raise faults.no_xmlrpc(answer)
        self.answered_at = http_date(answer.headers.get("date"))
        return self._parsed(answer.body)

    def _parsed(self, body: bytes) -> Any:
        """Raises the answer's own Fault, and SiteError for what is no XML-RPC."""
        target = xml.Unmarshaller()
        try:
            parser = DefusedExpatParser(target, forbid_dtd=True)
            parser.feed(_readable(body))
            parser.close()
            return target.close()
        except xml.Fault:
            raise
        except _UNREADABLE as error:
            raise faults.unreadable(error) from error


def _readable(body: bytes) -> bytes:
    """WordPress writes control characters of a post as they are, which no XML may hold."""
    text = body.decode("utf-8-sig", "replace").lstrip()
    if not text.startswith("<?xml") and not text.startswith("<methodResponse"):
        raise faults.not_xml(text)
    return _NOT_XML.sub("\ufffd", text).encode("utf-8", "replace")


def plain(value: Any) -> Any:
    """Native values as Python's own. Raises RecursionError for nesting without end."""
    if isinstance(value, xml.DateTime):
        return _iso(str(value.value))
    if isinstance(value, xml.Binary):
        return value.data
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _iso(stamp: str) -> str:
    """`20261123T09:30:00` → `2026-11-23T09:30:00`; what has no such shape stays."""
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d:\d\d:\d\d)", stamp, re.ASCII)
    return "{}-{}-{}T{}".format(*found.groups()) if found else stamp
