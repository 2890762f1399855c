<?php
/**
 * The settings page's section "Support form": what our own form offers and accepts.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Draws the section.
 */
function helpdesk_bridge_page_form(): void {
	$settings = helpdesk_bridge_settings();
	printf( '<h2>%s</h2>', esc_html__( 'Support form', 'helpdesk-bridge' ) );
	helpdesk_bridge_open_form( 'save' );
	printf(
		'<table class="form-table" role="presentation">
		<tr><th scope="row"><label for="hb-topics">%1$s</label></th><td><textarea id="hb-topics" name="topics" rows="5" class="regular-text" aria-describedby="hb-topics-help">%2$s</textarea><p class="description" id="hb-topics-help">%3$s</p></td></tr>
		<tr><th scope="row"><label for="hb-minimum">%4$s</label></th><td><input id="hb-minimum" name="minimum_seconds" type="number" min="0" max="60" value="%5$d" class="small-text" aria-describedby="hb-minimum-help"> %6$s<p class="description" id="hb-minimum-help">%7$s</p></td></tr>
		<tr><th scope="row"><label for="hb-max">%8$s</label></th><td><input id="hb-max" name="max_file_mb" type="number" min="1" max="100" value="%9$d" class="small-text" aria-describedby="hb-max-help"> %10$s<p class="description" id="hb-max-help">%11$s</p></td></tr></table>',
		esc_html__( 'Topics', 'helpdesk-bridge' ),
		esc_textarea( implode( "\n", $settings['topics'] ) ),
		esc_html__( 'One per line. Empty: four that fit most sites, in the form’s language.', 'helpdesk-bridge' ),
		esc_html__( 'Shortest time to fill it in', 'helpdesk-bridge' ),
		(int) $settings['minimum_seconds'],
		esc_html__( 'seconds', 'helpdesk-bridge' ),
		esc_html__( 'Whoever is quicker is taken for a robot; the submission goes to the spam folder.', 'helpdesk-bridge' ),
		esc_html__( 'Largest file', 'helpdesk-bridge' ),
		(int) $settings['max_file_mb'],
		esc_html__( 'MB', 'helpdesk-bridge' ),
		/* translators: %s: a size such as 10 MB */
		esc_html( sprintf( __( 'This server itself takes files of up to %s.', 'helpdesk-bridge' ), size_format( wp_max_upload_size() ) ) )
	);
	submit_button( __( 'Save the form’s settings', 'helpdesk-bridge' ), 'primary', 'save-form' );
	echo '</form>';
}
