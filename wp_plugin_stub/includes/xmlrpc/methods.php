<?php
/**
 * The feed over XML-RPC, for sites whose REST API is blocked. The same items, right and limits.
 *
 * `helpdeskBridge.getSubmissions( blog_id, user, password, after = 0, limit = 100 )`
 * `helpdeskBridge.confirmSubmissions( blog_id, user, password, ids, signature )`
 * `helpdeskBridge.getStatus( blog_id, user, password )`
 * `helpdeskBridge.getFile( blog_id, user, password, uuid, offset = 0, length = whole file )`
 *
 * The site is the one whose xmlrpc.php is called; `blog_id` is not looked at, as in WordPress.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'xmlrpc_methods', 'helpdesk_bridge_xmlrpc_methods' );

/**
 * Adds our methods.
 *
 * @param mixed $methods Name => callback.
 * @return array<string, mixed>
 */
function helpdesk_bridge_xmlrpc_methods( $methods ): array {
	return array(
		'helpdeskBridge.getSubmissions'     => 'helpdesk_bridge_xmlrpc_submissions',
		'helpdeskBridge.confirmSubmissions' => 'helpdesk_bridge_xmlrpc_confirm',
		'helpdeskBridge.getStatus'          => 'helpdesk_bridge_xmlrpc_status',
		'helpdeskBridge.getFile'            => 'helpdesk_bridge_xmlrpc_file',
	) + (array) $methods;
}

/**
 * A page of the feed: `items`, `next_after`, `has_more`, and `waiting` while something waits.
 *
 * @param mixed $args See above.
 * @return array<string, mixed>|\IXR_Error Faults: 400, 403, 405.
 */
function helpdesk_bridge_xmlrpc_submissions( $args ) {
	return helpdesk_bridge_xmlrpc_answer(
		$args,
		static function ( array $args ): array {
			$after = helpdesk_bridge_xmlrpc_number( $args[3] ?? 0, 'after', 0, PHP_INT_MAX );
			$limit = helpdesk_bridge_xmlrpc_number( $args[4] ?? 100, 'limit', 1, 200 );
			return helpdesk_bridge_feed_page( $after, $limit );
		}
	);
}

/**
 * Notes what the helpdesk has stored: `confirmed`, how many were not so before.
 *
 * @param mixed $args See above, and helpdesk_bridge_confirm().
 * @return array<string, int>|\IXR_Error Faults: 403, 405.
 */
function helpdesk_bridge_xmlrpc_confirm( $args ) {
	return helpdesk_bridge_xmlrpc_answer(
		$args,
		static function ( array $args ): array {
			return array( 'confirmed' => helpdesk_bridge_confirm( helpdesk_bridge_text( $args[3] ?? '' ), helpdesk_bridge_text( $args[4] ?? '' ) ) );
		}
	);
}

/**
 * What `GET status` says.
 *
 * @param mixed $args See above.
 * @return array<string, mixed>|\IXR_Error Faults: 400, 403, 405.
 */
function helpdesk_bridge_xmlrpc_status( $args ) {
	return helpdesk_bridge_xmlrpc_answer( $args, 'helpdesk_bridge_state' );
}

/**
 * Signs in as WordPress's own methods do, asks for the capability, and answers.
 *
 * @param mixed    $args   What was sent.
 * @param callable $answer Gets the arguments; may throw InvalidArgumentException with a fault's code.
 * @return mixed|\IXR_Error
 */
function helpdesk_bridge_xmlrpc_answer( $args, callable $answer ) {
	global $wp_xmlrpc_server;
	if ( ! is_array( $args ) || ! is_string( $args[1] ?? null ) || ! is_string( $args[2] ?? null ) ) {
		return new \IXR_Error( 400, __( 'Send blog_id, user name and password first, the two as text.', 'helpdesk-bridge' ) );
	}
	// WordPress compares passwords as they arrive with slashes.
	if ( ! $wp_xmlrpc_server->login( wp_slash( $args[1] ), wp_slash( $args[2] ) ) ) {
		return $wp_xmlrpc_server->error;
	}
	if ( ! current_user_can( HELPDESK_BRIDGE_READ ) ) {
		return new \IXR_Error( 403, __( 'Reading submissions needs the capability helpdesk_bridge_read; the role Helpdesk Bridge has it.', 'helpdesk-bridge' ) );
	}
	try {
		return helpdesk_bridge_xmlrpc_value( $answer( $args ) );
	} catch ( \InvalidArgumentException $e ) {
		return new \IXR_Error( $e->getCode(), $e->getMessage() );
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
		return new \IXR_Error( 500, __( 'The site could not answer; its PHP error log says why.', 'helpdesk-bridge' ) );
	}
}

/**
 * A whole number in range. Text counts too: XML-RPC's own numbers end at 2147483647.
 *
 * @param mixed  $given   What was sent.
 * @param string $name    What it is called.
 * @param int    $minimum Smallest allowed.
 * @param int    $maximum Largest allowed.
 * @throws \InvalidArgumentException With code 400 for anything else.
 */
function helpdesk_bridge_xmlrpc_number( $given, string $name, int $minimum, int $maximum ): int {
	$number = is_bool( $given ) ? false : filter_var(
		$given,
		FILTER_VALIDATE_INT,
		array(
			'options' => array(
				'min_range' => $minimum,
				'max_range' => $maximum,
			),
		)
	);
	if ( false === $number ) {
		/* translators: 1: name of an argument, 2: smallest number, 3: largest number */
		throw new \InvalidArgumentException( sprintf( __( '%1$s must be a whole number from %2$s to %3$s.', 'helpdesk-bridge' ), $name, (string) $minimum, (string) $maximum ), 400 );
	}
	return $number;
}
