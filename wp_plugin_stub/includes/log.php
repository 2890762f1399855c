<?php
/**
 * The plugin's voice in PHP's error log.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Writes one line; never a visitor's text, never the secret.
 *
 * @param \Throwable|string $what An error that was caught, or a sentence.
 */
function helpdesk_bridge_log( $what ): void {
	if ( $what instanceof \Throwable ) {
		$what = sprintf( '%s: %s (%s:%d)', get_class( $what ), $what->getMessage(), basename( $what->getFile() ), $what->getLine() );
	}
	// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log -- The one place that logs.
	error_log( 'helpdesk-bridge: ' . $what );
}
