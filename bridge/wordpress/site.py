"""WordPress sites as the services see them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bridge.domain.ports import (
    FeedPage,
    FileContent,
    Look,
    RemoteArticle,
    RemoteArticles,
    ScanStart,
    SiteAccess,
    SiteStatus,
    Stamps,
)
from bridge.net.egress import Egress
from bridge.wordpress.rest import RestClient
from bridge.wordpress.rest_site import RestTransport
from bridge.wordpress.site_memory import SiteMemory
from bridge.wordpress.time_limit import TimeLimit
from bridge.wordpress.transports import Transports
from bridge.wordpress.xmlrpc import XmlRpcClient
from bridge.wordpress.xmlrpc_site import XmlRpcTransport

T = TypeVar("T")
Pages = Iterator[list[RemoteArticle]]


class WordPressSites:
    """Fulfils the port WordPress."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    def connect(self, access: SiteAccess, patience: timedelta | None = None) -> "ConnectedSite":
        limit = TimeLimit(patience)
        memory = SiteMemory(access.discovered)
        rest = RestClient(self._egress, access, memory, limit)
        return ConnectedSite(access, rest, XmlRpcClient(self._egress, access, limit), memory)


class ConnectedSite:
    """Fulfils the port WordPressSite."""

    def __init__(
        self, access: SiteAccess, rest: RestClient, xmlrpc: XmlRpcClient, memory: SiteMemory
    ) -> None:
        self._rest = rest
        self._xmlrpc = xmlrpc
        self._memory = memory
        self._faults: list[str] = []
        self._transports = Transports(
            access.transport,
            RestTransport(rest, memory, self._faults),
            XmlRpcTransport(xmlrpc, memory, self._faults),
            memory,
        )

    @property
    def requests(self) -> int:
        return self._rest.requests + self._xmlrpc.requests

    @property
    def faults(self) -> Sequence[str]:
        return self._faults

    @property
    def discovered(self) -> Mapping[str, Any]:
        return self._memory.to_json()

    def check_access(self) -> None:
        self._transports.take(lambda way: way.check_access())

    def submissions(self, after: int, limit: int) -> FeedPage:
        return self._transports.take(lambda way: way.submissions(after, limit))

    def confirm(self, ids: str, signature: str) -> None:
        self._transports.last.confirm(ids, signature)

    def articles_of(self, article_type: str) -> "EitherArticles":
        return EitherArticles(self._transports, article_type)

    def file(self, url: str) -> FileContent:
        return self._transports.take(lambda way: way.file(url))

    def status(self) -> SiteStatus:
        return self._transports.take(lambda way: way.status())


class EitherArticles:
    """Fulfils the port RemoteArticles, by whichever way shows the type."""

    def __init__(self, transports: Transports, article_type: str) -> None:
        self._transports = transports
        self._type = article_type

    def changed(self, after: datetime) -> Pages:
        return self._pages(lambda articles: articles.changed(after))

    def all(self, start: ScanStart) -> Pages:
        return self._pages(lambda articles: articles.all(start))

    def some(self, ids: Sequence[int]) -> Pages:
        return self._pages(lambda articles: articles.some(ids))

    def look(self) -> Look:
        return self._take(lambda articles: articles.look())

    def stamps(self) -> Stamps:
        return self._take(lambda articles: articles.stamps())

    def gone(self, ids: Sequence[int]) -> Sequence[int]:
        return self._take(lambda articles: articles.gone(ids))

    def category_paths(self) -> Mapping[int, str]:
        return self._take(lambda articles: articles.category_paths())

    def _take(self, work: Callable[[RemoteArticles], T]) -> T:
        return self._transports.take_articles(self._type, work)

    def _pages(self, work: Callable[[RemoteArticles], Pages]) -> Pages:
        """The way is chosen by the first page; a later one that is barred is an error."""

        def begin(articles: RemoteArticles) -> tuple[list[RemoteArticle] | None, Pages]:
            pages = work(articles)
            return next(pages, None), pages

        first, rest = self._take(begin)
        if first is not None:
            yield first
            yield from read_ahead(rest)


def read_ahead(pages: Iterator[T]) -> Iterator[T]:
    """Fetches the next page while the caller works on this one."""
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as reader:
        coming = reader.submit(next, pages, None)
        while (page := coming.result()) is not None:
            coming = reader.submit(next, pages, None)
            yield page
