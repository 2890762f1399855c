"""Articles written here go to a WordPress site as drafts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.domain.marked_text import Block
from bridge.domain.ports.wordpress import SiteAccess


@dataclass(frozen=True, slots=True)
class OutgoingArticle:
    """`uid` is the slug that a new post is made under; `categories` names or paths (`A / B`)."""

    uid: str
    wp_type: str
    title: str
    blocks: tuple[Block, ...]
    categories: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class RemoteDraft:
    """A post as WordPress holds it.

    `text` has the marks of domain/marked_text. `whole`: nothing of the post is missing in it;
    else `extras` names what is (`image`, `table`). `digest` changes with title or content.
    """

    wp_id: int
    status: str
    slug: str
    url: str
    edit_url: str
    title: str
    text: str
    whole: bool
    extras: tuple[str, ...]
    digest: str
    modified_at: datetime


class PublishingSite(Protocol):
    """One site; every method raises SiteError."""

    def find(self, wp_type: str, uid: str) -> RemoteDraft | None:
        """The post that was made under a uid and still bears it, in the trash too."""
        ...

    def read(self, wp_type: str, wp_id: int) -> RemoteDraft | None:
        """None: deleted for good."""
        ...

    def create(self, article: OutgoingArticle) -> RemoteDraft:
        """As a draft, under its uid as slug."""
        ...

    def update(self, wp_id: int, article: OutgoingArticle) -> RemoteDraft:
        """Title, content and categories; its status and slug stay."""
        ...

    def release(self, wp_type: str, wp_id: int) -> RemoteDraft:
        """Takes the uid away: WordPress makes the slug of the title when it is published."""
        ...


class Publisher(Protocol):
    def connect(self, access: SiteAccess) -> PublishingSite:
        """No request yet."""
        ...
