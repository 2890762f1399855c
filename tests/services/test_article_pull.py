"""Articles are pulled from a site that a real HTTP server plays, on both databases."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bridge.domain.errors import Invalid, OutOfTime, SiteError
from bridge.domain.words import EffectKind, QueueName
from bridge.services.articles import knowledge
from bridge.services.articles.knowledge import ArticlesPulled
from bridge.services.intake import feed
from bridge.services.sites import sites
from bridge.store.knowledge import Article
from bridge.store.tickets import Ticket
from tests.faults.processes import environment
from tests.net.loopback import Loopback, say
from tests.support.desk import Desk
from tests.wordpress_adapter.fake_site import PASSWORD, USER, FakeSite, post
from workers import outbox

START = datetime(2026, 11, 1, tzinfo=UTC)


def changed(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


class Pulling:
    """The helpdesk, connected to the fake site."""

    def __init__(self, desk: Desk, fake: FakeSite, server: Loopback) -> None:
        self.desk, self.fake, self.server = desk, fake, server
        self.connect()

    def connect(self, slug: str = "wp", url: str = "", **how) -> None:
        sites.add(self.desk.ctx, slug, url or self.server.url, USER, PASSWORD, **how)

    def pull(self, **how) -> ArticlesPulled:
        return knowledge.pull(self.desk.ctx, "wp", **how)

    def counts(self, **how) -> tuple[int, int, int, int]:
        found = self.pull(**how)
        return found.created, found.updated, found.deleted, found.unchanged

    def rows(self) -> dict[int, Article]:
        with self.desk.ctx.reading() as tx:
            return {row.wp_id: row for row in tx.session.scalars(select(Article))}

    def titles(self, query: str) -> list[str]:
        with self.desk.ctx.reading() as tx:
            return [hit.article.title for hit in tx.search.find(query, "en", limit=5)]

    def lists(self) -> list[dict[str, str]]:
        return [seen.query for seen in self.server.seen if seen.path.endswith("/posts")]


@pytest.fixture
def wp(bridge: Desk) -> Iterator[Pulling]:
    fake = FakeSite(posts=[post(n, changed(n)) for n in range(1, 6)])
    with Loopback(fake) as server:
        yield Pulling(bridge, fake, server)


def test_what_is_new_changed_trashed_and_gone_is_told_apart(wp):
    assert wp.counts() == (5, 0, 0, 0)
    assert wp.counts() == (0, 0, 0, 5)
    wp.fake.posts[0] |= {"modified_gmt": changed(50), "title": {"rendered": "Zebra"}}
    wp.fake.posts[1] |= {"modified_gmt": changed(51), "status": "trash"}
    del wp.fake.posts[4]
    wp.fake.posts.append(post(9, changed(52)))
    assert wp.counts() == (1, 1, 2, 2)
    assert wp.titles("zebra") == ["Zebra"]
    states = {number: row.status for number, row in wp.rows().items()}
    assert states == {
        1: "publish", 2: "trash", 3: "publish", 4: "publish", 5: "deleted", 9: "publish",
    }  # fmt: skip


def test_a_second_change_within_one_second_is_seen(wp):
    now = wp.desk.clock.now()
    wp.fake.posts = [post(1, now.strftime("%Y-%m-%dT%H:%M:%S"))]
    wp.fake.date = now
    wp.pull()
    wp.fake.posts[0]["title"] = {"rendered": "Zebra"}
    wp.fake.date = now + timedelta(minutes=5)
    assert wp.counts() == (0, 1, 0, 0)
    assert wp.titles("zebra") == ["Zebra"]


def test_an_idle_site_costs_a_look_and_its_categories(wp):
    wp.pull()
    before = len(wp.server.seen)
    assert wp.pull().requests == 2
    paths = [seen.path.rpartition("/")[2] for seen in wp.server.seen[before:]]
    assert paths == ["posts", "categories"]


def test_many_articles_are_compared_only_when_their_number_differs_or_an_hour_went_by(wp):
    wp.fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    assert wp.counts() == (250, 0, 0, 0)
    assert wp.pull().requests == 2
    del wp.fake.posts[30]
    assert wp.counts() == (0, 0, 1, 249)
    # one goes and another's change is hidden from us: only the hour brings it out
    wp.fake.posts[10] |= {"modified_gmt": changed(3), "title": {"rendered": "Zebra"}}
    assert wp.counts() == (0, 0, 0, 249)
    wp.desk.clock.move(hours=1)
    assert wp.counts() == (0, 1, 0, 248)
    assert wp.titles("zebra") == ["Zebra"]


def test_hundreds_of_changes_are_read_as_a_stream(wp):
    wp.fake.posts = [post(n, changed(n)) for n in range(1, 251)]
    wp.pull()
    for row in wp.fake.posts[20:]:
        row |= {"modified_gmt": changed(row["id"] + 1000), "title": {"rendered": "Zebra"}}
    assert wp.counts() == (0, 230, 0, 20)


def test_a_scheduled_post_does_not_hide_later_changes(wp):
    wp.fake.posts.append(post(6, "2099-01-01T00:00:00", status="future"))
    assert wp.counts() == (6, 0, 0, 0)
    wp.fake.posts[0] |= {"modified_gmt": changed(500), "title": {"rendered": "Zebra"}}
    assert wp.counts() == (0, 1, 0, 5)
    assert wp.pull().requests == 2


def test_a_renamed_category_reaches_articles_that_did_not_change(wp, monkeypatch):
    wp.pull()
    assert wp.rows()[1].categories == ["Help / Tips & Tricks"]
    wp.fake.terms = [{"id": 4, "name": "Aide", "parent": 0}, {"id": 5, "name": "X", "parent": 4}]
    assert wp.counts() == (0, 5, 0, 0)
    assert wp.rows()[1].categories == ["Aide / X"]
    assert wp.counts() == (0, 0, 0, 5)


def test_a_lost_password_or_a_site_in_maintenance_changes_nothing(wp):
    wp.pull()
    wp.connect(url=wp.server.url)
    sites.add(wp.desk.ctx, "wp", wp.server.url, USER, "wrong")
    for how in ({}, {"full": True}):
        with pytest.raises(SiteError, match="application password"):
            wp.pull(**how)
    wp.connect()
    wp.fake.replies["wp/v2/posts"] = say(503, b"<html>maintenance")
    with pytest.raises(SiteError, match="maintenance"):
        wp.pull()
    assert [row.deleted_at for row in wp.rows().values()] == [None] * 5


def test_a_broken_type_does_not_keep_the_others_back(wp):
    wp.connect(article_types=["docs", "post"], transport="rest")
    with pytest.raises(SiteError, match="docs"):
        wp.pull()
    assert len(wp.rows()) == 5


def test_a_type_that_is_taken_off_is_not_shown_any_more(wp):
    wp.pull()
    assert wp.titles("body")
    wp.connect(article_types=["page"])
    assert wp.titles("body") == []
    [listed] = [row for row in sites.listed(wp.desk.ctx) if row.slug == "wp"]
    assert (listed.article_types, listed.articles_seen_until) == (("page",), None)


def test_a_site_that_moved_is_read_anew_and_keeps_its_articles(wp):
    wp.pull()
    with Loopback(wp.fake) as elsewhere:
        wp.fake.posts = [
            post(n, changed(n), link=f"https://new.example/p{n}/") for n in range(1, 6)
        ]
        wp.connect(url=elsewhere.url)
        assert wp.counts() == (0, 5, 0, 0)
    assert wp.rows()[1].url == "https://new.example/p1/"


def test_the_same_address_can_not_be_added_twice(wp):
    with pytest.raises(Invalid, match="'wp' has this address already"):
        wp.connect("again")


def test_submissions_that_a_cloned_site_repeats_become_no_second_tickets(wp):
    items = [wp.desk.submission(cursor=n) for n in range(1, 4)]
    wp.fake.feed = {"items": items, "next_after": 3, "has_more": False}
    assert feed.pull(wp.desk.ctx, "wp").new == 3
    with Loopback(wp.fake) as staging:
        wp.connect("staging", staging.url)
        pulled = feed.pull(wp.desk.ctx, "staging")
    assert (pulled.new, pulled.duplicate, wp.desk.count(Ticket)) == (0, 3, 3)


def test_a_feed_whose_cursor_stands_still_is_an_error_after_its_items_were_taken(wp):
    for next_after in (0, 1):
        item = wp.desk.submission(cursor=next_after)
        wp.fake.feed = {"items": [item], "next_after": next_after, "has_more": True}
        with pytest.raises(SiteError, match="cursor stands still"):
            feed.pull(wp.desk.ctx, "wp")
    assert wp.desk.count(Ticket) == 2


def test_odd_items_are_set_aside_and_the_others_become_tickets(wp):
    odd = [None, 5, {}, {"id": -1}, wp.desk.submission(fields="<script>"), [[]]]
    good = wp.desk.submission(cursor=-5, surprise={"a": 1})
    good.pop("cursor")
    items = [*odd, good, good]
    wp.fake.feed = {"items": items, "next_after": 9, "has_more": False}
    pulled = feed.pull(wp.desk.ctx, "wp")
    assert (pulled.new, pulled.duplicate, pulled.quarantined) == (1, 1, 6)


def test_a_cursor_that_a_site_made_up_loses_no_later_submission(wp):
    wp.fake.feed = {
        "items": [wp.desk.submission(cursor=4)], "next_after": 2**62, "has_more": False,
    }  # fmt: skip
    assert feed.pull(wp.desk.ctx, "wp").new == 1
    wp.fake.feed = lambda after: {
        "items": [wp.desk.submission(cursor=5)] if after < 5 else [],
        "next_after": max(after, 5),
        "has_more": False,
    }
    assert feed.pull(wp.desk.ctx, "wp").new == 1


def test_a_pull_that_is_killed_between_pages_goes_on_where_it_was(wp):
    wp.fake.posts = [post(n, changed(n)) for n in range(1, 451)]
    child: list[subprocess.Popen[bytes]] = []
    lists = iter(range(1000))

    def kill_at_the_fifth_list() -> None:
        if next(lists) == 4:
            os.kill(child[0].pid, signal.SIGKILL)

    wp.fake.before_list = kill_at_the_fifth_list
    code = (
        "from bridge.config import load; from bridge.wiring import build\n"
        "from bridge.services.articles import knowledge; knowledge.pull(build(load()), 'wp')"
    )
    child.append(subprocess.Popen([sys.executable, "-c", code], env=environment(wp.desk)))
    assert child[0].wait(60) == -signal.SIGKILL
    stored = len(wp.rows())
    assert 100 <= stored < 450
    wp.server.seen.clear()
    assert wp.counts() == (450 - stored, 0, 0, stored)
    assert min(int(query["offset"]) for query in wp.lists() if "content" in query["_fields"]) >= 90


def test_a_slow_site_goes_on_next_turn_behind_what_it_has_given(wp):
    wp.fake.posts = [post(n, changed(n)) for n in range(1, 451)]
    wp.fake.slow_lists = 0.7
    with pytest.raises(OutOfTime, match="its turn is over"):
        wp.pull(patience=timedelta(seconds=2.5))
    stored = len(wp.rows())
    assert 0 < stored < 450
    wp.fake.slow_lists = 0
    assert wp.counts() == (450 - stored, 0, 0, stored)


def test_a_dripping_site_delays_no_other(wp):
    """Both sites' pulls are due in the one queue; the first never ends its answer."""
    gone = False

    def drip(_seen, wire) -> bool:
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
        while not wire.stopped.wait(0.05) and not healthy_done():
            wire.send(b" ")
        return gone

    def healthy_done() -> bool:
        return len(wp.rows()) == 5

    with wp.desk.ctx.transaction() as tx:
        for site in tx.sites.all():
            tx.outbox.cancel(EffectKind.PULL_SUBMISSIONS, site.id)
            tx.outbox.cancel(EffectKind.PULL_ARTICLES, site.id)
    with Loopback(drip) as slow:
        wp.connect("aslow", slow.url)
        with wp.desk.ctx.transaction() as tx:
            site = tx.sites.by_slug("wp")
            tx.outbox.add_effect(
                EffectKind.PULL_ARTICLES, QueueName.SYNC, site.id, now=wp.desk.clock.now()
            )
        outbox.drain(wp.desk.ctx, QueueName.SYNC)
        errors = {row.slug: row.last_error for row in sites.listed(wp.desk.ctx)}
    assert errors["wp"] is None
    assert errors["aslow"]
    assert len(wp.rows()) == 5


