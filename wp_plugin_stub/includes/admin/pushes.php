<?php
/**
 * The settings page's section "Submissions": how handing over goes, and "now".
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Draws the section.
 */
function helpdesk_bridge_page_pushes(): void {
	$health = helpdesk_bridge_health();
	$rows   = array(
		__( 'Waiting to be handed over', 'helpdesk-bridge' ) => number_format_i18n( helpdesk_bridge_count_rows( 'pending' ) ),
		__( 'Handed over', 'helpdesk-bridge' )             => number_format_i18n( helpdesk_bridge_count_rows( 'sent' ) ),
		__( 'Set aside by the bridge', 'helpdesk-bridge' ) => number_format_i18n( helpdesk_bridge_count_rows( 'refused' ) ),
		__( 'Last success', 'helpdesk-bridge' )            => helpdesk_bridge_page_time( (int) $health['last_success'] ),
		__( 'Last error', 'helpdesk-bridge' )              => '' === $health['last_error'] ? __( 'none', 'helpdesk-bridge' ) : helpdesk_bridge_error_words( (string) $health['last_error'] ),
	);
	printf( '<h2>%s</h2>', esc_html__( 'Submissions', 'helpdesk-bridge' ) );
	helpdesk_bridge_page_findings( array( helpdesk_bridge_find_pushes(), helpdesk_bridge_find_cron() ) );
	printf( '<table class="form-table helpdesk-bridge-facts" role="presentation">' );
	foreach ( $rows as $label => $value ) {
		printf( '<tr><th scope="row">%s</th><td>%s</td></tr>', esc_html( $label ), esc_html( (string) $value ) );
	}
	echo '</table>';
	helpdesk_bridge_open_form( 'push' );
	submit_button( __( 'Hand over now', 'helpdesk-bridge' ), 'secondary', 'push' );
	echo '</form>';
}

/**
 * A time in the site's own form and zone, or "never".
 *
 * @param int $time Unix time; 0 for never.
 */
function helpdesk_bridge_page_time( int $time ): string {
	return 0 === $time ? __( 'never', 'helpdesk-bridge' ) : (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $time );
}
