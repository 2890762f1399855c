<?php
/**
 * `GET files/<uuid>`: an attached file, for the bridge alone.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'rest_api_init', 'helpdesk_bridge_register_file_route' );

/**
 * Registers the route.
 */
function helpdesk_bridge_register_file_route(): void {
	register_rest_route(
		HELPDESK_BRIDGE_REST,
		'/files/(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})',
		array(
			'methods'             => 'GET',
			'callback'            => 'helpdesk_bridge_file_answer',
			'permission_callback' => 'helpdesk_bridge_may_read',
		)
	);
}

/**
 * Answers with the file's bytes: always as a download, so that nothing in it can run in a browser.
 *
 * @param \WP_REST_Request $request With uuid.
 * @return \WP_Error|\WP_REST_Response
 */
function helpdesk_bridge_file_answer( \WP_REST_Request $request ) {
	$file = helpdesk_bridge_find_file( (string) $request['uuid'] );
	if ( null === $file ) {
		return new \WP_Error( 'helpdesk_bridge_no_file', __( 'There is no such file.', 'helpdesk-bridge' ), array( 'status' => 404 ) );
	}
	add_filter(
		'rest_pre_serve_request',
		static function () use ( $file ): bool {
			// Some releases of 6.1 to 6.3 add these headers after this hook, too late for a body; ours say no-store.
			add_filter( 'rest_send_nocache_headers', '__return_false' );
			helpdesk_bridge_send_file( $file );
			return true;
		}
	);
	return helpdesk_bridge_private_answer( null );
}

/**
 * Writes headers and bytes.
 *
 * @param object $file With path, name and type.
 */
function helpdesk_bridge_send_file( object $file ): void {
	$type = preg_match( '#^[\w.+-]+/[\w.+-]+$#', $file->type ) ? $file->type : 'application/octet-stream';
	header( 'Content-Type: ' . $type );
	header( 'Content-Length: ' . filesize( $file->path ) );
	header( 'X-Content-Type-Options: nosniff' );
	header( "Content-Security-Policy: default-src 'none'; sandbox" );
	header( "Content-Disposition: attachment; filename*=UTF-8''" . rawurlencode( $file->name ) );
	while ( ob_get_level() > 0 && ob_end_clean() ) {
		continue;
	}
	readfile( $file->path ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- Streams; WP_Filesystem would hold it in memory.
}
