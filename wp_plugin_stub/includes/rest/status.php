<?php
/**
 * `GET status`: what the bridge's check and monitoring ask for.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'rest_api_init', 'helpdesk_bridge_register_status' );

/**
 * Registers the route.
 */
function helpdesk_bridge_register_status(): void {
	register_rest_route(
		HELPDESK_BRIDGE_REST,
		'/status',
		array(
			'methods'             => 'GET',
			'callback'            => 'helpdesk_bridge_status',
			'permission_callback' => 'helpdesk_bridge_may_read',
		)
	);
}

/**
 * Versions, the forms that ever sent something, pushes that wait, and this site's clock.
 */
function helpdesk_bridge_status(): \WP_REST_Response {
	return helpdesk_bridge_private_answer( helpdesk_bridge_state() );
}

/**
 * The same as data, for REST and for XML-RPC.
 *
 * @return array{plugin_version: string, wp_version: string, forms: array<int, array<string, string>>, pending_push: int, clock: string}
 */
function helpdesk_bridge_state(): array {
	return array(
		'plugin_version' => HELPDESK_BRIDGE_VERSION,
		'wp_version'     => get_bloginfo( 'version' ),
		'forms'          => array_values( helpdesk_bridge_known_forms() ),
		'pending_push'   => helpdesk_bridge_count_rows( 'pending' ),
		'clock'          => gmdate( 'Y-m-d\TH:i:s\Z' ),
	);
}
