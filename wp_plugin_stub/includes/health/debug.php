<?php
/**
 * Our section in Tools → Site Health → Info. It is made to be copied to strangers, so it holds
 * neither the secret nor anybody's text.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'debug_information', 'helpdesk_bridge_debug_information' );

/**
 * Adds the section.
 *
 * @param mixed $sections What is there.
 * @return array<string, array<string, mixed>>
 */
function helpdesk_bridge_debug_information( $sections ): array {
	$sections                    = (array) $sections;
	$sections['helpdesk-bridge'] = array(
		'label'  => 'Helpdesk Bridge',
		'fields' => helpdesk_bridge_debug_fields(),
	);
	return $sections;
}

/**
 * The lines: a label and a value each.
 *
 * @return array<string, array{label: string, value: string}>
 */
function helpdesk_bridge_debug_fields(): array {
	$settings   = helpdesk_bridge_settings();
	$health     = helpdesk_bridge_health();
	$connection = helpdesk_bridge_connection();
	$values     = array(
		'version'      => array( __( 'Version', 'helpdesk-bridge' ), HELPDESK_BRIDGE_VERSION ),
		'schema'       => array( __( 'Version of the tables', 'helpdesk-bridge' ), (string) get_option( HELPDESK_BRIDGE_SCHEMA_OPTION ) ),
		'connected'    => array( __( 'Connection', 'helpdesk-bridge' ), null === $connection ? __( 'none', 'helpdesk-bridge' ) : $connection['base'] ),
		'waiting'      => array( __( 'Waiting to be handed over', 'helpdesk-bridge' ), (string) helpdesk_bridge_count_rows( 'pending' ) ),
		'sent'         => array( __( 'Handed over', 'helpdesk-bridge' ), (string) helpdesk_bridge_count_rows( 'sent' ) ),
		'refused'      => array( __( 'Set aside by the bridge', 'helpdesk-bridge' ), (string) helpdesk_bridge_count_rows( 'refused' ) ),
		'last_success' => array( __( 'Last success', 'helpdesk-bridge' ), helpdesk_bridge_debug_time( (int) $health['last_success'] ) ),
		'last_read'    => array( __( 'Last read by the helpdesk', 'helpdesk-bridge' ), helpdesk_bridge_debug_time( (int) get_option( HELPDESK_BRIDGE_READ_OPTION, 0 ) ) ),
		'last_error'   => array( __( 'Last error', 'helpdesk-bridge' ), '' === $health['last_error'] ? __( 'none', 'helpdesk-bridge' ) : helpdesk_bridge_error_words( (string) $health['last_error'] ) ),
		'forms'        => array( __( 'Forms', 'helpdesk-bridge' ), (string) count( helpdesk_bridge_known_forms() ) ),
		'retention'    => array( __( 'Days that handed over submissions are kept', 'helpdesk-bridge' ), 0 === $settings['retention_days'] ? __( 'for good', 'helpdesk-bridge' ) : (string) $settings['retention_days'] ),
		'visitor'      => array( __( 'IP address and browser kept', 'helpdesk-bridge' ), $settings['keep_visitor'] ? __( 'yes', 'helpdesk-bridge' ) : __( 'no', 'helpdesk-bridge' ) ),
	);
	$fields     = array();
	foreach ( $values as $name => $pair ) {
		$fields[ $name ] = array(
			'label' => $pair[0],
			'value' => $pair[1],
		);
	}
	return $fields;
}

/**
 * A time in UTC.
 *
 * @param int $time Unix time; 0 for never.
 */
function helpdesk_bridge_debug_time( int $time ): string {
	return 0 === $time ? __( 'never', 'helpdesk-bridge' ) : gmdate( 'Y-m-d H:i:s', $time ) . ' UTC';
}
