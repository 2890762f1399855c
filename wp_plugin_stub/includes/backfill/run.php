<?php
/**
 * Filling in what came before: batch by batch, resumable, never twice.
 *
 * Each entry has a fixed id (see helpdesk_bridge_named_id()), so an interrupted batch is simply read
 * again, and what the hook had heard already is known. Its ticket keeps the original time, and nobody
 * gets an automatic answer to a months-old question: `backfill` in the submission says so to the bridge.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_BACKFILL_OPTION = 'helpdesk_bridge_backfill';
const HELPDESK_BRIDGE_BACKFILL_CRON   = 'helpdesk_bridge_backfill';

add_action( HELPDESK_BRIDGE_BACKFILL_CRON, 'helpdesk_bridge_on_backfill_cron' );

/**
 * How far each source has got.
 *
 * @return array<string, array{after: int, new: int, known: int, left_out: int, failed: int, done: bool}>
 */
function helpdesk_bridge_backfill_progress(): array {
	$stored   = get_option( HELPDESK_BRIDGE_BACKFILL_OPTION, array() );
	$progress = array();
	foreach ( array_keys( HELPDESK_BRIDGE_BACKFILL_SOURCES ) as $source ) {
		$progress[ $source ] = array_merge(
			array(
				'after'    => 0,
				'new'      => 0,
				'known'    => 0,
				'left_out' => 0,
				'failed'   => 0,
				'done'     => false,
			),
			is_array( $stored ) ? (array) ( $stored[ $source ] ?? array() ) : array()
		);
	}
	return $progress;
}

/**
 * One batch of one source.
 *
 * @param string $source Key of HELPDESK_BRIDGE_BACKFILL_SOURCES.
 * @param int    $limit  At most so many entries.
 * @return array{after: int, new: int, known: int, left_out: int, failed: int, done: bool} The progress after it.
 */
function helpdesk_bridge_backfill_step( string $source, int $limit = 50 ): array {
	$progress = helpdesk_bridge_backfill_progress();
	$mine     = $progress[ $source ];
	$entries  = HELPDESK_BRIDGE_BACKFILL_SOURCES[ $source ]['after']( $mine['after'], $limit );
	foreach ( $entries as $entry => $read ) {
		++$mine[ helpdesk_bridge_fill_in( $source, $entry, $read ) ];
		$mine['after'] = $entry;
	}
	$mine['done']        = count( $entries ) < $limit;
	$progress[ $source ] = $mine;
	update_option( HELPDESK_BRIDGE_BACKFILL_OPTION, $progress, false );
	return $mine;
}

/**
 * Stores one earlier entry. One that cannot be read is logged and does not stop those behind it.
 *
 * @param string   $source Where it lies.
 * @param int      $entry  Its id there.
 * @param callable $read   Returns what helpdesk_bridge_hear() takes, with `at` (RFC 3339) and, where
 *                         an entry may be known by more ids, `also`; or null to leave it out.
 * @return string new, known, left_out or failed.
 */
function helpdesk_bridge_fill_in( string $source, int $entry, callable $read ): string {
	try {
		$heard = $read();
		if ( null === $heard || ! helpdesk_bridge_form_wanted( $heard['submission']['form'] ) ) {
			return 'left_out';
		}
		if ( array() !== array_filter( array_merge( array( $heard['id'] ), $heard['also'] ?? array() ), 'helpdesk_bridge_has_row' ) ) {
			return 'known';
		}
		$submission = array(
			'backfill'     => true,
			'submitted_at' => $heard['at'],
		) + $heard['submission'];
		/** This filter is documented in includes/capture/hear.php */
		$submission = apply_filters( 'helpdesk_bridge_submission', $submission );
		if ( ! is_array( $submission ) ) {
			return 'left_out';
		}
		$sorted = helpdesk_bridge_sort_files( $heard['files'] ?? array() );
		helpdesk_bridge_accept( helpdesk_bridge_with_note( $submission, $sorted['notes'] ), $sorted['kept'], '', $heard['id'] );
		return 'new';
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( sprintf( 'Entry %d of %s was not filled in. %s', $entry, $source, get_class( $e ) . ': ' . $e->getMessage() ) );
		return 'failed';
	}
}

/**
 * Begins a source from its start, in the background. What is known already is passed over.
 *
 * @param string $source Key of HELPDESK_BRIDGE_BACKFILL_SOURCES.
 */
function helpdesk_bridge_start_backfill( string $source ): void {
	helpdesk_bridge_forget_backfill( $source );
	if ( ! wp_next_scheduled( HELPDESK_BRIDGE_BACKFILL_CRON, array( $source ) ) ) {
		wp_schedule_single_event( time(), HELPDESK_BRIDGE_BACKFILL_CRON, array( $source ) );
	}
}

/**
 * Lets a source begin anew.
 *
 * @param string $source Key of HELPDESK_BRIDGE_BACKFILL_SOURCES.
 */
function helpdesk_bridge_forget_backfill( string $source ): void {
	$progress = helpdesk_bridge_backfill_progress();
	unset( $progress[ $source ] );
	update_option( HELPDESK_BRIDGE_BACKFILL_OPTION, $progress, false );
}

/**
 * Works for some seconds, then leaves the rest to the next run of WP-Cron.
 *
 * @param mixed $source Key of HELPDESK_BRIDGE_BACKFILL_SOURCES.
 */
function helpdesk_bridge_on_backfill_cron( $source ): void {
	try {
		if ( ! is_string( $source ) || ! isset( HELPDESK_BRIDGE_BACKFILL_SOURCES[ $source ] ) ) {
			return;
		}
		$until = microtime( true ) + HELPDESK_BRIDGE_DRAIN_SECONDS;
		do {
			$done = helpdesk_bridge_backfill_step( $source )['done'];
		} while ( ! $done && microtime( true ) < $until );
		if ( ! $done ) {
			wp_schedule_single_event( time() + 1, HELPDESK_BRIDGE_BACKFILL_CRON, array( $source ) );
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}
