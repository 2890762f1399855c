"""One WordPress site as the services see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bridge.domain.ports.mail import FileContent


@dataclass(frozen=True, slots=True)
class SiteAccess:
    """How to reach one site: `url` is the site's address, the password an application password.

    `article_types` are the post types whose posts are the site's articles. `discovered` is what
    an earlier connection found out and gave back (see WordPressSite.discovered), while it is fresh.
    """

    slug: str
    url: str
    user: str
    password: str
    transport: str = "auto"
    article_types: tuple[str, ...] = ("post",)
    discovered: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of the plugin's feed: items are the submission JSON of CONTRACT, unchecked.

    `waiting` are ids among them that the plugin keeps until we confirm them.
    """

    items: tuple[Any, ...]
    next_after: int
    has_more: bool
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteArticle:
    """A post as WordPress holds it; `html` is rendered and not sanitised.

    `status` is WordPress's own, or `protected` for a post behind a password, which has no text
    here. `categories` are paths from the root (`Français / Facturation`) of the terms
    `category_ids`. `parent_id` is None where the post type has no hierarchy, 0 at its root.
    """

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
    category_ids: tuple[int, ...] = ()
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stamps:
    """When posts of a type were last changed, by id; all statuses, the trash included.

    `complete`: there are no others. `public_only`: we may only see what everybody sees, so a
    missing id proves nothing about a draft. `partial`: posts are hidden from us, so it proves
    nothing at all.
    """

    changed: Mapping[int, datetime]
    complete: bool = True
    public_only: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Look(Stamps):
    """A look at the posts that were changed last, in one request.

    `total` counts all posts; None when only reading all would tell. `at` is when, by the site's
    own clock, if it says so.
    """

    total: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScanStart:
    """Where a reading of all posts goes on: behind post `after`; `before` posts lie before it."""

    after: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class SiteStatus:
    plugin_version: str | None
    wp_version: str | None
    pending_push: int | None
    clock: datetime | None
    raw: Mapping[str, Any] = field(default_factory=dict)


class RemoteArticles(Protocol):
    """The posts of one type on one site; every method raises SiteError."""

    def changed(self, after: datetime) -> Iterator[list[RemoteArticle]]:
        """Pages of posts changed after a moment (exclusive, 1 s), oldest change first."""
        ...

    def all(self, start: ScanStart) -> Iterator[list[RemoteArticle]]:
        """Pages of every post in the order of their ids, from `start` on."""
        ...

    def some(self, ids: Sequence[int]) -> Iterator[list[RemoteArticle]]:
        """Those of the posts that exist."""
        ...

    def look(self) -> Look: ...

    def stamps(self) -> Stamps:
        """Of every post."""
        ...

    def gone(self, ids: Sequence[int]) -> Sequence[int]:
        """Those of the posts, missing in `stamps`, that do not exist, and are not only hidden."""
        ...

    def category_paths(self) -> Mapping[int, str]:
        """The path of every term in the type's category taxonomies, by id."""
        ...


class WordPressSite(Protocol):
    """One site, one connection; every method raises SiteError. Counts its own requests.

    OutOfTime is the SiteError that says: the time given to `connect` is over, go on later.
    """

    @property
    def requests(self) -> int: ...

    @property
    def faults(self) -> Sequence[str]:
        """A sentence for each row that could not be read; the others were given."""
        ...

    @property
    def discovered(self) -> Mapping[str, Any]:
        """What this connection knows about the site, for the next one's SiteAccess; plain JSON."""
        ...

    def check_access(self) -> None:
        """Raises unless the password holds (a wrong one answers 200 with public data)."""
        ...

    def submissions(self, after: int, limit: int) -> FeedPage: ...

    def confirm(self, ids: str, signature: str) -> None:
        """Tells the plugin which submissions are stored here; `ids` are joined by commas."""
        ...

    def articles_of(self, article_type: str) -> RemoteArticles: ...

    def file(self, url: str) -> FileContent: ...

    def status(self) -> SiteStatus: ...


class WordPress(Protocol):
    def connect(self, access: SiteAccess, patience: timedelta | None = None) -> WordPressSite:
        """No request yet. `patience` spans everything that the connection does."""
        ...
