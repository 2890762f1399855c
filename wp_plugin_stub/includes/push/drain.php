<?php
/**
 * Pushing whatever is due: one process at a time, never long, never hammering a bridge that is away.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The lock must bypass the options cache.

defined( 'ABSPATH' ) || exit;

/** Seconds one process may go on pushing. */
const HELPDESK_BRIDGE_DRAIN_SECONDS = 20;

/**
 * Pushes due submissions until none is left, time is up or the bridge cannot be reached.
 *
 * Only one process pushes: were each visitor's process to wait for a bridge that hangs, the site
 * would run out of processes. A submission that arrives while another process pushes is seen by
 * that one, which looks once more after it has let the lock go.
 *
 * @return int How many pushes were tried.
 */
function helpdesk_bridge_drain(): int {
	$connection = helpdesk_bridge_connection();
	$until      = microtime( true ) + HELPDESK_BRIDGE_DRAIN_SECONDS;
	$tried      = 0;
	if ( null === $connection || helpdesk_bridge_health()['paused_until'] > time() ) {
		return 0;
	}
	do {
		if ( ! helpdesk_bridge_lock() ) {
			return $tried;
		}
		try {
			$done   = helpdesk_bridge_push_due( $connection, $until );
			$tried += $done['tried'];
		} finally {
			helpdesk_bridge_unlock();
		}
	} while ( $done['go_on'] && array() !== helpdesk_bridge_due_rows( 1 ) );
	return $tried;
}

/**
 * Pushes what is due now, under the lock.
 *
 * @param array<string, mixed> $connection As helpdesk_bridge_connection() returns it.
 * @param float                $until      When to stop, in microtime.
 * @return array{tried: int, go_on: bool}
 */
function helpdesk_bridge_push_due( array $connection, float $until ): array {
	$tried = 0;
	foreach ( helpdesk_bridge_due_rows( 50 ) as $row ) {
		if ( microtime( true ) >= $until ) {
			return array(
				'tried' => $tried,
				'go_on' => false,
			);
		}
		++$tried;
		if ( ! helpdesk_bridge_push_row( $row, $connection ) ) {
			return array(
				'tried' => $tried,
				'go_on' => false,
			);
		}
	}
	return array(
		'tried' => $tried,
		'go_on' => $tried > 0,
	);
}

/**
 * Takes the lock for the longest time a process may need; a killed process's lock runs out.
 */
function helpdesk_bridge_lock(): bool {
	global $wpdb;
	$now  = time();
	$ends = $now + HELPDESK_BRIDGE_DRAIN_SECONDS + 2 * HELPDESK_BRIDGE_PUSH_TIMEOUT;
	return 1 === $wpdb->query( $wpdb->prepare( "UPDATE $wpdb->options SET option_value = %s WHERE option_name = 'helpdesk_bridge_push_lock' AND CAST( option_value AS UNSIGNED ) < %d", (string) $ends, $now ) );
}

/**
 * Lets the lock go.
 */
function helpdesk_bridge_unlock(): void {
	global $wpdb;
	$wpdb->query( "UPDATE $wpdb->options SET option_value = '0' WHERE option_name = 'helpdesk_bridge_push_lock'" );
}

/**
 * How pushing goes: what the settings page shows and what keeps us from hammering.
 *
 * @return array{paused_until: int, failures: int, last_error: string, last_success: int}
 */
function helpdesk_bridge_health(): array {
	$health = get_option( 'helpdesk_bridge_push_health', array() );
	return array_merge(
		array(
			'paused_until' => 0,
			'failures'     => 0,
			'last_error'   => '',
			'last_success' => 0,
		),
		is_array( $health ) ? $health : array()
	);
}

/**
 * Notes a push. A bridge that cannot be reached is left alone for 5 s, doubling up to 5 minutes.
 *
 * @param array<string, mixed> $change      What was recorded at the row.
 * @param bool                 $unreachable No answer at all.
 */
function helpdesk_bridge_note_health( array $change, bool $unreachable ): void {
	$health = helpdesk_bridge_health();
	if ( $unreachable ) {
		++$health['failures'];
		$health['paused_until'] = time() + min( 300, 5 * 2 ** min( 6, $health['failures'] - 1 ) );
	} else {
		$health['failures']     = 0;
		$health['paused_until'] = 0;
	}
	$health['last_error'] = $change['last_error'];
	if ( 'sent' === $change['push_state'] ) {
		$health['last_success'] = time();
	}
	update_option( 'helpdesk_bridge_push_health', $health, false );
}

/**
 * Lets the next try happen at once although the bridge was away a moment ago.
 */
function helpdesk_bridge_end_pause(): void {
	update_option( 'helpdesk_bridge_push_health', array( 'paused_until' => 0 ) + helpdesk_bridge_health(), false );
}

/**
 * After a new connection or on "push now": everything that waits is due, nothing is paused.
 */
function helpdesk_bridge_forget_failures(): void {
	update_option( 'helpdesk_bridge_push_health', array( 'last_success' => helpdesk_bridge_health()['last_success'] ), false );
	helpdesk_bridge_make_all_due();
}
