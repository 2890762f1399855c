"""One WordPress site as the services see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bridge.domain.ports.mail import FileContent


@dataclass(frozen=True, slots=True)
class SiteAccess:
    """How to reach one site: `url` is the site's address, the password an application password.

    `article_type` is the post type whose posts are the site's articles.
    """

    slug: str
    url: str
    user: str
    password: str
    transport: str = "auto"
    article_type: str = "post"


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of the plugin's feed: items are the submission JSON of CONTRACT, unchecked."""

    items: tuple[Any, ...]
    next_after: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class RemoteArticle:
    """A post as WordPress holds it; `html` is rendered and not sanitised."""

    wp_id: int
    wp_type: str
    status: str
    url: str
    slug: str
    title: str
    html: str
    excerpt: str
    language: str | None
    categories: tuple[str, ...]
    author: str | None
    published_at: datetime | None
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class SiteStatus:
    plugin_version: str | None
    wp_version: str | None
    pending_push: int | None
    clock: datetime | None
    raw: Mapping[str, Any] = field(default_factory=dict)


class WordPressSite(Protocol):
    """One site, one connection; every method raises SiteError. Counts its own requests."""

    @property
    def requests(self) -> int: ...

    def check_access(self) -> None:
        """Raises unless the password holds (a wrong one answers 200 with public data)."""
        ...

    def submissions(self, after: int, limit: int) -> FeedPage: ...

    def articles(self, modified_after: datetime | None) -> Iterator[list[RemoteArticle]]:
        """Pages of posts changed after a moment (exclusive, 1 s), oldest change first."""
        ...

    def article_ids(self) -> set[int]:
        """Ids of every post that exists, whatever its status but trash."""
        ...

    def file(self, url: str) -> FileContent: ...

    def status(self) -> SiteStatus: ...


class WordPress(Protocol):
    def connect(self, access: SiteAccess) -> WordPressSite: ...
