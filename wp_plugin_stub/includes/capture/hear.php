<?php
/**
 * What every form plugin's hook goes through: read, store, return. Nothing that goes wrong in here
 * costs the visitor the form plugin's own answer, as far as PHP lets anybody catch it.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Files that one submission may bring; the bridge takes no more. */
const HELPDESK_BRIDGE_MOST_FILES = 50;

/**
 * Runs the body of a hook.
 *
 * The hooks themselves take untyped arguments: a wrong type would fail before this `try`.
 *
 * @param callable $read Takes nothing; returns null when there is nothing to keep, else
 *                       `submission`, and as far as there are any `files` and `id` (a UUID).
 */
function helpdesk_bridge_hear( callable $read ): void {
	try {
		if ( function_exists( 'wp_prime_option_caches' ) ) { // WordPress 6.4: one query instead of four.
			wp_prime_option_caches( array( HELPDESK_BRIDGE_SETTINGS, HELPDESK_BRIDGE_CONNECTION_OPTION, 'helpdesk_bridge_forms', 'helpdesk_bridge_files_folder' ) );
		}
		$heard = $read();
		if ( null !== $heard && helpdesk_bridge_form_wanted( $heard['submission']['form'] ) ) {
			helpdesk_bridge_take(
				$heard + array(
					'files' => array(),
					'id'    => '',
				)
			);
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * Stores what was read. From here on it is kept even if something below fails or ends the request:
 * then without its files, which may be what failed.
 *
 * @param array{submission: array<string, mixed>, files: array<int, array<string, string>>, id: string} $heard What a hook read.
 */
function helpdesk_bridge_take( array $heard ): void {
	$uuid = '' === $heard['id'] ? wp_generate_uuid4() : $heard['id'];
	helpdesk_bridge_unfinished( $uuid, $heard['submission'] );
	try {
		/**
		 * Lets other code change a submission before it is stored; anything but an array drops it.
		 *
		 * @param array<string, mixed> $submission The submission without id, cursor and files.
		 */
		$submission = apply_filters( 'helpdesk_bridge_submission', $heard['submission'] );
		if ( is_array( $submission ) ) {
			$sorted = helpdesk_bridge_sort_files( $heard['files'] );
			helpdesk_bridge_accept( helpdesk_bridge_with_note( $submission, $sorted['notes'] ), $sorted['kept'], '', $uuid );
		}
		helpdesk_bridge_unfinished( $uuid, null );
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
		helpdesk_bridge_rescue();
	}
}

/**
 * Remembers a submission until it is stored. A process that is ended on the way (by an exit in
 * other code, by a fatal error, by PHP's time limit) still runs helpdesk_bridge_rescue().
 *
 * @param string                    $uuid       Its id; '' to read the list only.
 * @param array<string, mixed>|null $submission Null once it is stored.
 * @return array<string, array<string, mixed>> All that are not stored yet.
 */
function helpdesk_bridge_unfinished( string $uuid = '', ?array $submission = null ): array {
	static $waiting    = array();
	static $registered = false;
	if ( null !== $submission ) {
		$waiting[ $uuid ] = $submission;
	} else {
		unset( $waiting[ $uuid ] );
	}
	if ( ! $registered ) {
		$registered = true;
		register_shutdown_function( 'helpdesk_bridge_rescue' );
	}
	return $waiting;
}

/**
 * Stores what was read and not stored: once more, plain, without files and other code's changes.
 */
function helpdesk_bridge_rescue(): void {
	foreach ( helpdesk_bridge_unfinished() as $uuid => $submission ) {
		helpdesk_bridge_unfinished( $uuid, null ); // Whatever happens now, once is enough.
		try {
			if ( ! helpdesk_bridge_has_row( $uuid ) ) {
				$note = __( 'Something on the website failed while this was being stored. Attached files, if there were any, are only where the form plugin keeps them.', 'helpdesk-bridge' );
				helpdesk_bridge_accept( helpdesk_bridge_with_note( $submission, array( $note ) ), array(), '', $uuid );
			}
		} catch ( \Throwable $e ) {
			helpdesk_bridge_log( $e );
		}
	}
}

/**
 * Which files can be kept, and sentences about those that cannot. A large one would take longer
 * to copy than a visitor may wait.
 *
 * @param array<int, array<string, string>> $files Each with field, name, type and path.
 * @return array{kept: array<int, array<string, string>>, notes: string[]}
 */
function helpdesk_bridge_sort_files( array $files ): array {
	$limit = helpdesk_bridge_settings()['max_file_mb'] * MB_IN_BYTES;
	$room  = 2 * $limit;
	$kept  = array();
	$notes = array();
	foreach ( $files as $file ) {
		$size = is_readable( $file['path'] ) && is_file( $file['path'] ) ? (int) filesize( $file['path'] ) : -1;
		if ( $size >= 0 && $size <= $limit && $size <= $room && count( $kept ) < HELPDESK_BRIDGE_MOST_FILES ) {
			$kept[] = $file;
			$room  -= $size;
			continue;
		}
		$notes[] = $size < 0
			/* translators: %s: name of a file */
			? sprintf( __( 'The file “%s” cannot be read on this website; the form plugin may have it.', 'helpdesk-bridge' ), $file['name'] )
			/* translators: %s: name of a file */
			: sprintf( __( 'The file “%s” is too large to be handed over; the form plugin may have it.', 'helpdesk-bridge' ), $file['name'] );
	}
	return array(
		'kept'  => $kept,
		'notes' => array_slice( $notes, 0, 10 ),
	);
}

/**
 * The submission with sentences for the agents, as a field of its own.
 *
 * @param array<string, mixed> $submission The submission.
 * @param string[]             $notes      May be empty.
 * @return array<string, mixed>
 */
function helpdesk_bridge_with_note( array $submission, array $notes ): array {
	if ( array() !== $notes ) {
		$submission['fields'][] = helpdesk_bridge_heard_field( 'hb-note', __( 'Note of the website', 'helpdesk-bridge' ), 'hidden', implode( ' ', $notes ) );
	}
	return $submission;
}
