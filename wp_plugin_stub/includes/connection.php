<?php
/**
 * The connection to a bridge: a code that its set-up prints and that is pasted here.
 *
 * The code is `hbc1_` and base64url of `{"v":1,"site","url","base","secret","key"}`.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_CONNECTION_OPTION = 'helpdesk_bridge_connection';

/**
 * The connection in force, or null. The code in wp-config.php wins over the pasted one.
 *
 * @return array{site: string, url: string, base: string, secret: string, key: string}|null
 */
function helpdesk_bridge_connection(): ?array {
	$code       = helpdesk_bridge_connection_is_fixed() ? (string) HELPDESK_BRIDGE_CONNECTION : helpdesk_bridge_pasted_code();
	$connection = helpdesk_bridge_read_code( $code );
	return is_wp_error( $connection ) ? null : $connection;
}

/**
 * Whether the code stands in wp-config.php. In a network that code is the main site's: each site
 * is a site of its own to the helpdesk.
 */
function helpdesk_bridge_connection_is_fixed(): bool {
	return defined( 'HELPDESK_BRIDGE_CONNECTION' ) && is_main_site();
}

/**
 * Keeps a pasted code.
 *
 * @param string $code What was pasted.
 * @return string What is wrong with it, or '' when it was kept.
 */
function helpdesk_bridge_connect( string $code ): string {
	$code       = trim( $code );
	$connection = helpdesk_bridge_read_code( $code );
	if ( is_wp_error( $connection ) ) {
		return $connection->get_error_message();
	}
	update_option( HELPDESK_BRIDGE_CONNECTION_OPTION, array( 'code' => $code ), false );
	helpdesk_bridge_forget_failures();
	helpdesk_bridge_save_canary(
		array(
			'told'     => '',
			'asked_at' => 0,
			'error'    => '',
		)
	); // It may be another helpdesk.
	return '';
}

/**
 * The pasted code, or ''. It is kept in an array, whose content WordPress's own page of all options
 * (options.php) does not show.
 */
function helpdesk_bridge_pasted_code(): string {
	$kept = get_option( HELPDESK_BRIDGE_CONNECTION_OPTION, '' );
	return (string) ( is_array( $kept ) ? ( $kept['code'] ?? '' ) : $kept );
}

/**
 * Forgets the pasted code. Submissions are kept and wait.
 */
function helpdesk_bridge_disconnect(): void {
	helpdesk_bridge_end_canary();
	delete_option( HELPDESK_BRIDGE_CONNECTION_OPTION );
	delete_option( HELPDESK_BRIDGE_CHECK_OPTION );
}

/**
 * Takes a connection code apart.
 *
 * @param string $code The whole code.
 * @return array{site: string, url: string, base: string, secret: string, key: string}|\WP_Error
 */
function helpdesk_bridge_read_code( string $code ) {
	$broken = new \WP_Error( 'helpdesk_bridge_code', __( 'This is not a whole connection code. Copy all of it, from “hbc1_” to its end.', 'helpdesk-bridge' ) );
	if ( 0 !== strpos( $code, 'hbc1_' ) ) {
		return $broken;
	}
	// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- The code's own coding.
	$json  = base64_decode( strtr( substr( $code, 5 ), '-_', '+/' ), true );
	$parts = json_decode( (string) $json, true );
	if ( ! is_array( $parts ) || 1 !== ( $parts['v'] ?? 0 ) ) {
		return $broken;
	}
	$connection = array();
	foreach ( array( 'site', 'url', 'base', 'secret', 'key' ) as $name ) {
		if ( ! is_string( $parts[ $name ] ?? null ) || '' === $parts[ $name ] ) {
			return $broken;
		}
		$connection[ $name ] = $parts[ $name ];
	}
	foreach ( array( 'url', 'base' ) as $name ) {
		if ( ! in_array( wp_parse_url( $connection[ $name ], PHP_URL_SCHEME ), array( 'http', 'https' ), true ) ) {
			return new \WP_Error( 'helpdesk_bridge_code', __( 'The code names an address that is not a web address.', 'helpdesk-bridge' ) );
		}
	}
	if ( null === helpdesk_bridge_key( $connection['secret'] ) ) {
		return $broken;
	}
	return $connection;
}
