<?php
/**
 * Finding what a person sent: by e-mail address in any field, or by the account that was signed in.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- Own tables; only their names are interpolated.

defined( 'ABSPATH' ) || exit;

/** Ids that one request of WordPress's privacy tools looks through. */
const HELPDESK_BRIDGE_PRIVACY_IDS = 2000;

/**
 * A person's submissions in one stretch of the table. Stretches go by id, so removing rows on the
 * way moves nothing.
 *
 * @param string $email The person's address.
 * @param int    $page  From 1.
 * @return array{rows: object[], done: bool} Rows with id, uuid, payload and push_state.
 */
function helpdesk_bridge_find_person( string $email, int $page ): array {
	global $wpdb;
	$table   = helpdesk_bridge_table( 'submissions' );
	$from    = ( max( 1, $page ) - 1 ) * HELPDESK_BRIDGE_PRIVACY_IDS;
	$to      = $from + HELPDESK_BRIDGE_PRIVACY_IDS;
	$account = get_user_by( 'email', $email );
	$user    = $account ? (int) $account->ID : 0;
	$likely  = '%' . $wpdb->esc_like( helpdesk_bridge_plain_part( $email ) ) . '%';
	$signed  = '%"user_id":' . $user . ',%';
	$rows    = $wpdb->get_results( $wpdb->prepare( "SELECT id, uuid, payload, push_state FROM $table WHERE id > %d AND id <= %d AND payload <> '' AND ( LOWER( payload ) LIKE %s OR payload LIKE %s ) ORDER BY id", $from, $to, $likely, $user > 0 ? $signed : $likely ) );
	$rows    = array_filter(
		$rows,
		static function ( object $row ) use ( $email, $user ): bool {
			return helpdesk_bridge_is_from( (string) $row->payload, $email, $user );
		}
	);
	return array(
		'rows' => array_values( $rows ),
		'done' => (int) $wpdb->get_var( "SELECT MAX(id) FROM $table" ) <= $to,
	);
}

/**
 * The longest stretch of plain ASCII in an address, in lower case: stored JSON spells it the same.
 *
 * @param string $email The address.
 */
function helpdesk_bridge_plain_part( string $email ): string {
	$parts = (array) preg_split( '/[^\x20-\x7E]+|["\\\\]/', strtolower( $email ) );
	usort(
		$parts,
		static function ( string $a, string $b ): int {
			return strlen( $b ) <=> strlen( $a );
		}
	);
	return $parts[0];
}

/**
 * Whether a submission is a person's: any field holds the address, whatever its case, or the
 * person was signed in.
 *
 * @param string $payload The submission as JSON.
 * @param string $email   The person's address.
 * @param int    $user    The person's account, or 0.
 */
function helpdesk_bridge_is_from( string $payload, string $email, int $user ): bool {
	$submission = json_decode( $payload, true );
	if ( ! is_array( $submission ) || '' === $email ) {
		return false;
	}
	if ( $user > 0 && (int) ( $submission['visitor']['user_id'] ?? 0 ) === $user ) {
		return true;
	}
	// No other address's beginning or end: ann@example.test is not joann@example.test.
	$whole = '/(?<![\p{L}\p{N}._%+-])' . preg_quote( $email, '/' ) . '(?![\p{L}\p{N}-]|\.[\p{L}\p{N}])/iu';
	foreach ( (array) ( $submission['fields'] ?? array() ) as $field ) {
		foreach ( (array) ( $field['value'] ?? '' ) as $value ) {
			if ( preg_match( $whole, (string) $value ) ) {
				return true;
			}
		}
	}
	return false;
}
