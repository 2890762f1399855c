<?php
/**
 * What stands on every page of the demo site: the menu above and the line below.
 */

/**
 * Makes both.
 *
 * @param array<int, array<string, string>> $faqs FAQ pages there are.
 */
function demo_parts( array $faqs ): void {
	$links = array( '/' => 'Home' );
	if ( array() !== $faqs ) {
		$links['/faq/'] = 'FAQ';
	}
	$links += array(
		'/help/'       => 'Help articles',
		'/support/'    => 'Support',
		'/assistance/' => 'Assistance',
	);
	demo_navigation( $links );
	demo_footer( $links );
}

/**
 * The menu in the header; the theme takes the newest wp_navigation post.
 *
 * @param array<string, string> $links Address => label.
 */
function demo_navigation( array $links ): void {
	$blocks = '';
	foreach ( $links as $url => $label ) {
		$blocks .= sprintf( '<!-- wp:navigation-link {"label":"%s","url":"%s","kind":"custom"} /-->', esc_html( $label ), esc_url( $url ) );
	}
	demo_insert(
		array(
			'post_type'    => 'wp_navigation',
			'post_title'   => 'Navigation',
			'post_content' => $blocks,
		)
	);
}

/**
 * The footer, in place of the theme's sample links.
 *
 * @param array<string, string> $links Address => label.
 */
function demo_footer( array $links ): void {
	$line = array();
	foreach ( $links as $url => $label ) {
		$line[] = sprintf( '<a href="%s">%s</a>', esc_url( $url ), esc_html( $label ) );
	}
	$html = str_replace( '{{links}}', implode( ' · ', $line ), (string) file_get_contents( __DIR__ . '/footer.html' ) );
	$id   = demo_insert(
		array(
			'post_type'    => 'wp_template_part',
			'post_name'    => 'footer',
			'post_title'   => 'Footer',
			'post_content' => $html,
		)
	);
	wp_set_object_terms( $id, get_stylesheet(), 'wp_theme' );
	wp_set_object_terms( $id, 'footer', 'wp_template_part_area' );
}
