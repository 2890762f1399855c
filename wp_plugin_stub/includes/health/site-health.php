<?php
/**
 * Our tests in Tools → Site Health. Fast ones run with the page, the call to ourselves beside it.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'site_status_tests', 'helpdesk_bridge_site_health_tests' );
add_action( 'rest_api_init', 'helpdesk_bridge_register_loopback_test' );

/**
 * Adds the tests.
 *
 * @param mixed $tests Direct and async ones of WordPress and others.
 * @return array<string, array<string, mixed>>
 */
function helpdesk_bridge_site_health_tests( $tests ): array {
	$tests = (array) $tests;
	foreach ( array( 'connection', 'pushes', 'reader', 'cron', 'canary' ) as $name ) {
		$tests['direct'][ 'helpdesk_bridge_' . $name ] = array(
			'label' => helpdesk_bridge_test_label( $name ),
			'test'  => static function () use ( $name ): array {
				return helpdesk_bridge_site_health_result( $name );
			},
		);
	}
	$tests['async']['helpdesk_bridge_loopback'] = array(
		'label'             => helpdesk_bridge_test_label( 'loopback' ),
		'test'              => rest_url( HELPDESK_BRIDGE_REST . '/health/loopback' ),
		'has_rest'          => true,
		'async_direct_test' => static function (): array {
			return helpdesk_bridge_site_health_result( 'loopback' );
		},
	);
	return $tests;
}

/**
 * What a test is called.
 *
 * @param string $name connection, pushes, reader, cron, canary or loopback.
 */
function helpdesk_bridge_test_label( string $name ): string {
	$labels = array(
		'connection' => __( 'Connection to the helpdesk', 'helpdesk-bridge' ),
		'pushes'     => __( 'Submissions handed over to the helpdesk', 'helpdesk-bridge' ),
		'reader'     => __( 'The helpdesk can fetch submissions', 'helpdesk-bridge' ),
		'cron'       => __( 'Regular check for waiting submissions', 'helpdesk-bridge' ),
		'canary'     => __( 'Daily test from the form to the answer', 'helpdesk-bridge' ),
		'loopback'   => __( 'The site can call itself to push', 'helpdesk-bridge' ),
	);
	return $labels[ $name ];
}

/**
 * A finding in Site Health's form.
 *
 * @param string $name As for helpdesk_bridge_test_label().
 * @return array<string, mixed>
 */
function helpdesk_bridge_site_health_result( string $name ): array {
	$finding                 = call_user_func( 'helpdesk_bridge_find_' . $name );
	$states                  = array(
		'good'   => array( 'good', 'blue' ),
		'notice' => array( 'recommended', 'orange' ),
		'bad'    => array( 'critical', 'red' ),
	);
	list( $status, $colour ) = $states[ $finding['state'] ];
	$link                    = sprintf( '<a href="%s">%s</a>', esc_url( helpdesk_bridge_page_url() ), esc_html__( 'Helpdesk Bridge settings', 'helpdesk-bridge' ) );
	return array(
		'label'       => helpdesk_bridge_test_label( $name ),
		'status'      => $status,
		'badge'       => array(
			'label' => 'Helpdesk Bridge',
			'color' => $colour,
		),
		'description' => sprintf( '<p>%s</p>%s', esc_html( $finding['says'] ), '' === $finding['todo'] ? '' : '<p>' . esc_html( $finding['todo'] ) . '</p>' ),
		'actions'     => 'good' === $finding['state'] ? '' : '<p>' . $link . '</p>',
		'test'        => 'helpdesk_bridge_' . $name,
	);
}

/**
 * The address of the settings page.
 */
function helpdesk_bridge_page_url(): string {
	return admin_url( 'options-general.php?page=helpdesk-bridge' );
}

/**
 * The route that Site Health's page asks for the call to ourselves.
 */
function helpdesk_bridge_register_loopback_test(): void {
	register_rest_route(
		HELPDESK_BRIDGE_REST,
		'/health/loopback',
		array(
			'methods'             => 'GET',
			'callback'            => static function (): \WP_REST_Response {
				return helpdesk_bridge_private_answer( helpdesk_bridge_site_health_result( 'loopback' ) );
			},
			'permission_callback' => static function (): bool {
				return current_user_can( 'view_site_health_checks' );
			},
			'show_in_index'       => false,
		)
	);
}
