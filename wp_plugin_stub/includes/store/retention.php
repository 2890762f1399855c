<?php
/**
 * Retention: what the helpdesk has confirmed is removed here after some days, if the settings say so.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- Own tables; only their names are interpolated.

defined( 'ABSPATH' ) || exit;

/** Submissions that one run removes at most. */
const HELPDESK_BRIDGE_TIDY_ROWS = 200;

const HELPDESK_BRIDGE_TIDIED_OPTION = 'helpdesk_bridge_tidied_at';

add_action( HELPDESK_BRIDGE_CRON, 'helpdesk_bridge_on_tidy', 20 );

/**
 * Tidies once an hour; sooner while there is more than one run removes. Runs behind each push,
 * from WP-Cron or from the request to ourselves.
 */
function helpdesk_bridge_on_tidy(): void {
	try {
		if ( (int) get_option( HELPDESK_BRIDGE_TIDIED_OPTION, 0 ) > time() - HOUR_IN_SECONDS ) {
			return;
		}
		$days = helpdesk_bridge_settings()['retention_days'];
		if ( 0 === $days || helpdesk_bridge_tidy( $days ) < HELPDESK_BRIDGE_TIDY_ROWS ) {
			update_option( HELPDESK_BRIDGE_TIDIED_OPTION, time(), false );
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * Removes content and files of submissions that were confirmed at least so many days ago.
 *
 * @param int $days At least 1.
 * @return int How many were removed; HELPDESK_BRIDGE_TIDY_ROWS when there may be more.
 */
function helpdesk_bridge_tidy( int $days ): int {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT id, uuid FROM $table WHERE push_state = 'sent' AND delivered_at > 0 AND delivered_at <= %d ORDER BY delivered_at LIMIT %d", time() - $days * DAY_IN_SECONDS, HELPDESK_BRIDGE_TIDY_ROWS ) );
	array_map( 'helpdesk_bridge_empty_row', $rows );
	return count( $rows );
}
