<?php
/**
 * Files that visitors attach: kept under a random name where no web server shows them.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- Own tables; only their names are interpolated.

defined( 'ABSPATH' ) || exit;

/**
 * The folder, made when missing: HELPDESK_BRIDGE_FILES_DIR, else beside WordPress and outside the
 * web root, else a folder below uploads that refuses to be read.
 *
 * @throws \RuntimeException When none can be written.
 */
function helpdesk_bridge_files_folder(): string {
	$folder = (string) get_option( 'helpdesk_bridge_files_folder', '' );
	if ( defined( 'HELPDESK_BRIDGE_FILES_DIR' ) ) {
		$folder = HELPDESK_BRIDGE_FILES_DIR;
	}
	if ( '' === $folder ) {
		$folder = helpdesk_bridge_choose_folder();
		update_option( 'helpdesk_bridge_files_folder', $folder, false );
	}
	if ( ! wp_mkdir_p( $folder ) || ! wp_is_writable( $folder ) ) {
		throw new \RuntimeException( 'The folder for attached files cannot be written.' );
	}
	return untrailingslashit( $folder );
}

/**
 * Picks the folder once; its name is random, so that nobody can guess it.
 */
function helpdesk_bridge_choose_folder(): string {
	$name   = 'helpdesk-bridge-' . bin2hex( random_bytes( 8 ) );
	$parent = dirname( untrailingslashit( ABSPATH ) );
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- Compared as a path only.
	$root    = realpath( (string) ( $_SERVER['DOCUMENT_ROOT'] ?? '' ) );
	$outside = $root && 0 !== strpos( trailingslashit( $parent ), trailingslashit( $root ) );
	// phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions -- open_basedir may forbid even the question.
	if ( $outside && @is_writable( $parent ) ) {
		return $parent . '/' . $name;
	}
	$folder = wp_upload_dir()['basedir'] . '/' . $name;
	if ( wp_mkdir_p( $folder ) ) {
		helpdesk_bridge_write_file( $folder . '/.htaccess', "Require all denied\nDeny from all\n" );
		helpdesk_bridge_write_file( $folder . '/index.php', "<?php // Nothing to see.\n" );
	}
	return $folder;
}

/**
 * Copies a file into the folder.
 *
 * @param array{field: string, name: string, type: string, path: string} $file What to keep.
 * @return array{uuid: string, field: string, name: string, type: string, size: int, sha256: string}
 * @throws \RuntimeException When it could not be copied whole.
 */
function helpdesk_bridge_keep_file( array $file ): array {
	$uuid   = wp_generate_uuid4();
	$target = helpdesk_bridge_files_folder() . '/' . $uuid;
	if ( ! copy( $file['path'], $target ) || filesize( $target ) !== filesize( $file['path'] ) ) {
		wp_delete_file( $target );
		throw new \RuntimeException( 'An attached file could not be kept.' );
	}
	return array(
		'uuid'   => $uuid,
		'field'  => substr( $file['field'], 0, 190 ),
		'name'   => helpdesk_bridge_file_name( $file['name'] ),
		'type'   => substr( $file['type'], 0, 190 ),
		'size'   => (int) filesize( $target ),
		'sha256' => (string) hash_file( 'sha256', $target ),
	);
}

/**
 * Keeps a text as a file that no field brought.
 *
 * @param string $name What it is called.
 * @param string $type Media type.
 * @param string $text Its content.
 * @return array{uuid: string, field: string, name: string, type: string, size: int, sha256: string}
 * @throws \RuntimeException When it could not be written.
 */
function helpdesk_bridge_keep_text( string $name, string $type, string $text ): array {
	$uuid = wp_generate_uuid4();
	$path = helpdesk_bridge_files_folder() . '/' . $uuid;
	if ( ! helpdesk_bridge_write_file( $path, $text ) ) {
		wp_delete_file( $path );
		throw new \RuntimeException( 'A long submission could not be kept as a file.' );
	}
	return array(
		'uuid'   => $uuid,
		'field'  => '',
		'name'   => $name,
		'type'   => $type,
		'size'   => strlen( $text ),
		'sha256' => hash( 'sha256', $text ),
	);
}

/**
 * The visitor's file name without any path or control character, at most 150 characters, never empty.
 *
 * @param string $name As the browser sent it.
 */
function helpdesk_bridge_file_name( string $name ): string {
	$name = wp_check_invalid_utf8( $name, true );
	$name = (string) preg_replace( '/[\x00-\x1F\x7F\x{200E}\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}]/u', '', basename( strtr( $name, '\\', '/' ) ) );
	if ( mb_strlen( $name ) > 150 ) {
		$extension = mb_substr( (string) strrchr( $name, '.' ), 0, 20 );
		$name      = mb_substr( $name, 0, 150 - mb_strlen( $extension ) ) . $extension;
	}
	return '' === trim( $name, '. ' ) ? 'file' : $name;
}

/**
 * Notes kept files as belonging to a submission.
 *
 * @param string                           $submission The submission's id.
 * @param array<int, array<string, mixed>> $files      As helpdesk_bridge_keep_file() returns them.
 * @throws \RuntimeException When the database could not.
 */
function helpdesk_bridge_note_files( string $submission, array $files ): void {
	global $wpdb;
	$quiet = $wpdb->suppress_errors(); // WordPress would log the whole query, the file's name in it.
	try {
		foreach ( $files as $file ) {
			if ( ! $wpdb->insert( helpdesk_bridge_table( 'files' ), array( 'submission' => $submission ) + $file ) ) {
				throw new \RuntimeException( 'An attached file could not be noted: ' . helpdesk_bridge_database_error() );
			}
		}
	} finally {
		$wpdb->suppress_errors( $quiet );
	}
}

/**
 * Drops kept files again, because their submission was there already or could not be stored.
 *
 * @param array<int, array<string, mixed>> $files As helpdesk_bridge_keep_file() returns them.
 */
function helpdesk_bridge_drop_files( array $files ): void {
	global $wpdb;
	foreach ( $files as $file ) {
		$wpdb->delete( helpdesk_bridge_table( 'files' ), array( 'uuid' => $file['uuid'] ) );
		wp_delete_file( helpdesk_bridge_files_folder() . '/' . $file['uuid'] );
	}
}

/**
 * A kept file with its `path`, or null when there is none.
 *
 * @param string $uuid The file's id.
 */
function helpdesk_bridge_find_file( string $uuid ): ?object {
	global $wpdb;
	$table = helpdesk_bridge_table( 'files' );
	$file  = $wpdb->get_row( $wpdb->prepare( "SELECT uuid, name, type, size, sha256 FROM $table WHERE uuid = %s", $uuid ) );
	if ( null === $file ) {
		return null;
	}
	$file->path = helpdesk_bridge_files_folder() . '/' . $file->uuid;
	return is_readable( $file->path ) ? $file : null;
}

/**
 * Whether all of a text was written.
 *
 * @param string $path Of the file.
 * @param string $text Its content.
 */
function helpdesk_bridge_write_file( string $path, string $text ): bool {
	// phpcs:ignore WordPress.WP.AlternativeFunctions -- WP_Filesystem may ask for FTP passwords here.
	return strlen( $text ) === file_put_contents( $path, $text );
}
