"""One WordPress site as the services see it. XML-RPC joins here as a second transport."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bridge.domain.errors import SiteError
from bridge.domain.ports import FeedPage, FileContent, RemoteArticle, SiteAccess, SiteStatus
from bridge.net.egress import Egress
from bridge.wordpress import submissions
from bridge.wordpress.articles import Articles
from bridge.wordpress.rest import Bases, RestClient


class WordPressRest:
    """Fulfils the port WordPress."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress
        self._bases = Bases()

    def connect(self, access: SiteAccess) -> "RestSite":
        """No request yet. Raises SiteError for a transport that this class does not speak."""
        if access.transport == "xmlrpc":
            raise SiteError("This site is set to XML-RPC, which is not available: set it to rest.")
        return RestSite(RestClient(self._egress, access, self._bases), access.article_type)


class RestSite:
    """Fulfils the port WordPressSite."""

    def __init__(self, rest: RestClient, article_type: str) -> None:
        self._rest = rest
        self._articles = Articles(rest, article_type)
        self._checked = False

    @property
    def requests(self) -> int:
        return self._rest.requests

    def check_access(self) -> None:
        """Asks who we are: public routes answer 200 to a wrong password too."""
        me = self._rest.get("wp/v2/users/me", {"context": "edit", "_fields": "id,name"})
        if not isinstance(me, Mapping) or type(me.get("id")) is not int:
            raise SiteError(
                "The site does not say who we are: a cache or a security plugin stands before"
                " its REST API; let /wp-json/ pass uncached."
            )
        self._checked = True

    def submissions(self, after: int, limit: int) -> FeedPage:
        return submissions.read_feed(self._rest, after, limit)

    def articles(self, modified_after: datetime | None) -> Iterator[list[RemoteArticle]]:
        self._make_sure()
        return self._articles.changed(modified_after)

    def article_ids(self) -> set[int]:
        self._make_sure()
        return self._articles.ids()

    def file(self, url: str) -> FileContent:
        return submissions.read_file(self._rest, url)

    def status(self) -> SiteStatus:
        return submissions.read_status(self._rest)

    def _make_sure(self) -> None:
        """With a revoked password every draft would look deleted."""
        if not self._checked:
            self.check_access()
