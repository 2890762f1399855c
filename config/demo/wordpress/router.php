<?php
/**
 * Router for PHP's own web server: what a web server's rewrite rules do for WordPress.
 */

$root = $_SERVER['DOCUMENT_ROOT'];
$path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );

// The database and other hidden files are nobody's to read.
if ( false !== strpos( $path, '/.' ) || false !== stripos( $path, '/database/' ) || false !== strpos( $path, "\0" ) ) {
	http_response_code( 404 );
	return true;
}

// In a network, each site has WordPress's own files below its folder.
$below = preg_replace( '#^/[_0-9a-z-]+(/wp-(?:admin|content|includes)/|/[_0-9a-z-]+\.php$)#', '$1', $path );
if ( ! file_exists( $root . $path ) && file_exists( $root . $below ) ) {
	$path = $below;
}

$file = $root . $path;
if ( is_dir( $file ) && is_file( rtrim( $file, '/' ) . '/index.php' ) && '/' !== $path ) {
	if ( '/' !== substr( $path, -1 ) ) {
		header( 'Location: ' . $path . '/', true, 301 );
		return true;
	}
	$path .= 'index.php';
	$file  = $root . $path;
}

if ( is_file( $file ) ) {
	if ( '.php' !== substr( $path, -4 ) ) {
		return false; // A picture, a style sheet: PHP's server sends it with its media type.
	}
	// Uploads are never run as programs.
	if ( 0 === strpos( $path, '/wp-content/uploads/' ) ) {
		http_response_code( 404 );
		return true;
	}
	$_SERVER['SCRIPT_NAME']     = $path;
	$_SERVER['PHP_SELF']        = $path;
	$_SERVER['SCRIPT_FILENAME'] = $file;
	chdir( dirname( $file ) );
	require $file;
	return true;
}

$_SERVER['SCRIPT_NAME']     = '/index.php';
$_SERVER['PHP_SELF']        = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $root . '/index.php';
chdir( $root );
require $root . '/index.php';
return true;
