<?php
/**
 * The second chance: pushing from WP-Cron, which runs when somebody visits the site.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.WP.CronInterval -- A query each minute at most, and only when somebody visits.

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_CRON = 'helpdesk_bridge_push';

add_filter( 'cron_schedules', 'helpdesk_bridge_cron_schedules' );
add_action( 'init', 'helpdesk_bridge_schedule' );
add_action( HELPDESK_BRIDGE_CRON, 'helpdesk_bridge_on_cron' );

/**
 * Adds "every minute".
 *
 * @param mixed $schedules What WordPress and others know.
 * @return array<string, array{interval: int, display: string}>
 */
function helpdesk_bridge_cron_schedules( $schedules ): array {
	$schedules                           = is_array( $schedules ) ? $schedules : array();
	$schedules['helpdesk_bridge_minute'] = array(
		'interval' => MINUTE_IN_SECONDS,
		'display'  => 'Helpdesk Bridge',
	);
	return $schedules;
}

/**
 * Keeps the event scheduled.
 */
function helpdesk_bridge_schedule(): void {
	if ( ! wp_installing() && ! wp_next_scheduled( HELPDESK_BRIDGE_CRON ) ) {
		wp_schedule_event( time() + MINUTE_IN_SECONDS, 'helpdesk_bridge_minute', HELPDESK_BRIDGE_CRON );
	}
}

/**
 * Stops the events, when the plugin is switched off.
 */
function helpdesk_bridge_unschedule(): void {
	helpdesk_bridge_end_canary();
	wp_clear_scheduled_hook( HELPDESK_BRIDGE_CRON );
	wp_unschedule_hook( HELPDESK_BRIDGE_BACKFILL_CRON );
}

/**
 * Pushes what is due.
 */
function helpdesk_bridge_on_cron(): void {
	try {
		helpdesk_bridge_drain();
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}
