<?php
/**
 * The canary in plain words: the links' names, what is wrong with one, and what to do.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * What a link is called.
 *
 * @param string $link One of HELPDESK_BRIDGE_CANARY_LINKS.
 */
function helpdesk_bridge_canary_name( string $link ): string {
	$names = array(
		'hook'     => __( 'The form’s hook', 'helpdesk-bridge' ),
		'stored'   => __( 'Stored here', 'helpdesk-bridge' ),
		'pushed'   => __( 'Pushed to the helpdesk', 'helpdesk-bridge' ),
		'accepted' => __( 'Accepted by the helpdesk', 'helpdesk-bridge' ),
		'ticket'   => __( 'Ticket', 'helpdesk-bridge' ),
		'answer'   => __( 'Answer decided', 'helpdesk-bridge' ),
		'mail'     => __( 'Mail handed over', 'helpdesk-bridge' ),
	);
	return $names[ $link ] ?? $link;
}

/**
 * What a state is called, and its sign among WordPress's icons.
 *
 * @param string $state good, waiting, broken or open.
 * @return array{0: string, 1: string}
 */
function helpdesk_bridge_canary_sign( string $state ): array {
	$signs = array(
		'good'    => array( __( 'good', 'helpdesk-bridge' ), 'yes-alt' ),
		'waiting' => array( __( 'under way', 'helpdesk-bridge' ), 'clock' ),
		'broken'  => array( __( 'broken', 'helpdesk-bridge' ), 'warning' ),
		'open'    => array( __( 'not reached', 'helpdesk-bridge' ), 'minus' ),
	);
	return $signs[ $state ] ?? $signs['open'];
}

/**
 * What is wrong, and what to do.
 *
 * @param string $code   As a broken link has it.
 * @param string $detail In a server's own words.
 * @return array{0: string, 1: string}
 */
function helpdesk_bridge_canary_words( string $code, string $detail ): array {
	$words               = helpdesk_bridge_canary_here_words() + helpdesk_bridge_canary_there_words();
	list( $says, $todo ) = $words[ $code ] ?? array( __( 'It broke there.', 'helpdesk-bridge' ), __( 'The helpdesk’s command “helpdesk-bridge doctor” tells more.', 'helpdesk-bridge' ) );
	$detail              = helpdesk_bridge_error_words( $detail );
	return array( '' === $detail ? $says : rtrim( $says, '.' ) . ' (' . $detail . ').', $todo );
}

/**
 * What can break on this site.
 *
 * @return array<string, array{0: string, 1: string}>
 */
function helpdesk_bridge_canary_here_words(): array {
	return array(
		'no_hook'      => array( __( 'This plugin’s hook is not there.', 'helpdesk-bridge' ), __( 'Another plugin or the theme removed it: switch the newest ones off, one by one.', 'helpdesk-bridge' ) ),
		'not_taken'    => array( __( 'The site did not take the form.', 'helpdesk-bridge' ), __( 'A firewall, a cache or another plugin stands before it: send the form by hand and see.', 'helpdesk-bridge' ) ),
		'not_stored'   => array( __( 'The entry was not stored.', 'helpdesk-bridge' ), __( 'Look for “helpdesk-bridge” in PHP’s error log, and for room in the database.', 'helpdesk-bridge' ) ),
		'not_pushed'   => array( __( 'The helpdesk could not be reached.', 'helpdesk-bridge' ), __( 'Ask whether it runs, and let this server call its address. Submissions wait here; nothing is lost.', 'helpdesk-bridge' ) ),
		'not_accepted' => array( __( 'The helpdesk did not accept the push.', 'helpdesk-bridge' ), __( 'Paste a new connection code and check both clocks. Submissions wait here; nothing is lost.', 'helpdesk-bridge' ) ),
		'not_told'     => array( __( 'The helpdesk does not say what became of it.', 'helpdesk-bridge' ), __( 'It may be away, or older than this plugin.', 'helpdesk-bridge' ) ),
	);
}

/**
 * What can break at the helpdesk.
 *
 * @return array<string, array{0: string, 1: string}>
 */
