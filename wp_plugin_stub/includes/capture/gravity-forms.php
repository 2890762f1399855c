<?php
/**
 * Gravity Forms: `gform_after_submission`, which also runs for entries marked as spam.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'gform_after_submission', 'helpdesk_bridge_on_gravity_forms', 10, 2 );

/** Fields that hold nothing a visitor said. */
const HELPDESK_BRIDGE_GRAVITY_NOISE = array( 'html', 'section', 'page', 'captcha', 'submit' );

/**
 * The hook.
 *
 * @param mixed $entry Input id => value, and properties such as status.
 * @param mixed $form  With id, title, fields.
 */
function helpdesk_bridge_on_gravity_forms( $entry, $form = array() ): void {
	helpdesk_bridge_hear(
		static function () use ( $entry, $form ): array {
			return helpdesk_bridge_from_gravity_forms( (array) $entry, (array) $form, helpdesk_bridge_gravity_names( (array) $form ) );
		}
	);
}

/**
 * What the visitor called the files of this request. Gravity Forms stores them under names of its own.
 *
 * @param array<string, mixed> $form With id and fields.
 * @return array<string, string[]> Field id => names, in the order of its files.
 */
function helpdesk_bridge_gravity_names( array $form ): array {
	$names   = array();
	$earlier = class_exists( 'GFFormsModel' ) ? \GFFormsModel::$uploaded_files[ $form['id'] ?? 0 ] ?? array() : array();
	foreach ( (array) ( $form['fields'] ?? array() ) as $field ) {
		$input = 'input_' . $field['id'];
		$sent  = helpdesk_bridge_sent_names( $input, 1 );
		// The others were sent while the form was filled in, or with an earlier page of it.
		$names[ (string) $field['id'] ] = array() === $sent ? array_column( (array) ( $earlier[ $input ] ?? array() ), 'uploaded_filename' ) : $sent;
	}
	return $names;
}

/**
 * What is kept; for the hook and for the backfill.
 *
 * @param array<string, mixed>    $entry id, form_id, date_created (UTC), source_url, ip, user_agent, created_by, status, and input id => value.
 * @param array<string, mixed>    $form  With id, title, fields.
 * @param array<string, string[]> $names See helpdesk_bridge_gravity_names().
 * @return array<string, mixed> See helpdesk_bridge_hear().
 */
function helpdesk_bridge_from_gravity_forms( array $entry, array $form, array $names = array() ): array {
	$files = array();
	$heard = array();
	foreach ( (array) ( $form['fields'] ?? array() ) as $field ) {
		if ( in_array( $field['type'], HELPDESK_BRIDGE_GRAVITY_NOISE, true ) ) {
			continue;
		}
		$value = helpdesk_bridge_gravity_value( $entry, $field );
		$type  = helpdesk_bridge_gravity_type( $field );
		if ( 'file' === helpdesk_bridge_type( $type ) ) {
			$mine  = helpdesk_bridge_gravity_files( $field, $value, $names[ (string) $field['id'] ] ?? array() );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		}
		$label   = 'consent' === $type && ! empty( $field['checkboxLabel'] ) ? $field['checkboxLabel'] : $field['label'] ?? '';
		$heard[] = helpdesk_bridge_heard_field( $field['id'], $label, $type, $value );
	}
	$user = (int) ( $entry['created_by'] ?? 0 );
	return array(
		'id'         => empty( $entry['id'] ) ? '' : helpdesk_bridge_named_id( array( 'gravityforms', (string) $entry['id'], (string) ( $entry['date_created'] ?? '' ) ) ),
		'files'      => $files,
		'submission' => array(
			'form'    => array(
				'plugin' => 'gravityforms',
				'id'     => helpdesk_bridge_text( $form['id'] ?? $entry['form_id'] ?? '' ),
				'title'  => helpdesk_bridge_text( $form['title'] ?? '' ),
			),
			'status'  => 'spam' === ( $entry['status'] ?? '' ) ? 'spam' : 'ok',
			'page'    => helpdesk_bridge_page_of( 0, $entry['source_url'] ?? '' ),
			'visitor' => ( 0 === $user ? array() : array( 'user_id' => $user ) ) + array(
				'ip'         => $entry['ip'] ?? null,
				'user_agent' => $entry['user_agent'] ?? null,
			),
			'fields'  => $heard,
		),
	);
}

/**
 * What kind of input a field is: "post_title" is a text, "survey" may be radio.
 *
 * @param mixed $field GF_Field, which can be read as an array.
 */
function helpdesk_bridge_gravity_type( $field ): string {
	return is_object( $field ) && method_exists( $field, 'get_input_type' ) ? (string) $field->get_input_type() : (string) ( empty( $field['inputType'] ) ? $field['type'] : $field['inputType'] );
}

