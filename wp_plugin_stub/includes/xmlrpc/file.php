<?php
/**
 * `helpdeskBridge.getFile`: an attached file in base64, whole or in parts.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Bytes that one answer carries: it is built in memory, several times over. */
const HELPDESK_BRIDGE_XMLRPC_BYTES = 16 * MB_IN_BYTES;

/**
 * A file: `name`, `type`, `size` of the whole, `sha256` of the whole, `offset`, `content`.
 *
 * @param mixed $args blog_id, user, password, uuid, and for a part offset and length in bytes.
 * @return array<string, mixed>|\IXR_Error Faults: 400, 403, 404, 405, 413.
 */
function helpdesk_bridge_xmlrpc_file( $args ) {
	return helpdesk_bridge_xmlrpc_answer(
		$args,
		static function ( array $args ): array {
			$uuid = $args[3] ?? '';
			$file = is_string( $uuid ) ? helpdesk_bridge_find_file( $uuid ) : null;
			if ( null === $file ) {
				throw new \InvalidArgumentException( __( 'There is no such file.', 'helpdesk-bridge' ), 404 );
			}
			$size   = (int) filesize( $file->path );
			$offset = helpdesk_bridge_xmlrpc_number( $args[4] ?? 0, 'offset', 0, $size );
			$length = helpdesk_bridge_xmlrpc_number( $args[5] ?? $size - $offset, 'length', 0, PHP_INT_MAX );
			return array(
				'name'    => $file->name,
				'type'    => $file->type,
				'size'    => $size,
				'sha256'  => $file->sha256,
				'offset'  => $offset,
				'content' => new \IXR_Base64( helpdesk_bridge_read_part( $file->path, $offset, min( $length, $size - $offset ) ) ),
			);
		}
	);
}

/**
 * Bytes of a file.
 *
 * @param string $path   The file.
 * @param int    $offset From here.
 * @param int    $length So many.
 * @throws \InvalidArgumentException With code 413 when that is too much for one answer.
 */
function helpdesk_bridge_read_part( string $path, int $offset, int $length ): string {
	if ( $length > HELPDESK_BRIDGE_XMLRPC_BYTES ) {
		/* translators: %s: a number of bytes */
		throw new \InvalidArgumentException( sprintf( __( 'Ask for this file in parts, by offset and a length of at most %s bytes.', 'helpdesk-bridge' ), (string) HELPDESK_BRIDGE_XMLRPC_BYTES ), 413 );
	}
	wp_raise_memory_limit( 'helpdesk_bridge' );
	// phpcs:ignore WordPress.WP.AlternativeFunctions -- A part of a local file; WP_Filesystem reads whole ones.
	return 0 === $length ? '' : (string) file_get_contents( $path, false, null, $offset, $length );
}
