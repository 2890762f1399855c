"""One article type of one site: read all, read what changed, compare what exists."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bridge.domain.errors import NotFound
from bridge.domain.ports import Look, RemoteArticle, RemoteArticles, ScanStart, Stamps
from bridge.services.context import Context
from bridge.services.mirror import mirroring, sections
from bridge.store.mirror import ArticleType, Known
from bridge.store.session import Transaction
from bridge.store.sites import Site

OVERLAP = timedelta(seconds=5)
"""`modified_after` is exclusive and has a resolution of 1 s (WORDPRESS section 2)."""
SETTLED = timedelta(seconds=2)
"""A post may change twice in one second: only after so long is its time stamp a proof."""
AHEAD = timedelta(minutes=1)
"""A scheduled post is "changed" when it will appear: what is later than now is no watermark."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC) + OVERLAP


@dataclass(frozen=True, slots=True)
class TypePull:
    """A pull on its way; `counts` collects created, updated, deleted."""

    ctx: Context
    site: Site
    name: str
    articles: RemoteArticles
    counts: Counter[str]

    def kind(self, tx: Transaction) -> ArticleType:
        """Raises NotFound when the type was taken off the site meanwhile."""
        row = tx.mirror.type_of(self.site.id, self.name)
        if row is None:
            raise NotFound(f"{self.site.slug} has no article type {self.name!r} any more.")
        return row

    def take(
        self, pages: Iterable[list[RemoteArticle]], *, scan: bool = False, stream: bool = False
    ) -> None:
        """Stores each page with how far we came: ids ascend in a scan, changes in a stream."""
        for page in pages:
            self.counts.update(self.ctx.settle(partial(self._store, page, scan, stream)))

    def _store(
        self, page: list[RemoteArticle], scan: bool, stream: bool, tx: Transaction
    ) -> Counter[str]:
        counts = mirroring.take(tx, self.site, page)
        if scan or stream:
            kind = self.kind(tx)
        if scan:
            kind.scan_after = max(kind.scan_after, *(article.wp_id for article in page))
        if stream:
            latest = self.ctx.clock.now() + AHEAD
            newest = max(min(article.modified_at, latest) for article in page)
            kind.seen_until = max(newest, kind.seen_until or newest)
        return counts


def pull_type(one: TypePull, *, full: bool, reconcile: bool) -> None:
    with one.ctx.reading() as tx:
        kind = one.kind(tx)
    whole = full or kind.seen_until is None or kind.scan_from is not None
    if whole:
        _read_all(one, anew=full or kind.scan_from is None)
    look = _read_changed(one)
    if reconcile or whole:
        _reconcile(one, look, just_read=whole)
    if any(one.counts[name] for name in ("created", "updated", "deleted")) or full:
        with one.ctx.transaction() as tx:
            sections.write_sections(tx, one.kind(tx))


def _read_all(one: TypePull, *, anew: bool) -> None:
    """Every post by its id. Cut off, it goes on behind the last page that was stored."""
    if anew:
        look = one.articles.look()
        with one.ctx.transaction() as tx:
            kind = one.kind(tx)
            kind.looked_at = look.at or one.ctx.clock.now()
            kind.scan_from, kind.scan_after = _newest(look, kind.looked_at), 0
    with one.ctx.reading() as tx:
        after = one.kind(tx).scan_after
        before = tx.mirror.count(one.site.id, one.name, up_to=after) if after else 0
    one.take(one.articles.all(ScanStart(after, before)), scan=True)
    with one.ctx.transaction() as tx:
        kind = one.kind(tx)
        kind.seen_until, kind.scan_from, kind.scan_after = kind.scan_from, None, 0


def _read_changed(one: TypePull) -> Look:
    """What changed since the watermark. Returns the look at the site that this began with."""
    look = one.articles.look()
    with one.ctx.reading() as tx:
        kind = one.kind(tx)
        known = tx.mirror.known(one.site.id, one.name, look.changed)
    since = (kind.seen_until or EPOCH) - OVERLAP
    if not look.complete and min(look.changed.values(), default=since) > since:
        one.take(one.articles.changed(since), stream=True)
    else:
        settled, now = (kind.looked_at or EPOCH) - SETTLED, look.at or one.ctx.clock.now()
        wanted = [
            number
            for number, at in look.changed.items()
            if settled < at <= now or _differs(known.get(number), at)
        ]
        one.take(one.articles.some(sorted(wanted, key=look.changed.__getitem__)))
    with one.ctx.transaction() as tx:
        kind = one.kind(tx)
        # goes back where a site was restored from a backup
        kind.looked_at = look.at or one.ctx.clock.now()
        kind.seen_until = _newest(look, kind.looked_at)
    return look


def _reconcile(one: TypePull, look: Look, *, just_read: bool) -> None:
    """While numbers agree and all was read or compared lately, the look is enough."""
    now = one.ctx.clock.now()
    with one.ctx.reading() as tx:
        last = one.kind(tx).reconciled_at
        status = mirroring.FINDABLE if look.public_only else None
        held = tx.mirror.count(one.site.id, one.name, status=status)
    due = last is None or now - last >= one.ctx.timing.reconcile_articles
    if look.complete:
        _compare(one, look)
    elif (due and not just_read) or (look.total is not None and look.total != held):
        _compare(one, one.articles.stamps())
    paths = one.articles.category_paths() if held else {}
    with one.ctx.transaction() as tx:
        kind = one.kind(tx)
        one.counts["updated"] += sections.rename_categories(tx, kind, paths)
        if due or just_read:
            kind.reconciled_at = now


def _compare(one: TypePull, there: Stamps) -> None:
    with one.ctx.reading() as tx:
        known = tx.mirror.known(one.site.id, one.name)
    stale = [number for number, at in there.changed.items() if _differs(known.get(number), at)]
    one.take(one.articles.some(sorted(stale)))
    missing = [
        number
        for number, row in known.items()
        if row.exists
        and not there.partial
        and number not in there.changed
        and (row.status == mirroring.FINDABLE or not there.public_only)
    ]
    gone = [known[number] for number in one.articles.gone(missing)] if missing else []
    if gone:
        with one.ctx.transaction() as tx:
            mirroring.forget(tx, gone, one.ctx.clock.now())
        one.counts["deleted"] += sum(row.status != mirroring.TRASH for row in gone)


def _differs(row: Known | None, at: datetime) -> bool:
    return row is None or not row.exists or row.modified_at != at


def _newest(look: Look, now: datetime) -> datetime:
    return max((at for at in look.changed.values() if at <= now + AHEAD), default=EPOCH)
