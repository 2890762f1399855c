<?php
/**
 * `POST suggest`: articles for what a visitor is typing, asked of the bridge.
 *
 * A form works the same without it: whatever goes wrong, the answer is an empty list.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Questions one address may ask per minute. */
const HELPDESK_BRIDGE_SUGGEST_PER_MINUTE = 30;

add_action( 'rest_api_init', 'helpdesk_bridge_register_suggest' );

/**
 * Registers the route.
 */
function helpdesk_bridge_register_suggest(): void {
	register_rest_route(
		HELPDESK_BRIDGE_REST,
		'/suggest',
		array(
			'methods'             => 'POST',
			'callback'            => 'helpdesk_bridge_suggest_route',
			'permission_callback' => '__return_true', // Public: it shows public articles only.
			'args'                => array(
				'q'    => array(
					'description' => 'What the visitor wrote so far.',
					'type'        => 'string',
					'required'    => true,
				),
				'lang' => array(
					'description' => 'Language of the form, as two letters.',
					'type'        => 'string',
					'pattern'     => '^[a-z]{2}$',
					'default'     => 'en',
				),
			),
		)
	);
}

/**
 * Answers with at most three articles.
 *
 * @param \WP_REST_Request $request With q and lang.
 * @return \WP_Error|\WP_REST_Response
 */
function helpdesk_bridge_suggest_route( \WP_REST_Request $request ) {
	if ( ! helpdesk_bridge_suggest_allowed() ) {
		return new \WP_Error( 'helpdesk_bridge_slow_down', __( 'Too many questions; wait a minute.', 'helpdesk-bridge' ), array( 'status' => 429 ) );
	}
	$question = mb_substr( trim( wp_check_invalid_utf8( (string) $request['q'], true ) ), 0, 500 );
	$items    = array();
	try {
		$connection = helpdesk_bridge_connection();
		if ( null !== $connection && mb_strlen( $question ) >= 3 ) {
			$items = helpdesk_bridge_ask_bridge( $connection, $question, (string) $request['lang'] );
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
	return helpdesk_bridge_private_answer( array( 'items' => $items ) );
}

/**
 * Asks the bridge, for two seconds at most, and not for half a minute after it failed.
 *
 * @param array<string, mixed> $connection As helpdesk_bridge_connection() returns it.
 * @param string               $question   What to look for.
 * @param string               $language   Two letters.
 * @return array<int, array{title: string, url: string, excerpt: string}>
 */
function helpdesk_bridge_ask_bridge( array $connection, string $question, string $language ): array {
	if ( get_transient( 'helpdesk_bridge_suggest_away' ) ) {
		return array();
	}
	$query  = array(
		'q'     => $question,
		'lang'  => $language,
		'site'  => $connection['site'],
		'key'   => $connection['key'],
		'limit' => 3,
	);
	$answer = wp_remote_get(
		untrailingslashit( $connection['base'] ) . '/api/v1/articles/suggest?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ),
		array(
			'timeout'     => 2,
			'redirection' => 0,
		)
	);
	if ( is_wp_error( $answer ) || wp_remote_retrieve_response_code( $answer ) >= 500 ) {
		set_transient( 'helpdesk_bridge_suggest_away', 1, 30 );
		return array();
	}
	$content = json_decode( wp_remote_retrieve_body( $answer ), true );
	return helpdesk_bridge_whole_articles( is_array( $content ) ? $content : array() );
}

/**
 * Only what a form shows, and only links to web addresses.
 *
 * @param array<string, mixed> $content The bridge's answer; `items` with title, url and excerpt.
 * @return array<int, array{title: string, url: string, excerpt: string}>
 */
function helpdesk_bridge_whole_articles( array $content ): array {
	$articles = array();
	foreach ( array_slice( (array) ( $content['items'] ?? array() ), 0, 3 ) as $item ) {
		$url = is_array( $item ) ? esc_url_raw( helpdesk_bridge_text( $item['url'] ?? '' ), array( 'http', 'https' ) ) : '';
		if ( '' === $url || '' === trim( helpdesk_bridge_text( $item['title'] ?? '' ) ) ) {
			continue;
		}
		$articles[] = array(
			'title'   => helpdesk_bridge_text( $item['title'] ),
			'url'     => $url,
			'excerpt' => helpdesk_bridge_text( $item['excerpt'] ?? '' ),
		);
	}
	return $articles;
}

/**
 * Counts this address's questions in the running minute.
 */
function helpdesk_bridge_suggest_allowed(): bool {
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- Only hashed.
	$address = (string) wp_unslash( $_SERVER['REMOTE_ADDR'] ?? '' );
	$key     = 'helpdesk_bridge_asked_' . substr( wp_hash( $address . '|' . intdiv( time(), 60 ) ), 0, 20 );
	$asked   = (int) get_transient( $key );
	set_transient( $key, $asked + 1, 2 * MINUTE_IN_SECONDS );
	return $asked < HELPDESK_BRIDGE_SUGGEST_PER_MINUTE;
}
