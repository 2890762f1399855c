<?php
/**
 * Any code on the site may hand over a submission: do_action( 'helpdesk_bridge_submit', $submission ).
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'helpdesk_bridge_submit', 'helpdesk_bridge_on_submit' );

/**
 * Takes a submission: the documented JSON as an array, without id and cursor. A file of its own
 * is named by `path`; it is copied at once.
 *
 * @param mixed $submission What was handed over.
 */
function helpdesk_bridge_on_submit( $submission ): void {
	try {
		if ( ! is_array( $submission ) ) {
			helpdesk_bridge_log( 'helpdesk_bridge_submit was called without an array; nothing was stored.' );
			return;
		}
		if ( ! helpdesk_bridge_form_wanted( helpdesk_bridge_whole_submission( array( 'form' => $submission['form'] ?? array() ) )['form'] ) ) {
			return; // The settings say that this form goes nowhere.
		}
		helpdesk_bridge_accept( $submission, helpdesk_bridge_given_files( (array) ( $submission['files'] ?? array() ) ) );
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * The files that are there to be copied.
 *
 * @param array<int|string, mixed> $given Each with path, and field, name, type as far as known.
 * @return array<int, array{field: string, name: string, type: string, path: string}>
 */
function helpdesk_bridge_given_files( array $given ): array {
	$files = array();
	foreach ( $given as $file ) {
		if ( ! is_array( $file ) || ! is_string( $file['path'] ?? null ) || ! is_readable( $file['path'] ) ) {
			helpdesk_bridge_log( 'A file handed over with a submission cannot be read and was left out.' );
			continue;
		}
		$files[] = array(
			'field' => helpdesk_bridge_text( $file['field'] ?? '' ),
			'name'  => helpdesk_bridge_text( $file['name'] ?? basename( $file['path'] ) ),
			'type'  => helpdesk_bridge_text( $file['type'] ?? 'application/octet-stream' ),
			'path'  => $file['path'],
		);
	}
	return $files;
}
