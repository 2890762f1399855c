<?php
/**
 * Elementor Pro's form widget: `elementor_pro/forms/new_record`, behind the form's own actions.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- Anybody may send the form; only an id and an own address are read.

defined( 'ABSPATH' ) || exit;

add_action( 'elementor_pro/forms/new_record', 'helpdesk_bridge_on_elementor', 10, 2 );

/** Fields that hold nothing a visitor said. */
const HELPDESK_BRIDGE_ELEMENTOR_NOISE = array( 'html', 'step', 'honeypot', 'recaptcha', 'recaptcha_v3' );

/**
 * The hook.
 *
 * @param mixed $record  ElementorPro\Modules\Forms\Classes\Form_Record.
 * @param mixed $handler Ajax_Handler; not used.
 */
function helpdesk_bridge_on_elementor( $record, $handler = null ): void {
	helpdesk_bridge_hear(
		static function () use ( $record ): array {
			return helpdesk_bridge_from_elementor( $record );
		}
	);
}

/**
 * What is kept.
 *
 * @param object $record Form_Record.
 * @return array<string, mixed> See helpdesk_bridge_hear().
 */
function helpdesk_bridge_from_elementor( $record ): array {
	$files = array();
	$heard = array();
	foreach ( (array) $record->get( 'fields' ) as $id => $field ) {
		if ( in_array( $field['type'] ?? '', HELPDESK_BRIDGE_ELEMENTOR_NOISE, true ) ) {
			continue;
		}
		$value = $field['raw_value'] ?? $field['value'] ?? '';
		if ( 'upload' === ( $field['type'] ?? '' ) ) {
			$mine  = helpdesk_bridge_uploaded_files( $id, $record->get( 'files' )[ $id ]['path'] ?? explode( ' , ', helpdesk_bridge_text( $value ) ) );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		} elseif ( 'acceptance' === ( $field['type'] ?? '' ) ) {
			$value = empty( $value ) ? '' : '1';
		}
		$heard[] = helpdesk_bridge_heard_field( $id, $field['title'] ?? '', $field['type'] ?? '', $value );
	}
	return array(
		'files'      => $files,
		'submission' => array(
			'form'   => array(
				'plugin' => 'elementor-pro',
				'id'     => helpdesk_bridge_text( $record->get_form_settings( 'id' ) ),
				'title'  => helpdesk_bridge_text( $record->get_form_settings( 'form_name' ) ),
			),
			// The page that was shown; the form itself may stand in a template (post_id).
			'page'   => helpdesk_bridge_page_of( $_POST['queried_id'] ?? $_POST['post_id'] ?? 0, wp_unslash( $_POST['referrer'] ?? '' ) ),
			'fields' => $heard,
		),
	);
}

/**
 * The forms there are: widgets inside the JSON of pages.
 *
 * @return array<string, string> Id of the widget => its form's name.
 */
function helpdesk_bridge_elementor_forms(): array {
	$titles = array();
	foreach ( defined( 'ELEMENTOR_PRO_VERSION' ) ? helpdesk_bridge_elementor_found() : array() as $id => $settings ) {
		$titles[ $id ] = helpdesk_bridge_text( $settings['form_name'] ?? '' );
	}
	return $titles;
}

/**
 * The form widgets of all pages.
 *
 * @return array<string, array<string, mixed>> Id of the widget => its settings.
 */
function helpdesk_bridge_elementor_found(): array {
	global $wpdb;
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- There is no list of forms but the pages' content.
	$pages = $wpdb->get_col( $wpdb->prepare( "SELECT m.meta_value FROM $wpdb->postmeta m JOIN $wpdb->posts p ON p.ID = m.post_id WHERE m.meta_key = '_elementor_data' AND p.post_status = 'publish' AND m.meta_value LIKE %s ORDER BY p.ID LIMIT 200", '%"widgetType":"form"%' ) );
	$found = array();
	foreach ( $pages as $page ) {
		$found += helpdesk_bridge_elementor_widgets( (array) json_decode( $page, true ) );
	}
	return $found;
}

/**
 * The form widgets below some elements.
 *
 * @param array<int|string, mixed> $elements As Elementor stores them.
 * @param int                      $depth    How deep we are.
 * @return array<string, array<string, mixed>> Id of the widget => its settings.
 */
function helpdesk_bridge_elementor_widgets( array $elements, int $depth = 0 ): array {
	$found = array();
	foreach ( $depth > 20 ? array() : $elements as $element ) {
		if ( ! is_array( $element ) ) {
			continue;
		}
		if ( 'form' === ( $element['widgetType'] ?? '' ) && isset( $element['id'] ) ) {
			$found[ (string) $element['id'] ] = (array) ( $element['settings'] ?? array() );
		}
		$found += helpdesk_bridge_elementor_widgets( (array) ( $element['elements'] ?? array() ), $depth + 1 );
	}
	return $found;
}

/**
 * Hands in a test entry of a form.
 *
 * @param string $id    The widget.
 * @param string $title Its form's name.
 */
function helpdesk_bridge_try_elementor( string $id, string $title ): void {
	$fields = array();
	foreach ( (array) ( helpdesk_bridge_elementor_found()[ $id ]['form_fields'] ?? array() ) as $number => $field ) {
		$type            = (string) ( $field['field_type'] ?? 'text' );
		$options         = explode( "\n", (string) ( $field['field_options'] ?? '' ) );
		$name            = (string) ( $field['custom_id'] ?? $number );
		$fields[ $name ] = array(
			'id'        => $name,
			'type'      => $type,
			'title'     => $field['field_label'] ?? '',
			'raw_value' => helpdesk_bridge_canary_value( $type, trim( explode( '|', $options[0] )[0] ) ),
		);
	}
	$settings = array(
		'id'        => $id,
		'form_name' => $title,
	);
	$record   = new Helpdesk_Bridge_Stand_In(
		array(
			'get'               => static function ( string $what ) use ( $fields ): array {
				return 'fields' === $what ? $fields : array();
			},
			'get_form_settings' => static function ( string $what ) use ( $settings ): string {
				return $settings[ $what ] ?? '';
			},
		)
	);
	helpdesk_bridge_on_elementor( $record );
}
