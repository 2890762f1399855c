"""The mirror of a real site's articles: the same through REST and through XML-RPC."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bridge.domain.errors import SiteError
from tests.wordpress.mirror_site import EVERY_KIND, Mirror, counts

# Both databases: tests/services/test_article_pull.py.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

FORM = "return do_action( 'helpdesk_bridge_submit', $data );"


@pytest.fixture(params=["rest", "xmlrpc"])
def mirror(request, bridge, site) -> Mirror:
    made = Mirror(bridge, site, request.param)
    made.connect()
    return made


@pytest.fixture(params=["rest", "xmlrpc"])
def backed_up(request, bridge, wordpress_sites, wordpress_version, tmp_path) -> Iterator[Mirror]:
    """A site of its own, whose backup may differ from that of the shared one."""
    site = wordpress_sites.make(wordpress_version, tmp_path / "site")
    site.start()
    made = Mirror(bridge, site, request.param)
    made.connect()
    yield made
    site.stop()


@pytest.fixture
def by_rest(bridge, site) -> Mirror:
    made = Mirror(bridge, site, "rest")
    made.connect()
    return made


def test_every_kind_of_post_becomes_a_row_as_people_see_it(mirror):
    ids = mirror.site.evaluate(EVERY_KIND)
    assert counts(mirror.pull()) == (7, 0, 0, 0)
    rows = {name: mirror.article(wp_id) for name, wp_id in ids.items()}
    assert {name: row.status for name, row in rows.items()} == {
        "blocks": "publish", "classic": "publish", "draft": "draft", "pending": "pending",
        "private": "private", "future": "future", "protected": "protected", "trash": "trash",
    }  # fmt: skip
    blocks = rows["blocks"]
    assert blocks.title == "It’s “blocks” & more"
    assert blocks.categories == ["Help & advice / Invoices"]
    assert blocks.excerpt == "Short & good"
    assert blocks.body == (
        "Open the form & wait.\n\n* One\n\nA\tB\n\nif  x:\n  y\n\nA red lamp\n\nalert(1)\n\n"
        "Sample: It’s a “test” with back\\slash <b> ünï 😀"
    )
    assert f'href="{mirror.site.url}/contact/"' in blocks.html
    assert f'src="{mirror.site.url}/wp-content/a.png"' in blocks.html
    assert "<script" not in blocks.html
    assert "onclick" not in blocks.html
    assert (blocks.author, blocks.slug) == ("Test site", "its-blocks-more")
    assert blocks.links == [f"{mirror.site.url}/contact/"]
    classic = rows["classic"]
    assert (classic.language, classic.body) == (
        "fr", "Une ligne.\n\nVotre facture est dans le compte.",
    )  # fmt: skip
    assert classic.categories == ["Help & advice", "Help & advice / Invoices"]
    assert rows["future"].published_at == datetime(2099, 1, 1, 9, tzinfo=UTC)  # site: Paris
    secret = rows["protected"]
    assert (secret.html, secret.body, secret.excerpt) == ("", "", "")
    assert mirror.found("form") == ["It’s “blocks” & more"]
    assert mirror.found("secret recipe protected draft pending private future trash") == []


def test_the_other_transport_finds_nothing_to_change_in_any_row(by_rest):
    """Each row holds a digest of all that the site said about it."""
    by_rest.site.evaluate(EVERY_KIND)
    by_rest.php(
        "foreach ( range( 1, 105 ) as $n ) put( array( 'post_title' => \"No $n\","
        " 'post_content' => \"Text $n\" ) );"
    )
    assert counts(by_rest.pull()) == (112, 0, 0, 0)
    rows = {wp_id: row.digest for wp_id, row in by_rest.articles().items()}
    by_rest.transport = "xmlrpc"
    by_rest.connect()
    assert counts(by_rest.pull(full=True)) == (0, 0, 0, 112)
    assert {wp_id: row.digest for wp_id, row in by_rest.articles().items()} == rows


def test_submissions_and_files_are_the_same_by_both_transports(by_rest):
    data = {
        "form": {"plugin": "x", "id": "7", "title": "Ünï 😀"},
        "fields": [
            {"name": "your-email", "label": "E-mail", "type": "email", "value": "a@example.org"},
            {"name": "m", "label": "M", "type": "textarea", "value": 'It\'s "x" \\ & <b>\r\n😀'},
            {"name": "c", "label": "C", "type": "checkbox", "value": ["One", "Two"]},
        ],
    }
    for _ in range(3):
        by_rest.php(FORM, data)
    pages = []
    for transport in ("rest", "xmlrpc"):
        by_rest.transport = transport
        pages.append(by_rest.remote().submissions(0, 200))
    assert pages[0] == pages[1]
    assert len(pages[0].items) == 3
    by_rest.connect()
    assert by_rest.take_in().new == 3
    by_rest.transport = "rest"
    by_rest.connect()
    again = by_rest.take_in()
    assert (again.new, again.duplicate, again.quarantined) == (0, 3, 0)


def test_an_article_lives_through_every_change(mirror):
    one = mirror.php("return put( array( 'post_title' => 'Lamp', 'post_content' => 'red' ) );")
    assert counts(mirror.pull()) == (1, 0, 0, 0)
    named = "'post_name' => 'lantern', 'post_title' => 'Lantern', 'post_content' => 'green'"
    steps = [
        (named, "publish", ["Lantern"], "green"),
        ("'post_status' => 'draft'", "draft", [], "green"),
        ("'post_status' => 'publish', 'post_password' => 'x'", "protected", [], ""),
        ("'post_status' => 'private', 'post_password' => ''", "private", [], "green"),
        ("'post_status' => 'publish'", "publish", ["Lantern"], "green"),
    ]
    for change, status, found, body in steps:
        mirror.php(f"wp_update_post( array( 'ID' => $data, {change} ) );", one)
        assert counts(mirror.pull()) == (0, 1, 0, 0), change
        row = mirror.article(one)
        assert (row.status, row.body) == (status, body), change
        assert mirror.found("lamp lantern") == found, change
    assert mirror.article(one).url == f"{mirror.site.url}/lantern/"
    mirror.php("wp_trash_post( $data );", one)
    assert counts(mirror.pull()) == (0, 0, 1, 0)
    assert mirror.found("lantern") == []
    mirror.php("wp_untrash_post( $data ); wp_publish_post( $data );", one)
    assert counts(mirror.pull()) == (1, 0, 0, 0)
    assert mirror.found("lantern") == ["Lantern"]
    mirror.php("wp_delete_post( $data, true );", one)
    assert counts(mirror.pull()) == (0, 0, 1, 0)
    assert mirror.found("lantern") == []
    assert counts(mirror.pull()) == (0, 0, 0, 0)


def test_moved_and_renamed_categories_are_seen_at_the_next_look(mirror):
    one = mirror.php(
        "$a = wp_insert_term( 'Lights', 'category' )['term_id'];"
        "$b = wp_insert_term( 'Lamps & co', 'category', array( 'parent' => $a ) )['term_id'];"
        "return put( array( 'post_title' => 'Lamp', 'post_category' => array( $b ) ) );"
    )
    mirror.pull()
    assert mirror.article(one).categories == ["Lights / Lamps & co"]
    mirror.php("wp_update_term( term_exists( 'Lights' )['term_id'] ?? term_exists( 'Lights' ),"
               " 'category', array( 'name' => 'Lighting' ) );")  # fmt: skip
    assert counts(mirror.pull()) == (0, 1, 0, 0)
    assert mirror.article(one).categories == ["Lighting / Lamps & co"]
    mirror.php("wp_update_post( array( 'ID' => $data, 'post_category' => array( 1 ) ) );", one)
    mirror.pull()
    assert mirror.article(one).categories == ["Uncategorized"]


def test_nothing_changed_costs_three_requests(mirror):
    mirror.site.evaluate(EVERY_KIND)
    mirror.php(FORM, {"form": {"id": "f"}})
    mirror.take_in()
    mirror.pull()
    mirror.php("sleep( 3 );")  # WordPress's time stamps hold whole seconds
    mirror.pull()
    assert mirror.take_in().requests + mirror.pull().requests == 3


def test_a_revoked_password_deletes_nothing(mirror):
    mirror.site.evaluate(EVERY_KIND)
    mirror.pull()
    mirror.php(
        "$u = get_user_by( 'login', $data );"
        "WP_Application_Passwords::delete_all_application_passwords( $u->ID );",
        mirror.site.bridge.name,
    )
    with pytest.raises(SiteError, match="application password"):
        mirror.pull()
    with pytest.raises(SiteError, match="application password"):
        mirror.pull(full=True)
    assert [row.deleted_at for row in mirror.articles().values() if row.status != "trash"] == (
        [None] * 7
    )


@pytest.mark.parametrize("role", ["author", "subscriber"])
def test_fewer_rights_delete_nothing(mirror, role):
    mirror.site.evaluate(EVERY_KIND)
    mirror.pull()
    mirror.php(
        "$u = get_user_by( 'login', $data[0] ); $u->set_role( 'helpdesk_bridge' );"
        "$u->add_role( $data[1] );",
        [mirror.site.bridge.name, role],
    )
    try:
        mirror.pull(full=True)
    except SiteError as error:
        assert "right" in str(error)
    rows = mirror.articles().values()
    assert sum(row.deleted_at is None for row in rows) == 7


def test_links_to_other_articles_are_recognised(by_rest):
    ids = by_rest.php(
        "$a = put( array( 'post_title' => 'Target' ) );"
        "$b = put( array( 'post_title' => 'Source', 'post_content' =>"
        ' \'<p><a href="/target/#top">x</a> <a href="https://elsewhere.example/">y</a>'
        ' <a href="/missing/">z</a></p>\' ) );'
        "return array( $a, $b );"
    )
    by_rest.pull()
    with by_rest.desk.ctx.reading() as tx:
        source = tx.session.get_one(type(by_rest.article(ids[1])), by_rest.article(ids[1]).id)
        assert [row.wp_id for row in tx.knowledge.linked_from(source)] == [ids[0]]


def test_a_site_restored_from_a_backup_is_read_again_without_doubles(backed_up):
    """RELIABILITY F20: the cursor goes back, ids and time stamps are given out again."""
    mirror = backed_up
    many = (
        "foreach ( range( 1, $data ) as $n ) "
        "do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => 'f' . $n ) ) );"
    )
    one = mirror.php("return put( array( 'post_title' => 'Lamp', 'post_content' => 'red' ) );")
    mirror.php(many, 10)
    mirror.site.keep()
    mirror.php(many, 60)
    mirror.php(
        "wp_update_post( array( 'ID' => $data, 'post_content' => 'green' ) );"
        "put( array( 'post_title' => 'Lost', 'post_content' => 'lost' ) );", one,
    )  # fmt: skip
    assert mirror.take_in().new == 70
    assert counts(mirror.pull()) == (2, 0, 0, 0)
    mirror.site.reset()
    mirror.php(many, 25)  # ids 11 to 35 are given out a second time
    assert mirror.take_in().new == 25
    assert (mirror.take_in().new, mirror.desk_tickets()) == (0, 95)
    assert counts(mirror.pull()) == (0, 1, 1, 0)
    assert mirror.article(one).body == "red"
    mirror.php(many, 1)
    assert mirror.take_in().new == 1
