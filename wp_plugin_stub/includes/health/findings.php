<?php
/**
 * What is well and what is not, in plain words: for the settings page and for Site Health.
 *
 * A finding is `state` (good, notice or bad), `says` (what is so) and `todo` (what to do, or '').
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Seconds after which a waiting submission is worth a word: by then the push was tried several times. */
const HELPDESK_BRIDGE_LONG_WAIT = 3600;

/**
 * A finding.
 *
 * @param string $state good, notice or bad.
 * @param string $says  What is so.
 * @param string $todo  What to do.
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_finding( string $state, string $says, string $todo = '' ): array {
	return array(
		'state' => $state,
		'says'  => $says,
		'todo'  => $todo,
	);
}

/**
 * Whether the site is connected.
 *
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_find_connection(): array {
	$connection = helpdesk_bridge_connection();
	if ( null !== $connection ) {
		$check = helpdesk_bridge_last_check();
		if ( null !== $check && 'good' !== $check['link'] ) {
			/* translators: 1: name of this site at the bridge, 2: address of the bridge */
			return helpdesk_bridge_finding( 'notice', sprintf( __( 'Set up as “%1$s” at %2$s, but the last check failed.', 'helpdesk-bridge' ), $connection['site'], $connection['base'] ) );
		}
		/* translators: 1: name of this site at the bridge, 2: address of the bridge */
		return helpdesk_bridge_finding( 'good', sprintf( __( 'Connected as “%1$s” to %2$s.', 'helpdesk-bridge' ), $connection['site'], $connection['base'] ) );
	}
	if ( helpdesk_bridge_connection_is_fixed() ) {
		return helpdesk_bridge_finding( 'bad', __( 'The code in wp-config.php (HELPDESK_BRIDGE_CONNECTION) is not a whole connection code.', 'helpdesk-bridge' ), __( 'Copy all of it, from “hbc1_” to its end.', 'helpdesk-bridge' ) );
	}
	return helpdesk_bridge_finding( 'bad', __( 'Not connected. Submissions are kept here until they can be handed over.', 'helpdesk-bridge' ), __( 'Paste the connection code that “helpdesk-bridge site add” prints.', 'helpdesk-bridge' ) );
}

/**
 * How handing over goes.
 *
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_find_pushes(): array {
	$waiting = helpdesk_bridge_count_rows( 'pending' );
	$error   = helpdesk_bridge_error_words( (string) helpdesk_bridge_health()['last_error'] );
	if ( 0 === $waiting ) {
		return helpdesk_bridge_finding( 'good', __( 'Every submission was handed over.', 'helpdesk-bridge' ) );
	}
	$since = helpdesk_bridge_waiting_since();
	/* translators: 1: number of submissions, 2: a time span such as “2 hours” */
	$says = sprintf( __( 'Submissions waiting to be handed over: %1$s, the oldest for %2$s.', 'helpdesk-bridge' ), number_format_i18n( $waiting ), human_time_diff( $since ) );
	if ( '' !== $error ) {
		/* translators: %s: an error message */
		$says .= ' ' . sprintf( __( 'Last error: %s', 'helpdesk-bridge' ), $error );
	}
	$old = time() - $since > HELPDESK_BRIDGE_LONG_WAIT;
	return helpdesk_bridge_finding( $old ? 'bad' : 'notice', $says, __( 'They are tried again by themselves, and the helpdesk fetches them too. Nothing is lost.', 'helpdesk-bridge' ) );
}

/**
 * Whether the helpdesk can fetch: an account with the right, and application passwords.
 *
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_find_reader(): array {
	if ( ! wp_is_application_passwords_available() ) {
		return helpdesk_bridge_finding( 'bad', __( 'Application passwords are off, so the helpdesk cannot fetch what a push missed.', 'helpdesk-bridge' ), __( 'They need https; a security plugin may have switched them off.', 'helpdesk-bridge' ) );
	}
	$readers = get_users(
		array(
			'role'   => 'helpdesk_bridge',
			'fields' => array( 'user_login' ),
			'number' => 5,
		)
	);
	if ( array() === $readers ) {
		return helpdesk_bridge_finding( 'notice', __( 'No account has the role “Helpdesk Bridge”, so the helpdesk may be unable to fetch what a push missed.', 'helpdesk-bridge' ), __( 'Add a user with that role and give it an application password in its profile.', 'helpdesk-bridge' ) );
	}
	/* translators: %s: user names */
	$says = sprintf( __( 'The helpdesk fetches with the account: %s.', 'helpdesk-bridge' ), implode( ', ', wp_list_pluck( $readers, 'user_login' ) ) );
	$read = (int) get_option( HELPDESK_BRIDGE_READ_OPTION, 0 );
	if ( 0 === $read ) {
		return helpdesk_bridge_finding( 'notice', $says . ' ' . __( 'It has not read here yet.', 'helpdesk-bridge' ) );
	}
	/* translators: %s: a time span such as “2 minutes” */
	return helpdesk_bridge_finding( 'good', $says . ' ' . sprintf( __( 'It last read here %s ago.', 'helpdesk-bridge' ), human_time_diff( $read ) ) );
}

/**
 * Whether WP-Cron comes round.
 *
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_find_cron(): array {
	$next = wp_next_scheduled( HELPDESK_BRIDGE_CRON );
	if ( false === $next ) {
		return helpdesk_bridge_finding( 'bad', __( 'The regular check for waiting submissions is not scheduled.', 'helpdesk-bridge' ), __( 'Switch the plugin off and on again.', 'helpdesk-bridge' ) );
	}
	if ( $next < time() - HELPDESK_BRIDGE_LONG_WAIT ) {
		/* translators: %s: a time span such as “2 hours” */
		return helpdesk_bridge_finding( 'notice', sprintf( __( 'WP-Cron has not run for %s.', 'helpdesk-bridge' ), human_time_diff( $next ) ), __( 'Have the server call wp-cron.php every few minutes.', 'helpdesk-bridge' ) );
	}
	return helpdesk_bridge_finding( 'good', __( 'WP-Cron comes round.', 'helpdesk-bridge' ) );
}

/**
 * Whether this site can call itself, which starts a push where PHP cannot go on after the answer.
 *
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_find_loopback(): array {
	$answer = wp_remote_post(
		rest_url( HELPDESK_BRIDGE_REST . '/push' ),
		array(
			'headers'     => array( 'X-Helpdesk-Bridge-Push' => helpdesk_bridge_push_pass() ),
			'timeout'     => HELPDESK_BRIDGE_DRAIN_SECONDS + 5,
			'redirection' => 0,
		)
	);
	$status = (int) wp_remote_retrieve_response_code( $answer );
	if ( 200 === $status && null !== json_decode( wp_remote_retrieve_body( $answer ) ) ) {
		return helpdesk_bridge_finding( 'good', __( 'The site can call itself to push at once.', 'helpdesk-bridge' ) );
	}
	$why = is_wp_error( $answer ) ? $answer->get_error_message() : 'HTTP ' . $status;
	/* translators: %s: an error message */
	return helpdesk_bridge_finding( 'notice', sprintf( __( 'The site cannot call itself (%s), so pushes may wait for WP-Cron.', 'helpdesk-bridge' ), $why ), __( 'Let the server reach its own address, and let the REST API answer without a login page or a challenge in front.', 'helpdesk-bridge' ) );
}
