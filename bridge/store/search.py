"""One article search on two engines: SQLite's FTS5 and PostgreSQL's tsvector.

Both index the same stems (domain/language), so that a word matches alike on both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from bridge.domain.language import LONGEST_QUERY, stems
from bridge.store.knowledge import Article
from bridge.store.unit import Aggregate, Unit

TITLE_WEIGHT = 4.0
MOST_TERMS = 40


@dataclass(frozen=True, slots=True)
class Hit:
    article: Article
    score: float
    """Higher fits better; comparable within one query only."""
    coverage: float
    """Share of the query's different stems that stand in the article, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article's words."""

    id: int
    title: str
    body: str
    language: str


class ArticleSearch(Aggregate):
    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self._fts5 = unit.connection.dialect.name == "sqlite"

    def index(self, article: Article) -> None:
        """Make the article findable as it stands now, or not findable if it should not be."""
        words = (article.id, article.title, article.body, article.language)
        self.index_all([Indexed(*words)] if article.findable else [], [article.id])

    def index_all(self, findable: Sequence[Indexed], others: Sequence[int] = ()) -> None:
        """Makes many findable by their words now, and the `others` not findable."""
        self.forget_all([*others, *(row.id for row in findable)])
        if not findable:
            return
        insert = (
            "INSERT INTO article_index (rowid, title, body) VALUES (:id, :title, :body)"
            if self._fts5
            else "INSERT INTO article_index (article_id, stems) VALUES (:id, "
            "setweight(to_tsvector('simple', :title), 'A')"
            " || setweight(to_tsvector('simple', :body), 'D'))"
        )
        self.session.execute(text(insert), [_stemmed(row) for row in findable])

    def forget(self, article_id: int) -> None:
        self.forget_all([article_id])

    def forget_all(self, article_ids: Sequence[int]) -> None:
        key = "rowid" if self._fts5 else "article_id"
        if article_ids:
            self.session.execute(
                text(f"DELETE FROM article_index WHERE {key} = :id"),  # noqa: S608 - two fixed names
                [{"id": article_id} for article_id in article_ids],
            )

    def find(
        self, query: str, language: str, *, limit: int, site_id: int | None = None
    ) -> list[Hit]:
        """Published articles in `language` that share a stem with the query, best first."""
        terms = list(dict.fromkeys(stems(query[:LONGEST_QUERY], language)))[:MOST_TERMS]
        if not terms:
            return []
        sql = _FTS5 if self._fts5 else _TSVECTOR
        rows = self.session.execute(
            text(sql),
            {
                "terms": " OR ".join(f'"{term}"' for term in terms)
                if self._fts5
                else " | ".join(f"'{term}'" for term in terms),
                "language": language,
                "site": site_id,
                "limit": limit,
                "title_weight": TITLE_WEIGHT,
            },
        ).all()
        return [self._hit(article_id, score, terms, language) for article_id, score in rows]

    def _hit(self, article_id: int, score: float, terms: list[str], language: str) -> Hit:
        article = self.session.get_one(Article, article_id)
        known = set(stems(f"{article.title} {article.body}", language))
        return Hit(article, score, sum(term in known for term in terms) / len(terms))


def _stemmed(row: Indexed) -> dict[str, int | str]:
    return {
        "id": row.id,
        "title": " ".join(stems(row.title, row.language)),
        "body": " ".join(stems(row.body, row.language)),
    }


_FTS5 = """
SELECT articles.id, -bm25(article_index, :title_weight, 1.0) AS score
FROM article_index JOIN articles ON articles.id = article_index.rowid
WHERE article_index MATCH :terms AND articles.language = :language
  AND (:site IS NULL OR articles.site_id = :site)
ORDER BY score DESC, articles.id LIMIT :limit
"""

_TSVECTOR = """
SELECT articles.id, ts_rank('{0.25, 0.25, 0.25, 1.0}', article_index.stems, query.terms, 1) AS score
FROM to_tsquery('simple', :terms) AS query(terms), article_index
JOIN articles ON articles.id = article_index.article_id
WHERE article_index.stems @@ query.terms AND articles.language = :language
  AND (CAST(:site AS bigint) IS NULL OR articles.site_id = :site)
ORDER BY score DESC, articles.id LIMIT :limit
"""
