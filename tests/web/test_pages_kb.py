"""`/kb`: articles with their use, found by words, site and status; drafts and their states."""

from datetime import timedelta

import pytest

from bridge.services.articles import drafting, shelves
from bridge.store.knowledge import Article
from tests.web.house import House, post
from tests.web.scene import Scene


def add(house: House, number: int, title: str, body: str = "Body", **values) -> None:
    at = house.ctx.clock.now() - timedelta(days=number)
    fields = {
        "site_id": 1,
        "wp_type": "post",
        "wp_id": number,
        "status": "publish",
        "url": f"https://shop.test/{number}/",
        "title": title,
        "excerpt": body,
        "html": f"<h2>Why</h2><p>{body}</p><script>alert(1)</script>",
        "body": body,
        "language": "en",
        "categories": ["Lamps"],
        "modified_at": at,
    }
    with house.ctx.transaction() as tx:
        article = Article(**(fields | values))
        tx.knowledge.add(article)
        tx.session.flush()
        tx.search.index(article)


def titles(page: str) -> list[str]:
    return [part.partition("</strong>")[0] for part in page.split('dir="auto"><strong>')[1:]]


def test_articles_are_listed_newest_first_with_their_use(scene: Scene) -> None:
    add(scene.house, 7, "Older article")
    page = scene.house.logged_in("viewer").get("/kb").text
    assert titles(page) == ["My lamp flickers", "Older article"]
    assert "suggested 2 times · opened 0 times · solved it 0 times" in page
    assert "not suggested yet" in page
    assert "2 articles" in page


def test_words_find_articles_by_stem_and_as_typed_in_every_status(house: House) -> None:
    add(house, 1, "Lamps that flicker", "Screw the bulb in.")
    add(house, 2, "Unpublished notes", "About bulbs too.", status="draft")
    add(house, 3, "Remboursement", "Vos factures et 100% du prix.", language="fr")
    client = house.logged_in()
    assert titles(client.get("/kb?q=flickering+lamp").text) == ["Lamps that flicker"]
    assert titles(client.get("/kb?q=facture").text) == ["Remboursement"]
    assert titles(client.get("/kb?q=100%25").text) == ["Remboursement"]
    assert len(titles(client.get("/kb?q=bulb").text)) == 2
    assert titles(client.get("/kb?q=bulb&status=draft").text) == ["Unpublished notes"]
    nothing = client.get("/kb?q=zebra").text
    assert "No article has all of these words." in nothing
    assert "Write an article" in nothing


def test_articles_are_narrowed_by_site_and_status(house: House) -> None:
    add(house, 1, "Live")
    add(house, 2, "Hidden", status="private")
    add(house, 3, "Gone", deleted_at=house.ctx.clock.now())
    client = house.logged_in()
    assert titles(client.get("/kb").text) == ["Live", "Hidden"]
    assert titles(client.get("/kb?status=private&site=main").text) == ["Hidden"]
    assert titles(client.get("/kb?status=deleted").text) == ["Gone"]
    assert client.get("/kb?site=nowhere").status_code == 404
    assert client.get("/kb?status=odd").status_code == 404
    assert client.get("/kb?after=odd").status_code == 400


def test_a_long_shelf_comes_in_pages(house: House) -> None:
    for number in range(1, shelves.PAGE + 3):
        add(house, number, f"Article {number}")
    client = house.logged_in()
    first = client.get("/kb").text
    assert len(titles(first)) == shelves.PAGE
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert titles(client.get(following.replace("&amp;", "&")).text) == ["Article 51", "Article 52"]


def test_an_article_is_shown_as_it_is_stored_and_runs_nothing(house: House) -> None:
    add(house, 1, "Lamps & <b>more</b>")
    page = house.logged_in().get("/kb/1").text
    assert "Lamps &amp; &lt;b&gt;more&lt;/b&gt;" in page
    assert "<h2>Why</h2><p>Body</p>" in page
    assert "alert(1)" not in page
    assert 'href="https://shop.test/1/"' in page
    assert house.logged_in(email="b@desk.test").get("/kb/99").status_code == 404


def test_empty_shelves_say_what_to_do_next(house: House) -> None:
    client = house.logged_in()
    assert "read every few minutes" in client.get("/kb").text
    assert "choose “Draft an article”" in client.get("/kb/drafts").text


def test_a_helpdesk_without_a_site_says_how_to_get_one(house: House) -> None:
    with house.ctx.transaction() as tx:
        tx.session.delete(tx.sites.get(1))
    client = house.logged_in()
    assert "helpdesk-bridge site add" in client.get("/kb").text
    refused = post(client, "/kb/drafts")
    assert refused.status_code == 400
    assert "Connect a WordPress site first" in refused.text


def test_a_preview_keeps_what_is_written_and_stores_nothing(scene: Scene) -> None:
    client = scene.house.logged_in("editor")
    form = {"title": "T", "text": "## Head <b>\n\n<script>", "language": "en", "site": "main"}
    path = f"/kb/drafts/{scene.draft}"
    page = post(client, path, **form, seen="1", then="preview").text
    assert "<h2>Head &lt;b&gt;</h2>" in page
    assert "<script>" not in page.partition('id="preview"')[2]
    assert shelves.draft(scene.house.ctx, scene.draft).text == ""


def test_who_saves_second_keeps_the_text_and_sees_the_other(scene: Scene) -> None:
    client = scene.house.logged_in("editor")
    path, form = f"/kb/drafts/{scene.draft}", {"language": "en", "site": "main", "then": "save"}
    first = post(client, path, **form, title="First", text="Hers", seen="1")
    assert first.status_code == 302
    second = post(client, path, **form, title="Second", text="His", seen="1")
    assert second.status_code == 409
    assert '<b dir="auto">First</b><br>Hers' in second.text
    assert ">His</textarea>" in second.text
    again = post(client, path, **form, title="Second", text="Both", seen="2")
    assert again.status_code == 302


@pytest.mark.parametrize("values", [{"title": ""}, {"text": ""}, {"language": "xx"}, {}])
def test_a_draft_that_cannot_be_sent_says_why_and_keeps_the_text(scene: Scene, values) -> None:
    client = scene.house.logged_in("editor")
    form = {"title": "T", "text": "Text", "language": "en", "site": "main"} | values
    if not values:
        form = {}
    answer = post(client, f"/kb/drafts/{scene.draft}", **form, seen="1", then="send")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert shelves.draft(scene.house.ctx, scene.draft).state == "local"


def test_the_ticket_leads_to_its_draft_and_tells_that_it_was_begun(scene: Scene) -> None:
    drafting.begin(scene.house.ctx, scene.agent, scene.reference)
    page = scene.house.logged_in().get(f"/tickets/{scene.reference}").text
    assert "The draft from this ticket" in page
    assert "began an article from this ticket" in page
    assert "Draft an article from this ticket" not in page


def test_nothing_to_compare_leads_back_to_the_draft(scene: Scene) -> None:
    client = scene.house.logged_in()
    assert client.get(f"/kb/drafts/{scene.draft}/compare").status_code == 302
    answer = post(client, f"/kb/drafts/{scene.draft}/settle", choice="ours", digest="x")
    assert answer.status_code == 409
    assert post(client, f"/kb/drafts/{scene.draft}/anew").status_code == 409


def test_the_pages_are_french_for_a_french_editor(scene: Scene) -> None:
    client = scene.house.logged_in("editor", language="fr")
    assert "Connaissances" in client.get("/kb").text
    assert "proposé 2 fois" in client.get("/kb").text
    assert "Enregistrer ici" in client.get(f"/kb/drafts/{scene.draft}").text
