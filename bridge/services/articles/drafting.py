"""People write articles here: begin one from a ticket, change it, send it, settle a conflict."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain import drafts as rules
from bridge.domain.actor import Actor
from bridge.domain.drafts import DraftState
from bridge.domain.errors import Conflict, Invalid, NotFound
from bridge.domain.language import DEFAULT_LANGUAGE, LANGUAGES
from bridge.domain.words import EffectKind, QueueName
from bridge.services import history
from bridge.services.articles import draft_text
from bridge.services.context import Context
from bridge.services.tickets import lookup
from bridge.store.drafts import ArticleDraft
from bridge.store.session import Transaction
from bridge.store.sites import Site

LONGEST_TITLE = 300
LONGEST_TEXT = 200_000
MOST_CATEGORIES = 20
MOST_READ = 2000
"""So many of a site's newest articles tell which categories there are."""
_UID_BYTES = 12


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What the editor's form holds. `site` counts only until the draft was sent."""

    title: str
    text: str
    language: str
    categories: tuple[str, ...]
    site: str


def begin(ctx: Context, actor: Actor, reference: str) -> int:
    """The draft of a ticket: a new one, or the one that there is. Raises NotFound, Invalid."""
    return ctx.settle(lambda tx: _begin(ctx, tx, actor, reference))


def blank(ctx: Context, actor: Actor, site_slug: str | None = None) -> int:
    """An empty draft for a site, the first one if none is named. Raises NotFound, Invalid."""
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        site = _site(tx, site_slug)
        draft = _new(tx, site, actor, now, language=DEFAULT_LANGUAGE)
        tx.drafts.add(draft)
        tx.session.flush()
        return draft.id


def save(ctx: Context, actor: Actor, draft_id: int, change: DraftChange, seen: int) -> None:
    """Stores here alone. `seen` is the revision that the person had before them.

    Raises NotFound, Invalid, Conflict.
    """
    with ctx.transaction() as tx:
        _change(ctx, tx, actor, _found(tx, draft_id, seen), change)


def send(ctx: Context, actor: Actor, draft_id: int, change: DraftChange, seen: int) -> None:
    """Stores, and asks for it to be sent to WordPress. Raises NotFound, Invalid, Conflict."""
    with ctx.transaction() as tx:
        row = _found(tx, draft_id, seen)
        _change(ctx, tx, actor, row, change)
        if not row.title:
            raise Invalid("An article needs a title before it is sent.", field="title")
        if not row.text.strip():
            raise Invalid("An article needs a text before it is sent.", field="text")
        if row.wp_status == rules.DELETED:
            raise Invalid("It was deleted in WordPress: send it as a new one.", field="title")
        row.wanted_revision = row.revision
        _hurry(ctx, tx, row)


def look_again(ctx: Context, draft_id: int) -> None:
    """Asks for the state in WordPress to be read now. Raises NotFound."""
    with ctx.transaction() as tx:
        _hurry(ctx, tx, _found(tx, draft_id))


def send_anew(ctx: Context, draft_id: int) -> None:
    """As a new post, when the old one is deleted or in the trash. Raises NotFound, Conflict."""
    with ctx.transaction() as tx:
        row = _found(tx, draft_id)
        if row.wp_status not in (rules.DELETED, rules.TRASH):
            raise Conflict("The article still exists in WordPress: open it there.")
        row.uid, row.wp_id, row.wp_status = _uid(), None, None
        row.url = row.edit_url = row.exchanged_hash = row.exchanged_at = row.theirs = None
        row.sent_revision, row.wanted_revision, row.last_error = 0, row.revision, None
        _hurry(ctx, tx, row)


def settle(
    ctx: Context,
    actor: Actor,
    draft_id: int,
    choice: str,
    digest: str,
    joined: tuple[str, str] = ("", ""),
) -> None:
    """A person decides between two texts: `theirs`, `ours`, or `joined` (title, text).

    `digest` names the text of WordPress that the person saw. Raises NotFound, Invalid, Conflict.
    """
    with ctx.transaction() as tx:
        row = _found(tx, draft_id)
        if row.theirs is None or row.theirs["digest"] != digest:
            raise Conflict("The article changed in WordPress once more: look at both texts again.")
        if choice == "theirs":
            _take_theirs(row)
        elif choice in ("ours", "joined"):
            if choice == "joined":
                row.title, row.text = _checked(*joined)
            _send_over(row, digest)
        else:
            raise Invalid("Choose one of the texts.", field="choice")
        row.changed_by, row.changed_at = actor.name, ctx.clock.now()
        _hurry(ctx, tx, row)


def state_of(row: ArticleDraft) -> DraftState:
    return rules.state(
        revision=row.revision,
        wanted=row.wanted_revision,
        sent=row.sent_revision,
        in_wordpress=row.wp_id is not None,
        wp_status=row.wp_status,
        differs=row.theirs is not None,
    )


