<?php
/**
 * One push of one submission, and what its answer means.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Seconds a push may take. The visitor has the answer by then, but a PHP process is held. */
const HELPDESK_BRIDGE_PUSH_TIMEOUT = 5;

/**
 * Seconds to wait after the n-th failed try; the last one repeats. The bridge fetches by itself
 * what pushing does not bring, so there is no hurry later on.
 */
const HELPDESK_BRIDGE_PUSH_DELAYS = array( 5, 30, 120, 600, 3600, 6 * 3600 );

/**
 * Sends one submission.
 *
 * @param object               $row        With id, uuid, payload and attempts.
 * @param array<string, mixed> $connection As helpdesk_bridge_connection() returns it.
 * @return bool False when the bridge could not be reached at all, so that others need not try.
 */
function helpdesk_bridge_push_row( object $row, array $connection ): bool {
	$body   = helpdesk_bridge_json( helpdesk_bridge_item( $row ) );
	$answer = wp_remote_post(
		$connection['url'],
		array(
			'body'        => $body,
			'headers'     => helpdesk_bridge_signed_headers( $connection['secret'], $row->uuid, $body, time() ) + array( 'Content-Type' => 'application/json' ),
			'timeout'     => HELPDESK_BRIDGE_PUSH_TIMEOUT,
			'redirection' => 0,
			'user-agent'  => 'Helpdesk-Bridge-WordPress/' . HELPDESK_BRIDGE_VERSION,
		)
	);
	$tries  = (int) $row->attempts + 1;
	$change = array( 'attempts' => $tries ) + helpdesk_bridge_judge( $answer, $tries );
	helpdesk_bridge_record_push( (int) $row->id, $change );
	helpdesk_bridge_note_health( $change, is_wp_error( $answer ) );
	return ! is_wp_error( $answer );
}

/**
 * What an answer means for a row. 2xx: the bridge has it. 400 and 413: it will never take it by
 * push, and keeps or fetches it otherwise. Everything else is tried again.
 *
 * @param array<string, mixed>|\WP_Error $answer What wp_remote_post() returned.
 * @param int                            $tries  Tries so far, this one included.
 * @return array{push_state: string, next_try: int, last_error: string, delivered_at?: int}
 */
function helpdesk_bridge_judge( $answer, int $tries ): array {
	$status = is_wp_error( $answer ) ? 0 : (int) wp_remote_retrieve_response_code( $answer );
	if ( $status >= 200 && $status < 300 ) {
		return array(
			'push_state'   => 'sent',
			'next_try'     => 0,
			'last_error'   => '',
			'delivered_at' => time(),
		);
	}
	$steps = HELPDESK_BRIDGE_PUSH_DELAYS;
	$delay = $steps[ min( $tries, count( $steps ) ) - 1 ];
	$asked = is_wp_error( $answer ) ? '' : (string) wp_remote_retrieve_header( $answer, 'retry-after' );
	if ( ctype_digit( $asked ) ) {
		$delay = max( $delay, min( DAY_IN_SECONDS, (int) $asked ) );
	}
	return array(
		'push_state' => in_array( $status, array( 400, 413 ), true ) ? 'refused' : 'pending',
		'next_try'   => time() + $delay,
		'last_error' => is_wp_error( $answer ) ? $answer->get_error_message() : helpdesk_bridge_in_locale(
			'en_US',
			static function () use ( $status ): string {
				return helpdesk_bridge_explain_status( $status );
			}
		),
	);
}

/**
 * A recorded error in the language now in force; it is recorded in English.
 *
 * @param string $recorded As it stands in the table.
 */
function helpdesk_bridge_error_words( string $recorded ): string {
	return preg_match( '/^HTTP (\d+)/', $recorded, $found ) ? helpdesk_bridge_explain_status( (int) $found[1] ) : $recorded;
}

/**
 * An answer's status in words an administrator can act on.
 *
 * @param int $status HTTP status.
 */
function helpdesk_bridge_explain_status( int $status ): string {
	$meanings = array(
		400 => __( 'the bridge did not understand the submission and set it aside', 'helpdesk-bridge' ),
		401 => __( 'the bridge refused the signature: paste a new connection code and check both clocks', 'helpdesk-bridge' ),
		404 => __( 'the bridge does not know this site: paste a new connection code', 'helpdesk-bridge' ),
		413 => __( 'the submission is too large to be pushed; the bridge will fetch it', 'helpdesk-bridge' ),
		503 => __( 'the bridge is busy or its database is away', 'helpdesk-bridge' ),
	);
	return 'HTTP ' . $status . ( isset( $meanings[ $status ] ) ? ': ' . $meanings[ $status ] : '' );
}
