<?php
/**
 * Languages: of the plugin's own words, and of articles.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Post meta that states the language of a post, as two letters. */
const HELPDESK_BRIDGE_LANGUAGE_META = '_helpdesk_bridge_language';

add_action( 'init', 'helpdesk_bridge_load_words', 1 );
add_action( 'rest_api_init', 'helpdesk_bridge_register_language_field' );

/**
 * Loads the plugin's translation for the site's language.
 */
function helpdesk_bridge_load_words(): void {
	$folder = dirname( plugin_basename( HELPDESK_BRIDGE_FILE ) ) . '/languages';
	if ( 0 === strpos( wp_normalize_path( HELPDESK_BRIDGE_FILE ), wp_normalize_path( WPMU_PLUGIN_DIR ) . '/' ) ) {
		load_muplugin_textdomain( 'helpdesk-bridge', $folder );
	} else {
		load_plugin_textdomain( 'helpdesk-bridge', false, $folder );
	}
}

/**
 * The locale a form speaks: the one asked for, else that of the page view.
 *
 * @param string $asked 'fr', 'fr_FR', 'en' … or '' for the site's.
 * @return string A WordPress locale such as 'fr_FR'.
 */
function helpdesk_bridge_locale( string $asked ): string {
	$known = array(
		'en' => 'en_US',
		'fr' => 'fr_FR',
	);
	$asked = str_replace( '-', '_', trim( $asked ) );
	if ( '' === $asked || ! preg_match( '/^[A-Za-z]{2,3}(_[A-Za-z0-9]{2,8}){0,2}$/', $asked ) ) {
		return determine_locale();
	}
	return $known[ strtolower( $asked ) ] ?? $asked;
}

/**
 * Two letters of a locale.
 *
 * @param string $locale Such as 'fr_FR'.
 */
function helpdesk_bridge_language_of( string $locale ): string {
	return strtolower( substr( $locale, 0, 2 ) );
}

/**
 * Runs $body with the plugin's words in $locale, also where WordPress has no language pack for it.
 *
 * @param string   $locale Such as 'fr_FR'.
 * @param callable $body   Takes nothing; its return value is passed on.
 * @return mixed
 */
function helpdesk_bridge_in_locale( string $locale, callable $body ) {
	$words     = helpdesk_bridge_words( $locale );
	$translate = static function ( $translation, $text ) use ( $words, $locale ) {
		if ( isset( $words[ $text ] ) ) {
			return $words[ $text ];
		}
		return 'en' === helpdesk_bridge_language_of( $locale ) ? $text : $translation;
	};
	add_filter( 'gettext_helpdesk-bridge', $translate, 10, 2 );
	try {
		return $body();
	} finally {
		remove_filter( 'gettext_helpdesk-bridge', $translate, 10 );
	}
}

/**
 * The plugin's translations for a locale; a region without its own falls back on the language.
 *
 * @param string $locale Such as 'fr_FR' or 'fr_CA'.
 * @return array<string, string> English text => translation.
 */
function helpdesk_bridge_words( string $locale ): array {
	static $loaded = array();
	if ( isset( $loaded[ $locale ] ) ) {
		return $loaded[ $locale ];
	}
	$loaded[ $locale ] = array();
	$language          = helpdesk_bridge_language_of( $locale );
	foreach ( array( $locale, $language . '_' . strtoupper( $language ) ) as $name ) {
		$file = HELPDESK_BRIDGE_DIR . '/languages/helpdesk-bridge-' . $name . '.mo';
		if ( ! is_readable( $file ) ) {
			continue;
		}
		require_once ABSPATH . WPINC . '/pomo/mo.php';
		$catalogue = new \MO();
		$catalogue->import_from_file( $file );
		foreach ( $catalogue->entries as $entry ) {
			$loaded[ $locale ][ $entry->singular ] = (string) ( $entry->translations[0] ?? '' );
		}
		$loaded[ $locale ] = array_filter( $loaded[ $locale ], 'strlen' );
		break;
	}
	return $loaded[ $locale ];
}

/**
 * Adds the field `helpdesk_bridge_language` to every post type in the REST API.
 */
function helpdesk_bridge_register_language_field(): void {
	register_rest_field(
		array_values( get_post_types( array( 'show_in_rest' => true ) ) ),
		'helpdesk_bridge_language',
		array(
			'get_callback'    => 'helpdesk_bridge_language_field',
			'update_callback' => 'helpdesk_bridge_mark_language',
			'schema'          => array(
				'description' => __( 'Language of the post, as two letters.', 'helpdesk-bridge' ),
				'type'        => 'string',
				'pattern'     => '^[a-z]{2}$',
				'context'     => array( 'view', 'edit' ),
			),
		)
	);
}

/**
 * Marks a post with its language. WordPress has checked that the caller may edit the post.
 *
 * @param string   $language Two letters.
 * @param \WP_Post $post     The post that is being saved.
 */
function helpdesk_bridge_mark_language( string $language, \WP_Post $post ): void {
	update_post_meta( $post->ID, HELPDESK_BRIDGE_LANGUAGE_META, $language );
}

/**
 * The language of a post, or '' where nobody says it: the reader can then tell from the text.
 *
 * @param array<string, mixed> $post The post as the REST API prepares it.
 */
function helpdesk_bridge_language_field( array $post ): string {
	return helpdesk_bridge_post_language( (int) ( $post['id'] ?? 0 ) );
}

/**
 * Two letters: the post's own mark, else what a translation plugin says, else ''.
 *
 * @param int $id The post.
 */
function helpdesk_bridge_post_language( int $id ): string {
	$locale = (string) get_post_meta( $id, HELPDESK_BRIDGE_LANGUAGE_META, true );
	if ( '' === $locale && function_exists( 'pll_get_post_language' ) ) {
		$locale = (string) pll_get_post_language( $id );
	}
	if ( '' === $locale ) {
		$details = apply_filters( 'wpml_post_language_details', null, $id );
		$locale  = is_array( $details ) ? (string) ( $details['language_code'] ?? '' ) : '';
	}
	return helpdesk_bridge_language_of( $locale );
}
