<?php
/**
 * What a form plugin may not know about the request: page, visitor, files below uploads.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.Security.ValidatedSanitizedInput -- Compared with this site's own addresses; stored as JSON and escaped where it is shown.

defined( 'ABSPATH' ) || exit;

/**
 * The page a form stands on: the post if it can be seen, else the address.
 *
 * @param mixed $post_id The post that holds the form; 0 when unknown.
 * @param mixed $url     An address, used only if it is one of this site.
 * @return array{url: string, title: string}
 */
function helpdesk_bridge_page_of( $post_id, $url = '' ): array {
	$post = is_numeric( $post_id ) && (int) $post_id > 0 ? get_post( (int) $post_id ) : null;
	if ( $post instanceof \WP_Post && 'publish' === $post->post_status && is_post_type_viewable( $post->post_type ) ) {
		return array(
			'url'   => (string) get_permalink( $post ),
			'title' => $post->post_title,
		);
	}
	$url   = helpdesk_bridge_own_url( is_string( $url ) && '' !== $url ? $url : helpdesk_bridge_referer() );
	$found = '' === $url ? 0 : url_to_postid( $url );
	return array(
		'url'   => $url,
		'title' => $found ? (string) get_post_field( 'post_title', $found, 'raw' ) : '',
	);
}

/**
 * Where the browser says it was, or ''.
 */
function helpdesk_bridge_referer(): string {
	$referer = $_SERVER['HTTP_REFERER'] ?? '';
	return is_string( $referer ) ? (string) wp_unslash( $referer ) : '';
}

/**
 * An address if it belongs to this site, else ''. A path alone is completed.
 *
 * @param string $url As a browser or a form plugin gave it.
 */
function helpdesk_bridge_own_url( string $url ): string {
	if ( 0 === strpos( $url, '/' ) && 0 !== strpos( $url, '//' ) ) {
		$home = wp_parse_url( home_url() );
		$url  = $home['scheme'] . '://' . $home['host'] . ( isset( $home['port'] ) ? ':' . $home['port'] : '' ) . $url;
	}
	$host = wp_parse_url( $url, PHP_URL_HOST );
	$ours = wp_parse_url( home_url(), PHP_URL_HOST );
	return is_string( $host ) && is_string( $ours ) && 0 === strcasecmp( $host, $ours ) ? esc_url_raw( $url, array( 'http', 'https' ) ) : '';
}

/**
 * Who is signed in. On an AJAX or REST route without a nonce WordPress says nobody; the cookie
 * still tells. Good for a name beside a ticket, never for a permission.
 */
function helpdesk_bridge_visitor_id(): int {
	$user = get_current_user_id();
	if ( 0 === $user && defined( 'LOGGED_IN_COOKIE' ) && isset( $_COOKIE[ LOGGED_IN_COOKIE ] ) ) {
		$user = (int) wp_validate_auth_cookie( '', 'logged_in' );
	}
	return $user;
}

/**
 * The path of an uploaded file by its address, or ''. Only what lies below the uploads folder.
 *
 * @param mixed $url Address or path.
 */
function helpdesk_bridge_upload_path( $url ): string {
	$uploads = wp_get_upload_dir();
	$path    = helpdesk_bridge_text( $url );
	if ( 0 === strpos( set_url_scheme( $path ), set_url_scheme( $uploads['baseurl'] ) . '/' ) ) {
		$path = $uploads['basedir'] . rawurldecode( substr( set_url_scheme( $path ), strlen( set_url_scheme( $uploads['baseurl'] ) ) ) );
	}
	$real = realpath( $path );
	$root = realpath( $uploads['basedir'] );
	return $real && $root && 0 === strpos( $real, $root . DIRECTORY_SEPARATOR ) && is_file( $real ) ? $real : '';
}

/**
 * Files below uploads as the store takes them. One that cannot be found keeps its name, so that
 * agents read that there was one.
 *
 * @param mixed $field Name of the field.
 * @param mixed $urls  One address or path, or a list of them.
 * @return array<int, array{field: string, name: string, type: string, path: string}>
 */
function helpdesk_bridge_uploaded_files( $field, $urls ): array {
	$files = array();
	foreach ( helpdesk_bridge_texts( $urls ) as $url ) {
		$files[] = helpdesk_bridge_file_at( $field, helpdesk_bridge_upload_path( $url ), basename( (string) wp_parse_url( $url, PHP_URL_PATH ) ) );
	}
	return $files;
}

/**
 * What the visitor called the files of an upload field; form plugins store them under other names.
 *
 * @param string $input Name of the field in the request.
 * @param int    $count So many files there are.
 * @return string[] One for each file, or none when the request does not tell.
 */
function helpdesk_bridge_sent_names( string $input, int $count ): array {
	// phpcs:ignore WordPress.Security.NonceVerification -- The form plugin has checked the request; a name is never a path here.
	$names = helpdesk_bridge_texts( $_FILES[ $input ]['name'] ?? array() );
	return count( $names ) === $count ? $names : array();
}

/**
 * A file as the store takes it.
 *
 * @param mixed  $field Name of the field.
 * @param string $path  Where it lies; '' when it cannot be found.
 * @param string $name  What the visitor called it; '' for its name on the disk.
 * @return array{field: string, name: string, type: string, path: string}
 */
function helpdesk_bridge_file_at( $field, string $path, string $name = '' ): array {
	$name = '' === $name ? basename( $path ) : $name;
	$type = (string) wp_check_filetype( $name )['type'];
	return array(
		'field' => helpdesk_bridge_text( $field ),
		'name'  => $name,
		'type'  => '' === $type ? 'application/octet-stream' : $type,
		'path'  => $path,
	);
}

/**
 * The names of files, for the value of their field.
 *
 * @param array<int, array<string, string>> $files As the store takes them.
 */
function helpdesk_bridge_file_names( array $files ): string {
	return implode( ', ', array_column( $files, 'name' ) );
}
