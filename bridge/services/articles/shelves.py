"""The knowledge pages: every site's articles with their use, and the drafts written here."""

from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain import marked_text, markup
from bridge.domain.drafts import DraftState
from bridge.domain.errors import NotFound
from bridge.domain.language import LANGUAGES
from bridge.domain.references import ticket_reference
from bridge.services import cursors
from bridge.services.articles.drafting import MOST_READ, state_of
from bridge.services.context import Context
from bridge.services.sites import site_access
from bridge.store.article_lists import DELETED, ArticleFilter, Uses
from bridge.store.drafts import ArticleDraft
from bridge.store.knowledge import Article
from bridge.store.session import Transaction
from bridge.store.sites import Site

PAGE = 50
STATUSES = ("publish", "draft", "pending", "future", "private", "protected", DELETED)


@dataclass(frozen=True, slots=True)
class SiteOnShelf:
    """`read_at`: when its articles were last read; `error`: what went wrong then."""

    slug: str
    url: str
    articles: int
    read_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class OnShelf:
    id: int
    site: str
    title: str
    excerpt: str
    language: str
    status: str
    categories: tuple[str, ...]
    changed_at: datetime
    uses: Uses


@dataclass(frozen=True, slots=True)
class Shelf:
    """`next` is the cursor of the following page; None at the end and in a search."""

    sites: tuple[SiteOnShelf, ...]
    rows: tuple[OnShelf, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """`html` is sanitised."""

    row: OnShelf
    html: str
    url: str
    author: str | None
    published_at: datetime | None
    site: SiteOnShelf
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class Theirs:
    """What was written in WordPress since the last exchange; `extras` can't be shown here."""

    digest: str
    title: str
    text: str
    whole: bool
    extras: tuple[str, ...]
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    id: int
    state: DraftState
    revision: int
    site: str
    site_url: str
    ticket: str | None
    title: str
    text: str
    language: str
    categories: tuple[str, ...]
    wp_status: str | None
    url: str | None
    edit_url: str | None
    was_sent: bool
    checked_at: datetime | None
    error: str | None
    theirs: Theirs | None
    created_by: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list; `changed_at` is its last change on either side that we know of."""

    id: int
    state: DraftState
    wp_status: str | None
    title: str
    site: str
    ticket: str | None
    changed_by: str
    changed_at: datetime


def shelf(
    ctx: Context,
    *,
    site: str | None = None,
    status: str | None = None,
    text: str = "",
    after: str | None = None,
) -> Shelf:
    """A page, newest change first; a search gives its best matches and no further page.

    Raises NotFound for an unknown site, Invalid for a cursor that is none of ours.
    """
    with ctx.reading() as tx:
        sites = {row.id: row for row in tx.sites.all()}
        chosen = [row.id for row in sites.values() if row.slug == site] if site else [None]
        if not chosen:
            raise NotFound("There is no such site.")
        wanted = ArticleFilter(chosen[0], status, cursors.unpack(after))
        found = _search(tx, text, wanted) if text else tx.article_lists.page(wanted, PAGE + 1)
        last = found[PAGE - 1] if len(found) > PAGE and not text else None
        counts = tx.article_lists.counts()
        return Shelf(
            tuple(_site(row, counts.get(row.id, 0)) for row in sites.values()),
            _rows(tx, found[:PAGE], sites),
            cursors.pack(last.modified_at, last.id) if last else None,
        )


def article(ctx: Context, article_id: int) -> ArticleView:
    """As it is stored, cleaned once more. Raises NotFound."""
    with ctx.reading() as tx:
        found = tx.knowledge.article(article_id)
        if found is None:
            raise NotFound("There is no such article.")
        site = tx.sites.get(found.site_id)
        draft = tx.drafts.of_post(site.id, found.wp_id)
        return ArticleView(
            row=_rows(tx, [found], {site.id: site})[0],
            html=markup.clean(found.html),
            url=found.url,
            author=found.author,
            published_at=found.published_at,
            site=_site(site, tx.article_lists.counts().get(site.id, 0)),
            draft_id=draft.id if draft else None,
        )


def drafts(ctx: Context, after: str | None = None) -> tuple[list[DraftRow], str | None]:
    """A page, newest change first, and the cursor of the next. Raises Invalid."""
    with ctx.reading() as tx:
        found = tx.drafts.page(cursors.unpack(after), PAGE + 1)
    last = found[PAGE - 1][0] if len(found) > PAGE else None
    rows = [
        DraftRow(
            row.id,
            state_of(row),
            row.wp_status,
            row.title,
            site.slug,
            ticket_reference(row.ticket_id) if row.ticket_id else None,
            row.changed_by,
            row.changed_at,
        )
        for row, site in found[:PAGE]
    ]
    return rows, cursors.pack(last.changed_at, last.id) if last else None


def draft(ctx: Context, draft_id: int) -> DraftView:
    """Raises NotFound."""
    with ctx.reading() as tx:
        row = tx.drafts.get(draft_id)
        if row is None:
            raise NotFound("There is no such draft.")
        return _draft(row, tx.sites.get(row.site_id))


def draft_of_ticket(ctx: Context, ticket_id: int) -> DraftView | None:
    with ctx.reading() as tx:
        row = tx.drafts.of_ticket(ticket_id)
        return _draft(row, tx.sites.get(row.site_id)) if row else None


def categories(ctx: Context, site_slug: str) -> list[str]:
    """Those in use on a site. Raises NotFound."""
    site = site_access.by_slug(ctx, site_slug)
    with ctx.reading() as tx:
        return tx.article_lists.categories(site.id, MOST_READ)


def waiting(ctx: Context) -> int:
    """How many drafts differ from what was written in WordPress and wait for a person."""
    with ctx.reading() as tx:
        return tx.drafts.count_differing()


def preview(text: str) -> str:
    """A draft's text as HTML; whatever people wrote in it is escaped."""
    return marked_text.to_html(marked_text.parse(text))


def _search(tx: Transaction, text: str, wanted: ArticleFilter) -> list[Article]:
    """The best by stems first, then whatever holds the words as they were typed."""
    hits = [
        hit
        for language in LANGUAGES
        for hit in tx.search.find(text, language, limit=PAGE, site_id=wanted.site_id)
        if hit.coverage == 1
    ]
    best = [hit.article for hit in sorted(hits, key=lambda hit: -hit.score)]
    fitting = [one for one in best if wanted.status in (None, "", one.status)]
    words = text.split()[:10]
    typed = tx.article_lists.with_words(words, replace(wanted, before=None), PAGE)
    return list({one.id: one for one in (*fitting, *typed)}.values())[:PAGE]


def _rows(tx: Transaction, found: list[Article], sites: dict[int, Site]) -> tuple[OnShelf, ...]:
    uses = tx.article_lists.uses([row.id for row in found])
    return tuple(
        OnShelf(
            id=row.id,
            site=sites[row.site_id].slug,
            title=row.title,
            excerpt=row.excerpt,
            language=row.language,
            status=DELETED if row.deleted_at else row.status,
            categories=tuple(map(str, row.categories)),
            changed_at=row.modified_at,
            uses=uses.get(row.id, Uses()),
        )
        for row in found
    )


def _site(row: Site, articles: int) -> SiteOnShelf:
    return SiteOnShelf(row.slug, row.url, articles, row.last_pull_at, row.last_error)


def _draft(row: ArticleDraft, site: Site) -> DraftView:
    return DraftView(
        id=row.id,
        state=state_of(row),
        revision=row.revision,
        site=site.slug,
        site_url=site.url,
        ticket=ticket_reference(row.ticket_id) if row.ticket_id else None,
        title=row.title,
        text=row.text,
        language=row.language,
        categories=tuple(map(str, row.categories)),
        wp_status=row.wp_status,
        url=row.url,
        edit_url=row.edit_url,
        was_sent=row.wanted_revision > 0,
        checked_at=row.checked_at,
        error=row.last_error,
        theirs=_theirs(row),
        created_by=row.created_by,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _theirs(row: ArticleDraft) -> Theirs | None:
    held = row.theirs
    if held is None:
        return None
    return Theirs(
        digest=held["digest"],
        title=held["title"],
        text=held["text"],
        whole=held["whole"],
        extras=tuple(held["extras"]),
        modified_at=datetime.fromisoformat(held["modified_at"]),
    )
