<?php
/**
 * Makes `wp helpdesk-bridge` known, and what its commands have in common.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/class-helpdesk-bridge-command.php';

WP_CLI::add_command( 'helpdesk-bridge', 'Helpdesk_Bridge_Command' );

/**
 * What `status` shows.
 *
 * @return array<string, mixed>
 */
function helpdesk_bridge_cli_status(): array {
	$connection = helpdesk_bridge_connection();
	$health     = helpdesk_bridge_health();
	return array(
		'plugin_version' => HELPDESK_BRIDGE_VERSION,
		'site'           => null === $connection ? '' : $connection['site'],
		'bridge'         => null === $connection ? '' : $connection['base'],
		'pending'        => helpdesk_bridge_count_rows( 'pending' ),
		'sent'           => helpdesk_bridge_count_rows( 'sent' ),
		'set_aside'      => helpdesk_bridge_count_rows( 'refused' ),
		'last_success'   => $health['last_success'] ? gmdate( 'Y-m-d\TH:i:s\Z', $health['last_success'] ) : '',
		'last_error'     => $health['last_error'],
		'paused_until'   => $health['paused_until'] > time() ? gmdate( 'Y-m-d\TH:i:s\Z', $health['paused_until'] ) : '',
		'backfill'       => array_filter(
			helpdesk_bridge_backfill_progress(),
			static function ( array $source ): bool {
				return $source['after'] > 0;
			}
		),
	);
}

/**
 * Ends the command when there is nobody to hand over to.
 */
function helpdesk_bridge_cli_connected(): void {
	if ( null === helpdesk_bridge_connection() ) {
		WP_CLI::error( 'Not connected. Paste a connection code under Settings → Helpdesk Bridge, or define HELPDESK_BRIDGE_CONNECTION in wp-config.php.' );
	}
}

/**
 * Hands over until nothing is due or the bridge is away, and says how it went; the command fails
 * when something waits because of an error.
 */
function helpdesk_bridge_cli_drain(): void {
	$tried = 0;
	do {
		$now    = helpdesk_bridge_drain(); // At most 20 seconds.
		$tried += $now;
	} while ( $now > 0 && array() !== helpdesk_bridge_due_rows( 1 ) );
	$waiting = helpdesk_bridge_count_rows( 'pending' );
	$error   = helpdesk_bridge_health()['last_error'];
	$said    = sprintf( 'Tried: %d. Still waiting: %d.', $tried, $waiting );
	if ( 0 === $waiting ) {
		WP_CLI::success( $said );
	} elseif ( '' === $error ) {
		WP_CLI::warning( $said );
	} else {
		WP_CLI::error( $said . ' Last error: ' . $error );
	}
}
