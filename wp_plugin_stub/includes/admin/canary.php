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
	if ( helpdesk_bridge_canary_is_open() ) {
		helpdesk_bridge_canary_look(); // Something is under way: ask, though WP-Cron may not have come round.
	}
	printf( '<h2>%s</h2>', esc_html__( 'Daily test', 'helpdesk-bridge' ) );
	printf( '<p>%s</p>', esc_html__( 'Once a day a test entry goes through the real forms to the helpdesk, becomes a ticket outside all lists and reports, and is answered to the helpdesk itself. The first link that breaks is named here.', 'helpdesk-bridge' ) );
	helpdesk_bridge_page_findings( array( helpdesk_bridge_find_canary() ) );
	array_map( 'helpdesk_bridge_page_canary_entry', helpdesk_bridge_canary_state()['entries'] );
	if ( null !== helpdesk_bridge_connection() ) {
		helpdesk_bridge_open_form( 'canary' );
		submit_button( __( 'Run the test now', 'helpdesk-bridge' ), 'secondary', 'canary' );
		echo '</form>';
	}
	helpdesk_bridge_page_canary_settings();
}

/**
 * One entry, folded where all is well; its links as a list in their order.
 *
 * @param array<string, mixed> $entry See helpdesk_bridge_canary_state().
 */
function helpdesk_bridge_page_canary_entry( array $entry ): void {
	$links = helpdesk_bridge_canary_links( $entry );
	$worst = helpdesk_bridge_canary_worst( $links );
	$about = array_filter( array( helpdesk_bridge_plugin_name( $entry['plugin'] ), $entry['ticket'] ), 'strlen' );
	printf( '<details class="helpdesk-bridge-test"%s><summary>', 'good' === $worst ? '' : ' open' );
	helpdesk_bridge_page_sign( $worst );
	printf( ' <strong>%s</strong> <span class="description">%s</span></summary><ol class="helpdesk-bridge-links">', esc_html( '' === $entry['title'] ? $entry['form'] : $entry['title'] ), esc_html( implode( ' · ', $about ) ) );
	foreach ( $links as $link ) {
		printf( '<li class="is-%s">', esc_attr( $link['state'] ) );
		helpdesk_bridge_page_sign( $link['state'] );
		printf( ' <span class="helpdesk-bridge-link">%s</span> <span class="description">%s</span>', esc_html( helpdesk_bridge_canary_name( $link['link'] ) ), esc_html( helpdesk_bridge_canary_sign( $link['state'] )[0] ) );
		if ( 'broken' === $link['state'] ) {
			printf( '<p class="description">%s</p>', esc_html( implode( ' ', helpdesk_bridge_canary_words( $link['code'], $link['detail'] ) ) ) );
		}
		echo '</li>';
	}
	echo '</ol></details>';
}

/**
 * The sign of a state; the word stands beside it.
 *
 * @param string $state good, waiting, broken or open.
 */
function helpdesk_bridge_page_sign( string $state ): void {
	printf( '<span class="dashicons dashicons-%1$s is-%2$s" aria-hidden="true"></span>', esc_attr( helpdesk_bridge_canary_sign( $state )[1] ), esc_attr( $state ) );
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
