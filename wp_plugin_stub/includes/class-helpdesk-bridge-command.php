<?php
/**
 * The commands of `wp helpdesk-bridge`: the same as the settings page, for a command line.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Hands form submissions over to a Helpdesk Bridge.
 */
class Helpdesk_Bridge_Command {

	/**
	 * Shows the connection, what waits, the last error, and how far a backfill has got.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : Lines of text, or one JSON object.
	 * ---
	 * default: text
	 * options:
	 *   - text
	 *   - json
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp helpdesk-bridge status
	 *     wp helpdesk-bridge status --format=json
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options format.
	 */
	public function status( $args, $options ): void {
		$status = helpdesk_bridge_cli_status();
		if ( 'json' === ( $options['format'] ?? 'text' ) ) {
			WP_CLI::line( (string) wp_json_encode( $status ) );
			return;
		}
		foreach ( $status as $name => $value ) {
			WP_CLI::line( str_pad( str_replace( '_', ' ', $name ) . ':', 16 ) . ( is_array( $value ) ? helpdesk_bridge_json( $value ) : (string) $value ) );
		}
	}

	/**
	 * Hands over what is due now, also when the bridge was lately found to be away.
	 *
	 * ## EXAMPLES
	 *
	 *     wp helpdesk-bridge push
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options None.
	 */
	public function push( $args, $options ): void {
		helpdesk_bridge_cli_connected();
		helpdesk_bridge_end_pause();
		helpdesk_bridge_cli_drain();
	}

	/**
	 * Tries everything again that was not handed over: what waits for its next try, and what the
	 * bridge set aside.
	 *
	 * ## EXAMPLES
	 *
	 *     wp helpdesk-bridge retry
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options None.
	 */
	public function retry( $args, $options ): void {
		helpdesk_bridge_cli_connected();
		helpdesk_bridge_retry_refused();
		helpdesk_bridge_forget_failures();
		helpdesk_bridge_cli_drain();
	}

	/**
	 * Fills in what form plugins stored before this plugin came. It goes on where it was interrupted,
	 * and brings nothing twice.
	 *
	 * ## OPTIONS
	 *
	 * [<source>...]
	 * : flamingo, gravityforms, jetpack. Left out: all that hold anything.
	 *
	 * [--batch=<number>]
	 * : Entries at a time, 1 to 1000.
	 * ---
	 * default: 100
	 * ---
	 *
	 * [--again]
	 * : Begins from the start. Entries that are known are passed over.
	 *
	 * ## EXAMPLES
	 *
	 *     wp helpdesk-bridge backfill
	 *     wp helpdesk-bridge backfill flamingo --batch=500
	 *
	 * @param string[]              $args    Names of sources.
	 * @param array<string, string> $options batch, again.
	 */
	public function backfill( $args, $options ): void {
		$unknown = array_diff( $args, array_keys( HELPDESK_BRIDGE_BACKFILL_SOURCES ) );
		if ( array() !== $unknown ) {
			WP_CLI::error( 'There is no source named ' . implode( ', ', $unknown ) . '. Known: ' . implode( ', ', array_keys( HELPDESK_BRIDGE_BACKFILL_SOURCES ) ) . '.' );
		}
		$batch   = max( 1, min( 1000, (int) ( $options['batch'] ?? 100 ) ) );
		$sources = array() === $args ? helpdesk_bridge_backfill_sources() : $args;
		foreach ( $sources as $source ) {
			if ( isset( $options['again'] ) ) {
				helpdesk_bridge_forget_backfill( $source );
			}
			do {
				$now = helpdesk_bridge_backfill_step( $source, $batch );
				WP_CLI::line( sprintf( '%s: %d new, %d known, %d left out, %d failed', $source, $now['new'], $now['known'], $now['left_out'], $now['failed'] ) );
			} while ( ! $now['done'] );
		}
		WP_CLI::success( array() === $sources ? 'There is nothing to fill in.' : 'Filled in. What is new waits to be handed over.' );
	}

	/**
	 * Runs the daily test now: a marked entry goes through each form's hook to the helpdesk and is
	 * answered there. Shows each link of the way, and fails when one is broken.
	 *
	 * ## EXAMPLES
	 *
	 *     wp helpdesk-bridge canary
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options None.
	 */
	public function canary( $args, $options ): void {
		helpdesk_bridge_cli_connected();
		helpdesk_bridge_run_canary();
		foreach ( helpdesk_bridge_canary_state()['entries'] as $entry ) {
			WP_CLI::line( $entry['plugin'] . ' ' . $entry['form'] . ( '' === $entry['ticket'] ? '' : ': ' . $entry['ticket'] ) );
			foreach ( helpdesk_bridge_canary_links( $entry ) as $link ) {
				WP_CLI::line( sprintf( '  %-26s %s', helpdesk_bridge_canary_name( $link['link'] ), helpdesk_bridge_canary_sign( $link['state'] )[0] ) );
			}
		}
		$finding = helpdesk_bridge_find_canary();
		$said    = trim( $finding['says'] . ' ' . $finding['todo'] );
		if ( 'bad' === $finding['state'] ) {
			WP_CLI::error( $said );
		} elseif ( 'good' === $finding['state'] ) {
			WP_CLI::success( $said );
		} else {
			WP_CLI::warning( $said );
		}
	}
}
