<?php
/**
 * The exporter of Tools → Export Personal Data.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'wp_privacy_personal_data_exporters', 'helpdesk_bridge_add_exporter' );

/**
 * Registers the exporter.
 *
 * @param mixed $exporters What is there.
 * @return array<string, array<string, mixed>>
 */
function helpdesk_bridge_add_exporter( $exporters ): array {
	$exporters                    = (array) $exporters;
	$exporters['helpdesk-bridge'] = array(
		'exporter_friendly_name' => __( 'Messages to the helpdesk', 'helpdesk-bridge' ),
		'callback'               => 'helpdesk_bridge_export_person',
	);
	return $exporters;
}

/**
 * Everything a person sent, a group of lines per submission.
 *
 * @param string $email The person's address.
 * @param int    $page  From 1.
 * @return array{data: array<int, array<string, mixed>>, done: bool}
 */
function helpdesk_bridge_export_person( string $email, int $page = 1 ): array {
	$found = helpdesk_bridge_find_person( $email, $page );
	$items = array();
	foreach ( $found['rows'] as $row ) {
		$items[] = array(
			'group_id'          => 'helpdesk-bridge',
			'group_label'       => __( 'Messages to the helpdesk', 'helpdesk-bridge' ),
			'group_description' => __( 'What you sent through the forms of this site.', 'helpdesk-bridge' ),
			'item_id'           => 'helpdesk-bridge-' . $row->uuid,
			'data'              => helpdesk_bridge_export_lines( $row ),
		);
	}
	return array(
		'data' => $items,
		'done' => $found['done'],
	);
}

/**
 * One submission as names and values; WordPress cleans the values' HTML where it shows them.
 *
 * @param object $row With uuid and payload.
 * @return array<int, array{name: string, value: string}>
 */
function helpdesk_bridge_export_lines( object $row ): array {
	$submission = (array) json_decode( $row->payload, true );
	$lines      = array(
		__( 'Sent', 'helpdesk-bridge' )       => $submission['submitted_at'] ?? '',
		__( 'Form', 'helpdesk-bridge' )       => $submission['form']['title'] ?? '',
		__( 'Page', 'helpdesk-bridge' )       => $submission['page']['url'] ?? '',
		__( 'Language', 'helpdesk-bridge' )   => $submission['locale'] ?? '',
		__( 'IP address', 'helpdesk-bridge' ) => $submission['visitor']['ip'] ?? '',
		__( 'Browser', 'helpdesk-bridge' )    => $submission['visitor']['user_agent'] ?? '',
	);
	$data       = array();
	foreach ( $lines as $name => $value ) {
		$data[] = helpdesk_bridge_export_line( $name, $value );
	}
	foreach ( (array) ( $submission['fields'] ?? array() ) as $field ) {
		$name   = '' === ( $field['label'] ?? '' ) ? ( $field['name'] ?? '' ) : $field['label'];
		$data[] = helpdesk_bridge_export_line( $name, implode( ', ', (array) ( $field['value'] ?? '' ) ) );
	}
	foreach ( helpdesk_bridge_files_of( $row->uuid ) as $index => $file ) {
		$gone   = null === helpdesk_bridge_find_file( $file->uuid );
		$where  = $gone ? __( 'no longer on this site', 'helpdesk-bridge' ) : helpdesk_bridge_archive_path( $row->uuid, $index, $file->name );
		$value  = $file->name . ' (' . size_format( (int) $file->size ) . '): ' . $where;
		$data[] = helpdesk_bridge_export_line( __( 'Attached file', 'helpdesk-bridge' ), $value );
	}
	return array_values( array_filter( $data ) );
}

/**
 * A name and its value as text, or null when there is none.
 *
 * @param mixed $name  What it is.
 * @param mixed $value What it says.
 * @return array{name: string, value: string}|null
 */
function helpdesk_bridge_export_line( $name, $value ): ?array {
	$value = helpdesk_bridge_text( $value );
	return '' === $value ? null : array(
		'name'  => esc_html( helpdesk_bridge_text( $name ) ),
		'value' => nl2br( esc_html( $value ) ),
	);
}
