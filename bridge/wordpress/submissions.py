"""What the plugin holds for us: the feed of submissions, their files, its own state."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from typing import Any

from bridge.domain.errors import SiteError
from bridge.domain.ports import FeedPage, FileContent, SiteStatus
from bridge.net.answers import Answer
from bridge.wordpress.rest import RestClient

_NAMESPACE = "helpdesk-bridge/v1"
_MOST_ITEMS = 200
_LARGEST_CURSOR = 2**63 - 1
LARGEST_FILE = 25 * 1024 * 1024
_FILE = re.compile(r"helpdesk-bridge/v1/files/([0-9A-Za-z-]{8,64})(?![^?&#])")


def read_feed(rest: RestClient, after: int, limit: int) -> FeedPage:
    return feed_page(
        rest.get(f"{_NAMESPACE}/submissions", {"after": after, "limit": limited(limit)})
    )


def confirm(rest: RestClient, ids: str, signature: str) -> None:
    rest.post(f"{_NAMESPACE}/submissions/confirm", {"ids": ids, "signature": signature})


def limited(limit: int) -> int:
    return max(1, min(limit, _MOST_ITEMS))


def feed_page(data: Any) -> FeedPage:
    """Whether the cursor moves on is for the service to say: it takes the items first."""
    if not isinstance(data, Mapping):
        raise _odd_feed("it is no object")
    items, next_after, more = (data.get(key) for key in ("items", "next_after", "has_more"))
    if not isinstance(items, list):
        raise _odd_feed("it has no list of items")
    if type(next_after) is not int or type(more) is not bool:
        raise _odd_feed("next_after or has_more is missing")
    if not 0 <= next_after <= _LARGEST_CURSOR:
        raise _odd_feed("next_after is no cursor")
    waiting = data.get("waiting")  # said only while something waits
    ids = [text for text in waiting if isinstance(text, str)] if isinstance(waiting, list) else []
    return FeedPage(tuple(items), next_after, more, tuple(ids))


def read_file(rest: RestClient, url: str) -> FileContent:
    """The file behind a submission's `url`. Only its id is used: the call goes to the site."""
    uuid = file_id(url)
    answer = rest.download(f"{_NAMESPACE}/files/{uuid}", LARGEST_FILE)
    content_type = answer.headers.get("content-type", "").partition(";")[0].strip()
    return FileContent(
        name=_file_name(answer) or uuid,
        content_type=content_type or "application/octet-stream",
        content=answer.body,
    )


def file_id(url: str) -> str:
    """Raises SiteError for an address that is none of the plugin's."""
    found = _FILE.search(url)
    if not found:
        raise SiteError("The file's address is none of the Helpdesk Bridge plugin's.")
    return found.group(1)


def read_status(rest: RestClient) -> SiteStatus:
    return site_status(rest.get(f"{_NAMESPACE}/status"))


def site_status(data: Any) -> SiteStatus:
    if not isinstance(data, Mapping):
        raise SiteError("The plugin's status is no object: update the Helpdesk Bridge plugin.")
    pending = data.get("pending_push")
    return SiteStatus(
        plugin_version=_text(data.get("plugin_version")),
        wp_version=_text(data.get("wp_version")),
        pending_push=pending if type(pending) is int else None,
        clock=_time(data.get("clock")),
        raw=data,
    )


def _file_name(answer: Answer) -> str | None:
    header = Message()
    header["Content-Disposition"] = answer.headers.get("content-disposition", "")
    return header.get_filename()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _time(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo else None


def _odd_feed(fault: str) -> SiteError:
    return SiteError(
        f"The plugin's feed can't be read, {fault}: update the Helpdesk Bridge plugin."
    )
