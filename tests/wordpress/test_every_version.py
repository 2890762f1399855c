"""What each supported WordPress must do alike: install the plugin, show its articles."""

from collections.abc import Iterator

import pytest

from bridge.config import load
from bridge.domain.markup import to_text
from bridge.domain.ports import ScanStart, SiteAccess, WordPressSite
from bridge.wiring import build
from tests.support.desk import settings
from tests.support.stand_ins import RecordingQueue

pytestmark = pytest.mark.every_version

INSTALLED = """
global $wpdb, $wp_version;
return array(
    'version' => $wp_version,
    'active' => is_plugin_active( 'helpdesk-bridge/helpdesk-bridge.php' ),
    'reader' => get_role( 'helpdesk_bridge' )->has_cap( 'helpdesk_bridge_read' ),
    'table' => helpdesk_bridge_table( 'submissions' ) === $wpdb->get_var(
        "SHOW TABLES LIKE '" . helpdesk_bridge_table( 'submissions' ) . "'" ),
);
"""
WRITE = """
$id = wp_insert_post( wp_slash( array(
    'post_title'    => 'Where is the "key"?',
    'post_content'  => '<!-- wp:paragraph --><p>Below the mat 😀</p><!-- /wp:paragraph -->',
    'post_status'   => 'publish',
    'post_category' => array( wp_create_category( 'Doors & keys' ) ),
    'meta_input'    => array( '_helpdesk_bridge_language' => 'en' ),
) ) );
wp_insert_post( array( 'post_title' => 'Not yet', 'post_status' => 'draft' ) );
return $id;
"""


@pytest.fixture
def remote(site, tmp_path) -> Iterator[WordPressSite]:
    """The site as the bridge's services see it, wired as in production."""
    config = load(settings(f"sqlite:///{tmp_path / 'unused.db'}", tmp_path, smtp_port=9))
    ctx = build(config, queue=RecordingQueue())
    who = site.bridge
    yield ctx.wordpress.connect(SiteAccess("main", site.url, who.name, who.application_password))
    ctx.database.dispose()


def test_the_plugin_installs_its_table_and_a_role_that_may_read(site, remote):
    installed = site.evaluate("require_once ABSPATH . 'wp-admin/includes/plugin.php';" + INSTALLED)
    version = installed.pop("version")
    assert installed == {"active": True, "reader": True, "table": True}
    assert remote.status().wp_version == version


def test_articles_come_as_wordpress_renders_them_drafts_included(site, remote):
    wp_id = site.evaluate("require_once ABSPATH . 'wp-admin/includes/taxonomy.php';" + WRITE)
    posts = remote.articles_of("post")
    articles = {article.title: article for page in posts.all(ScanStart()) for article in page}
    assert set(articles) == {"Where is the “key”?", "Not yet"}
    article = articles["Where is the “key”?"]
    assert article.wp_id == wp_id
    assert to_text(article.html).strip() == "Below the mat 😀"
    assert "<!-- wp:" not in article.html
    assert article.categories == ("Doors & keys",)
    assert article.status == "publish"
    assert articles["Not yet"].status == "draft"
    assert set(posts.stamps().changed) == {article.wp_id for article in articles.values()}
