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
