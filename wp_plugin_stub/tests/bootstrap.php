<?php
/**
 * Loads the WordPress that HELPDESK_BRIDGE_TEST_WWW names: a site of its own that the Python suite
 * makes (tests/wordpress/test_phpunit.py), with the plugin active. Its database is changed.
 *
 * @package HelpdeskBridge
 */

$helpdesk_bridge_www = (string) getenv( 'HELPDESK_BRIDGE_TEST_WWW' );
if ( ! is_file( $helpdesk_bridge_www . '/wp-load.php' ) ) {
	fwrite( STDERR, "HELPDESK_BRIDGE_TEST_WWW names no WordPress.\n" );
	exit( 1 );
}
$_SERVER['HTTP_HOST']       = '127.0.0.1';
$_SERVER['SERVER_NAME']     = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

define( 'WP_ADMIN', true ); // The settings page is loaded too.
require $helpdesk_bridge_www . '/wp-load.php';
require_once __DIR__ . '/class-helpdesk-bridge-testcase.php';
