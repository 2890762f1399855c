<?php
/**
 * Gravity Forms: its own entries, through GFAPI.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Whether there is anything.
 */
function helpdesk_bridge_gravity_there(): bool {
	return class_exists( 'GFAPI' ) && array() !== helpdesk_bridge_gravity_after( 0, 1 );
}

/**
 * Entries behind an id. Spam, trash and drafts have another status than `active`.
 *
 * @param int $after The last id that is done.
 * @param int $limit At most so many.
 * @return array<int, callable> Id => what reads it.
 * @throws \RuntimeException When Gravity Forms cannot tell.
 */
function helpdesk_bridge_gravity_after( int $after, int $limit ): array {
	if ( ! class_exists( 'GFAPI' ) ) {
		return array();
	}
	$found = \GFAPI::get_entries(
		0,
		array(
			'status'        => 'active',
			'field_filters' => array(
				array(
					'key'      => 'id',
					'operator' => '>',
					'value'    => $after,
				),
			),
		),
		array(
			'key'        => 'id',
			'direction'  => 'ASC',
			'is_numeric' => true,
		),
		array(
			'offset'    => 0,
			'page_size' => $limit,
		)
	);
	if ( is_wp_error( $found ) ) {
		throw new \RuntimeException( 'Gravity Forms: ' . $found->get_error_message() );
	}
	$entries = array();
	foreach ( $found as $entry ) {
		if ( (int) $entry['id'] > $after ) {
			$entries[ (int) $entry['id'] ] = static function () use ( $entry ): ?array {
				return helpdesk_bridge_gravity_entry( $entry );
			};
		}
	}
	if ( array() !== $found && array() === $entries ) {
		throw new \RuntimeException( 'Gravity Forms returned only entries that were read before.' );
	}
	return $entries;
}

/**
 * What is kept of an entry.
 *
 * @param array<string, mixed> $entry As GFAPI returns it.
 * @return array<string, mixed>|null See helpdesk_bridge_fill_in(); null when its form is gone.
 */
function helpdesk_bridge_gravity_entry( array $entry ): ?array {
	$form = \GFAPI::get_form( $entry['form_id'] );
	if ( ! is_array( $form ) ) {
		return null;
	}
	$heard = helpdesk_bridge_from_gravity_forms( $entry, $form );

	$heard['at']                               = helpdesk_bridge_utc( (string) $entry['date_created'] );
	$heard['submission']['locale']             = get_locale();
	$heard['submission']['visitor']['user_id'] = (int) ( $entry['created_by'] ?? 0 );
	return $heard;
}
