<?php
/**
 * Removing what a submission says while its id stays: a repeated post or an old cursor brings
 * nothing back.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- Own tables; only their names are interpolated.

defined( 'ABSPATH' ) || exit;

/**
 * Removes a submission's files and content. What was not handed over yet never will be.
 *
 * The content goes last: a process that is cut off leaves a row that is found and finished later.
 *
 * @param object $row With id and uuid.
 * @throws \RuntimeException When a file cannot be removed.
 */
function helpdesk_bridge_empty_row( object $row ): void {
	global $wpdb;
	$submissions = helpdesk_bridge_table( 'submissions' );
	helpdesk_bridge_remove_files( $row->uuid );
	$done = $wpdb->query( $wpdb->prepare( "UPDATE $submissions SET payload = '', last_error = '', delivered_at = 0, push_state = CASE push_state WHEN 'sent' THEN 'sent' ELSE 'erased' END WHERE id = %d", (int) $row->id ) );
	if ( false === $done ) {
		throw new \RuntimeException( 'A submission could not be removed from the database.' );
	}
}

/**
 * Removes the files of a submission, from the folder first.
 *
 * @param string $submission The submission's id.
 * @throws \RuntimeException When a file stays; then its row stays too.
 */
function helpdesk_bridge_remove_files( string $submission ): void {
	global $wpdb;
	foreach ( helpdesk_bridge_files_of( $submission ) as $file ) {
		$path = helpdesk_bridge_files_folder() . '/' . $file->uuid;
		wp_delete_file( $path );
		if ( file_exists( $path ) ) {
			throw new \RuntimeException( 'An attached file cannot be removed from its folder.' );
		}
		$wpdb->delete( helpdesk_bridge_table( 'files' ), array( 'uuid' => $file->uuid ) );
	}
}

/**
 * The kept files of a submission.
 *
 * @param string $submission The submission's id.
 * @return object[] Each with uuid, name, type, size and sha256.
 */
function helpdesk_bridge_files_of( string $submission ): array {
	global $wpdb;
	$table = helpdesk_bridge_table( 'files' );
	return $wpdb->get_results( $wpdb->prepare( "SELECT uuid, name, type, size, sha256 FROM $table WHERE submission = %s ORDER BY id", $submission ) );
}
