<?php
/**
 * Plugin Name: Stand-ins of form plugins
 * Description: A POST to /?stand-in=NAME plays that form plugin: its hook fires with the payload in the body, then the visitor is answered. Header `Break` names something that goes wrong in our filter, `Break-At: read` in the form plugin itself.
 */

add_action( 'wp_loaded', 'stand_in_answer' );

function stand_in_answer(): void {
	$name = (string) ( $_GET['stand-in'] ?? '' );
	if ( ! preg_match( '/^[a-z0-9-]+$/', $name ) ) {
		return;
	}
	$payload = json_decode( (string) file_get_contents( 'php://input' ), true );
	$_POST   = wp_slash( $payload['post_data'] ?? array() );
	$_FILES  = $payload['sent_files'] ?? array();
	$break   = (string) ( $_SERVER['HTTP_BREAK'] ?? '' );
	if ( '' !== $break ) {
		add_filter(
			'helpdesk_bridge_submission',
			static function ( $submission ) use ( $break ) {
				stand_in_break( $break );
				return $submission;
			}
		);
	}
	require 'STAND_INS/' . $name . '.php';
	$began = hrtime( true );
	stand_in_fire( $payload );
	$took = ( hrtime( true ) - $began ) / 1e6;
	header( 'Took: ' . $took );
	echo 'THANKS';
	exit;
}

function stand_in_break( string $how ): void {
	switch ( $how ) {
		case 'error':
			no_such_function();
			break;
		case 'exception':
			throw new LogicException( 'A filter gave up.' );
		case 'type':
			strlen();
			break;
		case 'exit':
			exit;
		case 'wp_die':
			wp_die( 'No.' );
			break;
		case 'memory':
			ini_set( 'memory_limit', '96M' );
			str_repeat( 'x', 256 * 1024 * 1024 );
			break;
		case 'loop':
			set_time_limit( 1 );
			while ( true ) {
				continue;
			}
	}
}