/**
 * A field's value: one input, or several below one label (name, address, boxes).
 *
 * @param array<string, mixed> $entry The entry.
 * @param mixed                $field GF_Field.
 * @return mixed Text, or list of texts.
 */
function helpdesk_bridge_gravity_value( array $entry, $field ) {
	$type = helpdesk_bridge_gravity_type( $field );
	$id   = (string) $field['id'];
	if ( is_array( $field['inputs'] ?? null ) && array() !== $field['inputs'] && ! array_key_exists( $id, $entry ) ) {
		$value = array();
		foreach ( $field['inputs'] as $input ) {
			$value[] = $entry[ (string) $input['id'] ] ?? '';
		}
		$value = helpdesk_bridge_texts( $value );
		if ( 'consent' === $type ) {
			return array() === $value ? '' : '1';
		}
		$value = 'name' === $type ? implode( ' ', $value ) : $value;
	} else {
		$value = $entry[ $id ] ?? '';
	}
	if ( 'multiselect' === $type && is_string( $value ) ) {
		$list  = json_decode( $value, true );
		$value = is_array( $list ) ? $list : explode( ',', $value );
	}
	if ( 'list' === $type ) {
		return helpdesk_bridge_gravity_rows( helpdesk_bridge_text( $value ) );
	}
	$choices = $field['choices'] ?? null;
	if ( is_array( $choices ) && in_array( helpdesk_bridge_type( $type ), HELPDESK_BRIDGE_CHOICES, true ) ) {
		return helpdesk_bridge_choice_labels( $value, $choices, array( 'text', 'value' ) );
	}
	return $value;
}

/**
 * The rows of a list field, a line each; of a list with columns, "column: text, column: text".
 *
 * @param string $value As PHP serialises a list of texts or of columns.
 */
function helpdesk_bridge_gravity_rows( string $value ): string {
	// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.serialize_unserialize, WordPress.PHP.NoSilencedErrors -- Gravity's own way to store it; no objects. What is no list stays a text.
	$rows  = is_serialized( $value ) ? @unserialize( $value, array( 'allowed_classes' => false ) ) : null;
	$lines = array();
	foreach ( is_array( $rows ) ? $rows : array( $value ) as $row ) {
		$cells = array();
		foreach ( (array) $row as $column => $text ) {
			$cells[] = ( is_array( $row ) ? $column . ': ' : '' ) . helpdesk_bridge_text( $text );
		}
		$lines[] = implode( ', ', $cells );
	}
	return implode( "\n", $lines );
}

/**
 * The files of an upload field: an address, a JSON list of them, or an address with a caption behind `|:|`.
 *
 * @param mixed    $field GF_Field.
 * @param mixed    $value What the entry holds.
 * @param string[] $names What the visitor called them, where it is known of all.
 * @return array<int, array<string, string>>
 */
function helpdesk_bridge_gravity_files( $field, $value, array $names = array() ): array {
	$value = helpdesk_bridge_text( $value );
	$list  = json_decode( $value, true );
	$files = array();
	$urls  = helpdesk_bridge_texts( is_array( $list ) ? $list : explode( '|:|', $value )[0] );
	$names = count( $names ) === count( $urls ) ? array_values( $names ) : array();
	foreach ( $urls as $index => $url ) {
		$path    = class_exists( 'GFFormsModel' ) && method_exists( 'GFFormsModel', 'get_physical_file_path' ) ? (string) \GFFormsModel::get_physical_file_path( $url ) : '';
		$path    = helpdesk_bridge_upload_path( '' === $path ? $url : $path );
		$files[] = helpdesk_bridge_file_at( $field['id'], $path, helpdesk_bridge_text( $names[ $index ] ?? basename( (string) wp_parse_url( $url, PHP_URL_PATH ) ) ) );
	}
	return $files;
}

/**
 * The forms there are.
 *
 * @return array<int, string> Id => title.
 */
function helpdesk_bridge_gravity_forms_forms(): array {
	return class_exists( 'GFAPI' ) ? array_column( (array) \GFAPI::get_forms(), 'title', 'id' ) : array();
}

/**
 * Hands in a test entry of a form.
 *
 * @param string $id The form.
 */
function helpdesk_bridge_try_gravity_forms( string $id ): void {
	$form  = (array) \GFAPI::get_form( (int) $id );
	$entry = array(
		'form_id' => $id,
		'status'  => 'active',
	);
	foreach ( (array) ( $form['fields'] ?? array() ) as $field ) {
		$choices                        = (array) ( $field['choices'] ?? array() );
		$first                          = (array) reset( $choices );
		$entry[ (string) $field['id'] ] = helpdesk_bridge_canary_value( helpdesk_bridge_gravity_type( $field ), $first['value'] ?? '' );
	}
	helpdesk_bridge_on_gravity_forms( $entry, $form );
}
