<?php
/**
 * Ninja Forms: `ninja_forms_after_submission`.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'ninja_forms_after_submission', 'helpdesk_bridge_on_ninja_forms', 10, 1 );

/** Fields that hold nothing a visitor said. */
const HELPDESK_BRIDGE_NINJA_NOISE = array( 'submit', 'hr', 'html', 'note', 'recaptcha', 'recaptcha_v3', 'turnstile', 'hcaptcha', 'spam', 'confirm', 'save', 'unknown', 'creditcardfullname', 'creditcardnumber', 'creditcardcvc', 'creditcardexpiration', 'creditcardzip' );

/**
 * The hook.
 *
 * @param mixed $data form_id, settings, fields.
 */
function helpdesk_bridge_on_ninja_forms( $data ): void {
	helpdesk_bridge_hear(
		static function () use ( $data ): ?array {
			return empty( $data['settings']['is_preview'] ) ? helpdesk_bridge_from_ninja_forms( (array) $data ) : null;
		}
	);
}

/**
 * What is kept.
 *
 * @param array<string, mixed> $data form_id, settings, fields.
 * @return array<string, mixed> See helpdesk_bridge_hear().
 */
function helpdesk_bridge_from_ninja_forms( array $data ): array {
	$files = array();
	$heard = array();
	foreach ( (array) ( $data['fields'] ?? array() ) as $field ) {
		if ( ! is_array( $field ) || in_array( $field['type'] ?? '', HELPDESK_BRIDGE_NINJA_NOISE, true ) ) {
			continue;
		}
		$name  = helpdesk_bridge_text( $field['key'] ?? $field['id'] ?? '' );
		$type  = (string) ( $field['type'] ?? '' );
		$value = $field['value'] ?? '';
		if ( 'checkbox' === $type ) {
			$type  = 'consent'; // A single box: 1 or 0.
			$value = empty( $value ) || '0' === $value ? '' : '1';
		} elseif ( 'file_upload' === $type ) {
			$mine  = helpdesk_bridge_ninja_files( $name, $value );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		} elseif ( isset( $field['options'] ) && is_array( $field['options'] ) ) {
			$value = helpdesk_bridge_choice_labels( $value, $field['options'] );
		}
		$heard[] = helpdesk_bridge_heard_field( $name, $field['label'] ?? '', $type, $value );
	}
	return array(
		'files'      => $files,
		'submission' => array(
			'form'   => array(
				'plugin' => 'ninja-forms',
				'id'     => helpdesk_bridge_text( $data['form_id'] ?? '' ),
				'title'  => helpdesk_bridge_text( $data['settings']['title'] ?? '' ),
			),
			'page'   => helpdesk_bridge_page_of( 0 ),
			'fields' => $heard,
		),
	);
}

/**
 * The files of an upload field: a list of addresses, or of files with name and address.
 *
 * @param string $name  The field's key.
 * @param mixed  $value What the field holds.
 * @return array<int, array<string, string>>
 */
function helpdesk_bridge_ninja_files( string $name, $value ): array {
	$files = array();
	foreach ( (array) $value as $file ) {
		$file = is_array( $file ) ? $file : array( 'url' => $file );
		$url  = helpdesk_bridge_text( $file['data']['file_path'] ?? $file['file_path'] ?? $file['data']['file_url'] ?? $file['url'] ?? '' );
		if ( '' !== $url ) {
			$files[] = helpdesk_bridge_file_at( $name, helpdesk_bridge_upload_path( $url ), helpdesk_bridge_text( $file['name'] ?? basename( $url ) ) );
		}
	}
	return $files;
}

/**
 * The forms there are.
 *
 * @return array<int, string> Id => title.
 */
function helpdesk_bridge_ninja_forms_forms(): array {
	$titles = array();
	if ( function_exists( 'Ninja_Forms' ) ) {
		foreach ( Ninja_Forms()->form()->get_forms() as $form ) {
			$titles[ (int) $form->get_id() ] = (string) $form->get_setting( 'title' );
		}
	}
	return $titles;
}

/**
 * Hands in a test entry of a form.
 *
 * @param string $id    The form.
 * @param string $title Its title.
 */
function helpdesk_bridge_try_ninja_forms( string $id, string $title ): void {
	$fields = array();
	foreach ( Ninja_Forms()->form( (int) $id )->get_fields() as $field ) {
		$settings          = (array) $field->get_settings();
		$options           = (array) ( $settings['options'] ?? array() );
		$first             = (array) reset( $options );
		$settings['value'] = helpdesk_bridge_canary_value( $settings['type'] ?? '', $first['value'] ?? '1' ); // A single box has no choices.
		$fields[]          = array_intersect_key( $settings, array_flip( array( 'key', 'type', 'label', 'options', 'value' ) ) );
	}
	helpdesk_bridge_on_ninja_forms(
		array(
			'form_id'  => $id,
			'settings' => array( 'title' => $title ),
			'fields'   => $fields,
		)
	);
}
