<?php
/**
 * `POST submissions/confirm`: the helpdesk says which submissions of the feed it has stored.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'rest_api_init', 'helpdesk_bridge_register_confirm' );

/**
 * Registers the route.
 */
function helpdesk_bridge_register_confirm(): void {
	$text = array(
		'type'     => 'string',
		'required' => true,
	);
	register_rest_route(
		HELPDESK_BRIDGE_REST,
		'/submissions/confirm',
		array(
			'methods'             => 'POST',
			'callback'            => 'helpdesk_bridge_confirm_answer',
			'permission_callback' => 'helpdesk_bridge_may_read',
			'args'                => array(
				'ids'       => $text,
				'signature' => $text,
			),
		)
	);
}

/**
 * Says how many were not confirmed before.
 *
 * @param \WP_REST_Request $request With ids and signature; see helpdesk_bridge_confirm().
 * @return \WP_Error|\WP_REST_Response
 */
function helpdesk_bridge_confirm_answer( \WP_REST_Request $request ) {
	try {
		return helpdesk_bridge_private_answer( array( 'confirmed' => helpdesk_bridge_confirm( $request['ids'], $request['signature'] ) ) );
	} catch ( \InvalidArgumentException $e ) {
		return new \WP_Error( 'helpdesk_bridge_not_connected', $e->getMessage(), array( 'status' => $e->getCode() ) );
	}
}
