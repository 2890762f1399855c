"""Articles come incrementally, complete, and as WordPress shows them."""

from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.errors import SiteError
from tests.net.loopback import say
from tests.wordpress_adapter.fake_site import post

START = datetime(2026, 11, 1, tzinfo=UTC)


def changed(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


def ids(pages) -> list[int]:
    return [article.wp_id for page in pages for article in page]


def test_an_article_is_read_as_it_is_shown(connect, fake):
    fake.posts = [post(7, "2026-11-02T10:00:00", meta={"helpdesk_bridge_language": "fr_FR"})]
    [[article]] = list(connect().articles(None))
    assert (article.wp_id, article.wp_type, article.status) == (7, "post", "publish")
    assert article.title == "Post ’7’ & more"
    assert article.html == "<p>Body 7</p>"
    assert article.excerpt == "Short 7 …"
    assert (article.language, article.author) == ("fr", "Zoé")
    assert article.categories == ("Tips & Tricks",)
    assert article.published_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert article.modified_at == datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("extra", "language"),
    [
        ({"lang": "fr"}, "fr"),
        ({"lang": "en", "meta": {"helpdesk_bridge_language": "fr"}}, "fr"),
        ({"lang": "en", "meta": {"helpdesk_bridge_language": ""}}, "en"),
        ({"meta": {"other": 1}, "lang": None}, None),
        ({}, None),
    ],
)
def test_the_language_is_ours_then_polylangs_then_none(connect, fake, extra, language):
    fake.posts = [post(1, changed(1), **extra)]
    assert next(connect().articles(None))[0].language == language


def test_a_post_behind_a_password_counts_as_private(connect, fake):
    fake.posts = [post(1, changed(1), content={"rendered": "secret", "protected": True})]
    assert next(connect().articles(None))[0].status == "private"


def test_every_status_is_read_trash_too(connect, fake):
    states = ["publish", "future", "draft", "pending", "private", "trash"]
    fake.posts = [post(n, changed(n), status=state) for n, state in enumerate(states, 1)]
    [page] = connect().articles(None)
    assert [article.status for article in page] == states


def test_only_what_changed_after_a_moment_is_read(connect, fake, server):
    fake.posts = [post(n, changed(n)) for n in range(1, 6)]
    assert ids(connect().articles(START + timedelta(seconds=3))) == [4, 5]
    [asked] = [seen for seen in server.seen if seen.path.endswith("/posts")]
    assert asked.query["modified_after"] == "2026-11-01T00:00:03Z"


def test_nothing_new_costs_one_list(connect, fake, server):
    fake.posts = [post(1, changed(1))]
    site = connect()
    assert list(site.articles(START + timedelta(days=1))) == []
    routes = [seen.path for seen in server.seen]
    assert routes.count("/wp-json/wp/v2/posts") == 1
    assert "/wp-json/wp/v2/categories" not in routes


def test_many_come_oldest_change_first_each_once(connect, fake):
    fake.posts = [post(n, changed(1000 - n)) for n in range(1, 351)]
    pages = list(connect().articles(None))
    assert ids(pages) == list(range(350, 0, -1))
    assert max(map(len, pages)) <= 100


@pytest.mark.parametrize("count", [99, 100, 101, 200, 201])
def test_page_borders_lose_nothing(connect, fake, count):
    fake.posts = [post(n, changed(n)) for n in range(1, count + 1)]
    assert ids(connect().articles(None)) == list(range(1, count + 1))


@pytest.mark.parametrize("tied", [2, 99, 100, 101, 250])
def test_posts_changed_in_the_same_second_all_come_by_id(connect, fake, tied):
    """An import writes hundreds of posts in one second."""
    early = [post(n, changed(1)) for n in range(1, 60)]
    same = [post(n, changed(5)) for n in range(1000 + tied, 1000, -1)]
    late = [post(n, changed(9)) for n in range(3000, 3060)]
    fake.posts = [*late, *same, *early]
    found = ids(connect().articles(None))
    assert found == sorted(row["id"] for row in fake.posts)


