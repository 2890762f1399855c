"""One site over XML-RPC: access, the plugin's feed and files, articles."""

import json
from collections.abc import Mapping
from typing import Any

from wordpress_xmlrpc.base import AuthenticatedMethod
from wordpress_xmlrpc.methods.posts import GetPostType
from wordpress_xmlrpc.methods.taxonomies import GetTaxonomy

from bridge.domain.errors import SiteError
from bridge.domain.ports import FeedPage, FileContent, RemoteArticles, SiteStatus
from bridge.wordpress.rows import text
from bridge.wordpress.site_memory import XMLRPC, PostType, SiteMemory
from bridge.wordpress.submissions import LARGEST_FILE, feed_page, file_id, limited, site_status
from bridge.wordpress.xmlrpc import XmlRpcClient
from bridge.wordpress.xmlrpc_articles import XmlRpcArticles

_PART = 4 * 1024 * 1024


class TypeNamed(GetPostType):  # type: ignore[misc]  # the library carries no types
    """Without labels: WordPress has none for some, and writes a PHP notice about each."""

    optional_args = ("fields",)


class TaxonomyNamed(GetTaxonomy):  # type: ignore[misc]
    """See TypeNamed."""

    optional_args = ("fields",)


class GetSubmissions(AuthenticatedMethod):  # type: ignore[misc]
    method_name = "helpdeskBridge.getSubmissions"
    method_args = ("after", "limit")


class ConfirmSubmissions(AuthenticatedMethod):  # type: ignore[misc]
    method_name = "helpdeskBridge.confirmSubmissions"
    method_args = ("ids", "signature")


class GetStatus(AuthenticatedMethod):  # type: ignore[misc]
    method_name = "helpdeskBridge.getStatus"


class GetFile(AuthenticatedMethod):  # type: ignore[misc]
    method_name = "helpdeskBridge.getFile"
    method_args = ("uuid", "offset", "length")


class XmlRpcTransport:
    """Fulfils Transport."""

    def __init__(self, client: XmlRpcClient, memory: SiteMemory, faults: list[str]) -> None:
        self._client = client
        self._memory = memory
        self._faults = faults

    def check_access(self) -> None:
        self._client.check_access()

    def submissions(self, after: int, limit: int) -> FeedPage:
        # as text: XML-RPC's numbers end at 2147483647
        data = self._client.call(GetSubmissions(str(after), limited(limit)))
        return feed_page(_as_json(data))

    def confirm(self, ids: str, signature: str) -> None:
        self._client.call(ConfirmSubmissions(ids, signature))

    def file(self, url: str) -> FileContent:
        uuid = file_id(url)
        parts, size = [], 0
        while True:
            data = self._client.call(GetFile(uuid, size, _PART))
            part = data.get("content") if isinstance(data, Mapping) else None
            if not isinstance(part, bytes):
                raise SiteError("The answer holds no file: update the Helpdesk Bridge plugin.")
            parts.append(part)
            size += len(part)
            if size > LARGEST_FILE:
                raise SiteError("The file is larger than the plugin takes: it was left there.")
            if len(part) < _PART:
                break
        return FileContent(
            name=text(data.get("name")) or uuid,
            content_type=text(data.get("type")) or "application/octet-stream",
            content=b"".join(parts),
        )

    def status(self) -> SiteStatus:
        return site_status(_as_json(self._client.call(GetStatus())))

    def articles_of(self, article_type: str) -> RemoteArticles:
        kind = self._memory.post_type(article_type)
        if kind is None or kind.transport != XMLRPC:
            kind = self._memory.learn(self._read_type(article_type))
        return XmlRpcArticles(self._client, kind, self._faults)

    def _read_type(self, name: str) -> PostType:
        kind = self._client.call(TypeNamed(name, ["taxonomies"], results_class=None))
        if not isinstance(kind, Mapping):
            raise SiteError(f"The site has no post type {name}: check the article type's name.")
        named = kind.get("taxonomies")
        taxonomies = [text(item) for item in named] if isinstance(named, list) else []
        categories = tuple((item, item) for item in taxonomies if item and self._ordered(item))
        return PostType(name, XMLRPC, "", categories, kind.get("hierarchical") is True)

    def _ordered(self, taxonomy: str) -> bool:
        found = self._client.call(TaxonomyNamed(taxonomy, ["object_type"], results_class=None))
        return isinstance(found, Mapping) and found.get("hierarchical") is True


def _as_json(data: Any) -> Any:
    """The submission is kept as JSON; base64 in it can only be text."""
    return json.loads(json.dumps(data, default=lambda raw: raw.decode("utf-8", "replace")))
