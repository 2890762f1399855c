<?php
/**
 * The ZIP of Tools → Export Personal Data: the files that a person attached, beside WordPress's report.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'wp_privacy_personal_data_export_file_created', 'helpdesk_bridge_on_archive', 10, 4 );

/**
 * Puts the files of every submission that the report names into the ZIP. An export without them
 * would look whole: where that fails there is none, and the administrator is told.
 *
 * @param mixed $archive The ZIP's path.
 * @param mixed $url     Its address.
 * @param mixed $report  The report's path.
 * @param mixed $request The request's id.
 */
function helpdesk_bridge_on_archive( $archive, $url = '', $report = '', $request = 0 ): void {
	try {
		$groups = get_post_meta( (int) $request, '_export_data_grouped', true ); // What the exporter found.
		$items  = array_keys( $groups['helpdesk-bridge']['items'] ?? array() );
		helpdesk_bridge_add_to_archive( (string) $archive, helpdesk_bridge_archive_files( $items ) );
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
		wp_delete_file( (string) $archive );
		wp_send_json_error( __( 'The files attached to messages to the helpdesk could not be added to the export, so there is none. See PHP’s error log, then try again.', 'helpdesk-bridge' ) );
	}
}

/**
 * The kept files of some submissions.
 *
 * @param string[] $items Ids as the exporter gives them.
 * @return array<string, string> Path in the folder → path in the ZIP.
 */
function helpdesk_bridge_archive_files( array $items ): array {
	$files = array();
	foreach ( $items as $item ) {
		$submission = substr( $item, strlen( 'helpdesk-bridge-' ) );
		foreach ( helpdesk_bridge_files_of( $submission ) as $index => $file ) {
			$kept = helpdesk_bridge_find_file( $file->uuid );
			if ( null !== $kept ) {
				$files[ $kept->path ] = helpdesk_bridge_archive_path( $submission, $index, $file->name );
			}
		}
	}
	return $files;
}

/**
 * Where a file stands in the ZIP: a folder per submission, and a number, since names may be the same.
 *
 * @param string $submission The submission's id.
 * @param int    $index      Which of its files, from 0.
 * @param string $name       The visitor's name for it.
 */
function helpdesk_bridge_archive_path( string $submission, int $index, string $name ): string {
	return 'helpdesk-bridge/' . $submission . '/' . ( $index + 1 ) . '-' . preg_replace( '/[<>:"|?*]/', '_', $name );
}

/**
 * Adds files to a ZIP.
 *
 * @param string                $archive The ZIP's path.
 * @param array<string, string> $files   Path → path in the ZIP.
 * @throws \RuntimeException When one could not be added; then the ZIP is as it was.
 */
function helpdesk_bridge_add_to_archive( string $archive, array $files ): void {
	if ( array() === $files ) {
		return;
	}
	$zip   = new \ZipArchive();
	$added = true === $zip->open( $archive );
	foreach ( $files as $path => $name ) {
		$added = $added && $zip->addFile( $path, $name );
	}
	if ( ! $added || ! $zip->close() ) {
		throw new \RuntimeException( 'Attached files could not be added to the export of personal data.' );
	}
}
