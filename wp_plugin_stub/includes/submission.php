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
 * What the bridge would refuse is mended: a missing id or name, a time without its zone, a name
 * that is too long.
 *
 * @param array<string, mixed> $raw Any of form, submitted_at, status, locale, page, visitor, fields, backfill.
 * @return array<string, mixed> The submission without id, cursor and files.
 */
function helpdesk_bridge_whole_submission( array $raw ): array {
	$form    = (array) ( $raw['form'] ?? array() );
	$page    = (array) ( $raw['page'] ?? array() );
	$visitor = (array) ( $raw['visitor'] ?? array() );
	$status  = $raw['status'] ?? 'ok';
	return array(
		'form'         => array(
			'plugin' => helpdesk_bridge_named( $form['plugin'] ?? '', 60, 'custom' ),
			'id'     => helpdesk_bridge_named( $form['id'] ?? '', 190, 'default' ),
			'title'  => mb_substr( helpdesk_bridge_text( $form['title'] ?? '' ), 0, 500 ),
		),
		'submitted_at' => helpdesk_bridge_moment( $raw['submitted_at'] ?? '' ),
		'status'       => in_array( $status, array( 'ok', 'mail_failed', 'spam' ), true ) ? $status : 'ok',
		'locale'       => helpdesk_bridge_named( $raw['locale'] ?? '', 20, determine_locale() ),
		'page'         => array(
			'url'   => mb_substr( helpdesk_bridge_text( $page['url'] ?? '' ), 0, 2000 ),
			'title' => mb_substr( helpdesk_bridge_text( $page['title'] ?? '' ), 0, 500 ),
		),
		'visitor'      => helpdesk_bridge_visitor( $visitor ),
		'fields'       => helpdesk_bridge_whole_fields( (array) ( $raw['fields'] ?? array() ) ),
	) + ( empty( $raw['backfill'] ) ? array() : array( 'backfill' => true ) );
}

/**
 * A name or id of limited length, never blank.
 *
 * @param mixed  $value    As it came.
 * @param int    $longest  In characters.
 * @param string $fallback When there is none.
 */
function helpdesk_bridge_named( $value, int $longest, string $fallback ): string {
	$text = mb_substr( helpdesk_bridge_text( $value ), 0, $longest );
	return '' === trim( $text ) ? $fallback : $text;
}

/**
 * A time with its zone, as it came; or now.
 *
 * @param mixed $value Such as 2026-11-23T09:30:00Z.
 */
function helpdesk_bridge_moment( $value ): string {
	$text = helpdesk_bridge_text( $value );
	$good = preg_match( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/', $text ) && false !== strtotime( $text );
	return $good ? $text : gmdate( 'Y-m-d\TH:i:s\Z' );
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
			'name'  => helpdesk_bridge_named( $field['name'] ?? '', 190, 'field-' . ( count( $fields ) + 1 ) ),
			'label' => mb_substr( helpdesk_bridge_text( $field['label'] ?? '' ), 0, 1000 ),
			'type'  => helpdesk_bridge_named( $field['type'] ?? '', 60, 'text' ),
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
 * @param mixed $value What to encode; broken UTF-8 becomes U+FFFD, what is deeper than 512 levels null.
 */
function helpdesk_bridge_json( $value ): string {
	return (string) wp_json_encode( $value, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES | JSON_PARTIAL_OUTPUT_ON_ERROR );
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
		'user_id'    => (int) ( $visitor['user_id'] ?? helpdesk_bridge_visitor_id() ),
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
	$hash = hash( 'sha256', helpdesk_bridge_json( array( $token, $submission['form'], $submission['fields'], $hashes ) ) );
	return helpdesk_bridge_uuid( $hash, '8' );
}

/**
 * A UUID that is the same whenever it is asked for (version 5, RFC 9562): what a form plugin stored
 * itself is known again, whether it was heard when it came or is filled in later.
 *
 * @param array<int, string|int> $parts What makes the entry unique: its plugin, its id there, its time.
 */
function helpdesk_bridge_named_id( array $parts ): string {
	return helpdesk_bridge_uuid( sha1( hex2bin( HELPDESK_BRIDGE_NAMESPACE ) . helpdesk_bridge_json( $parts ) ), '5' );
}

/** The namespace of these UUIDs; the same on every site, so that a site may move. */
const HELPDESK_BRIDGE_NAMESPACE = '5c0b3a6e4d0f4b7f9e6a2f1d8c7b5a90';

/**
 * A UUID of a hash.
 *
 * @param string $hash    At least 32 hexadecimal digits.
 * @param string $version One digit.
 */
function helpdesk_bridge_uuid( string $hash, string $version ): string {
	$hash[12] = $version;
	$hash[16] = dechex( 8 | ( hexdec( $hash[16] ) & 3 ) );
	return vsprintf( '%s-%s-%s-%s-%s', sscanf( substr( $hash, 0, 32 ), '%8s%4s%4s%4s%12s' ) );
}
