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
	return '<!-- wp:columns {"align":"wide"} --><div class="wp-block-columns alignwide">' . $columns . '</div><!-- /wp:columns -->';
}

/**
 * A heading block.
 */
function demo_heading( string $text, int $level ): string {
	$size = 3 === $level ? ' {"level":3,"fontSize":"medium"}' : '';
	$name = 3 === $level ? ' has-medium-font-size' : '';
	return sprintf( '<!-- wp:heading%1$s --><h%2$d class="wp-block-heading%3$s">%4$s</h%2$d><!-- /wp:heading -->', $size, $level, $name, esc_html( $text ) );
}
