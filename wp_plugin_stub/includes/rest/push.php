<?php
/**
 * `POST push`: the request by which the site starts its own pushing.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'rest_api_init', 'helpdesk_bridge_register_push' );

/**
 * Registers the route.
 */
function helpdesk_bridge_register_push(): void {
	register_rest_route(
		HELPDESK_BRIDGE_REST,
		'/push',
		array(
			'methods'             => 'POST',
			'callback'            => 'helpdesk_bridge_push_route',
			'permission_callback' => 'helpdesk_bridge_may_push',
			'show_in_index'       => false,
		)
	);
}

/**
 * What only this site knows, for ten minutes.
 *
 * @param int $age 0 for the present pass, 1 for the one before.
 */
function helpdesk_bridge_push_pass( int $age = 0 ): string {
	return wp_hash( 'helpdesk_bridge_push|' . ( intdiv( time(), 600 ) - $age ), 'nonce' );
}

/**
 * Whether the caller is this site itself.
 *
 * @param \WP_REST_Request $request With the pass in a header.
 */
function helpdesk_bridge_may_push( \WP_REST_Request $request ): bool {
	$pass = (string) $request->get_header( 'X-Helpdesk-Bridge-Push' );
	return hash_equals( helpdesk_bridge_push_pass(), $pass ) || hash_equals( helpdesk_bridge_push_pass( 1 ), $pass );
}

/**
 * Pushes what is due.
 */
function helpdesk_bridge_push_route(): \WP_REST_Response {
	ignore_user_abort( true );
	$tried = helpdesk_bridge_drain();
	helpdesk_bridge_on_tidy();
	return helpdesk_bridge_private_answer( array( 'tried' => $tried ) );
}
