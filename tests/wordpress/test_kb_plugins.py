"""Post types of the shape that help plugins register, each mirrored by the way that shows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.domain.errors import SiteError
from bridge.services.articles import knowledge
from bridge.services.sites import sites
from tests.wordpress.helpdesk import DEACTIVATE
from tests.wordpress.mirror_site import PHP, Mirror, counts

# Both databases: tests/services/test_article_pull.py.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

TYPES = {
    "ht_kb": "ht_kb_category",
    "heroic1": "heroic1_category",
    "betterdocs": "doc_category",
    "epkb_post_type_1": "epkb_post_type_1_category",
    "knowledgebase": "knowledgebase_cat",
    "post": "category",
}
FILL = """
$made = array();
foreach ( $data as $type => $taxonomy ) {
    $top = wp_insert_term( "Top $type", $taxonomy )['term_id'];
    $sub = wp_insert_term( 'Sub', $taxonomy, array( 'parent' => $top ) )['term_id'];
    $id  = put( array( 'post_type' => $type, 'post_title' => "Article of $type",
        'post_content' => '<!-- wp:paragraph --><p>Lamp</p><!-- /wp:paragraph -->' ) );
    wp_set_object_terms( $id, array( $sub ), $taxonomy );
    if ( 'post' !== $type ) wp_set_object_terms( $id, array( 'a tag' ), $type . '_tag' );
    $made[ $type ] = $id;
}
return $made;
"""


@pytest.fixture
def added(site) -> Iterator[Path]:
    """Puts a file among the site's must-use plugins."""
    folder = site.folder / "www" / "wp-content" / "mu-plugins"
    made: list[Path] = []

    def add(name: str, content: str) -> None:
        made.append(folder / name)
        made[-1].write_text(content, "utf-8")

    yield add
    for path in made:
        path.unlink()


@pytest.fixture
def kb(bridge, site, added) -> Mirror:
    added("kb-types.php", (PHP / "kb-types.php").read_text("utf-8"))
    return Mirror(bridge, site, "auto")


def test_several_types_of_one_site_are_mirrored_each_by_the_way_that_shows_it(kb):
    kb.connect(*TYPES)
    made = kb.php(FILL, TYPES)
    assert counts(kb.pull()) == (6, 0, 0, 0)
    for name, wp_id in made.items():
        row = kb.article(wp_id)
        assert (row.wp_type, row.title) == (name, f"Article of {name}")
        assert (row.body, row.categories) == ("Lamp", [f"Top {name} / Sub"]), name
    with kb.desk.ctx.reading() as tx:
        types = tx.sites.by_slug(kb.slug).discovered["types"]
    assert types["ht_kb"]["transport"] == "xmlrpc"
    assert types["heroic1"]["route"] == "wp/v2/ht-kb"
    assert {types[name]["transport"] for name in TYPES if name != "ht_kb"} == {"rest"}
    kb.php("wp_delete_post( $data['ht_kb'], true ); wp_trash_post( $data['betterdocs'] );", made)
    assert counts(kb.pull()) == (0, 0, 2, 4)


def test_sections_of_wedocs_are_the_articles_above(kb):
    kb.connect("wedocs")
    ids = kb.php(
        "$a = put( array( 'post_type' => 'wedocs', 'post_title' => 'Handbook' ) );"
        "$below = array( 'post_type' => 'wedocs', 'post_title' => 'Start', 'post_parent' => $a );"
        "$b = put( $below );"
        "$c = put( array( 'post_title' => 'Plug', 'post_parent' => $b ) + $below );"
        "return array( $a, $b, $c );"
    )
    assert counts(kb.pull()) == (3, 0, 0, 0)
    assert [kb.article(number).categories for number in ids] == [
        [], ["Handbook"], ["Handbook / Start"],
    ]  # fmt: skip
    kb.php(
        "wp_update_post( array( 'ID' => $data[0], 'post_title' => 'Guide' ) );"
        "wp_update_post( array( 'ID' => $data[2], 'post_parent' => $data[0] ) );",
        ids,
    )
    assert counts(kb.pull()) == (0, 2, 0, 1)
    assert [kb.article(number).categories for number in ids] == [[], ["Guide"], ["Guide"]]
    kb.transport = "xmlrpc"
    kb.connect("wedocs")
    assert counts(kb.pull(full=True)) == (0, 0, 0, 3)


def test_a_type_that_rest_hides_is_explained_where_rest_is_fixed(kb):
    kb.transport = "rest"
    kb.connect("ht_kb")
    with pytest.raises(SiteError, match="let the transport be auto"):
        kb.pull()


def test_a_type_that_does_not_exist_is_explained(kb):
    kb.connect("nothing")
    with pytest.raises(SiteError, match="post type"):
        kb.pull()


def test_a_site_whose_rest_api_is_switched_off_is_read_over_xml_rpc(bridge, site, added):
    added(
        "rest-off.php",
        "<?php add_filter( 'rest_authentication_errors', static function () { return new"
        " WP_Error( 'rest_disabled', 'Off', array( 'status' => 401 ) ); }, 99 );",
    )
    mirror = Mirror(bridge, site, "auto")
    mirror.connect()
    mirror.php(
        # older than this second, which is read again: it may not be over yet
        "put( array( 'post_title' => 'Lamp', 'post_date' => '2025-03-01 10:00:00' ) );"
        "do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => 'f' ) ) );"
    )
    assert mirror.take_in().new == 1
    assert counts(mirror.pull()) == (1, 0, 0, 0)
    assert mirror.pull().requests <= 3
    [view] = [row for row in sites.listed(bridge.ctx) if row.slug == mirror.slug]
    assert view.last_error is None


def test_a_wrong_password_is_told_and_not_gone_around(bridge, site, added):
    mirror = Mirror(bridge, site, "auto")
    mirror.connect(password="wrong wrong wrong")
    with pytest.raises(SiteError, match=r"application password \("):
        knowledge.pull(bridge.ctx, mirror.slug)


def test_without_the_plugin_xml_rpc_gives_text_out_of_what_is_stored(bridge, site):
    mirror = Mirror(bridge, site, "xmlrpc")
    mirror.connect()
    mirror.php(DEACTIVATE)
    one = mirror.php(
        "put( array( 'post_title' => 'Later', 'post_status' => 'future',"
        " 'post_date' => '2099-01-01 10:00:00' ) );"
        "return put( array( 'post_title' => 'Lamp', 'post_content' => \"One.\\n\\nTwo.\" ) );"
    )
    mirror.pull()
    row = mirror.article(one)
    assert (row.body, row.author, row.language) == ("One.\n\nTwo.", "Test site", "en")
    assert sorted(row.status for row in mirror.articles().values()) == ["future", "publish"]
    with pytest.raises(SiteError, match="plugin does not answer over XML-RPC"):
        mirror.take_in()
