<?php
/**
 * The plugin's settings: one option, not autoloaded, always read through its sanitiser.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_SETTINGS = 'helpdesk_bridge_settings';

/** Levels that a form's tickets may begin at; '' leaves it to the helpdesk. */
const HELPDESK_BRIDGE_LEVELS = array( '', 'L1', 'L2', 'L3' );

/**
 * The settings in force.
 *
 * @return array{topics: string[], minimum_seconds: int, keep_visitor: bool, max_file_mb: int, retention_days: int, canary: bool, canary_hour: int, forms: array<string, array{send: bool, topic: string, level: string}>}
 */
function helpdesk_bridge_settings(): array {
	$stored = get_option( HELPDESK_BRIDGE_SETTINGS, array() );
	return helpdesk_bridge_sane_settings( is_array( $stored ) ? $stored : array() );
}

/**
 * Writes the given settings over those in force.
 *
 * @param array<string, mixed> $change Any of the keys of helpdesk_bridge_settings().
 */
function helpdesk_bridge_save_settings( array $change ): void {
	update_option( HELPDESK_BRIDGE_SETTINGS, helpdesk_bridge_sane_settings( $change + helpdesk_bridge_settings() ), false );
}

/**
 * Settings with every key present and every value in range.
 *
 * `retention_days` counts from the helpdesk's confirmation; 0 keeps submissions for good.
 * `canary` is the daily test, at `canary_hour` in the site's time zone. A form
 * that `forms` does not name is sent, without a topic or level of its own.
 *
 * @param array<string, mixed> $raw As stored or posted; `topics` is a list or lines of text.
 * @return array{topics: string[], minimum_seconds: int, keep_visitor: bool, max_file_mb: int, retention_days: int, canary: bool, canary_hour: int, forms: array<string, array{send: bool, topic: string, level: string}>}
 */
function helpdesk_bridge_sane_settings( array $raw ): array {
	$topics = $raw['topics'] ?? array();
	$topics = is_array( $topics ) ? $topics : preg_split( '/\R/u', (string) $topics );
	$topics = array_map( 'sanitize_text_field', array_filter( (array) $topics, 'is_string' ) );
	return array(
		'topics'          => array_slice( array_values( array_unique( array_filter( $topics, 'strlen' ) ) ), 0, 50 ),
		'minimum_seconds' => max( 0, min( 60, (int) ( $raw['minimum_seconds'] ?? 2 ) ) ),
		'keep_visitor'    => ! empty( $raw['keep_visitor'] ),
		'max_file_mb'     => max( 1, min( 100, (int) ( $raw['max_file_mb'] ?? 10 ) ) ),
		'retention_days'  => max( 0, min( 3650, (int) ( $raw['retention_days'] ?? 0 ) ) ),
		'canary'          => (bool) ( $raw['canary'] ?? true ),
		'canary_hour'     => max( 0, min( 23, (int) ( $raw['canary_hour'] ?? 4 ) ) ),
		'forms'           => helpdesk_bridge_sane_forms( (array) ( $raw['forms'] ?? array() ) ),
	);
}

/**
 * The choices per form, at most 500, each complete and in range.
 *
 * @param array<int|string, mixed> $raw `plugin:id` => send, topic, level.
 * @return array<string, array{send: bool, topic: string, level: string}>
 */
function helpdesk_bridge_sane_forms( array $raw ): array {
	$forms = array();
	foreach ( array_slice( $raw, 0, 500, true ) as $key => $choice ) {
		if ( ! is_array( $choice ) || false === strpos( (string) $key, ':' ) ) {
			continue;
		}
		$level                  = $choice['level'] ?? '';
		$topic                  = $choice['topic'] ?? '';
		$forms[ (string) $key ] = array(
			'send'  => ! empty( $choice['send'] ),
			'topic' => is_string( $topic ) ? mb_substr( sanitize_text_field( $topic ), 0, 200 ) : '',
			'level' => in_array( $level, HELPDESK_BRIDGE_LEVELS, true ) ? $level : '',
		);
	}
	return $forms;
}
