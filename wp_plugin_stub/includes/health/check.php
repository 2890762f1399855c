<?php
/**
 * The check of the connection: this site calls the helpdesk, which calls this site before it answers.
 *
 * What was last found is kept, with its time, and shown until the next check or another connection.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_CHECK_OPTION = 'helpdesk_bridge_check';

/**
 * Seconds the helpdesk may take. It answers within 8, also when it gets no answer from this site:
 * then this PHP process may be the only one that the server has.
 */
const HELPDESK_BRIDGE_CHECK_TIMEOUT = 10;

/** Findings and forms kept of an answer, at most, and the longest text. */
const HELPDESK_BRIDGE_CHECK_MOST    = 50;
const HELPDESK_BRIDGE_CHECK_LONGEST = 1000;

/**
 * Checks both directions and keeps what was found.
 *
 * @return array<string, mixed>|null As helpdesk_bridge_last_check() returns it; null when not connected.
 */
function helpdesk_bridge_check(): ?array {
	$connection = helpdesk_bridge_connection();
	if ( null === $connection ) {
		return null;
	}
	$found = array(
		'at'    => time(),
		'about' => helpdesk_bridge_check_about( $connection ),
	) + helpdesk_bridge_read_check( helpdesk_bridge_ask_check( $connection ) );
	update_option( HELPDESK_BRIDGE_CHECK_OPTION, $found, false );
	return $found;
}

/**
 * What was last found over the present connection: `at` (Unix time), `link` (how the call to the
 * helpdesk ended, see helpdesk_bridge_link_words()), `detail`, `findings` and `forms` of the helpdesk.
 *
 * @return array{at: int, link: string, detail: string, findings: array<int, array{state: string, says: string, todo: string}>, forms: array<string, array{state: string, says: string, todo: string}>}|null
 */
function helpdesk_bridge_last_check(): ?array {
	$connection = helpdesk_bridge_connection();
	$kept       = get_option( HELPDESK_BRIDGE_CHECK_OPTION );
	if ( null === $connection || ! is_array( $kept ) || ( $kept['about'] ?? '' ) !== helpdesk_bridge_check_about( $connection ) ) {
		return null;
	}
	return $kept;
}

/**
 * Which connection a check was about; it tells nothing of the secret.
 *
 * @param array<string, string> $connection As helpdesk_bridge_connection() returns it.
 */
function helpdesk_bridge_check_about( array $connection ): string {
	return wp_hash( implode( '|', $connection ), 'nonce' );
}

/**
 * The signed call, in the reader's language.
 *
 * @param array<string, string> $connection As helpdesk_bridge_connection() returns it.
 * @return array<string, mixed>|\WP_Error What wp_remote_post() returned.
 */
function helpdesk_bridge_ask_check( array $connection ) {
	$body = helpdesk_bridge_json(
		array(
			'plugin_version' => HELPDESK_BRIDGE_VERSION,
			'wp_version'     => get_bloginfo( 'version' ),
			'clock'          => gmdate( 'Y-m-d\TH:i:s\Z' ),
			'url'            => home_url(),
		)
	);
	return wp_remote_post(
		untrailingslashit( $connection['url'] ) . '/check',
		array(
			'body'        => $body,
			'headers'     => helpdesk_bridge_signed_headers( $connection['secret'], wp_generate_uuid4(), $body, time() ) + array(
				'Content-Type'    => 'application/json',
				'Accept-Language' => str_replace( '_', '-', get_user_locale() ),
			),
			'timeout'     => HELPDESK_BRIDGE_CHECK_TIMEOUT,
			'redirection' => 0,
			'user-agent'  => 'Helpdesk-Bridge-WordPress/' . HELPDESK_BRIDGE_VERSION,
		)
	);
}

/**
 * What an answer tells.
 *
 * @param array<string, mixed>|\WP_Error $answer What wp_remote_post() returned.
 * @return array{link: string, detail: string, findings: array<int, array<string, string>>, forms: array<string, array<string, string>>}
 */