def test_an_edit_while_reading_hides_no_other_post(connect, fake):
    fake.posts = [post(n, changed(n)) for n in range(1, 301)]
    lists = iter(range(100))

    def edit_a_post_already_read() -> None:
        number = next(lists)
        if number:
            fake.posts[number]["modified_gmt"] = changed(10_000 + number)

    fake.before_list = edit_a_post_already_read
    assert set(ids(connect().articles(None))) == set(range(1, 301))


def test_dates_out_of_order_end_and_lose_nothing(connect, fake):
    """The hour that a clock change repeats: the site sorts by its local time."""
    fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    fake.shown_dates = {n: changed(7200 - n if n > 50 else n) for n in range(1, 251)}
    assert sorted(ids(connect().articles(None))) == list(range(1, 251))


def test_dates_that_a_plugin_spoils_end_and_lose_nothing(connect, fake):
    fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    fake.shown_dates = dict.fromkeys(range(1, 251), "0000-00-00T00:00:00")
    after = START - timedelta(days=1)
    assert sorted(ids(connect().articles(after))) == list(range(1, 251))


def test_a_user_without_editing_rights_reads_what_is_public(connect, fake):
    fake.may_edit = False
    fake.posts = [post(1, changed(1)), post(2, changed(2), status="draft")]
    site = connect()
    assert ids(site.articles(None)) == [1]
    assert site.article_ids() == {1}


def test_ids_cover_all_but_the_trash(connect, fake):
    fake.posts = [post(n, changed(1)) for n in range(1, 251)]
    fake.posts += [post(900, changed(1), status="draft"), post(901, changed(1), status="trash")]
    assert connect().article_ids() == {*range(1, 251), 900}


@pytest.mark.parametrize("count", [0, 100, 200])
def test_ids_end_at_a_full_last_page(connect, fake, count):
    fake.posts = [post(n, changed(1)) for n in range(1, count + 1)]
    assert connect().article_ids() == set(range(1, count + 1))


def test_a_delete_while_ids_are_counted_makes_no_living_article_look_deleted(connect, fake):
    fake.posts = [post(n, changed(1)) for n in range(1, 251)]
    lists = iter(range(100))

    def delete_one_between_pages() -> None:
        if next(lists) == 1:
            del fake.posts[0]

    fake.before_list = delete_one_between_pages
    assert connect().article_ids() == set(range(2, 251))


def test_ids_that_never_stand_still_are_an_error_not_a_guess(connect, fake):
    fake.posts = [post(n, changed(1)) for n in range(1, 301)]
    fake.before_list = lambda: fake.posts.pop(0)
    with pytest.raises(SiteError, match="change while they are counted"):
        connect().article_ids()


def test_a_site_that_hides_its_users_gives_articles_without_author(connect, fake):
    fake.posts = [post(1, changed(1))]
    fake.replies["wp/v2/users"] = say(401, b'{"code":"rest_user_cannot_view"}')
    assert next(connect().articles(None))[0].author is None


@pytest.mark.parametrize(
    "row",
    [
        {"id": 1},
        {"id": 1, "title": None, "content": "x", "categories": "x", "author": "x", "meta": 5},
        {"id": 1, "modified_gmt": "0000-00-00T00:00:00", "date_gmt": None, "link": 7},
        {"id": 1, "modified_gmt": "soon", "categories": [None, "5", True]},
    ],
)
def test_an_odd_post_is_read_as_far_as_it_can_be(connect, fake, row):
    import json

    fake.replies["wp/v2/posts"] = say(200, json.dumps([row]).encode())
    [[article]] = list(connect().articles(None))
    assert (article.wp_id, article.html) == (1, "")
    assert article.modified_at == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'[{"id":"1"}]', b"5"])
def test_a_list_that_is_none_is_a_site_error(connect, fake, body):
    fake.replies["wp/v2/posts"] = say(200, body)
    with pytest.raises(SiteError):
        list(connect().articles(None))


def test_a_post_type_that_rest_does_not_show_is_named(connect):
    with pytest.raises(SiteError, match="ht_kb"):
        list(connect(article_type="ht_kb").articles(None))
