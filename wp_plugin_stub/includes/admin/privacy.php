<?php
/**
 * The settings page's section "Privacy": what is kept, and for how long.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Draws the section. The hidden field before the box says "off" where the box is not ticked.
 */
function helpdesk_bridge_page_privacy(): void {
	$settings = helpdesk_bridge_settings();
	printf( '<h2>%s</h2>', esc_html__( 'Privacy', 'helpdesk-bridge' ) );
	helpdesk_bridge_open_form( 'save' );
	printf(
		'<table class="form-table" role="presentation">
		<tr><th scope="row">%1$s</th><td><input name="keep_visitor" type="hidden" value="0"><label><input name="keep_visitor" type="checkbox" value="1"%2$s> %3$s</label></td></tr>
		<tr><th scope="row"><label for="hb-retention">%4$s</label></th><td><input id="hb-retention" name="retention_days" type="number" min="0" max="3650" value="%5$d" class="small-text" aria-describedby="hb-retention-help"> %6$s<p class="description" id="hb-retention-help">%7$s</p></td></tr></table>',
		esc_html__( 'Visitors', 'helpdesk-bridge' ),
		checked( $settings['keep_visitor'], true, false ),
		esc_html__( 'Keep IP address and browser with each submission', 'helpdesk-bridge' ),
		esc_html__( 'Remove submissions after', 'helpdesk-bridge' ),
		(int) $settings['retention_days'],
		esc_html__( 'days', 'helpdesk-bridge' ),
		esc_html__( 'Counted from the helpdesk’s confirmation; text and files go, only an id stays so that nothing comes in twice. What the helpdesk has not confirmed is never removed. 0: keep them here.', 'helpdesk-bridge' )
	);
	submit_button( __( 'Save privacy settings', 'helpdesk-bridge' ), 'primary', 'save-privacy' );
	echo '</form>';
	printf(
		'<p class="description">%s</p>',
		esc_html__( 'One person’s messages: Tools → Export Personal Data and Tools → Erase Personal Data. Text for your privacy policy: Settings → Privacy → Policy Guide.', 'helpdesk-bridge' )
	);
}
