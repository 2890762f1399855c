<?php
/**
 * The eraser of Tools → Erase Personal Data.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'wp_privacy_personal_data_erasers', 'helpdesk_bridge_add_eraser' );

/**
 * Registers the eraser.
 *
 * @param mixed $erasers What is there.
 * @return array<string, array<string, mixed>>
 */
function helpdesk_bridge_add_eraser( $erasers ): array {
	$erasers                    = (array) $erasers;
	$erasers['helpdesk-bridge'] = array(
		'eraser_friendly_name' => __( 'Messages to the helpdesk', 'helpdesk-bridge' ),
		'callback'             => 'helpdesk_bridge_erase_person',
	);
	return $erasers;
}

/**
 * Removes content and files of everything a person sent. Ids stay, so that nothing comes in again.
 *
 * @param string $email The person's address.
 * @param int    $page  From 1.
 * @return array{items_removed: int, items_retained: int, messages: string[], done: bool}
 */
function helpdesk_bridge_erase_person( string $email, int $page = 1 ): array {
	$found    = helpdesk_bridge_find_person( $email, $page );
	$removed  = 0;
	$retained = 0;
	$messages = array();
	foreach ( $found['rows'] as $row ) {
		try {
			helpdesk_bridge_empty_row( $row );
			++$removed;
			$messages[] = __( 'Messages were removed from this site. The helpdesk has its own copy: have it erased there too (helpdesk-bridge customer erase).', 'helpdesk-bridge' );
			if ( 'pending' === $row->push_state ) {
				$messages[] = __( 'One of them still waited to be handed over to the helpdesk; it no longer will be.', 'helpdesk-bridge' );
			}
		} catch ( \Throwable $e ) {
			helpdesk_bridge_log( $e );
			++$retained;
			$messages[] = __( 'A message to the helpdesk could not be removed: its attached file cannot be deleted. See PHP’s error log, then try again.', 'helpdesk-bridge' );
		}
	}
	return array(
		'items_removed'  => $removed,
		'items_retained' => $retained,
		'messages'       => array_values( array_unique( $messages ) ),
		'done'           => $found['done'],
	);
}
