"""Drafts and a real WordPress: made once, updated, followed, and never written over anybody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from bridge.cli.demo.wordpress import Site
from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, Invalid
from bridge.services.articles import drafting, shelves
from bridge.services.articles.drafting import DraftChange
from bridge.services.articles.shelves import DraftView
from tests.support.stand_ins import SetClock
from tests.web.house import House
from tests.wordpress.helpdesk import house_of, must_use
from tests.wordpress.test_site_check import REVOKE
from tests.wordpress.visitor import TIMEOUT

ALL_MARKS = """A first line
and a second, with **strong**, _stressed_, `code` and [a link](https://a.test/?a=1&b=2).

## What it is

### And why

- one & only
- two **bold**

1. first
2. second [third]

```
if (a < b) { return "[gallery]"; }

end
```

Snake_case, 2 * 3 and <b>no html</b> stay. https://a.test/plain"""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


@pytest.fixture
def house(site: Site, tmp_path: Path, clock: SetClock) -> Iterator[House]:
    opened = house_of(site, tmp_path, clock)
    yield opened
    opened.ctx.database.dispose()


@pytest.fixture
def editor(house: House) -> Actor:
    who = house.agent("editor")
    return Actor("agent", who.name, who.id)


def change(view: DraftView, **values: Any) -> DraftChange:
    held = {
        "title": view.title,
        "text": view.text,
        "language": view.language,
        "categories": view.categories,
        "site": view.site,
    }
    return DraftChange(**(held | values))


def send(house: House, who: Actor, draft: int, **values: Any) -> DraftView:
    view = shelves.draft(house.ctx, draft)
    drafting.send(house.ctx, who, draft, change(view, **values), view.revision)
    house.work()
    return shelves.draft(house.ctx, draft)


def save(house: House, who: Actor, draft: int, **values: Any) -> DraftView:
    view = shelves.draft(house.ctx, draft)
    drafting.save(house.ctx, who, draft, change(view, **values), view.revision)
    return shelves.draft(house.ctx, draft)


def look(house: House, draft: int) -> DraftView:
    drafting.look_again(house.ctx, draft)
    house.work()
    return shelves.draft(house.ctx, draft)


def sent(house: House, who: Actor, **values: Any) -> DraftView:
    """A draft that WordPress has."""
    draft = drafting.blank(house.ctx, who, "main")
    return send(house, who, draft, **({"title": "A lamp", "text": "It flickers."} | values))


def posts(site: Site) -> list[dict[str, Any]]:
    """Every post of the site, whatever its status, as its administrator's program sees them."""
    found: list[dict[str, Any]] = site.evaluate(
        "return array_map( fn( $p ) => array( 'id' => $p->ID, 'title' => $p->post_title,"
        " 'content' => $p->post_content, 'status' => $p->post_status, 'slug' => $p->post_name,"
        " 'categories' => wp_get_post_categories( $p->ID, array( 'fields' => 'names' ) ) ),"
        " get_posts( array( 'post_type' => 'post', 'numberposts' => 50,"
        " 'post_status' => array( 'publish', 'draft', 'future', 'trash', 'private' ) ) ) );"
    )
    return found


def edit(site: Site, post: int, **values: Any) -> None:
    """As somebody does in wp-admin."""
    site.evaluate("return wp_update_post( wp_slash( $data ), true );", {"ID": post} | values)


def wp_id(site: Site) -> int:
    [post] = posts(site)
    return int(post["id"])


def test_a_draft_becomes_one_wordpress_draft_made_of_blocks(
    house: House, site: Site, editor: Actor
) -> None:
    view = sent(house, editor, title="Ünï & <lamps>", text=ALL_MARKS, categories=("Lamps",))
    [post] = posts(site)
    assert (post["status"], post["slug"], post["categories"]) == ("draft", "", ["Lamps"])
    assert "<!-- wp:heading -->\n<h2>What it is</h2>\n<!-- /wp:heading -->" in post["content"]
    assert '<!-- wp:list {"ordered":true} -->' in post["content"]
    assert "&lt;b&gt;no html&lt;/b&gt;" in post["content"]
    assert "[gallery]" not in post["content"]
    assert (view.state, view.wp_status, view.error) == ("in_step", "draft", None)
    assert view.edit_url == f"{site.url}/wp-admin/post.php?post={post['id']}&action=edit"
    assert requests.get(view.edit_url, timeout=TIMEOUT).status_code == 200  # the login before it


def test_what_we_sent_is_read_back_as_the_same_text(
    house: House, site: Site, editor: Actor
) -> None:
    view = sent(house, editor, title="Ünï & <lamps>", text=ALL_MARKS)
    edit(site, wp_id(site), post_title="Another title")
    after = look(house, view.id)
    assert (after.title, after.text, after.state) == ("Another title", ALL_MARKS, "in_step")


def test_wordpress_shows_a_published_article_as_it_was_written(
    house: House, site: Site, editor: Actor
) -> None:
    view = sent(house, editor, title="Ünï & <lamps>", text=ALL_MARKS)
    edit(site, wp_id(site), post_status="publish")
    after = look(house, view.id)
    assert (after.wp_status, after.url) == ("publish", f"{site.url}/uni-lamps/")
    page = requests.get(after.url or "", timeout=TIMEOUT).text
    for piece in ("<h2>What it is</h2>", "<li>one &amp; only</li>", "<strong>strong</strong>"):
        assert piece.replace("<h2>", '<h2 class="wp-block-heading">') in page or piece in page
    assert "<b>no html</b>" not in page


def test_its_language_stands_in_wordpress(house: House, site: Site, editor: Actor) -> None:
    sent(house, editor, language="fr")
    post = requests.get(
        f"{site.url}/wp-json/wp/v2/posts/{wp_id(site)}",
        auth=(site.bridge.name, site.bridge.application_password),
        timeout=TIMEOUT,
    ).json()
    assert post["helpdesk_bridge_language"] == "fr"


def test_a_later_edit_updates_the_same_post(house: House, site: Site, editor: Actor) -> None:
    view = sent(house, editor)
    post = wp_id(site)
    after = send(house, editor, view.id, title="A better lamp", text="It does not flicker.")
    [only] = posts(site)
    assert (only["id"], only["title"]) == (post, "A better lamp")
    assert "It does not flicker." in only["content"]
    assert after.state == "in_step"


def test_what_is_only_saved_stays_here(house: House, site: Site, editor: Actor) -> None:
    view = sent(house, editor)
    after = save(house, editor, view.id, text="Not yet.")
    assert after.state == "changed"
    assert "Not yet." not in posts(site)[0]["content"]
    assert look(house, view.id).state == "changed"
    assert "Not yet." not in posts(site)[0]["content"]


def test_an_edit_in_wordpress_alone_is_taken_over(house: House, site: Site, editor: Actor) -> None:
    view = sent(house, editor)
    edit(
        site,
        wp_id(site),
        post_content="<!-- wp:paragraph -->\n<p>Screw it <strong>in</strong>."
        "</p>\n<!-- /wp:paragraph -->",
    )
    after = look(house, view.id)
    assert (after.state, after.text, after.changed_by) == (
        "in_step",
        "Screw it **in**.",
        "WordPress",
    )


def test_a_conflict_is_shown_with_both_texts_and_nothing_is_overwritten(
    house: House, site: Site, editor: Actor
) -> None:
    view = sent(house, editor)
    edit(site, wp_id(site), post_content="<p>Theirs.</p>")
    after = send(house, editor, view.id, text="Ours.")
    assert after.state == "conflict"
    assert after.text == "Ours."
    assert after.theirs is not None
    assert after.theirs.text == "Theirs."
    assert posts(site)[0]["content"] == "<p>Theirs.</p>"
    house.work()
    assert posts(site)[0]["content"] == "<p>Theirs.</p>"


@pytest.mark.parametrize(
    ("choice", "there", "here"),
    [
        ("theirs", "<p>Theirs.</p>", "Theirs."),
        ("ours", "Ours.", "Ours."),
        ("joined", "Both.", "Both."),
    ],
)
def test_a_person_settles_a_conflict(
    house: House, site: Site, editor: Actor, choice: str, there: str, here: str
) -> None:
    view = sent(house, editor)
    edit(site, wp_id(site), post_content="<p>Theirs.</p>")
    after = send(house, editor, view.id, text="Ours.")
    assert after.theirs
    digest = after.theirs.digest
    drafting.settle(house.ctx, editor, view.id, choice, digest, ("Joined", "Both."))
    house.work()
    settled = shelves.draft(house.ctx, view.id)
    assert there in posts(site)[0]["content"]
    assert settled.text == here
    if choice == "theirs":  # not made of blocks: our text does not hold all of it
        assert (settled.state, posts(site)[0]["content"]) == ("ahead", there)
    else:
        assert settled.state == "in_step"


def test_a_decision_about_a_text_that_is_no_more_is_refused(
    house: House, site: Site, editor: Actor
) -> None:
    view = sent(house, editor)
    edit(site, wp_id(site), post_content="<p>Theirs.</p>")
    seen = send(house, editor, view.id, text="Ours.").theirs
    assert seen
    edit(site, wp_id(site), post_content="<p>Theirs again.</p>")
    look(house, view.id)
    with pytest.raises(Conflict):
        drafting.settle(house.ctx, editor, view.id, "ours", seen.digest)
    assert posts(site)[0]["content"] == "<p>Theirs again.</p>"


def test_wordpress_changing_once_more_after_the_decision_is_a_conflict_again(
    house: House, site: Site, editor: Actor
) -> None:
    view = sent(house, editor)
    edit(site, wp_id(site), post_content="<p>Theirs.</p>")
    seen = send(house, editor, view.id, text="Ours.").theirs
    assert seen
    drafting.settle(house.ctx, editor, view.id, "ours", seen.digest)
    edit(site, wp_id(site), post_content="<p>Later.</p>")
    house.work()
    assert shelves.draft(house.ctx, view.id).state == "conflict"
    assert posts(site)[0]["content"] == "<p>Later.</p>"


def test_what_our_marks_cannot_hold_is_never_sent_over(
    house: House, site: Site, editor: Actor
) -> None:
    view = sent(house, editor)
    rich = '<!-- wp:image -->\n<figure><img src="/a.png" alt=""></figure>\n<!-- /wp:image -->'
    edit(site, wp_id(site), post_content=rich)
    after = look(house, view.id)
    assert after.theirs
    assert (after.state, after.theirs.whole, after.theirs.extras) == ("ahead", False, ("image",))
    after = send(house, editor, view.id, text="Ours.")
    assert after.state == "conflict"
    assert posts(site)[0]["content"] == rich


def test_its_state_in_wordpress_is_followed(house: House, site: Site, editor: Actor) -> None:
    view = sent(house, editor)
    post = wp_id(site)
    edit(site, post, post_status="future", post_date="2030-01-01 10:00:00", edit_date=True)
    assert look(house, view.id).wp_status == "future"
    site.evaluate("wp_publish_post( $data ); return 1;", post)
    assert look(house, view.id).wp_status == "publish"
    site.evaluate("return (bool) wp_trash_post( $data );", post)
    assert look(house, view.id).wp_status == "trash"
    after = send(house, editor, view.id, text="Anew.")
    assert (after.state, after.error) == (
        "queued",
        "The article is in WordPress's trash: restore it there, or send it as a new one.",
    )
    site.evaluate("return (bool) wp_delete_post( $data, true );", post)
    gone = look(house, view.id)
    assert (gone.wp_status, gone.state) == ("deleted", "gone")
    with pytest.raises(Invalid):
        send(house, editor, view.id, text="Still.")
    drafting.send_anew(house.ctx, view.id)
    house.work()
    assert shelves.draft(house.ctx, view.id).state == "in_step"
    [only] = posts(site)
    assert "Anew." in only["content"]


def test_it_is_followed_without_anybody_asking(
    house: House, site: Site, editor: Actor, clock: SetClock
) -> None:
    view = sent(house, editor)
    edit(site, wp_id(site), post_status="publish")
    house.work()
    assert shelves.draft(house.ctx, view.id).wp_status == "draft"
    clock.move(minutes=3)
    house.work()
    assert shelves.draft(house.ctx, view.id).wp_status == "publish"


def test_a_user_without_the_right_to_write_keeps_the_draft_queued_until_it_has_it(
    house: House, site: Site, editor: Actor, clock: SetClock
) -> None:
    user = "get_user_by( 'login', 'helpdesk-bridge' )"
    site.evaluate(f"{user}->set_role( 'helpdesk_bridge' ); return 1;")
    view = sent(house, editor)
    assert view.state == "queued"
    assert view.error
    assert "give it the role Editor" in view.error
    assert posts(site) == []
    site.evaluate(f"{user}->add_role( 'editor' ); return 1;")
    clock.move(minutes=5)
    house.work()
    assert shelves.draft(house.ctx, view.id).state == "in_step"
    assert len(posts(site)) == 1


def test_a_revoked_password_is_told_and_nothing_looks_deleted(
    house: House, site: Site, editor: Actor
) -> None:
    view = sent(house, editor)
    site.evaluate(REVOKE)
    after = look(house, view.id)
    assert after.wp_status == "draft"
    assert "application password" in (after.error or "")
    second = sent(house, editor, title="Another")
    assert second.state == "queued"
    assert "application password" in (second.error or "")


def test_a_site_that_is_down_gets_the_draft_later(
    house: House, site: Site, editor: Actor, clock: SetClock
) -> None:
    with must_use(site, "http_response_code( 503 ); exit( 'down for maintenance' );"):
        view = sent(house, editor)
        assert (view.state, bool(view.error)) == ("queued", True)
    clock.move(minutes=5)
    house.work()
    assert shelves.draft(house.ctx, view.id).error is None
    assert len(posts(site)) == 1


def test_a_category_is_found_by_its_name_or_path_and_made_when_it_lacks(
    house: House, site: Site, editor: Actor
) -> None:
    site.evaluate(
        "$a = wp_insert_term( 'Français', 'category' ); wp_insert_term( 'Lamps', 'category' );"
        " wp_insert_term( 'Factures & co', 'category', array( 'parent' => $a['term_id'] ) );"
        " return 1;"
    )
    names = ("Français / Factures & co", "lamps", "Français / Neuf")
    view = sent(house, editor, categories=names)
    assert view.error is None
    assert sorted(posts(site)[0]["categories"]) == ["Factures &amp; co", "Lamps", "Neuf"]
    terms = site.evaluate(
        "return get_terms( array( 'taxonomy' => 'category', 'hide_empty' => false,"
        " 'fields' => 'names' ) );"
    )
    assert sorted(terms) == ["Factures &amp; co", "Français", "Lamps", "Neuf", "Uncategorized"]
