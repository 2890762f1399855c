"""Fulfils the port Publisher over REST: a post is found, made, read and changed (ADR 0015)."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from bridge.domain.errors import SiteError
from bridge.domain.ports import OutgoingArticle, RemoteDraft, SiteAccess
from bridge.net.egress import Egress
from bridge.wordpress.blocks import to_content
from bridge.wordpress.explain import RestRefused
from bridge.wordpress.post_text import read_content
from bridge.wordpress.post_type import WritableType, read_type, term_ids
from bridge.wordpress.writing import RestWriter, rows

_STATUSES = "publish,future,draft,pending,private,trash"
_TRASHED = "__trashed"  # what WordPress adds to the slug of a post in the trash
_FIELDS = "id,status,slug,link,modified_gmt,title.raw,content.raw"
_LANGUAGE = "helpdesk_bridge_language"
_GONE = frozenset({"rest_post_invalid_id"})
_MAY_NOT_WRITE = frozenset(
    {
        "rest_cannot_create", "rest_cannot_edit", "rest_forbidden_context", "rest_cannot_publish",
        "rest_cannot_edit_others", "rest_forbidden_status", "rest_cannot_assign_term",
    }
)  # fmt: skip
_RIGHTS = "The WordPress user may not write articles ({code}): give it the role Editor."


class WordPressPublisher:
    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    def connect(self, access: SiteAccess) -> "RestPublishing":
        return RestPublishing(RestWriter(self._egress, access))


class RestPublishing:
    """Fulfils the port PublishingSite."""

    def __init__(self, rest: RestWriter) -> None:
        self._rest = rest
        self._types: dict[str, WritableType] = {}

    def find(self, wp_type: str, uid: str) -> RemoteDraft | None:
        asked = {
            "slug": f"{uid},{uid}{_TRASHED}",
            "status": _STATUSES,
            "context": "edit",
            "_fields": _FIELDS,
        }
        try:
            found = rows(self._within_rights("GET", self._type(wp_type).route, asked))
        except RestRefused as error:
            if error.code == "rest_invalid_param":  # the statuses: we may not ask for drafts
                self._rest.get("wp/v2/users/me", {"context": "edit"})  # or are a stranger at all
                raise SiteError(_RIGHTS.format(code=error.code)) from error
            raise
        return self._draft(found[0]) if found else None

    def read(self, wp_type: str, wp_id: int) -> RemoteDraft | None:
        route = f"{self._type(wp_type).route}/{wp_id}"
        try:
            row = self._within_rights("GET", route, {"context": "edit", "_fields": _FIELDS})
        except RestRefused as error:
            if error.code in _GONE:
                return None
            raise
        return self._draft(row)

    def create(self, article: OutgoingArticle) -> RemoteDraft:
        # No status: WordPress makes a draft of it. With one, 6.x stumbles over a slug (a notice).
        values = {**self._values(article), "slug": article.uid}
        return self._draft(self._within_rights("POST", self._type(article.wp_type).route, values))

    def update(self, wp_id: int, article: OutgoingArticle) -> RemoteDraft:
        route = f"{self._type(article.wp_type).route}/{wp_id}"
        return self._draft(self._within_rights("POST", route, self._values(article)))

    def release(self, wp_type: str, wp_id: int) -> RemoteDraft:
        route = f"{self._type(wp_type).route}/{wp_id}"
        return self._draft(self._within_rights("POST", route, {"slug": ""}))

    def _values(self, article: OutgoingArticle) -> dict[str, Any]:
        kind = self._type(article.wp_type)
        values: dict[str, Any] = {
            "title": _title(article.title),
            "content": to_content(article.blocks),
            _LANGUAGE: article.language,  # passed over where the plugin is missing or old
        }
        if kind.field and article.categories:
            values[kind.field] = term_ids(self._rest, kind, article.categories)
        return values

    def _type(self, name: str) -> WritableType:
        if name not in self._types:
            self._types[name] = read_type(self._rest, name)
        return self._types[name]

    def _within_rights(self, method: str, route: str, values: Mapping[str, Any]) -> Any:
        try:
            if method == "GET":
                return self._rest.get(route, values)
            return self._rest.post(route, values)
        except RestRefused as error:
            if error.code in _MAY_NOT_WRITE and error.status != 401:
                raise SiteError(_RIGHTS.format(code=error.code)) from error
            raise

    def _draft(self, row: Any) -> RemoteDraft:
        """Raises SiteError for a row that lacks its raw text: nothing could be compared."""
        title, content = _raw(row, "title"), _raw(row, "content")
        if title is None or content is None or type(row.get("id")) is not int:
            raise SiteError("The site does not show its posts' raw text: another plugin alters it.")
        text = read_content(content)
        return RemoteDraft(
            wp_id=row["id"],
            status=str(row.get("status") or ""),
            slug=str(row.get("slug") or ""),
            url=str(row.get("link") or ""),
            edit_url=self._rest.edit_url(row["id"]),
            title=unescape(title),
            text=text.text,
            whole=text.whole,
            extras=text.extras,
            digest=hashlib.sha256(json.dumps([title, content]).encode()).hexdigest(),
            modified_at=_time(row.get("modified_gmt")),
        )


def _title(text: str) -> str:
    """A title is HTML to WordPress."""
    return re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;")


def _raw(row: Any, name: str) -> str | None:
    part = row.get(name) if isinstance(row, Mapping) else None
    raw = part.get("raw") if isinstance(part, Mapping) else None
    return raw if isinstance(raw, str) else None


def _time(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError as error:
        raise SiteError("The site does not say when its post was changed.") from error
