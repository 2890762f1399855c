<?php
/**
 * When the test runs: once a day at the hour of the settings, by WP-Cron, or when somebody asks.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_CANARY_CRON = 'helpdesk_bridge_canary';

/** Seconds that a run waits for the helpdesk to decide and answer. */
const HELPDESK_BRIDGE_CANARY_WAIT = 10;

/** Seconds in which a result that is not final yet is asked for again. */
const HELPDESK_BRIDGE_CANARY_FOLLOWED = HOUR_IN_SECONDS;

add_action( HELPDESK_BRIDGE_CANARY_CRON, 'helpdesk_bridge_on_canary' );
add_action( HELPDESK_BRIDGE_CRON, 'helpdesk_bridge_canary_look', 30 );

/**
 * The daily event.
 */
function helpdesk_bridge_on_canary(): void {
	try {
		if ( helpdesk_bridge_settings()['canary'] && null !== helpdesk_bridge_connection() ) {
			helpdesk_bridge_run_canary();
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * Every minute, from WP-Cron: keeps the daily event where it belongs, tells the helpdesk what it
 * does not know yet, and asks how an entry under way does. Visitors' requests never come here.
 */
function helpdesk_bridge_canary_look(): void {
	try {
		helpdesk_bridge_schedule_canary();
		if ( null === helpdesk_bridge_connection() ) {
			return;
		}
		$state = helpdesk_bridge_canary_state();
		$news  = helpdesk_bridge_canary_word() !== $state['told'] || helpdesk_bridge_canary_is_open();
		$wait  = '' === $state['error'] ? 50 : 600;
		if ( $news && $state['asked_at'] <= time() - $wait ) {
			helpdesk_bridge_report_canary();
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * Has the daily event scheduled at its hour, or not at all.
 */
function helpdesk_bridge_schedule_canary(): void {
	$settings = helpdesk_bridge_settings();
	$on       = $settings['canary'] && null !== helpdesk_bridge_connection();
	$planned  = wp_next_scheduled( HELPDESK_BRIDGE_CANARY_CRON );
	$at       = $on ? helpdesk_bridge_next_canary( $settings['canary_hour'] ) : false;
	// One that is overdue is left to WP-Cron: it runs, and the next look plans the following one.
	if ( $planned === $at || ( $on && false !== $planned && $planned <= time() ) ) {
		return;
	}
	wp_unschedule_hook( HELPDESK_BRIDGE_CANARY_CRON );
	if ( false !== $at ) {
		wp_schedule_single_event( $at, HELPDESK_BRIDGE_CANARY_CRON );
	}
}

/**
 * The next time that it is this hour on the site. The minute is the site's own, so that the sites of
 * one helpdesk do not all come at once.
 *
 * @param int $hour 0 to 23.
 */
function helpdesk_bridge_next_canary( int $hour ): int {
	$now  = new \DateTimeImmutable( 'now', wp_timezone() );
	$next = $now->setTime( $hour, crc32( home_url() ) % 60 );
	return ( $next > $now ? $next : $next->modify( '+1 day' ) )->getTimestamp();
}

/**
 * Runs the test now: hands in the entries, pushes them, and waits a little for what becomes of them.
 */
function helpdesk_bridge_run_canary(): void {
	helpdesk_bridge_drop_canaries();
	$entries = array();
	foreach ( helpdesk_bridge_canary_forms() as $form ) {
		$entries[] = $form + array(
			'uuid'   => wp_generate_uuid4(),
			'code'   => '',
			'detail' => '',
			'ticket' => '',
			'bridge' => array(),
		);
	}
	$run = array(
		'ran_at'  => time(),
		'entries' => $entries,
	);
	helpdesk_bridge_save_canary( $run ); // Our own form asks for it, in a process of its own.
	foreach ( $entries as $index => $entry ) {
		$run['entries'][ $index ] = helpdesk_bridge_canary_hand_in( $entry ) + $entry;
	}
	helpdesk_bridge_save_canary( $run );
	helpdesk_bridge_end_pause();
	helpdesk_bridge_follow_canary( time() + HELPDESK_BRIDGE_CANARY_WAIT );
}

/**
 * Pushes the entries, and asks what becomes of them until it is known or the time is up. Another
 * process may be pushing them: the one that our own form was sent to.
 *
 * @param int $until Unix time.
 */
function helpdesk_bridge_follow_canary( int $until ): void {
	do {
		helpdesk_bridge_drain();
		if ( ! helpdesk_bridge_canary_is_pushed() ) {
			usleep( 100000 );
			continue;
		}
		if ( ! helpdesk_bridge_report_canary() || ! helpdesk_bridge_canary_is_waiting() ) {
			return;
		}
		usleep( 500000 );
	} while ( time() < $until );
	helpdesk_bridge_report_canary();
}
