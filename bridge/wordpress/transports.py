"""The two ways to one site, REST and XML-RPC, behind one protocol; `auto` chooses."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bridge.domain.errors import SiteError
from bridge.domain.ports import FeedPage, FileContent, RemoteArticles, SiteStatus
from bridge.wordpress.discovery import HiddenType
from bridge.wordpress.explain import RestBlocked
from bridge.wordpress.site_memory import REST, XMLRPC, SiteMemory

T = TypeVar("T")


class Transport(Protocol):
    """What both transports can do; every method raises SiteError."""

    def check_access(self) -> None: ...

    def submissions(self, after: int, limit: int) -> FeedPage: ...

    def file(self, url: str) -> FileContent: ...

    def status(self) -> SiteStatus: ...

    def articles_of(self, article_type: str) -> RemoteArticles: ...


class Transports:
    """`transport` is rest, xmlrpc or auto.

    `auto` goes over REST and turns to XML-RPC when REST is off or barred, not when the password is
    wrong. What it came to is remembered as long as the service keeps `discovered` (hours), then
    REST is tried again.
    """

    def __init__(
        self, transport: str, rest: Transport, xmlrpc: Transport, memory: SiteMemory
    ) -> None:
        self._auto = transport not in (REST, XMLRPC)
        self._fixed = xmlrpc if transport == XMLRPC else rest
        self._rest = rest
        self._xmlrpc = xmlrpc
        self._memory = memory

    def take(self, work: Callable[[Transport], T]) -> T:
        if not self._auto:
            return work(self._fixed)
        if self._memory.transport == XMLRPC:
            return self._remembered(work)
        try:
            result = work(self._rest)
        except RestBlocked as blocked:
            self._turn_to_xmlrpc(blocked)
            return work(self._xmlrpc)
        self._memory.transport = REST
        return result

    def take_articles(self, article_type: str, work: Callable[[RemoteArticles], T]) -> T:
        """Heroic KB and others keep their type out of REST: `auto` reads that type over XML-RPC."""
        try:
            return self.take(lambda way: work(way.articles_of(article_type)))
        except HiddenType as hidden:
            if not self._auto:
                raise
            try:
                return work(self._xmlrpc.articles_of(article_type))
            except SiteError as error:
                raise SiteError(f"{hidden} Over XML-RPC: {error}") from error

    def _remembered(self, work: Callable[[Transport], T]) -> T:
        """XML-RPC, which worked last time; when it fails, REST is tried first the next time."""
        try:
            return work(self._xmlrpc)
        except SiteError:
            self._memory.transport = None
            raise

    def _turn_to_xmlrpc(self, blocked: RestBlocked) -> None:
        """Raises SiteError with both reasons when XML-RPC is no way either."""
        try:
            self._xmlrpc.check_access()
        except SiteError as error:
            raise SiteError(f"{blocked} Over XML-RPC: {error}") from error
        self._memory.transport = XMLRPC
