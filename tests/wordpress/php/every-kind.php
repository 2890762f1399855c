<?php
/** A post of every kind; returns their ids by name. */
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
