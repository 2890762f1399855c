<?php
/**
 * Where earlier submissions lie. Each source has two functions: is there anything to read, and the
 * entries behind an id, in the order of their ids.
 *
 * Spam and trash are left where they are: nobody asks for last year's spam.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Name of a source => its two functions. */
const HELPDESK_BRIDGE_BACKFILL_SOURCES = array(
	'flamingo'     => array(
		'there' => 'helpdesk_bridge_flamingo_there',
		'after' => 'helpdesk_bridge_flamingo_after',
	),
	'gravityforms' => array(
		'there' => 'helpdesk_bridge_gravity_there',
		'after' => 'helpdesk_bridge_gravity_after',
	),
	'jetpack'      => array(
		'there' => 'helpdesk_bridge_jetpack_there',
		'after' => 'helpdesk_bridge_jetpack_after',
	),
);

/**
 * The sources that hold anything on this site.
 *
 * @return string[]
 */
function helpdesk_bridge_backfill_sources(): array {
	$there = array();
	foreach ( HELPDESK_BRIDGE_BACKFILL_SOURCES as $name => $functions ) {
		if ( $functions['there']() ) {
			$there[] = $name;
		}
	}
	return $there;
}

/**
 * Whether posts of a type exist, also when the plugin that made them is switched off.
 *
 * @param string $type Post type.
 */
function helpdesk_bridge_has_posts( string $type ): bool {
	return array() !== helpdesk_bridge_post_ids_after( $type, 0, 1 );
}

/**
 * Published posts of a type behind an id.
 *
 * @param string $type  Post type.
 * @param int    $after The last id that is done.
 * @param int    $limit At most so many.
 * @return int[]
 */
function helpdesk_bridge_post_ids_after( string $type, int $after, int $limit ): array {
	global $wpdb;
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- By id, so that a later batch misses none; WP_Query can't.
	return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE post_type = %s AND post_status = 'publish' AND ID > %d ORDER BY ID LIMIT %d", $type, $after, $limit ) ) );
}

/**
 * A time of the database, which is UTC, with its zone.
 *
 * @param string $time 2026-11-23 09:30:00.
 */
function helpdesk_bridge_utc( string $time ): string {
	return str_replace( ' ', 'T', $time ) . 'Z';
}