def test_sync_tells_in_json_what_came(wp):
    item = wp.desk.submission(cursor=1)
    wp.fake.feed = {"items": [item, {"id": 5}], "next_after": 1, "has_more": False}
    wp.fake.posts.append(post(-4, changed(9)))
    run = subprocess.run(
        [sys.executable, "-m", "bridge", "sync", "wp", "--json"],
        env=environment(wp.desk),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(run.stdout)
    assert told.pop("seconds") > 0
    assert told.pop("requests") > 3
    assert told == {
        "site": "wp",
        "submissions": {"new": 1, "duplicate": 0, "quarantined": 1},
        "articles": {"created": 5, "updated": 0, "deleted": 0, "unchanged": 0},
    }
    assert "wp: 1 posts in the site's list have no id: left out." in run.stderr


def test_sync_of_all_sites_goes_on_after_a_broken_one(wp):
    wp.connect("abroken", "http://127.0.0.1:9")
    wp.fake.feed = {"items": [], "next_after": 0, "has_more": False}
    run = subprocess.run(
        [sys.executable, "-m", "bridge", "sync", "--json"],
        env=environment(wp.desk),
        capture_output=True,
        text=True,
        check=False,
    )
    told = {report["site"]: report for report in json.loads(run.stdout)}
    assert run.returncode == 1
    assert told["wp"]["articles"]["created"] == 5
    assert "unusual port" in told["abroken"]["error"]
    assert "abroken: " in run.stderr