def _begin(ctx: Context, tx: Transaction, actor: Actor, reference: str) -> int:
    ticket = lookup.found(tx, reference)
    known = tx.drafts.of_ticket(ticket.id)
    if known is not None:
        return known.id
    now = ctx.clock.now()
    site = tx.sites.get(ticket.site_id) if ticket.site_id else _site(tx, None)
    draft = _new(tx, site, actor, now, language=ticket.language)
    draft.ticket_id = ticket.id
    draft.title, draft.text = draft_text.of_ticket(tx, ticket)
    if ticket.category in tx.article_lists.categories(site.id, MOST_READ):
        draft.categories = [ticket.category]
    tx.drafts.add(draft)
    tx.session.flush()
    history.record(tx, ticket, "article_drafted", actor, now, draft=draft.id)
    return draft.id


def _new(tx: Transaction, site: Site, actor: Actor, now: datetime, language: str) -> ArticleDraft:
    return ArticleDraft(
        uid=_uid(),
        site_id=site.id,
        wp_type=_article_type(tx, site),
        title="",
        text="",
        language=language,
        categories=[],
        revision=1,
        wanted_revision=0,
        sent_revision=0,
        created_by=actor.name,
        created_at=now,
        changed_by=actor.name,
        changed_at=now,
    )


def _article_type(tx: Transaction, site: Site) -> str:
    """The post type of a new article: the first of those that the site mirrors."""
    types = tx.mirror.types(site.id)
    return types[0].name if types else "post"


def _uid() -> str:
    return f"{rules.UID_PREFIX}{secrets.token_hex(_UID_BYTES)}"


def _change(
    ctx: Context, tx: Transaction, actor: Actor, row: ArticleDraft, change: DraftChange
) -> None:
    title, text = _checked(change.title, change.text)
    if change.language not in LANGUAGES:
        raise Invalid("Choose one of the languages.", field="language")
    values: dict[str, Any] = {
        "title": title,
        "text": text,
        "language": change.language,
        "categories": _names(change.categories),
    }
    if row.wanted_revision == 0:  # nothing was sent, and nothing is about to be
        site = _site(tx, change.site)
        values["site_id"] = site.id
        values["wp_type"] = _article_type(tx, site)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.revision += 1
        row.changed_by, row.changed_at = actor.name, ctx.clock.now()


def _checked(title: str, text: str) -> tuple[str, str]:
    short = " ".join(title.split())
    if len(short) > LONGEST_TITLE:
        raise Invalid("The title is longer than 300 characters.", field="title")
    if len(text) > LONGEST_TEXT:
        raise Invalid("The text is longer than 200,000 characters.", field="text")
    return short, text.replace("\r\n", "\n").strip("\n")


def _names(categories: tuple[str, ...]) -> list[str]:
    names = dict.fromkeys(" ".join(name.split()) for name in categories)
    kept = [name for name in names if name]
    if len(kept) > MOST_CATEGORIES or any(len(name) > 200 for name in kept):
        raise Invalid("An article has up to 20 categories of 200 characters.", field="categories")
    return kept


def _take_theirs(row: ArticleDraft) -> None:
    """A text that is not whole here stays marked as differing: sending it would lose something."""
    theirs = row.theirs or {}
    row.title, row.text = theirs["title"], theirs["text"]
    row.revision += 1
    row.sent_revision = row.wanted_revision = row.revision
    if theirs["whole"]:
        row.exchanged_hash, row.theirs = theirs["digest"], None


def _send_over(row: ArticleDraft, digest: str) -> None:
    row.revision += 1
    row.wanted_revision = row.revision
    row.exchanged_hash, row.theirs = digest, None


def _hurry(ctx: Context, tx: Transaction, row: ArticleDraft) -> None:
    if row.wp_id is None and row.wanted_revision == 0:
        return  # it was never sent: there is nothing to look for
    tx.outbox.hurry(EffectKind.PUBLISH_DRAFT, QueueName.SYNC, row.id, ctx.clock.now())


def _found(tx: Transaction, draft_id: int, seen: int | None = None) -> ArticleDraft:
    row = tx.drafts.locked(draft_id)
    if row is None:
        raise NotFound("There is no such draft.")
    if seen is not None and seen != row.revision:
        raise Conflict("Somebody changed this draft while you had it open.")
    return row


def _site(tx: Transaction, slug: str | None) -> Site:
    if slug:
        named = tx.sites.by_slug(slug)
        if named is None:
            raise Invalid("There is no such site.", field="site")
        return named
    sites = tx.sites.all()
    if not sites:
        raise Invalid("Connect a WordPress site first: an article needs one.", field="site")
    return sites[0]
