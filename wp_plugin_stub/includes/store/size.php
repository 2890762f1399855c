<?php
/**
 * How large a submission may be. The bridge takes 500 fields and 1 MiB by push; what is larger is
 * kept whole as an attached file, and the fields hold the beginning of each value.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Fields, one of them for a note. */
const HELPDESK_BRIDGE_MOST_FIELDS = 499;

/** Bytes of all fields as JSON in ASCII. */
const HELPDESK_BRIDGE_MOST_BYTES = 600000;

/** Bytes that the values may have together once they are cut; JSON in ASCII may triple them. */
const HELPDESK_BRIDGE_CUT_BYTES = 150000;

/**
 * The fields as they are, or cut.
 *
 * @param array<int, array<string, mixed>> $fields As helpdesk_bridge_whole_fields() returns them.
 * @return array{fields: array<int, array<string, mixed>>, whole: string} `whole` is '' when nothing was cut, else all fields as JSON.
 */
function helpdesk_bridge_cut_to_size( array $fields ): array {
	$whole = helpdesk_bridge_json( $fields );
	if ( count( $fields ) <= HELPDESK_BRIDGE_MOST_FIELDS && strlen( $whole ) <= HELPDESK_BRIDGE_MOST_BYTES ) {
		return array(
			'fields' => $fields,
			'whole'  => '',
		);
	}
	$fields = array_slice( $fields, 0, HELPDESK_BRIDGE_MOST_FIELDS );
	$share  = intdiv( HELPDESK_BRIDGE_CUT_BYTES, count( $fields ) );
	foreach ( $fields as $index => $field ) {
		$fields[ $index ]['label'] = mb_strcut( $field['label'], 0, 100 );
		$fields[ $index ]['value'] = helpdesk_bridge_cut_value( $field['value'], $share );
	}
	$fields[] = helpdesk_bridge_heard_field( 'hb-note', __( 'Note of the website', 'helpdesk-bridge' ), 'hidden', __( 'This submission is very long. The attached submission.json holds all of it.', 'helpdesk-bridge' ) );
	return array(
		'fields' => $fields,
		'whole'  => $whole,
	);
}

/**
 * The beginning of a value.
 *
 * @param string|string[] $value Text or list of texts.
 * @param int             $bytes At most so many.
 * @return string|string[]
 */
function helpdesk_bridge_cut_value( $value, int $bytes ) {
	if ( is_string( $value ) ) {
		return mb_strcut( $value, 0, $bytes, 'UTF-8' );
	}
	$value = array_slice( $value, 0, 20 );
	foreach ( $value as $index => $text ) {
		$value[ $index ] = mb_strcut( $text, 0, intdiv( $bytes, count( $value ) ), 'UTF-8' );
	}
	return $value;
}
