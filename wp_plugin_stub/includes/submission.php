<?php
/**
 * What a submission looks like, whichever form it came through.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * A submission with every part present and of the right kind; text is kept byte for byte.
 *
 * @param array<string, mixed> $raw Any of form, submitted_at, status, locale, page, visitor, fields.
 * @return array<string, mixed> The submission without id, cursor and files.
 */
function helpdesk_bridge_whole_submission( array $raw ): array {
	$form    = (array) ( $raw['form'] ?? array() );
	$page    = (array) ( $raw['page'] ?? array() );
	$visitor = (array) ( $raw['visitor'] ?? array() );
	$status  = $raw['status'] ?? 'ok';
	return array(
		'form'         => array(
			'plugin' => helpdesk_bridge_text( $form['plugin'] ?? 'custom' ),
			'id'     => helpdesk_bridge_text( $form['id'] ?? '' ),
			'title'  => helpdesk_bridge_text( $form['title'] ?? '' ),
		),
		'submitted_at' => helpdesk_bridge_text( $raw['submitted_at'] ?? gmdate( 'Y-m-d\TH:i:s\Z' ) ),
		'status'       => in_array( $status, array( 'ok', 'mail_failed', 'spam' ), true ) ? $status : 'ok',
		'locale'       => helpdesk_bridge_text( $raw['locale'] ?? determine_locale() ),
		'page'         => array(
			'url'   => helpdesk_bridge_text( $page['url'] ?? '' ),
			'title' => helpdesk_bridge_text( $page['title'] ?? '' ),
		),
		'visitor'      => helpdesk_bridge_visitor( $visitor ),
		'fields'       => helpdesk_bridge_whole_fields( (array) ( $raw['fields'] ?? array() ) ),
	);
}

/**
 * Fields with name, label, type and value; a value is text or a list of texts.
 *
 * @param array<int|string, mixed> $raw Fields as a form gave them.
 * @return array<int, array{name: string, label: string, type: string, value: string|string[]}>
 */
function helpdesk_bridge_whole_fields( array $raw ): array {
	$fields = array();
	foreach ( $raw as $field ) {
		if ( ! is_array( $field ) ) {
			continue;
		}
		$value    = $field['value'] ?? '';
		$fields[] = array(
			'name'  => helpdesk_bridge_text( $field['name'] ?? '' ),
			'label' => helpdesk_bridge_text( $field['label'] ?? '' ),
			'type'  => helpdesk_bridge_text( $field['type'] ?? 'text' ),
			'value' => is_array( $value ) ? array_map( 'helpdesk_bridge_text', array_values( $value ) ) : helpdesk_bridge_text( $value ),
		);
	}
	return $fields;
}

/**
 * Any value as text; what has no text form is written as JSON rather than dropped.
 *
 * @param mixed $value Anything a form may hand over.
 */
function helpdesk_bridge_text( $value ): string {
	if ( is_scalar( $value ) || null === $value ) {
		return (string) $value;
	}
	return helpdesk_bridge_json( $value );
}

/**
 * JSON in plain ASCII, so that no character set of a table can hurt it.
 *
 * @param mixed $value What to encode; broken UTF-8 becomes U+FFFD.
 */
function helpdesk_bridge_json( $value ): string {
	return (string) wp_json_encode( $value, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES );
}

/**
 * Who sent it: address and browser only if the settings say so.
 *
 * @param array<string, mixed> $visitor user_id, ip, user_agent as far as known.
 * @return array{user_id: int, ip: string|null, user_agent: string|null}
 */
function helpdesk_bridge_visitor( array $visitor ): array {
	$keep   = helpdesk_bridge_settings()['keep_visitor'];
	$server = array();
	foreach ( array( 'REMOTE_ADDR', 'HTTP_USER_AGENT' ) as $name ) {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- Stored as JSON, escaped where shown.
		$server[ $name ] = isset( $_SERVER[ $name ] ) ? (string) wp_unslash( $_SERVER[ $name ] ) : null;
	}
	return array(
		'user_id'    => (int) ( $visitor['user_id'] ?? get_current_user_id() ),
		'ip'         => $keep ? ( $visitor['ip'] ?? $server['REMOTE_ADDR'] ) : null,
		'user_agent' => $keep ? ( $visitor['user_agent'] ?? $server['HTTP_USER_AGENT'] ) : null,
	);
}

/**
 * A submission's id. The same token with the same content is the same submission; a page cache
 * may hand one token to many visitors, so the content counts too.
 *
 * @param string               $token      What makes a rendered form unique, or '' for a random id.
 * @param array<string, mixed> $submission The whole submission.
 * @param string[]             $hashes     SHA-256 of each file.
 * @return string A UUID (version 8 from the content, RFC 9562; version 4 without a token).
 */
function helpdesk_bridge_submission_id( string $token, array $submission, array $hashes ): string {
	if ( '' === $token ) {
		return wp_generate_uuid4();
	}
	$hash     = hash( 'sha256', helpdesk_bridge_json( array( $token, $submission['form'], $submission['fields'], $hashes ) ) );
	$hash[12] = '8';
	$hash[16] = dechex( 8 | ( hexdec( $hash[16] ) & 3 ) );
	return vsprintf( '%s-%s-%s-%s-%s', sscanf( substr( $hash, 0, 32 ), '%8s%4s%4s%4s%12s' ) );
}
