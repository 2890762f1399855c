<?php
/**
 * The demo site's pages.
 */

/**
 * Makes all pages, the front page among them.
 *
 * @param array<string, mixed>              $company name; by language tagline, home, topics.
 * @param array<int, array<string, string>> $faqs    FAQ pages, each with slug, title, language, body.
 */
function demo_pages( array $company, array $faqs ): void {
	$home = demo_page( 'home', $company['name'], 'en', demo_home( $company, 'en' ), 'page-no-title' );
	update_option( 'show_on_front', 'page' );
	update_option( 'page_on_front', $home );
	demo_page( 'accueil', $company['name'], 'fr', demo_home( $company, 'fr' ), 'page-no-title' );
	demo_page( 'help', 'Help articles', 'en', demo_help(), 'page-no-title' );
	foreach ( $faqs as $faq ) {
		demo_page( $faq['slug'], $faq['title'], $faq['language'], $faq['body'] );
	}

	$topics = array_map(
		static function ( array $list ): string {
			return implode( '|', $list );
		},
		$company['topics']
	);
	demo_page( 'support', 'Support', 'en', demo_form_block( 'support', 'Support request', '', $topics['en'] ?? '' ) );
	demo_page( 'assistance', 'Assistance', 'fr', demo_form_block( 'assistance', 'Demande d’assistance', 'fr', $topics['fr'] ?? '' ) );
	demo_page( 'contact', 'Contact', 'en', '<!-- wp:shortcode -->[helpdesk_bridge_form id="contact" title="Contact"]<!-- /wp:shortcode -->' );
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
 * The plugin's form as a block.
 */
function demo_form_block( string $id, string $title, string $language, string $topics ): string {
	$attributes = array(
		'formId' => $id,
		'title'  => $title,
		'lang'   => $language,
		'topics' => $topics,
	);
	return '<!-- wp:helpdesk-bridge/form ' . serialize_block_attributes( $attributes ) . ' /-->';
}

/**
 * A front page in one language: who the company is, two ways on, what it says itself.
 *
 * @param array<string, mixed> $company See demo_pages().
 */
function demo_home( array $company, string $language ): string {
	$words = array(
		'en' => array( '/support/', 'Write to support', '/help/', 'Read help articles', '/accueil/', 'Version française' ),
		'fr' => array( '/assistance/', 'Écrire à l’assistance', '/help/', 'Lire les articles d’aide', '/', 'English version' ),
	);
	$values = array_merge(
		array( $company['name'], $company['tagline'][ $language ] ?? '' ),
		$words[ $language ]
	);
	$names  = array( '{{name}}', '{{tagline}}', '{{form}}', '{{form-label}}', '{{articles}}', '{{articles-label}}', '{{other}}', '{{other-label}}' );
	$html   = str_replace( $names, array_map( 'esc_html', $values ), (string) file_get_contents( __DIR__ . '/home.html' ) );
	return str_replace( '{{body}}', $company['home'][ $language ] ?? '', $html );
}
