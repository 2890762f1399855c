"""Articles come incrementally, complete, and as WordPress shows them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.errors import SiteError
from bridge.domain.ports import ScanStart
from tests.net.loopback import say
from tests.wordpress_adapter import fake_site
from tests.wordpress_adapter.fake_site import post

START = datetime(2026, 11, 1, tzinfo=UTC)


def changed(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def articles(connect):
    return connect().articles_of("post")


def ids(pages) -> list[int]:
    return [article.wp_id for page in pages for article in page]


def read_all(articles):
    return list(articles.all(ScanStart()))


def test_an_article_is_read_as_it_is_shown(articles, fake):
    fake.posts = [post(7, "2026-11-02T10:00:00", helpdesk_bridge_language="fr_FR")]
    [[article]] = read_all(articles)
    assert (article.wp_id, article.wp_type, article.status) == (7, "post", "publish")
    assert article.title == "Post ’7’ & more"
    assert article.html == "<p>Body 7</p>"
    assert article.excerpt == "<p>Short 7 &hellip;</p>"
    assert (article.language, article.author) == ("fr", "Zoé")
    assert (article.categories, article.category_ids) == (("Help / Tips & Tricks",), (5,))
    assert article.parent_id is None
    assert article.published_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert article.modified_at == datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("extra", "language"),
    [
        ({"lang": "fr"}, "fr"),
        ({"lang": "en", "helpdesk_bridge_language": "fr"}, "fr"),
        ({"lang": "en", "helpdesk_bridge_language": ""}, "en"),
        ({"wpml_current_locale": "fr_FR"}, "fr"),
        ({"lang": None}, None),
        ({"lang": "javascript:1"}, None),
        ({}, None),
    ],
)
def test_the_language_is_ours_then_polylangs_then_wpmls(articles, fake, extra, language):
    fake.posts = [post(1, changed(1), **extra)]
    assert read_all(articles)[0][0].language == language


def test_a_post_behind_a_password_comes_without_its_text(articles, fake):
    fake.posts = [post(1, changed(1), content={"rendered": "secret", "protected": True})]
    [[article]] = read_all(articles)
    assert (article.status, article.html, article.excerpt) == ("protected", "", "")


def test_every_status_is_read_trash_too(articles, fake):
    states = ["publish", "future", "draft", "pending", "private", "trash"]
    fake.posts = [post(n, changed(n), status=state) for n, state in enumerate(states, 1)]
    [page] = read_all(articles)
    assert [article.status for article in page] == states


def test_a_look_is_one_request_and_tells_what_changed_last(articles, fake, server):
    fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    articles.look()
    before = len(server.seen)
    look = articles.look()
    assert len(server.seen) == before + 1
    assert (len(look.changed), look.total, look.complete) == (100, 250, False)
    assert max(look.changed) == 250
    fake.posts = fake.posts[:99]
    assert articles.look().complete


def test_only_what_changed_after_a_moment_is_read(articles, fake, server):
    fake.posts = [post(n, changed(n)) for n in range(1, 6)]
    assert ids(articles.changed(START + timedelta(seconds=3))) == [4, 5]
    [asked] = [seen for seen in server.seen if seen.path.endswith("/posts")]
    assert asked.query["modified_after"] == "2026-11-01T00:00:03Z"


def test_many_changes_come_oldest_first_each_once(articles, fake):
    fake.posts = [post(n, changed(1000 - n)) for n in range(1, 351)]
    pages = list(articles.changed(LONG_AGO))
    assert ids(pages) == list(range(350, 0, -1))
    assert max(map(len, pages)) <= 100


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 199, 200, 201])
def test_page_borders_lose_nothing(articles, fake, count):
    fake.posts = [post(n, changed(n)) for n in range(1, count + 1)]
    assert ids(articles.changed(LONG_AGO)) == list(range(1, count + 1))
    assert ids(read_all(articles)) == list(range(1, count + 1))
    assert sorted(articles.stamps().changed) == list(range(1, count + 1))


@pytest.mark.parametrize("tied", [2, 99, 100, 101, 250])
def test_posts_changed_in_the_same_second_all_come_by_id(articles, fake, tied):
    """An import writes hundreds of posts in one second."""
    early = [post(n, changed(1)) for n in range(1, 60)]
    same = [post(n, changed(5)) for n in range(1000 + tied, 1000, -1)]
    late = [post(n, changed(9)) for n in range(3000, 3060)]
    fake.posts = [*late, *same, *early]
    found = ids(articles.changed(LONG_AGO))
    assert found == sorted(row["id"] for row in fake.posts)


def test_an_edit_while_reading_hides_no_other_post(articles, fake):
    fake.posts = [post(n, changed(n)) for n in range(1, 301)]
    lists = iter(range(100))

    def edit_a_post_already_read() -> None:
        number = next(lists)
        if number:
            fake.posts[number]["modified_gmt"] = changed(10_000 + number)

    fake.before_list = edit_a_post_already_read
    assert set(ids(articles.changed(LONG_AGO))) == set(range(1, 301))


@pytest.mark.parametrize("gone", [1, 60, 150])
def test_posts_deleted_while_all_are_read_hide_no_other_post(articles, fake, gone):
    fake.posts = [post(n, changed(n)) for n in range(1, 401)]
    lists = iter(range(100))

    def delete_some_already_read() -> None:
        if next(lists) == 2:
            del fake.posts[:gone]

    fake.before_list = delete_some_already_read
    assert set(ids(read_all(articles))) >= set(range(gone + 1, 401))


def test_reading_all_goes_on_behind_the_last_post_of_before(articles, fake, server):
    fake.posts = [post(n * 3, changed(n)) for n in range(1, 301)]
    for before in (200, 150, 230):  # meanwhile others came or went
        assert ids(articles.all(ScanStart(600, before))) == [n * 3 for n in range(201, 301)]
    assert len([seen for seen in server.seen if seen.path.endswith("/posts")]) < 12


def test_a_plugin_that_sorts_posts_its_own_way_hides_none(articles, fake):
    fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    fake.own_order = True
    assert sorted(ids(read_all(articles))) == list(range(1, 251))


def test_dates_out_of_order_end_and_lose_nothing(articles, fake):
    """The hour that a clock change repeats: the site sorts by its local time."""
    fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    fake.shown_dates = {n: changed(7200 - n if n > 50 else n) for n in range(1, 251)}
    assert sorted(ids(articles.changed(LONG_AGO))) == list(range(1, 251))


def test_dates_that_a_plugin_spoils_end_and_lose_nothing(articles, fake):
    fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    fake.shown_dates = dict.fromkeys(range(1, 251), "0000-00-00T00:00:00")
    assert sorted(ids(articles.changed(LONG_AGO))) == list(range(1, 251))


def test_a_user_without_editing_rights_reads_what_is_public_and_says_so(articles, fake):
    fake.may_edit = False
    fake.posts = [post(1, changed(1)), post(2, changed(2), status="draft")]
    assert ids(read_all(articles)) == [1]
    stamps = articles.stamps()
    assert (set(stamps.changed), stamps.public_only) == ({1}, True)


def test_posts_that_are_counted_and_not_shown_prove_nothing(connect, fake):
    """WordPress leaves out of a list what our user may not edit, and counts it."""
    site = connect()
    fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    fake.hidden = set(range(40, 160))
    articles = site.articles_of("post")
    assert ids(read_all(articles)) == [n for n in range(1, 251) if n not in fake.hidden]
    assert articles.stamps().partial
    assert articles.look().partial
    assert "editor" in site.faults[0]


def test_a_delete_while_ids_are_counted_makes_no_living_article_look_deleted(articles, fake):
    fake.posts = [post(n, changed(1)) for n in range(1, 251)]
    lists = iter(range(100))

    def delete_one_between_pages() -> None:
        if next(lists) == 1:
            del fake.posts[0]

    fake.before_list = delete_one_between_pages
    assert set(articles.stamps().changed) == set(range(2, 251))


def test_ids_that_never_stand_still_are_an_error_not_a_guess(articles, fake):
    fake.posts = [post(n, changed(1)) for n in range(1, 301)]
    fake.before_list = lambda: fake.posts.pop(0)
    with pytest.raises(SiteError, match="change while they are counted"):
        articles.stamps()


def test_a_site_that_hides_its_users_gives_articles_without_author(articles, fake):
    fake.posts = [post(1, changed(1)), post(2, changed(2), helpdesk_bridge_author="Lou")]
    fake.replies["wp/v2/users"] = say(401, b'{"code":"rest_user_cannot_view"}')
    [page] = read_all(articles)
    assert [article.author for article in page] == [None, "Lou"]


@pytest.mark.parametrize(
    "row",
    [
        {"id": 1},
        {"id": 1, "title": None, "content": "x", "categories": "x", "author": "x", "meta": 5},
        {"id": 1, "modified_gmt": "0000-00-00T00:00:00", "date_gmt": None, "link": 7},
        {"id": 1, "modified_gmt": "soon", "categories": [None, "5x", True]},
        {"id": "1", "modified_gmt": "0001-01-01T00:00:00+23:59", "unknown": [[[]]]},
    ],
)
def test_an_odd_post_is_read_as_far_as_it_can_be(articles, fake, row):
    fake.replies["wp/v2/posts"] = say(200, json.dumps([row]).encode())
    [[article]] = read_all(articles)
    assert (article.wp_id, article.html) == (1, "")
    assert article.modified_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_rows_without_a_possible_id_are_left_out_and_told(connect, fake):
    site = connect()
    odd = [-5, 0, None, True, 1.5, "x", 2**63, [], {}]
    rows = [{"id": number} for number in odd] + [{"id": 3}, 7, None]
    fake.replies["wp/v2/posts"] = say(200, json.dumps(rows).encode())
    assert ids(read_all(site.articles_of("post"))) == [3]
    assert site.faults == ["11 posts in the site's list have no id: left out."]


def test_bytes_that_are_not_utf_8_spoil_one_text_and_hide_no_post(articles, fake):
    row = json.dumps(post(1, changed(1), slug="MARK")).encode().replace(b"MARK", b"caf\xe9")
    fake.replies["wp/v2/posts"] = say(200, b"[" + row + b"]")
    assert read_all(articles)[0][0].slug == "caf\ufffd"


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'[{"id":"x"}]', b"5"])
def test_a_list_that_is_none_is_a_site_error(articles, fake, body):
    fake.replies["wp/v2/posts"] = say(200, body)
    with pytest.raises(SiteError):
        read_all(articles)


def test_very_long_posts_are_asked_for_a_few_at_a_time(articles, fake, server):
    long = {"rendered": "x" * 700_000, "protected": False}
    fake.posts = [post(n, changed(n), content=long) for n in range(1, 41)]
    assert ids(read_all(articles)) == list(range(1, 41))
    sizes = [int(seen.query["per_page"]) for seen in server.seen if "per_page" in seen.query]
    assert 25 in sizes or 6 in sizes


def test_a_post_type_that_rest_does_not_show_is_named(connect):
    with pytest.raises(SiteError, match="ht_kb"):
        connect(transport="rest").articles_of("ht_kb").look()


def test_terms_that_stand_below_each_other_end(articles, fake, monkeypatch):
    circle = [{"id": 5, "name": "A", "parent": 4}, {"id": 4, "name": "B", "parent": 5}]
    monkeypatch.setitem(fake_site.PUBLIC, "wp/v2/categories", circle)
    fake.posts = [post(1, changed(1))]
    assert read_all(articles)[0][0].categories[0].startswith("B / A")
