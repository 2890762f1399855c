<?php
/**
 * Help articles as ordinary posts.
 */

/**
 * Imports articles: each with its category below "English" or "Français", and its language.
 *
 * @param array<int, array<string, string>> $articles title, slug, language, category, excerpt, body.
 */
function demo_articles( array $articles ): void {
	$roots = array(
		'en' => 'English',
		'fr' => 'Français',
	);
	foreach ( $articles as $position => $article ) {
		$root     = demo_category( $roots[ $article['language'] ] ?? $article['language'], 0 );
		$category = '' === $article['category'] ? $root : demo_category( $article['category'], $root );
		$minutes  = count( $articles ) - $position;
		demo_insert(
			array(
				'post_type'     => 'post',
				'post_title'    => $article['title'],
				'post_name'     => $article['slug'],
				'post_excerpt'  => $article['excerpt'],
				'post_content'  => $article['body'],
				'post_category' => array( $category ),
				'post_date'     => wp_date( 'Y-m-d H:i:s', time() - 3600 - 60 * $minutes ),
				'meta_input'    => array( '_helpdesk_bridge_language' => $article['language'] ),
			)
		);
	}
}

/**
 * The id of the category of that name below a parent; made when it is not there.
 */
function demo_category( string $name, int $parent ): int {
	$found = term_exists( $name, 'category', $parent );
	if ( ! $found ) {
		$found = wp_insert_term( $name, 'category', array( 'parent' => $parent ) );
	}
	if ( is_wp_error( $found ) ) {
		fwrite( STDERR, $found->get_error_message() . "\n" );
		exit( 1 );
	}
	return (int) $found['term_id'];
}

/**
 * Inserts a published post or page and returns its id. Text is given as it should be stored.
 *
 * @param array<string, mixed> $post As wp_insert_post() takes it, but unslashed.
 */
function demo_insert( array $post ): int {
	$id = wp_insert_post( wp_slash( array( 'post_status' => 'publish', 'post_author' => 1 ) + $post ), true );
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() . "\n" );
		exit( 1 );
	}
	return $id;
}
