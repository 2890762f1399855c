<?php
/**
 * The demo site's pages and its navigation.
 */

/**
 * Makes all pages, the front page among them, and the menu.
 *
 * @param array<string, mixed> $order The set-up order: title, tagline, faqs.
 */
function demo_pages( array $order ): void {
	$home = demo_page( 'home', $order['title'], 'en', demo_home( $order['tagline'] ), 'page-no-title' );
	$news = demo_page( 'help', 'Help articles', 'en', '' );
	update_option( 'show_on_front', 'page' );
	update_option( 'page_on_front', $home );
	update_option( 'page_for_posts', $news );

	foreach ( $order['faqs'] as $faq ) {
		demo_page( 'en' === $faq['language'] ? 'faq' : 'faq-' . $faq['language'], $faq['title'], $faq['language'], $faq['body'] );
	}
	demo_page( 'support', 'Support', 'en', '<!-- wp:helpdesk-bridge/form {"title":"Support request"} /-->' );
	demo_page( 'assistance', 'Assistance', 'fr', '<!-- wp:helpdesk-bridge/form {"lang":"fr","formId":"assistance","title":"Demande d’assistance"} /-->' );
	demo_page( 'contact', 'Contact', 'en', '<!-- wp:shortcode -->[helpdesk_bridge_form id="contact" title="Contact"]<!-- /wp:shortcode -->' );
	demo_navigation( $order['faqs'] );
}

/**
 * One page; returns its id.
 */
function demo_page( string $slug, string $title, string $language, string $content, string $template = 'default' ): int {
	return demo_insert(
		array(
			'post_type'    => 'page',
			'post_name'    => $slug,
			'post_title'   => $title,
			'post_content' => $content,
			'meta_input'   => array(
				'_helpdesk_bridge_language' => $language,
				'_wp_page_template'         => $template,
			),
		)
	);
}

/**
 * The front page: what the company says, two ways on, the newest articles.
 */
function demo_home( string $tagline ): string {
	ob_start();
	require __DIR__ . '/home.html';
	return str_replace( '{{tagline}}', esc_html( $tagline ), (string) ob_get_clean() );
}

/**
 * The menu in the header; the theme takes the newest wp_navigation post.
 *
 * @param array<int, array<string, string>> $faqs FAQ pages there are.
 */
function demo_navigation( array $faqs ): void {
	$links = array( '/' => 'Home' );
	if ( array() !== $faqs ) {
		$links['/faq/'] = 'FAQ';
	}
	$links += array(
		'/help/'       => 'Help articles',
		'/support/'    => 'Support',
		'/assistance/' => 'Assistance',
	);
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
