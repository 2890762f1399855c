<?php
/**
 * The canary: once a day a test entry goes through the forms' real hooks to the helpdesk and is
 * answered there. Here: what is known of the last test, and how an entry is marked as one.
 *
 * Nobody but this file can mark one: not a posted field, not other code's submission.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_CANARY_OPTION = 'helpdesk_bridge_canary';

/** Whom a test entry is from: an address that cannot exist (RFC 2606). The helpdesk answers itself. */
const HELPDESK_BRIDGE_CANARY_EMAIL = 'canary@helpdesk-bridge.invalid';

/** Seconds in which a test entry may come through the form's own address. */
const HELPDESK_BRIDGE_CANARY_SECONDS = 600;

/**
 * The last test.
 *
 * An entry has uuid, plugin, form, title; `code` and `detail` of what kept it from the store, or '';
 * and what the helpdesk says of it: `ticket`, and `bridge`, a list of link, state, code, detail.
 * `told` is what the helpdesk was told last: "on", "off" or ''. Times are Unix times.
 *
 * @return array{ran_at: int, entries: array<int, array<string, mixed>>, told: string, asked_at: int, error: string}
 */
function helpdesk_bridge_canary_state(): array {
	$state = get_option( HELPDESK_BRIDGE_CANARY_OPTION, array() );
	return array_merge(
		array(
			'ran_at'   => 0,
			'entries'  => array(),
			'told'     => '',
			'asked_at' => 0,
			'error'    => '',
		),
		is_array( $state ) ? $state : array()
	);
}

/**
 * Writes some of it.
 *
 * @param array<string, mixed> $change Keys of helpdesk_bridge_canary_state().
 */
function helpdesk_bridge_save_canary( array $change ): void {
	update_option( HELPDESK_BRIDGE_CANARY_OPTION, $change + helpdesk_bridge_canary_state(), false );
}

/**
 * The id of the test entry that is being handed in by this process, or ''.
 *
 * @param string|null $uuid To begin or, with '', to end it.
 */
function helpdesk_bridge_canary_now( ?string $uuid = null ): string {
	static $now = '';
	$now        = $uuid ?? $now;
	return $now;
}

/**
 * Runs what hands in a test entry: what is accepted meanwhile is that entry.
 *
 * @param string   $uuid The entry's id.
 * @param callable $run  Takes nothing.
 */
function helpdesk_bridge_as_canary( string $uuid, callable $run ): void {
	helpdesk_bridge_canary_now( $uuid );
	try {
		$run();
	} finally {
		helpdesk_bridge_canary_now( '' );
	}
}

/**
 * Whether an id is one of the test that runs now.
 *
 * @param string $uuid As a form's token has it.
 */
function helpdesk_bridge_canary_expects( string $uuid ): bool {
	$state = helpdesk_bridge_canary_state();
	$known = array_column( $state['entries'], 'uuid' );
	return '' !== $uuid && $state['ran_at'] > time() - HELPDESK_BRIDGE_CANARY_SECONDS && in_array( $uuid, $known, true );
}

/**
 * How a test entry stands in the table, or null.
 *
 * @param string $uuid Its id.
 */
function helpdesk_bridge_canary_row( string $uuid ): ?object {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	// phpcs:ignore WordPress.DB -- Own table; only its name is interpolated.
	return $wpdb->get_row( $wpdb->prepare( "SELECT push_state, attempts, last_error FROM $table WHERE uuid = %s", $uuid ) );
}

/**
 * Removes test entries that nobody needs: those never handed over, and those of a week ago.
 */
function helpdesk_bridge_drop_canaries(): void {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	// phpcs:ignore WordPress.DB -- Own table; only its name is interpolated.
	$wpdb->query( $wpdb->prepare( "DELETE FROM $table WHERE canary = 1 AND ( push_state <> 'sent' OR created_at < %s )", gmdate( 'Y-m-d H:i:s', time() - WEEK_IN_SECONDS ) ) );
}
