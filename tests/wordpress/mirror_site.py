"""Posts of every kind on the real site, and what our mirror makes of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bridge.cli.demo.wordpress import Site
from bridge.services import intake, knowledge, sites
from bridge.services.knowledge import ArticlesPulled
from bridge.store.knowledge import Article
from tests.support.desk import Desk

PASTE = """
$GLOBALS['wpdb']->query( 'SELECT 1' );
function put( array $post ): int {
    $id = wp_insert_post( wp_slash( $post + array( 'post_status' => 'publish', 'post_author' => 1 ) ), true );
    if ( is_wp_error( $id ) ) { throw new Exception( $id->get_error_message() ); }
    return $id;
}
"""

EVERY_KIND = (
    PASTE
    + r"""
$top  = wp_insert_term( 'Help & advice', 'category' )['term_id'];
$sub  = wp_insert_term( 'Invoices', 'category', array( 'parent' => $top ) )['term_id'];
$blocks = '<!-- wp:paragraph --><p>Open the <a href="/contact/">form</a> &amp; wait.</p><!-- /wp:paragraph -->'
  . '<!-- wp:list --><ul class="wp-block-list"><!-- wp:list-item --><li>One</li><!-- /wp:list-item --></ul><!-- /wp:list -->'
  . '<!-- wp:table --><figure class="wp-block-table"><table><tbody><tr><td>A</td><td>B</td></tr></tbody></table></figure><!-- /wp:table -->'
  . '<!-- wp:code --><pre class="wp-block-code"><code>if  x:' . "\n" . '  y</code></pre><!-- /wp:code -->'
  . '<!-- wp:image --><figure class="wp-block-image"><img src="/wp-content/a.png" alt="A red lamp"/></figure><!-- /wp:image -->'
  . '<script>alert(1)</script><p onclick="x()">Sample: It\'s a "test" with back\\slash &lt;b&gt; ünï 😀</p>';
$made = array(
  'blocks'    => put( array( 'post_title' => 'It\'s "blocks" & more', 'post_content' => $blocks, 'post_category' => array( $sub ), 'post_excerpt' => 'Short & good' ) ),
  'classic'   => put( array( 'post_title' => 'Facture', 'post_content' => "Une ligne.\n\nVotre facture est dans [caption]le compte[/caption].", 'post_category' => array( $top, $sub ), 'meta_input' => array( '_helpdesk_bridge_language' => 'fr_FR' ) ) ),
  'draft'     => put( array( 'post_title' => 'Draft', 'post_content' => 'd', 'post_status' => 'draft' ) ),
  'pending'   => put( array( 'post_title' => 'Pending', 'post_content' => 'p', 'post_status' => 'pending' ) ),
  'private'   => put( array( 'post_title' => 'Private', 'post_content' => 'p', 'post_status' => 'private' ) ),
  'future'    => put( array( 'post_title' => 'Future', 'post_content' => 'f', 'post_status' => 'future', 'post_date' => '2099-01-01 10:00:00' ) ),
  'protected' => put( array( 'post_title' => 'Protected', 'post_content' => 'the secret recipe', 'post_password' => 'sesame' ) ),
  'trash'     => put( array( 'post_title' => 'Trash', 'post_content' => 't' ) ),
);
wp_trash_post( $made['trash'] );
return $made;
"""
)


@dataclass
class Mirror:
    """A helpdesk beside the real site; `transport` is how they talk."""

    desk: Desk
    site: Site
    transport: str
    slug: str = "real"

    def connect(self, *types: str, password: str | None = None) -> None:
        account = self.site.bridge
        sites.add(
            self.desk.ctx, self.slug, self.site.url, account.name,
            password or account.application_password, self.transport, types,
        )  # fmt: skip

    def pull(self, **how: Any) -> ArticlesPulled:
        """At the real time: WordPress has a clock of its own."""
        self.desk.real_time()
        return knowledge.pull(self.desk.ctx, self.slug, **how)

    def take_in(self) -> intake.Pulled:
        self.desk.real_time()
        return intake.pull(self.desk.ctx, self.slug)

    def articles(self, wp_type: str = "post") -> dict[int, Article]:
        with self.desk.ctx.reading() as tx:
            rows = tx.session.scalars(select(Article).where(Article.wp_type == wp_type)).all()
        return {row.wp_id: row for row in rows}

    def article(self, wp_id: int) -> Article:
        with self.desk.ctx.reading() as tx:
            return tx.session.scalars(select(Article).where(Article.wp_id == wp_id)).one()

    def found(self, query: str, language: str = "en") -> list[str]:
        with self.desk.ctx.reading() as tx:
            return [hit.article.title for hit in tx.search.find(query, language, limit=10)]

    def php(self, code: str, data: object = None) -> Any:
        return self.site.evaluate(PASTE + code, data)


def counts(pulled: ArticlesPulled) -> tuple[int, int, int, int]:
    return pulled.created, pulled.updated, pulled.deleted, pulled.unchanged
