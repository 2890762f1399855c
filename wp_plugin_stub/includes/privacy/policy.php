<?php
/**
 * Suggested text for the site's privacy policy, as the settings have it.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'admin_init', 'helpdesk_bridge_suggest_policy' );

/**
 * Adds the text to WordPress's policy guide.
 */
function helpdesk_bridge_suggest_policy(): void {
	if ( function_exists( 'wp_add_privacy_policy_content' ) ) {
		wp_add_privacy_policy_content( 'Helpdesk Bridge', wp_kses_post( helpdesk_bridge_policy_text() ) );
	}
}

/**
 * The text as HTML: a tip for the author, then paragraphs to copy.
 */
function helpdesk_bridge_policy_text(): string {
	$settings   = helpdesk_bridge_settings();
	$paragraphs = array(
		__( 'When you send us a form, we keep what you typed, the files you attach, the page and its language, and the time. If you are signed in, we keep which account it was.', 'helpdesk-bridge' ),
		$settings['keep_visitor']
			? __( 'We also keep your IP address and what your browser says of itself.', 'helpdesk-bridge' )
			: __( 'We do not keep your IP address or what your browser says of itself.', 'helpdesk-bridge' ),
		__( 'We hand your message over to our helpdesk, which answers you. While you type, our form may ask the helpdesk for help articles that fit; the words typed so far are sent for that.', 'helpdesk-bridge' ),
		helpdesk_bridge_policy_retention( $settings['retention_days'] ),
	);
	$html       = '<p class="privacy-policy-tutorial">' . esc_html__( 'Say also who runs your helpdesk, and how long it keeps messages.', 'helpdesk-bridge' ) . '</p>';
	foreach ( $paragraphs as $paragraph ) {
		$html .= '<p>' . esc_html( $paragraph ) . '</p>';
	}
	return $html;
}

/**
 * How long messages stay on this site.
 *
 * @param int $days 0 for good.
 */
function helpdesk_bridge_policy_retention( int $days ): string {
	if ( 0 === $days ) {
		return __( 'Your message stays on this site until you ask us to erase it.', 'helpdesk-bridge' );
	}
	/* translators: %s: number of days */
	return sprintf( __( 'Your message is removed from this site %s days after the helpdesk confirmed it.', 'helpdesk-bridge' ), number_format_i18n( $days ) );
}
