<?php
/**
 * Signatures as the Standard Webhooks specification has them.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * The three headers that go with a signed body.
 *
 * @param string $secret `whsec_` and base64.
 * @param string $id     The message's id; the same over every retry.
 * @param string $body   The exact bytes that are sent.
 * @param int    $time   Unix time of this try.
 * @return array<string, string>
 */
function helpdesk_bridge_signed_headers( string $secret, string $id, string $body, int $time ): array {
	$mac = hash_hmac( 'sha256', "$id.$time.$body", (string) helpdesk_bridge_key( $secret ), true );
	return array(
		'webhook-id'        => $id,
		'webhook-timestamp' => (string) $time,
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- The specification's coding.
		'webhook-signature' => 'v1,' . base64_encode( $mac ),
	);
}

/**
 * Whether one of the signatures fits: there are several while the helpdesk changes its secret.
 *
 * @param string $secret    `whsec_` and base64.
 * @param string $text      What was signed.
 * @param string $signature `v1,` and base64; several by blanks.
 */
function helpdesk_bridge_has_signed( string $secret, string $text, string $signature ): bool {
	// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- The specification's coding.
	$right = 'v1,' . base64_encode( hash_hmac( 'sha256', $text, (string) helpdesk_bridge_key( $secret ), true ) );
	$found = false;
	foreach ( explode( ' ', $signature ) as $given ) {
		$found = hash_equals( $right, $given ) || $found;
	}
	return $found;
}

/**
 * The key inside a secret, or null when the secret is none.
 *
 * @param string $secret `whsec_` and base64.
 */
function helpdesk_bridge_key( string $secret ): ?string {
	if ( 0 !== strpos( $secret, 'whsec_' ) ) {
		return null;
	}
	// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- The specification's coding.
	$key = base64_decode( substr( $secret, 6 ), true );
	return is_string( $key ) && '' !== $key ? $key : null;
}
