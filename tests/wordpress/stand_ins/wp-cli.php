<?php
/**
 * The part of WP-CLI that our command uses, and no more: WP-CLI itself is not to be had as a package.
 * Inside WordPress it registers the command as WP-CLI would, runs one subcommand and returns what was
 * printed. As in WP-CLI, error() ends the command.
 */

class Stand_In_Failed extends Exception {}

class WP_CLI {
	public static $commands = array();
	public static $lines    = array();

	public static function add_command( $name, $callable, $args = array() ) {
		self::$commands[ $name ] = $callable;
	}

	public static function line( $text = '' ) {
		self::$lines[] = $text;
	}

	public static function success( $text ) {
		self::$lines[] = 'Success: ' . $text;
	}

	public static function warning( $text ) {
		self::$lines[] = 'Warning: ' . $text;
	}

	public static function error( $text ) {
		self::$lines[] = 'Error: ' . $text;
		throw new Stand_In_Failed( $text );
	}
}

function stand_in_run( string $subcommand, array $args = array(), array $options = array() ): array {
	if ( ! isset( WP_CLI::$commands['helpdesk-bridge'] ) ) {
		require HELPDESK_BRIDGE_DIR . '/includes/cli.php';
	}
	WP_CLI::$lines = array();
	$command       = new WP_CLI::$commands['helpdesk-bridge']();
	$code          = 0;
	try {
		$command->$subcommand( $args, $options );
	} catch ( Stand_In_Failed $e ) {
		$code = 1;
	}
	return array( 'lines' => WP_CLI::$lines, 'code' => $code );
}
