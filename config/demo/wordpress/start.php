<?php
/**
 * Loads WordPress on the command line; the first argument is the folder that is served.
 * Read by the scripts beside it: `$order` is the JSON on standard input.
 */

$www = (string) ( $argv[1] ?? '' );
if ( ! is_file( $www . '/wp-config.php' ) ) {
	fwrite( STDERR, "No WordPress in the folder '$www'.\n" );
	exit( 1 );
}
$order = json_decode( (string) stream_get_contents( STDIN ), true );

$site = json_decode( (string) file_get_contents( dirname( $www ) . '/private/site.json' ), true );
$_SERVER['HTTP_HOST']       = substr( $site['url'], strlen( 'http://' ) );
$_SERVER['SERVER_NAME']     = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

require $www . '/wp-load.php';
