<?php
/**
 * Fluent Forms: `fluentform/submission_inserted`. The older name of the hook fires too; hearing
 * both would give everything twice.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'fluentform/submission_inserted', 'helpdesk_bridge_on_fluent_forms', 10, 3 );

/**
 * The hook.
 *
 * @param mixed $entry_id Id of the stored entry.
 * @param mixed $data     Name => value.
 * @param mixed $form     With id, title, form_fields (JSON).
 */
function helpdesk_bridge_on_fluent_forms( $entry_id, $data = array(), $form = null ): void {
	helpdesk_bridge_hear(
		static function () use ( $data, $form ): array {
			return helpdesk_bridge_from_fluent_forms( (array) $data, $form );
		}
	);
}

/**
 * What is kept.
 *
 * @param array<string, mixed> $data Name => value.
 * @param object               $form With id, title, form_fields.
 * @return array<string, mixed> See helpdesk_bridge_hear().
 */
function helpdesk_bridge_from_fluent_forms( array $data, $form ): array {
	$files  = array();
	$heard  = array();
	$fields = json_decode( (string) $form->form_fields, true );
	$fields = helpdesk_bridge_fluent_fields( (array) ( $fields['fields'] ?? array() ) );
	foreach ( $data as $name => $value ) {
		// The plugin sends names of its own along, with an underscore before them, and answers to captchas.
		if ( 0 === strpos( (string) $name, '_' ) || preg_match( '/^(g-recaptcha|h-captcha|cf-turnstile)-response$/', (string) $name ) ) {
			continue;
		}
		$field   = $fields[ $name ] ?? array();
		$element = (string) ( $field['element'] ?? 'input_text' );
		if ( 'file' === helpdesk_bridge_type( $element ) ) {
			$mine  = helpdesk_bridge_uploaded_files( $name, $value );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		} elseif ( in_array( $element, array( 'select', 'input_radio', 'input_checkbox' ), true ) ) {
			$value = helpdesk_bridge_choice_labels( $value, (array) ( $field['settings']['advanced_options'] ?? array() ) );
		} elseif ( 'select_country' === $element ) {
			$value = helpdesk_bridge_fluent_country( $value );
		} elseif ( 'tabular_grid' === $element && is_array( $value ) ) {
			$value = helpdesk_bridge_fluent_grid( $value, (array) ( $field['settings'] ?? array() ) );
		} elseif ( 'input_name' === $element ) {
			$value = implode( ' ', helpdesk_bridge_texts( $value ) );
		} elseif ( 'address' === $element && is_array( $value ) && isset( $value['country'] ) ) {
			$value['country'] = helpdesk_bridge_fluent_country( $value['country'] );
		} elseif ( 'terms_and_condition' === $element || 'gdpr_agreement' === $element ) {
			$value = empty( $value ) ? '' : '1';
		}
		$heard[] = helpdesk_bridge_heard_field( $name, helpdesk_bridge_fluent_label( $field ), $element, $value );
	}
	return array(
		'files'      => $files,
		'submission' => array(
			'form'   => array(
				'plugin' => 'fluentform',
				'id'     => (string) $form->id,
				'title'  => (string) $form->title,
			),
			'page'   => helpdesk_bridge_page_of( $data['__fluent_form_embded_post_id'] ?? 0, $data['_wp_http_referer'] ?? '' ),
			'fields' => $heard,
		),
	);
}

/**
 * The fields of a form by name; those in columns and steps too.
 *
 * @param array<int|string, mixed> $fields As the form has them.
 * @param int                      $depth  How deep we are; forms nest a few levels only.
 * @return array<string, array<string, mixed>>
 */
function helpdesk_bridge_fluent_fields( array $fields, int $depth = 0 ): array {
	$found = array();
	foreach ( $depth > 5 ? array() : $fields as $field ) {
		if ( ! is_array( $field ) ) {
			continue;
		}
		foreach ( (array) ( $field['columns'] ?? array() ) as $column ) {
			$found += helpdesk_bridge_fluent_fields( (array) ( $column['fields'] ?? array() ), $depth + 1 );
		}
		if ( isset( $field['attributes']['name'] ) ) {
			$found[ (string) $field['attributes']['name'] ] = $field;
		}
	}
	return $found;
}

/**
 * A country's name in place of its code.
 *
 * @param mixed $code Such as FR.
 */
function helpdesk_bridge_fluent_country( $code ): string {
	$code  = helpdesk_bridge_text( $code );
	$names = function_exists( 'getFluentFormCountryList' ) ? (array) getFluentFormCountryList() : array();
	return helpdesk_bridge_text( $names[ $code ] ?? $code );
}

/**
 * A grid, a line for each of its rows: "row: what was ticked in it".
 *
 * @param array<string, mixed> $ticked   Row => name or names of columns.
 * @param array<string, mixed> $settings With grid_rows and grid_columns, name => label.
 */
function helpdesk_bridge_fluent_grid( array $ticked, array $settings ): string {
	$lines = array();
	foreach ( $ticked as $row => $columns ) {
		$texts = array();
		foreach ( helpdesk_bridge_texts( $columns ) as $column ) {
			$texts[] = helpdesk_bridge_text( $settings['grid_columns'][ $column ] ?? $column );
		}
		$lines[] = helpdesk_bridge_text( $settings['grid_rows'][ $row ] ?? $row ) . ': ' . implode( ', ', $texts );
	}
	return implode( "\n", $lines );
}

/**
 * A field's label; a consent's is its text.
 *
 * @param array<string, mixed> $field As the form has it.
 */
function helpdesk_bridge_fluent_label( array $field ): string {
	$settings = (array) ( $field['settings'] ?? array() );
	foreach ( array( 'label', 'tnc_html', 'admin_field_label' ) as $key ) {
		$text = trim( wp_strip_all_tags( helpdesk_bridge_text( $settings[ $key ] ?? '' ) ) );
		if ( '' !== $text ) {
			return $text;
		}
	}
	return 'input_name' === ( $field['element'] ?? '' ) ? __( 'Name', 'helpdesk-bridge' ) : '';
}

/**
 * The forms there are.
 *
 * @return array<int, string> Id => title.
 */
function helpdesk_bridge_fluent_forms_forms(): array {
	global $wpdb;
	if ( ! defined( 'FLUENTFORM' ) ) {
		return array();
	}
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- Its own reader pages by the request of an admin page.
	return array_column( $wpdb->get_results( "SELECT id, title FROM {$wpdb->prefix}fluentform_forms ORDER BY id LIMIT 500" ), 'title', 'id' );
}

/**
 * Hands in a test entry of a form.
 *
 * @param string $id The form.
 */
function helpdesk_bridge_try_fluent_forms( string $id ): void {
	global $wpdb;
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- As for the list of forms.
	$form   = $wpdb->get_row( $wpdb->prepare( "SELECT id, title, form_fields FROM {$wpdb->prefix}fluentform_forms WHERE id = %d", (int) $id ) );
	$fields = json_decode( (string) $form->form_fields, true );
	$data   = array();

	$countries = function_exists( 'getFluentFormCountryList' ) ? (array) getFluentFormCountryList() : array();
	foreach ( helpdesk_bridge_fluent_fields( (array) ( $fields['fields'] ?? array() ) ) as $name => $field ) {
		$options       = (array) ( $field['settings']['advanced_options'] ?? array() );
		$first         = (array) reset( $options );
		$data[ $name ] = helpdesk_bridge_canary_value( $field['element'] ?? '', $first['value'] ?? array_key_first( $countries ) );
	}
	helpdesk_bridge_on_fluent_forms( 0, $data, $form );
}
