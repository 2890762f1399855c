"""A real WordPress to measure against, with as many articles as wanted."""

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bridge.cli.demo.wordpress import Site, SitePlan, create_site, obtain

KIND = "php -S with 4 workers, WordPress on SQLite"
_WORDS = tuple(
    """account alarm battery box cable certificate charge connect customer data delivery device
    download error export gateway guarantee invoice key label line logger message network order
    page password phone plug print reading record repair report reset return router screen send
    sensor server setting sign signal socket store supply switch system table team time update
    """.split()  # noqa: SIM905 - a list of strings would be no easier to read
)
_SEED = 4
_ZONE = ZoneInfo("Europe/Paris")  # the set-up script's
_PARAGRAPHS = 8
_PARAGRAPH_WORDS = 45


@contextmanager
def served(articles: int = 0) -> Iterator[Site]:
    """A site that runs until the block ends."""
    cache = Path.home() / ".cache" / "helpdesk-bridge" / "wordpress"
    core = obtain(cache, print)
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-site-") as folder:
        site = create_site(core, Path(folder) / "site", SitePlan(minimum_seconds=0))
        if articles:
            _fill(site, articles)
        site.start()
        try:
            yield site
        finally:
            site.stop()


def _fill(site: Site, articles: int) -> None:
    """Copies one post that WordPress made, with a text of its own each, a minute apart.

    Straight into the tables: `wp_insert_post` would take minutes.
    """
    first = site.evaluate(
        "return wp_insert_post( array( 'post_title' => 'First', 'post_content' => 'First',"
        " 'post_excerpt' => 'First', 'post_status' => 'publish' ) );"
    )
    chance = random.Random(_SEED)
    start = datetime.now(UTC) - timedelta(minutes=articles + 10)
    with closing(sqlite3.connect(site.folder / "private/database/.ht.sqlite")) as database:
        row = database.execute("SELECT * FROM wp_posts WHERE ID = ?", [first])
        names = [column[0] for column in row.description]
        model = dict(zip(names, row.fetchone(), strict=True))
        rows = []
        for number in range(1, articles):
            dates = _dates(start + timedelta(minutes=number))
            rows.append(model | _article(chance, number) | dates)
            rows[-1]["ID"] = first + number
        marks = ", ".join(f":{name}" for name in names)
        database.executemany(f"INSERT INTO wp_posts VALUES ({marks})", rows)
        category = "SELECT term_taxonomy_id FROM wp_term_relationships WHERE object_id = :first"
        database.execute(
            f"INSERT INTO wp_term_relationships SELECT ID, ({category}), 0 FROM wp_posts"
            " WHERE post_type = 'post' AND ID > :first",
            {"first": first},
        )
        database.commit()


def _dates(at: datetime) -> dict[str, str]:
    """As WordPress keeps them: in the site's zone, which it searches by, and in UTC."""
    there, utc = (at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") for zone in (_ZONE, UTC))
    return {
        "post_date": there,
        "post_modified": there,
        "post_date_gmt": utc,
        "post_modified_gmt": utc,
    }


def _article(chance: random.Random, number: int) -> dict[str, str]:
    """About 3 KB of HTML in blocks."""
    blocks = [
        f"<!-- wp:paragraph --><p>{' '.join(chance.choices(_WORDS, k=_PARAGRAPH_WORDS))}."
        "</p><!-- /wp:paragraph -->"
        for _ in range(_PARAGRAPHS)
    ]
    title = " ".join(chance.choices(_WORDS, k=5)).capitalize()
    return {
        "post_title": f"{title} {number}",
        "post_name": f"article-{number}",
        "post_content": "\n".join(blocks),
        "post_excerpt": " ".join(chance.choices(_WORDS, k=20)),
    }
