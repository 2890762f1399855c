<?php
/**
 * WPForms: `wpforms_process_complete`. The free version stores nothing itself: our copy is the only one.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- WPForms has checked the request; only ids and own addresses are read.

defined( 'ABSPATH' ) || exit;

add_action( 'wpforms_process_complete', 'helpdesk_bridge_on_wpforms', 10, 4 );

/** Fields that only draw something. */
const HELPDESK_BRIDGE_WPFORMS_NOISE = array( 'divider', 'html', 'content', 'pagebreak', 'layout', 'captcha', 'entry-preview', 'internal-information' );

/**
 * The hook.
 *
 * @param mixed $fields Id => name (the label), value, type, for choices value_raw.
 * @param mixed $entry  What was posted.
 * @param mixed $form   The form's settings.
 * @param mixed $id     0 in the free version.
 */
function helpdesk_bridge_on_wpforms( $fields, $entry = array(), $form = array(), $id = 0 ): void {
	helpdesk_bridge_hear(
		static function () use ( $fields, $entry, $form ): array {
			return helpdesk_bridge_from_wpforms( (array) $fields, (array) $entry, (array) $form );
		}
	);
}

/**
 * What is kept.
 *
 * @param array<int|string, mixed> $fields Id => field.
 * @param array<string, mixed>     $entry  What was posted.
 * @param array<string, mixed>     $form   With id and settings.
 * @return array<string, mixed> See helpdesk_bridge_hear().
 */
function helpdesk_bridge_from_wpforms( array $fields, array $entry, array $form ): array {
	$files = array();
	$heard = array();
	foreach ( $fields as $id => $field ) {
		if ( ! is_array( $field ) || in_array( $field['type'] ?? '', HELPDESK_BRIDGE_WPFORMS_NOISE, true ) ) {
			continue;
		}
		$type  = helpdesk_bridge_type( $field['type'] ?? '' );
		$value = $field['value'] ?? '';
		if ( in_array( $type, HELPDESK_BRIDGE_CHOICES, true ) && is_string( $value ) ) {
			$value = explode( "\n", $value ); // WPForms joins choices by lines.
		} elseif ( 'file' === $type ) {
			$mine  = helpdesk_bridge_wpforms_files( $id, $field );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		}
		$heard[] = helpdesk_bridge_heard_field( $id, $field['name'] ?? '', $field['type'] ?? '', $value );
	}
	return array(
		'files'      => $files,
		'submission' => array(
			'form'   => array(
				'plugin' => 'wpforms',
				'id'     => helpdesk_bridge_text( $form['id'] ?? '' ),
				'title'  => helpdesk_bridge_text( $form['settings']['form_title'] ?? '' ),
			),
			'page'   => helpdesk_bridge_page_of( $_POST['page_id'] ?? $entry['post_id'] ?? 0, wp_unslash( $_POST['page_url'] ?? '' ) ),
			'fields' => $heard,
		),
	);
}

/**
 * The files of an upload field.
 *
 * @param int|string           $id    The field's id.
 * @param array<string, mixed> $field With value (addresses, a line each) and value_raw (with the visitor's names).
 * @return array<int, array<string, string>>
 */
function helpdesk_bridge_wpforms_files( $id, array $field ): array {
	$raw = is_array( $field['value_raw'] ?? null ) ? $field['value_raw'] : array();
	if ( array() === $raw ) {
		return helpdesk_bridge_uploaded_files( $id, explode( "\n", helpdesk_bridge_text( $field['value'] ?? '' ) ) );
	}
	$files = array();
	foreach ( $raw as $file ) {
		$file    = (array) $file;
		$path    = helpdesk_bridge_upload_path( $file['value'] ?? '' );
		$files[] = helpdesk_bridge_file_at( $id, $path, helpdesk_bridge_text( $file['file_original'] ?? $file['name'] ?? '' ) );
	}
	return $files;
}

/**
 * The forms there are.
 *
 * @return array<int, string> Id => title.
 */
function helpdesk_bridge_wpforms_forms(): array {
	return function_exists( 'wpforms' ) ? helpdesk_bridge_titles_of_posts( 'wpforms' ) : array();
}

/**
 * Hands in a test entry of a form.
 *
 * @param string $id The form.
 */
function helpdesk_bridge_try_wpforms( string $id ): void {
	$form   = (array) wp_unslash( json_decode( (string) get_post_field( 'post_content', (int) $id, 'raw' ), true ) );
	$fields = array();
	foreach ( (array) ( $form['fields'] ?? array() ) as $number => $field ) {
		$choices           = (array) ( $field['choices'] ?? array() );
		$first             = (array) reset( $choices );
		$fields[ $number ] = array(
			'id'    => $number,
			'name'  => $field['label'] ?? '',
			'type'  => $field['type'] ?? '',
			'value' => helpdesk_bridge_canary_value( $field['type'] ?? '', $first['label'] ?? '' ),
		);
	}
	helpdesk_bridge_on_wpforms( $fields, array(), array( 'id' => $id ) + $form );
}