function helpdesk_bridge_canary_there_words(): array {
	$worker = __( 'No worker runs at the helpdesk: have “helpdesk-bridge worker” started.', 'helpdesk-bridge' );
	return array(
		'no_ticket'      => array( __( 'It was accepted, and there is no ticket.', 'helpdesk-bridge' ), __( 'Was the helpdesk restored from a backup? Have “helpdesk-bridge sync” run there.', 'helpdesk-bridge' ) ),
		'no_worker'      => array( __( 'Nobody decided on the answer.', 'helpdesk-bridge' ), $worker ),
		'withheld'       => array( __( 'The answer was withheld.', 'helpdesk-bridge' ), __( 'The ticket at the helpdesk tells why.', 'helpdesk-bridge' ) ),
		'decision_fails' => array( __( 'Deciding on the answer failed.', 'helpdesk-bridge' ), __( 'It is tried again by itself; the ticket at the helpdesk tells more.', 'helpdesk-bridge' ) ),
		'not_sent'       => array( __( 'The answer waits to be sent.', 'helpdesk-bridge' ), $worker ),
		'mail_refused'   => array( __( 'The helpdesk’s mail server did not take the answer.', 'helpdesk-bridge' ), __( 'Have the mail settings checked: “helpdesk-bridge doctor” tries them.', 'helpdesk-bridge' ) ),
		'mail_uncertain' => array( __( 'The mail server was cut off before it confirmed the answer.', 'helpdesk-bridge' ), __( 'It is tried again by itself.', 'helpdesk-bridge' ) ),
		'mail_back'      => array( __( 'The answer came back undelivered.', 'helpdesk-bridge' ), __( 'The helpdesk’s own address takes no mail: have HELPDESK_MAIL_FROM checked.', 'helpdesk-bridge' ) ),
	);
}

/**
 * How the daily test does, for the settings page and for Site Health.
 *
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_find_canary(): array {
	if ( null === helpdesk_bridge_connection() ) {
		return helpdesk_bridge_finding( 'notice', __( 'The daily test begins once the site is connected.', 'helpdesk-bridge' ) );
	}
	$state = helpdesk_bridge_canary_state();
	$on    = helpdesk_bridge_settings()['canary'];
	$next  = (int) wp_next_scheduled( HELPDESK_BRIDGE_CANARY_CRON );
	$next  = 0 === $next ? helpdesk_bridge_next_canary( helpdesk_bridge_settings()['canary_hour'] ) : $next;
	if ( 0 === $state['ran_at'] ) {
		/* translators: %s: date and time */
		$first = sprintf( __( 'The daily test has not run yet. First time: %s.', 'helpdesk-bridge' ), helpdesk_bridge_canary_time( $next ) );
		return helpdesk_bridge_finding( 'notice', $on ? $first : __( 'The daily test is switched off.', 'helpdesk-bridge' ) );
	}
	foreach ( $state['entries'] as $entry ) {
		$broken = helpdesk_bridge_canary_broken( helpdesk_bridge_canary_links( $entry ) );
		if ( null !== $broken ) {
			list( $says, $todo ) = helpdesk_bridge_canary_words( $broken['code'], $broken['detail'] );
			/* translators: 1: date and time, 2: name of a link, 3: title of a form, 4: what is wrong */
			$words = sprintf( __( 'The test of %1$s broke at “%2$s” (form “%3$s”): %4$s', 'helpdesk-bridge' ), helpdesk_bridge_canary_time( $state['ran_at'] ), helpdesk_bridge_canary_name( $broken['link'] ), $entry['title'], $says );
			return helpdesk_bridge_finding( 'bad', $words, $todo );
		}
	}
	if ( $on && $state['ran_at'] < time() - 26 * HOUR_IN_SECONDS ) {
		/* translators: %s: a time span such as “2 days” */
		return helpdesk_bridge_finding( 'bad', sprintf( __( 'The daily test has not run for %s.', 'helpdesk-bridge' ), human_time_diff( $state['ran_at'] ) ), __( 'WP-Cron does not come round: have the server call wp-cron.php every few minutes.', 'helpdesk-bridge' ) );
	}
	if ( helpdesk_bridge_canary_is_waiting() ) {
		/* translators: %s: date and time */
		return helpdesk_bridge_finding( 'notice', sprintf( __( 'The test of %s is under way.', 'helpdesk-bridge' ), helpdesk_bridge_canary_time( $state['ran_at'] ) ) );
	}
	/* translators: %s: date and time */
	return helpdesk_bridge_finding( 'good', sprintf( __( 'The test of %s went all the way to the mail server.', 'helpdesk-bridge' ), helpdesk_bridge_canary_time( $state['ran_at'] ) ) );
}

/**
 * A time in the site's own form and zone.
 *
 * @param int $time Unix time.
 */
function helpdesk_bridge_canary_time( int $time ): string {
	return (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $time );
}
