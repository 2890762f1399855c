<?php
/**
 * How the call to the helpdesk ended, in plain words and the reader's language.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * The finding of a check's first half: from this site to the helpdesk.
 *
 * @param array<string, mixed> $check As helpdesk_bridge_last_check() returns it.
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_find_link( array $check ): array {
	if ( 'good' === $check['link'] ) {
		return helpdesk_bridge_finding( 'good', __( 'This site reaches the helpdesk, and its signature is accepted.', 'helpdesk-bridge' ) );
	}
	list( $says, $todo ) = helpdesk_bridge_link_words( (string) $check['link'], (string) $check['detail'] );
	return helpdesk_bridge_finding( 'bad', $says, $todo );
}

/**
 * What is wrong, and what to do.
 *
 * @param string $link   How the call ended, as helpdesk_bridge_judge_check() calls it.
 * @param string $detail An error's text, an address, a number of seconds or a status.
 * @return array{0: string, 1: string}
 */
function helpdesk_bridge_link_words( string $link, string $detail ): array {
	$base = helpdesk_bridge_connection()['base'] ?? '';
	switch ( $link ) {
		case 'unreachable':
			/* translators: 1: address of the bridge, 2: an error message */
			return array( sprintf( __( 'This site cannot reach the helpdesk at %1$s (%2$s).', 'helpdesk-bridge' ), $base, rtrim( $detail, '.' ) ), __( 'Check that the helpdesk runs, and whether a firewall or the hoster blocks outgoing calls. Submissions are kept here meanwhile.', 'helpdesk-bridge' ) );
		case 'late':
			/* translators: 1: address of the bridge, 2: number of seconds */
			return array( sprintf( __( 'The helpdesk at %1$s did not answer within %2$d seconds.', 'helpdesk-bridge' ), $base, HELPDESK_BRIDGE_CHECK_TIMEOUT ), __( 'Check that the helpdesk runs and is not overloaded, then check again. Submissions are kept here meanwhile.', 'helpdesk-bridge' ) );
		case 'signature':
			return array( __( 'The helpdesk refused this site’s signature: the secret in the code is not, or no longer, the helpdesk’s.', 'helpdesk-bridge' ), __( 'Have “helpdesk-bridge site add” print the code anew, and paste it here.', 'helpdesk-bridge' ) );
		case 'clock':
			return array( helpdesk_bridge_clock_words( $detail ), __( 'Set both clocks by NTP; the hoster can do it for this server. Until then the helpdesk takes no push.', 'helpdesk-bridge' ) );
		case 'unknown':
			return array( __( 'The helpdesk does not know this site, or is older than this plugin.', 'helpdesk-bridge' ), __( 'Have “helpdesk-bridge site add” print the code anew, and paste it here.', 'helpdesk-bridge' ) );
		case 'redirect':
			/* translators: 1: address of the bridge, 2: another address */
			return array( sprintf( __( 'The helpdesk’s address %1$s sends this site on to %2$s.', 'helpdesk-bridge' ), $base, $detail ), __( 'Set the helpdesk’s HELPDESK_BASE_URL to the address that it leads to, and paste a new code.', 'helpdesk-bridge' ) );
		case 'fails':
			/* translators: %s: an HTTP status */
			return array( sprintf( __( 'The helpdesk could not answer just now (HTTP %s).', 'helpdesk-bridge' ), $detail ), __( 'Check again in a moment; if it stays so, run “helpdesk-bridge doctor” there.', 'helpdesk-bridge' ) );
		default:
			/* translators: 1: address of the bridge, 2: an HTTP status */
			return array( sprintf( __( 'What answers at %1$s is not the helpdesk (HTTP %2$s).', 'helpdesk-bridge' ), $base, $detail ), __( 'Check the helpdesk’s HELPDESK_BASE_URL, and that no login page or challenge stands before /hooks/.', 'helpdesk-bridge' ) );
	}
}

/**
 * Clocks that differ by more than the helpdesk allows.
 *
 * @param string $gap Seconds that this site is ahead, or '' if nobody knows.
 */
function helpdesk_bridge_clock_words( string $gap ): string {
	if ( abs( (int) $gap ) < 4 * MINUTE_IN_SECONDS ) { // Not told, or told by a cache.
		return __( 'The helpdesk refused this site’s call: the two clocks differ by more than five minutes.', 'helpdesk-bridge' );
	}
	$span = human_time_diff( 0, abs( (int) $gap ) );
	/* translators: %s: a time span such as “10 minutes” */
	$ahead = __( 'The helpdesk refused this site’s call: this site’s clock is %s ahead of the helpdesk’s.', 'helpdesk-bridge' );
	/* translators: %s: a time span such as “10 minutes” */
	$behind = __( 'The helpdesk refused this site’s call: this site’s clock is %s behind the helpdesk’s.', 'helpdesk-bridge' );
	return sprintf( (int) $gap > 0 ? $ahead : $behind, $span );
}
