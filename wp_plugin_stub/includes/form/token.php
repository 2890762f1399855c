<?php
/**
 * The token in each rendered form: which form it is, when it was drawn, and what makes it unique.
 *
 * It takes the place of a nonce: it never grows stale, so a form out of a page cache still works.
 * There is nothing a forged request could gain, since anybody may submit the form.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * A new token.
 *
 * @param array{id: string, title: string, lang: string} $form   The form it is drawn into.
 * @param string                                         $canary Id of the test entry that it is for; no page ever holds such a token.
 */
function helpdesk_bridge_new_token( array $form, string $canary = '' ): string {
	$content = helpdesk_bridge_json(
		array(
			'n' => bin2hex( random_bytes( 12 ) ),
			't' => '' === $canary ? time() : time() - MINUTE_IN_SECONDS, // A test fills the form in at once.
			'f' => array( $form['id'], $form['title'], $form['lang'] ),
		) + ( '' === $canary ? array() : array( 'c' => $canary ) )
	);
	// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- Makes JSON fit into a form field.
	$coded = base64_encode( $content );
	return $coded . '.' . helpdesk_bridge_token_mark( $coded );
}

/**
 * What a token says, or null when this site did not make it.
 *
 * @param string $token As the browser sent it.
 * @return array{time: int, id: string, title: string, lang: string, canary: string}|null
 */
function helpdesk_bridge_read_token( string $token ): ?array {
	list( $coded, $mark ) = array_pad( explode( '.', $token, 2 ), 2, '' );
	if ( ! hash_equals( helpdesk_bridge_token_mark( $coded ), $mark ) ) {
		return null;
	}
	// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- See helpdesk_bridge_new_token().
	$content = json_decode( (string) base64_decode( $coded, true ), true );
	return array(
		'time'   => (int) $content['t'],
		'id'     => (string) $content['f'][0],
		'title'  => (string) $content['f'][1],
		'lang'   => (string) $content['f'][2],
		'canary' => (string) ( $content['c'] ?? '' ),
	);
}

/**
 * The token's signature, by a key of its own: WordPress's salts may change any day.
 *
 * @param string $coded The token's content.
 */
function helpdesk_bridge_token_mark( string $coded ): string {
	return substr( hash_hmac( 'sha256', $coded, (string) get_option( 'helpdesk_bridge_form_key' ) ), 0, 40 );
}
