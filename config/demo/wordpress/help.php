<?php
/**
 * The page that lists all help articles.
 */

/**
 * Two columns, one per language, each category with its articles. The lists are drawn anew at each
 * view, so an article that is added or removed shows at once.
 */
function demo_help(): string {
	$columns = '';
	foreach ( get_categories( array( 'parent' => 0, 'hide_empty' => false, 'exclude' => get_option( 'default_category' ) ) ) as $language ) {
		$columns .= '<!-- wp:column --><div class="wp-block-column">';
		$columns .= demo_heading( $language->name, 2 );
		foreach ( get_categories( array( 'parent' => $language->term_id ) ) as $category ) {
			$columns .= demo_heading( $category->name, 3 );
			$columns .= '<!-- wp:latest-posts ' . serialize_block_attributes(
				array(
					'categories'  => array( array( 'id' => $category->term_id ) ),
					'postsToShow' => 50,
					'orderBy'     => 'title',
					'order'       => 'asc',
				)
			) . ' /-->';
		}
		$columns .= '</div><!-- /wp:column -->';
	}
	return '<!-- wp:heading {"level":1,"align":"wide"} --><h1 class="wp-block-heading alignwide">Help articles</h1><!-- /wp:heading -->'
		. '<!-- wp:columns {"align":"wide"} --><div class="wp-block-columns alignwide">' . $columns . '</div><!-- /wp:columns -->';
}

/**
 * A heading block of level 2 or 3.
 */
function demo_heading( string $text, int $level ): string {
	if ( 2 === $level ) {
		return sprintf( '<!-- wp:heading --><h2 class="wp-block-heading">%s</h2><!-- /wp:heading -->', esc_html( $text ) );
	}
	return sprintf(
		'<!-- wp:heading {"level":3,"fontSize":"medium","style":{"typography":{"fontWeight":"600"}}} --><h3 class="wp-block-heading has-medium-font-size" style="font-weight:600">%s</h3><!-- /wp:heading -->',
		esc_html( $text )
	);
}
