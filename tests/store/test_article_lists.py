"""Articles narrowed, searched by typed words and counted, alike on both databases."""

from datetime import UTC, datetime, timedelta

from bridge.store.article_lists import ArticleFilter, Uses
from bridge.store.knowledge import Article, Suggestion
from tests.support.desk import Desk

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def add(bridge: Desk, number: int, title: str, body: str = "Body", **values) -> None:
    fields = {
        "site_id": 1,
        "wp_type": "post",
        "wp_id": number,
        "status": "publish",
        "url": "",
        "title": title,
        "excerpt": "",
        "html": "",
        "body": body,
        "language": "en",
        "categories": ["Lamps"],
        "modified_at": NOON - timedelta(hours=number),
    }
    with bridge.ctx.transaction() as tx:
        tx.knowledge.add(Article(**(fields | values)))


def titles(rows: list[Article]) -> list[str]:
    return [row.title for row in rows]


def test_a_list_is_narrowed_and_goes_on_where_it_ended(bridge: Desk) -> None:
    bridge.add_site("other", bridge.site_secret)
    add(bridge, 1, "One")
    add(bridge, 2, "Two", status="draft")
    add(bridge, 3, "Three", deleted_at=NOON)
    add(bridge, 4, "Four", site_id=2, categories=["Bulbs", "Lamps"])
    with bridge.ctx.reading() as tx:
        lists = tx.article_lists
        assert titles(lists.page(ArticleFilter(), 9)) == ["One", "Two", "Four"]
        assert titles(lists.page(ArticleFilter(status="draft"), 9)) == ["Two"]
        assert titles(lists.page(ArticleFilter(status="deleted"), 9)) == ["Three"]
        assert titles(lists.page(ArticleFilter(site_id=2), 9)) == ["Four"]
        [first] = lists.page(ArticleFilter(), 1)
        after = ArticleFilter(before=(first.modified_at, first.id))
        assert titles(lists.page(after, 9)) == ["Two", "Four"]
        assert lists.counts() == {1: 2, 2: 1}
        assert lists.categories(2, 9) == ["Bulbs", "Lamps"]


def test_typed_words_are_taken_as_they_are_and_all_of_them_count(bridge: Desk) -> None:
    add(bridge, 1, "Rebate of 100% for _members_", "A back\\slash")
    add(bridge, 2, "Rebate of 1000", "nothing")
    with bridge.ctx.reading() as tx:
        for words, found in (
            (["REBATE"], 2),
            (["100%"], 1),
            (["_members_"], 1),
            (["back\\slash", "rebate"], 1),
            (["rebate", "zebra"], 0),
        ):
            assert len(tx.article_lists.with_words(words, ArticleFilter(), 9)) == found, words


def test_uses_count_what_was_shown_opened_and_solved(bridge: Desk) -> None:
    add(bridge, 1, "One")
    add(bridge, 2, "Two")
    with bridge.ctx.transaction() as tx:
        for number, opened in enumerate((None, NOON)):
            suggestion = Suggestion(token=f"t{number}", article_id=1, rank=1, shown_at=NOON)
            suggestion.opened_at, suggestion.solved_at = opened, None
            tx.knowledge.add(suggestion)
    with bridge.ctx.reading() as tx:
        assert tx.article_lists.uses([1, 2]) == {1: Uses(2, 1, 0)}
