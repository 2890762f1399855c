<?php
/**
 * What the helpdesk fetched counts as handed over once the helpdesk says that it has it, id by id.
 *
 * That a page of the feed was read, or how far a cursor stands, proves nothing: an answer may be
 * lost on its way, and another program may read with the same account. So the ids are signed with
 * the connection's secret, which no other helpdesk and no reader of the feed has.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- Own tables; only their names are interpolated.

defined( 'ABSPATH' ) || exit;

/** Ids that one call confirms at most: those of a page of the feed. */
const HELPDESK_BRIDGE_CONFIRM_MOST = 200;

/**
 * Ids among rows that the helpdesk should confirm. Test entries are left to the push, which they test.
 *
 * @param object[] $rows Each with uuid, push_state and canary.
 * @return string[]
 */
function helpdesk_bridge_unconfirmed( array $rows ): array {
	if ( null === helpdesk_bridge_connection() ) {
		return array();
	}
	$rows = array_filter(
		$rows,
		static function ( object $row ): bool {
			return in_array( $row->push_state, array( 'pending', 'refused' ), true ) && ! (int) $row->canary;
		}
	);
	return array_column( $rows, 'uuid' );
}

/**
 * Notes submissions as handed over. Told a second time, it changes nothing.
 *
 * @param string $ids       Their ids, joined by commas.
 * @param string $signature `v1,` and the base64 of an HMAC-SHA256 over `confirm.` and the ids; several by blanks.
 * @return int How many were not handed over before.
 * @throws \InvalidArgumentException With code 403 when the connected helpdesk did not sign them.
 */
function helpdesk_bridge_confirm( string $ids, string $signature ): int {
	global $wpdb;
	$connection = helpdesk_bridge_connection();
	if ( null === $connection || ! helpdesk_bridge_has_signed( $connection['secret'], 'confirm.' . $ids, $signature ) ) {
		throw new \InvalidArgumentException( __( 'Only the helpdesk that this site is connected to can confirm submissions.', 'helpdesk-bridge' ), 403 );
	}
	$uuids = array_slice( explode( ',', $ids ), 0, HELPDESK_BRIDGE_CONFIRM_MOST );
	$table = helpdesk_bridge_table( 'submissions' );
	$marks = implode( ', ', array_fill( 0, count( $uuids ), '%s' ) );
	// phpcs:ignore WordPress.DB.PreparedSQLPlaceholders -- A mark for each id.
	return (int) $wpdb->query( $wpdb->prepare( "UPDATE $table SET push_state = 'sent', next_try = 0, last_error = '', delivered_at = %d WHERE push_state IN ( 'pending', 'refused' ) AND canary = 0 AND uuid IN ( $marks )", array_merge( array( time() ), $uuids ) ) );
}
