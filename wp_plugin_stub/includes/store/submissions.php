<?php
/**
 * The table of submissions: the feed's memory and the push's to-do list.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- Own tables; only their names are interpolated.

defined( 'ABSPATH' ) || exit;

/**
 * Adds a submission as "to be pushed". The database's unique key refuses a second one.
 *
 * @param string $uuid     The submission's id.
 * @param string $payload  The submission as JSON, in ASCII.
 * @param int    $next_try When to push it first, as Unix time; those with the lowest go first.
 * @param bool   $canary   Whether it is a test entry.
 * @return bool False when that submission is there already.
 * @throws \RuntimeException When the database could not keep it.
 */
function helpdesk_bridge_add_row( string $uuid, string $payload, int $next_try = 0, bool $canary = false ): bool {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	$quiet = $wpdb->suppress_errors();
	// Not insert(): it reads the table's columns first, and a visitor waits. ASCII fits any of them.
	$added = $wpdb->query( $wpdb->prepare( "INSERT INTO $table (uuid, payload, created_at, next_try, canary) VALUES (%s, %s, %s, %d, %d)", $uuid, $payload, gmdate( 'Y-m-d H:i:s' ), $next_try, (int) $canary ) );
	$error = helpdesk_bridge_database_error();
	$wpdb->suppress_errors( $quiet );
	if ( $added ) {
		return true;
	}
	if ( helpdesk_bridge_has_row( $uuid ) ) {
		return false; // A repeat, or a double click.
	}
	throw new \RuntimeException( 'A submission could not be stored: ' . $error );
}

/**
 * Whether a submission is in the table.
 *
 * @param string $uuid The submission's id.
 */
function helpdesk_bridge_has_row( string $uuid ): bool {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	return null !== $wpdb->get_var( $wpdb->prepare( "SELECT id FROM $table WHERE uuid = %s", $uuid ) );
}

/**
 * Rows after a cursor, oldest first, but those whose content was removed.
 *
 * @param int $after Cursor; 0 for the beginning.
 * @param int $limit At most so many.
 * @return object[] Each with id, uuid, payload, push_state and canary.
 */
function helpdesk_bridge_rows_after( int $after, int $limit ): array {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	return $wpdb->get_results( $wpdb->prepare( "SELECT id, uuid, payload, push_state, canary FROM $table WHERE id > %d AND payload <> '' ORDER BY id LIMIT %d", $after, $limit ) );
}

/**
 * Rows whose push is due, those that wait longest first.
 *
 * @param int $limit At most so many.
 * @return object[] Each with id, uuid, payload and attempts.
 */
function helpdesk_bridge_due_rows( int $limit ): array {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	return $wpdb->get_results( $wpdb->prepare( "SELECT id, uuid, payload, attempts FROM $table WHERE push_state = 'pending' AND next_try <= %d ORDER BY next_try, id LIMIT %d", time(), $limit ) );
}

/**
 * How many rows are in a push state; test entries do not count.
 *
 * @param string $state pending, sent, refused or erased.
 */
function helpdesk_bridge_count_rows( string $state ): int {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $table WHERE push_state = %s AND canary = 0", $state ) );
}

/**
 * When the submission that waits longest came in, as a Unix time; 0 when none waits.
 */
function helpdesk_bridge_waiting_since(): int {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	$since = $wpdb->get_var( "SELECT MIN(created_at) FROM $table WHERE push_state = 'pending' AND canary = 0" );
	return is_string( $since ) ? (int) strtotime( $since . ' UTC' ) : 0;
}

/**
 * Records how a push went, unless the helpdesk confirmed the row or it was erased meanwhile.
 *
 * @param int                  $id     The row.
 * @param array<string, mixed> $change push_state, attempts, next_try, last_error, delivered_at.
 */
function helpdesk_bridge_record_push( int $id, array $change ): void {
	global $wpdb;
	if ( isset( $change['last_error'] ) ) {
		$change['last_error'] = substr( preg_replace( '/[^\x20-\x7E]/', '?', $change['last_error'] ), 0, 500 );
	}
	$wpdb->update(
		helpdesk_bridge_table( 'submissions' ),
		$change,
		array(
			'id'         => $id,
			'push_state' => 'pending',
		)
	);
}

/**
 * Puts what the bridge set aside back to those that wait, due now.
 *
 * @return int How many.
 */
function helpdesk_bridge_retry_refused(): int {
	global $wpdb;
	return (int) $wpdb->update(
		helpdesk_bridge_table( 'submissions' ),
		array(
			'push_state' => 'pending',
			'next_try'   => 0,
		),
		array( 'push_state' => 'refused' )
	);
}

/**
 * Makes every waiting push due now.
 */
function helpdesk_bridge_make_all_due(): void {
	global $wpdb;
	$wpdb->update( helpdesk_bridge_table( 'submissions' ), array( 'next_try' => 0 ), array( 'push_state' => 'pending' ) );
}

/**
 * A row as the bridge reads it: the submission with its id, cursor and the addresses of its files.
 *
 * @param object $row With id, uuid and payload.
 * @return array<string, mixed>
 */
function helpdesk_bridge_item( object $row ): array {
	$payload = json_decode( $row->payload, true );
	$payload = is_array( $payload ) ? $payload : array();
	$files   = $payload['files'] ?? array();
	foreach ( $files as $index => $file ) {
		$files[ $index ]['url'] = rest_url( HELPDESK_BRIDGE_REST . '/files/' . $file['uuid'] );
		unset( $files[ $index ]['uuid'] );
	}
	$payload['files'] = $files;
	return array(
		'id'     => $row->uuid,
		'cursor' => (int) $row->id,
	) + $payload;
}
