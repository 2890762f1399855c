<?php
/**
 * `GET submissions`: the feed by cursor that the bridge reads. What the push missed is found here.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** When the helpdesk last read the feed, as a Unix time. */
const HELPDESK_BRIDGE_READ_OPTION = 'helpdesk_bridge_read_at';

add_action( 'rest_api_init', 'helpdesk_bridge_register_feed' );

/**
 * Registers the route.
 */
function helpdesk_bridge_register_feed(): void {
	register_rest_route(
		HELPDESK_BRIDGE_REST,
		'/submissions',
		array(
			'methods'             => 'GET',
			'callback'            => 'helpdesk_bridge_feed',
			'permission_callback' => 'helpdesk_bridge_may_read',
			'args'                => array(
				'after' => array(
					'description' => 'Cursor of the last submission that is known already.',
					'type'        => 'integer',
					'minimum'     => 0,
					'default'     => 0,
				),
				'limit' => array(
					'description' => 'At most so many submissions.',
					'type'        => 'integer',
					'minimum'     => 1,
					'maximum'     => 200,
					'default'     => 100,
				),
			),
		)
	);
}

/**
 * Whether the caller may read submissions: 401 for strangers, 403 for others without the right.
 *
 * @return true|\WP_Error
 */
function helpdesk_bridge_may_read() {
	if ( current_user_can( HELPDESK_BRIDGE_READ ) ) {
		return true;
	}
	return new \WP_Error(
		'helpdesk_bridge_forbidden',
		__( 'Reading submissions needs the capability helpdesk_bridge_read; the role Helpdesk Bridge has it.', 'helpdesk-bridge' ),
		array( 'status' => rest_authorization_required_code() )
	);
}

/**
 * A page of the feed.
 *
 * @param \WP_REST_Request $request With after and limit.
 */
function helpdesk_bridge_feed( \WP_REST_Request $request ): \WP_REST_Response {
	return helpdesk_bridge_private_answer( helpdesk_bridge_feed_page( (int) $request['after'], (int) $request['limit'] ) );
}

/**
 * A page of the feed, for REST and for XML-RPC. It says `waiting` only while something waits.
 *
 * @param int $after Cursor of the last submission that is known already.
 * @param int $limit At most so many, 1 to 200.
 * @return array{items: array<int, array<string, mixed>>, next_after: int, has_more: bool, waiting?: string[]}
 */
function helpdesk_bridge_feed_page( int $after, int $limit ): array {
	helpdesk_bridge_note_reading();
	$rows    = helpdesk_bridge_rows_after( $after, $limit + 1 );
	$more    = count( $rows ) > $limit;
	$rows    = array_slice( $rows, 0, $limit );
	$items   = array_map( 'helpdesk_bridge_item', $rows );
	$last    = end( $items );
	$page    = array(
		'items'      => $items,
		'next_after' => $last ? $last['cursor'] : $after,
		'has_more'   => $more,
	);
	$waiting = helpdesk_bridge_unconfirmed( $rows );
	return $waiting ? $page + array( 'waiting' => $waiting ) : $page;
}

/**
 * Notes that the feed was read, once a minute at most; the settings page shows when.
 */
function helpdesk_bridge_note_reading(): void {
	if ( (int) get_option( HELPDESK_BRIDGE_READ_OPTION, 0 ) < time() - MINUTE_IN_SECONDS ) {
		update_option( HELPDESK_BRIDGE_READ_OPTION, time(), false );
	}
}

/**
 * An answer that no cache may keep.
 *
 * @param mixed $content What to answer.
 */
function helpdesk_bridge_private_answer( $content ): \WP_REST_Response {
	return new \WP_REST_Response( $content, 200, array( 'Cache-Control' => 'no-store' ) );
}
