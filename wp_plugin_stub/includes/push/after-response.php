<?php
/**
 * Pushing once the visitor has the whole answer, so that the bridge never costs a visitor time.
 *
 * Where PHP can end the response and go on (FPM, LiteSpeed), or where we ended it ourselves, the
 * push runs in this process after that. Elsewhere a request to ourselves starts it, whose answer
 * nobody waits for. WP-Cron is the second chance, the bridge's own fetching the guarantee.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Has the due submissions pushed at the end of this request. Calling it twice changes nothing.
 */
function helpdesk_bridge_push_after_response(): void {
	static $registered = false;
	if ( $registered || null === helpdesk_bridge_connection() ) {
		return;
	}
	$registered = true;
	// Behind everything else that ends the request, WordPress's own output buffers included.
	add_action( 'shutdown', 'helpdesk_bridge_on_shutdown', PHP_INT_MAX );
}

/**
 * Ends the response if it can, and pushes.
 */
function helpdesk_bridge_on_shutdown(): void {
	try {
		if ( helpdesk_bridge_end_response() ) {
			ignore_user_abort( true );
			helpdesk_bridge_drain();
			helpdesk_bridge_on_tidy();
		} else {
			helpdesk_bridge_call_ourselves();
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * Hands the whole response to the visitor. False when this server only does so at the very end.
 */
function helpdesk_bridge_end_response(): bool {
	if ( function_exists( 'fastcgi_finish_request' ) ) {
		return fastcgi_finish_request();
	}
	if ( function_exists( 'litespeed_finish_request' ) ) {
		return litespeed_finish_request();
	}
	return helpdesk_bridge_response_is_whole();
}

/**
 * Redirects the visitor and closes the response: it announces that no body follows, so that the
 * browser goes on at once although this process keeps running.
 *
 * @param string $url Where to.
 */
function helpdesk_bridge_redirect_and_close( string $url ): void {
	nocache_headers();
	wp_safe_redirect( $url, 303, 'Helpdesk Bridge' );
	header( 'Content-Length: 0' );
	header( 'Connection: close' );
	// phpcs:ignore WordPress.PHP.IniSet.Risky -- A compressed empty body would not be empty.
	ini_set( 'zlib.output_compression', '0' );
	while ( ob_get_level() > 0 && ob_end_clean() ) {
		continue;
	}
	flush();
	helpdesk_bridge_response_is_whole( true );
	exit;
}

/**
 * Whether the response was closed with its length announced.
 *
 * @param bool $whole True once it was.
 */
function helpdesk_bridge_response_is_whole( bool $whole = false ): bool {
	static $state = false;
	$state        = $state || $whole;
	return $state;
}

/**
 * Asks this site to push, and does not wait: a socket of our own costs milliseconds where
 * wp_remote_post() without blocking may cost a second.
 */
function helpdesk_bridge_call_ourselves(): void {
	$url    = rest_url( HELPDESK_BRIDGE_REST . '/push' );
	$parts  = (array) wp_parse_url( $url );
	$secure = 'https' === ( $parts['scheme'] ?? '' );
	$port   = (int) ( $parts['port'] ?? ( $secure ? 443 : 80 ) );
	$target = ( $secure ? 'tls://' : 'tcp://' ) . $parts['host'] . ':' . $port;
	// phpcs:ignore WordPress.PHP.NoSilencedErrors -- A site that cannot call itself still has WP-Cron.
	$socket = @stream_socket_client( $target, $code, $message, 0.3 );
	if ( false === $socket ) {
		return;
	}
	$path = ( $parts['path'] ?? '/' ) . ( isset( $parts['query'] ) ? '?' . $parts['query'] : '' );
	stream_set_blocking( $socket, false );
	// phpcs:disable WordPress.WP.AlternativeFunctions -- A socket, not a file.
	fwrite( $socket, "POST $path HTTP/1.1\r\nHost: {$parts['host']}:$port\r\nX-Helpdesk-Bridge-Push: " . helpdesk_bridge_push_pass() . "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" );
	fclose( $socket );
	// phpcs:enable
}
