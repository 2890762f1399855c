<?php
/**
 * The settings page's section "Connection": its state, and where to paste a code.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Draws the section. The secret is never shown.
 */
function helpdesk_bridge_page_connection(): void {
	printf( '<h2>%s</h2>', esc_html__( 'Connection', 'helpdesk-bridge' ) );
	helpdesk_bridge_page_findings( array( helpdesk_bridge_find_connection(), helpdesk_bridge_find_reader() ) );
	helpdesk_bridge_page_check();
	if ( helpdesk_bridge_connection_is_fixed() ) {
		printf( '<p>%s</p>', esc_html__( 'The code stands in wp-config.php (HELPDESK_BRIDGE_CONNECTION).', 'helpdesk-bridge' ) );
		return;
	}
	$connected = null !== helpdesk_bridge_connection();
	helpdesk_bridge_open_form( 'connect' );
	if ( $connected ) {
		printf( '<details class="helpdesk-bridge-more"><summary>%s</summary>', esc_html__( 'Change the connection', 'helpdesk-bridge' ) );
	}
	printf(
		'<p><label for="helpdesk-bridge-code"><strong>%s</strong></label></p><p><textarea id="helpdesk-bridge-code" name="code" rows="4" class="large-text code" autocomplete="off" spellcheck="false" aria-describedby="helpdesk-bridge-code-help"></textarea></p><p class="description" id="helpdesk-bridge-code-help">%s</p>',
		esc_html__( 'Connection code', 'helpdesk-bridge' ),
		esc_html__( 'The command “helpdesk-bridge site add” prints it. Paste all of it; it is kept secret here.', 'helpdesk-bridge' )
	);
	echo '<p class="submit">';
	submit_button( __( 'Connect', 'helpdesk-bridge' ), 'primary', 'connect', false );
	if ( $connected ) {
		echo ' ';
		submit_button( __( 'Disconnect', 'helpdesk-bridge' ), 'secondary', 'disconnect', false );
	}
	echo '</p>', $connected ? '</details>' : '', '</form>';
}

/**
 * What the last check found in both directions, and "check again".
 */
function helpdesk_bridge_page_check(): void {
	if ( null === helpdesk_bridge_connection() ) {
		return;
	}
	$check = helpdesk_bridge_last_check();
	printf( '<h3>%s</h3>', esc_html__( 'Both directions', 'helpdesk-bridge' ) );
	if ( null === $check ) {
		printf( '<p>%s</p>', esc_html__( 'This connection was not checked yet.', 'helpdesk-bridge' ) );
	} else {
		helpdesk_bridge_page_findings( array( helpdesk_bridge_find_link( $check ) ) );
		if ( array() !== $check['findings'] ) {
			printf( '<p>%s</p>', esc_html__( 'The helpdesk called this site in return and tells:', 'helpdesk-bridge' ) );
			helpdesk_bridge_page_findings( $check['findings'] );
		} elseif ( 'good' !== $check['link'] ) {
			helpdesk_bridge_page_findings( array( helpdesk_bridge_finding( 'notice', __( 'Whether the helpdesk reaches this site is not known before that is mended.', 'helpdesk-bridge' ) ) ) );
		}
	}
	helpdesk_bridge_open_form( 'check' );
	echo '<p class="helpdesk-bridge-again">';
	submit_button( null === $check ? __( 'Check the connection', 'helpdesk-bridge' ) : __( 'Check again', 'helpdesk-bridge' ), 'secondary', 'check', false );
	if ( null !== $check ) {
		/* translators: %s: date and time */
		printf( ' <span class="description">%s</span>', esc_html( sprintf( __( 'Last checked: %s', 'helpdesk-bridge' ), helpdesk_bridge_page_time( (int) $check['at'] ) ) ) );
	}
	echo '</p></form>';
}