function helpdesk_bridge_read_check( $answer ): array {
	$content               = is_wp_error( $answer ) ? array() : (array) json_decode( wp_remote_retrieve_body( $answer ), true );
	list( $link, $detail ) = helpdesk_bridge_judge_check( $answer, $content );
	$forms                 = array();
	foreach ( array_slice( (array) ( $content['forms'] ?? array() ), 0, HELPDESK_BRIDGE_CHECK_MOST ) as $form ) {
		if ( is_array( $form ) ) {
			$key           = helpdesk_bridge_text( $form['plugin'] ?? '' ) . ':' . helpdesk_bridge_text( $form['id'] ?? '' );
			$forms[ $key ] = helpdesk_bridge_told_finding( $form );
		}
	}
	$findings = array_filter( array_slice( (array) ( $content['findings'] ?? array() ), 0, HELPDESK_BRIDGE_CHECK_MOST ), 'is_array' );
	return array(
		'link'     => $link,
		'detail'   => $detail,
		'findings' => 'good' === $link ? array_map( 'helpdesk_bridge_told_finding', array_values( $findings ) ) : array(),
		'forms'    => 'good' === $link ? $forms : array(),
	);
}

/**
 * How the call to the helpdesk ended: a word that helpdesk_bridge_link_words() knows, and a detail.
 *
 * @param array<string, mixed>|\WP_Error $answer  What wp_remote_post() returned.
 * @param array<string, mixed>           $content The answer's JSON, or an empty array.
 * @return array{0: string, 1: string}
 */
function helpdesk_bridge_judge_check( $answer, array $content ): array {
	if ( is_wp_error( $answer ) ) {
		$late = false !== stripos( $answer->get_error_message(), 'timed out' );
		return array( $late ? 'late' : 'unreachable', mb_substr( $answer->get_error_message(), 0, HELPDESK_BRIDGE_CHECK_LONGEST ) );
	}
	$status = (int) wp_remote_retrieve_response_code( $answer );
	if ( 200 === $status && isset( $content['findings'] ) ) {
		return array( 'good', '' );
	}
	if ( $status >= 300 && $status < 400 ) {
		return array( 'redirect', esc_url_raw( helpdesk_bridge_last_header( $answer, 'location' ), array( 'http', 'https' ) ) );
	}
	$ours = isset( $content['title'], $content['status'] ); // A problem document, as the helpdesk answers.
	if ( 401 === $status && $ours ) {
		$clock = 'webhook-timestamp' === ( $content['field'] ?? '' );
		return $clock ? array( 'clock', helpdesk_bridge_clock_gap( $answer ) ) : array( 'signature', '' );
	}
	if ( 404 === $status && $ours ) {
		return array( 'unknown', '' );
	}
	return array( $ours || $status >= 500 ? 'fails' : 'other', (string) $status );
}

/**
 * By how many seconds this site's clock is ahead of the helpdesk's, by its Date header; '' if unknown.
 *
 * @param array<string, mixed> $answer What wp_remote_post() returned.
 */
function helpdesk_bridge_clock_gap( array $answer ): string {
	$theirs = strtotime( helpdesk_bridge_last_header( $answer, 'date' ) );
	return false === $theirs ? '' : (string) ( time() - $theirs );
}

/**
 * A header of an answer; of one that came several times, as behind some proxies, the last.
 *
 * @param array<string, mixed> $answer What wp_remote_post() returned.
 * @param string               $name   Its name.
 */
function helpdesk_bridge_last_header( array $answer, string $name ): string {
	$values = (array) wp_remote_retrieve_header( $answer, $name );
	return (string) end( $values );
}

/**
 * A finding of the helpdesk, as ours are.
 *
 * @param array<string, mixed> $told With ok, says and todo.
 * @return array{state: string, says: string, todo: string}
 */
function helpdesk_bridge_told_finding( array $told ): array {
	$says = mb_substr( helpdesk_bridge_text( $told['says'] ?? '' ), 0, HELPDESK_BRIDGE_CHECK_LONGEST );
	$todo = mb_substr( helpdesk_bridge_text( $told['todo'] ?? '' ), 0, HELPDESK_BRIDGE_CHECK_LONGEST );
	$good = true === ( $told['ok'] ?? false );
	return helpdesk_bridge_finding( $good ? ( '' === $todo ? 'good' : 'notice' ) : 'bad', $says, $todo );
}
