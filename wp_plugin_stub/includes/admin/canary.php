<?php
/**
 * The settings page's section "Daily test": how it went, link by link, when it runs, and "now".
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'admin_post_helpdesk_bridge_canary', 'helpdesk_bridge_do_canary' );

/**
 * Draws the section.
 */
function helpdesk_bridge_page_canary(): void {
	printf( '<h2>%s</h2>', esc_html__( 'Daily test', 'helpdesk-bridge' ) );
	printf( '<p>%s</p>', esc_html__( 'Once a day a test entry goes through the real forms to the helpdesk, becomes a ticket outside all lists and reports, and is answered to the helpdesk itself. The first link that breaks is named here.', 'helpdesk-bridge' ) );
	helpdesk_bridge_page_findings( array( helpdesk_bridge_find_canary() ) );
	array_map( 'helpdesk_bridge_page_canary_entry', helpdesk_bridge_canary_state()['entries'] );
	helpdesk_bridge_page_canary_settings();
	if ( null !== helpdesk_bridge_connection() ) {
		helpdesk_bridge_open_form( 'canary' );
		submit_button( __( 'Run the test now', 'helpdesk-bridge' ), 'secondary', 'canary' );
		echo '</form>';
	}
}

/**
 * The links of one entry, as a list in their order: a sign and words, never colour alone.
 *
 * @param array<string, mixed> $entry See helpdesk_bridge_canary_state().
 */
function helpdesk_bridge_page_canary_entry( array $entry ): void {
	$about = array_filter( array( helpdesk_bridge_plugin_name( $entry['plugin'] ), $entry['ticket'] ), 'strlen' );
	printf( '<h3>%s <span class="description">%s</span></h3><ol class="helpdesk-bridge-links">', esc_html( '' === $entry['title'] ? $entry['form'] : $entry['title'] ), esc_html( implode( ' · ', $about ) ) );
	foreach ( helpdesk_bridge_canary_links( $entry ) as $link ) {
		list( $word, $icon ) = helpdesk_bridge_canary_sign( $link['state'] );
		printf(
			'<li class="is-%1$s"><span class="dashicons dashicons-%2$s" aria-hidden="true"></span><span>%3$s<span class="description">%4$s</span></span></li>',
			esc_attr( $link['state'] ),
			esc_attr( $icon ),
			esc_html( helpdesk_bridge_canary_name( $link['link'] ) ),
			esc_html( $word )
		);
	}
	echo '</ol>';
}

/**
 * On or off, and the hour. The hidden field before the box says "off" where the box is not ticked.
 */
function helpdesk_bridge_page_canary_settings(): void {
	$settings = helpdesk_bridge_settings();
	$hours    = '';
	foreach ( range( 0, 23 ) as $hour ) {
		$shown  = (string) wp_date( get_option( 'time_format' ), $hour * HOUR_IN_SECONDS, new \DateTimeZone( 'UTC' ) );
		$hours .= sprintf( '<option value="%1$d"%2$s>%3$s</option>', (int) $hour, selected( $settings['canary_hour'], $hour, false ), esc_html( $shown ) );
	}
	helpdesk_bridge_open_form( 'save' );
	// phpcs:disable WordPress.Security.EscapeOutput -- $hours is escaped above.
	printf(
		'<table class="form-table" role="presentation">
		<tr><th scope="row">%1$s</th><td><input name="canary" type="hidden" value="0"><label><input name="canary" type="checkbox" value="1"%2$s> %3$s</label></td></tr>
		<tr><th scope="row"><label for="hb-canary-hour">%4$s</label></th><td><select id="hb-canary-hour" name="canary_hour" aria-describedby="hb-canary-hour-help">%5$s</select><p class="description" id="hb-canary-hour-help">%6$s</p></td></tr></table>',
		esc_html__( 'Daily test', 'helpdesk-bridge' ),
		checked( $settings['canary'], true, false ),
		esc_html__( 'Test the way from the form to the answer once a day', 'helpdesk-bridge' ),
		esc_html__( 'Hour', 'helpdesk-bridge' ),
		$hours,
		/* translators: %s: a time zone such as Europe/Brussels */
		esc_html( sprintf( __( 'In the website’s time zone (%s), within the hour that begins then.', 'helpdesk-bridge' ), wp_timezone_string() ) )
	);
	// phpcs:enable
	submit_button( __( 'Save the daily test', 'helpdesk-bridge' ), 'primary', 'save-canary' );
	echo '</form>';
}

/**
 * Runs the test, and goes back with its finding.
 */
function helpdesk_bridge_do_canary(): void {
	helpdesk_bridge_allow_action( 'canary' );
	if ( null === helpdesk_bridge_connection() ) {
		helpdesk_bridge_back( helpdesk_bridge_find_canary()['says'], 'error' );
	}
	helpdesk_bridge_run_canary();
	$finding = helpdesk_bridge_find_canary();
	$kinds   = array(
		'good'   => 'success',
		'notice' => 'info',
		'bad'    => 'error',
	);
	helpdesk_bridge_back( $finding['says'], $kinds[ $finding['state'] ] );
}
