"""One site over REST: access, the plugin's feed and files, articles."""

from bridge.domain.ports import FeedPage, FileContent, RemoteArticles, SiteStatus
from bridge.wordpress import submissions
from bridge.wordpress.articles import Articles
from bridge.wordpress.discovery import HiddenType, read_post_type
from bridge.wordpress.listing import Listing
from bridge.wordpress.rest import RestClient
from bridge.wordpress.site_memory import REST, SiteMemory
from bridge.wordpress.term_names import TermNames


class RestTransport:
    """Fulfils Transport."""

    def __init__(self, rest: RestClient, memory: SiteMemory, faults: list[str]) -> None:
        self._rest = rest
        self._memory = memory
        self._faults = faults
        self._names = TermNames(rest)

    def check_access(self) -> None:
        self._rest.check_access()

    def submissions(self, after: int, limit: int) -> FeedPage:
        return submissions.read_feed(self._rest, after, limit)

    def confirm(self, ids: str, signature: str) -> None:
        submissions.confirm(self._rest, ids, signature)

    def file(self, url: str) -> FileContent:
        return submissions.read_file(self._rest, url)

    def status(self) -> SiteStatus:
        return submissions.read_status(self._rest)

    def articles_of(self, article_type: str) -> RemoteArticles:
        """Raises HiddenType."""
        kind = self._memory.post_type(article_type)
        if kind is None:
            kind = self._memory.learn(read_post_type(self._rest, article_type))
        if kind.transport != REST:
            raise HiddenType(article_type)
        return Articles(Listing(self._rest, kind.route, self._faults), self._names, kind)
