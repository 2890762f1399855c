<?php
/**
 * Elementor Pro's form widget: `elementor_pro/forms/new_record`, behind the form's own actions.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- Anybody may send the form; only an id and an own address are read.

defined( 'ABSPATH' ) || exit;

add_action( 'elementor_pro/forms/process', 'helpdesk_bridge_on_elementor_files', 99 );
add_action( 'elementor_pro/forms/actions/after_run', 'helpdesk_bridge_on_elementor_action', 10, 2 );
add_action( 'elementor_pro/forms/new_record', 'helpdesk_bridge_on_elementor', 10, 2 );

/** Fields that hold nothing a visitor said. */
const HELPDESK_BRIDGE_ELEMENTOR_NOISE = array( 'html', 'step', 'honeypot', 'recaptcha', 'recaptcha_v3' );

/**
 * Files that go by mail only: the mail's action deletes them before we hear of the submission, so
 * they are copied before the actions run.
 *
 * @param mixed $record Form_Record.
 */
function helpdesk_bridge_on_elementor_files( $record ): void {
	try {
		foreach ( (array) $record->get( 'files' ) as $id => $files ) {
			if ( 'attach' === ( $record->get( 'fields' )[ $id ]['attachment_type'] ?? '' ) ) {
				array_map( 'helpdesk_bridge_elementor_copies', array_map( 'helpdesk_bridge_text', array_values( (array) $files['path'] ) ) );
			}
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * Copies of files that Elementor deletes, removed again when the request ends.
 *
 * @param string $path A file to copy now, unless it is too large to be handed over; '' for the list only.
 * @return array<string, string> Path of a file => its copy.
 */
function helpdesk_bridge_elementor_copies( string $path = '' ): array {
	static $copies = array();
	$file          = '' === $path ? '' : helpdesk_bridge_upload_path( $path );
	if ( '' !== $file && filesize( $file ) <= helpdesk_bridge_settings()['max_file_mb'] * MB_IN_BYTES ) {
		$copy = (string) tempnam( get_temp_dir(), 'helpdesk-bridge-' );
		register_shutdown_function( 'wp_delete_file', $copy );
		if ( copy( $file, $copy ) ) {
			$copies[ $path ] = $copy;
		}
	}
	return $copies;
}

/**
 * Hears how each of the form's actions went.
 *
 * @param mixed $action    Action_Base.
 * @param mixed $exception What it failed with, or null.
 */
function helpdesk_bridge_on_elementor_action( $action, $exception = null ): void {
	try {
		if ( null !== $exception && in_array( $action->get_name(), array( 'email', 'email2' ), true ) ) {
			helpdesk_bridge_elementor_status( 'mail_failed' );
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * The status of the submission of this request.
 *
 * @param string $status What it becomes; '' to leave it.
 */
function helpdesk_bridge_elementor_status( string $status = '' ): string {
	static $now = 'ok';
	$now        = '' === $status ? $now : $status;
	return $now;
}

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
	$files    = array();
	$heard    = array();
	$settings = array_column( (array) $record->get_form_settings( 'form_fields' ), null, 'custom_id' );
	foreach ( (array) $record->get( 'fields' ) as $id => $field ) {
		$type = (string) ( $field['type'] ?? '' );
		if ( in_array( $type, HELPDESK_BRIDGE_ELEMENTOR_NOISE, true ) ) {
			continue;
		}
		$shown = (array) ( $settings[ $id ] ?? array() );
		$label = $field['title'] ?? '';
		$value = $field['raw_value'] ?? $field['value'] ?? '';
		if ( 'upload' === $type ) {
			$mine  = helpdesk_bridge_elementor_files( $id, (array) ( $record->get( 'files' )[ $id ]['path'] ?? array() ) );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		} elseif ( 'acceptance' === $type ) {
			$label = empty( $shown['acceptance_text'] ) ? $label : $shown['acceptance_text'];
			$value = empty( $value ) ? '' : '1';
		} elseif ( in_array( helpdesk_bridge_type( $type ), HELPDESK_BRIDGE_CHOICES, true ) ) {
			$value = helpdesk_bridge_choice_labels( $value, helpdesk_bridge_elementor_options( $shown ) );
		}
		$heard[] = helpdesk_bridge_heard_field( $id, $label, $type, $value );
	}
	return array(
		'files'      => $files,
		'submission' => array(
			'form'   => array(
				'plugin' => 'elementor-pro',
				'id'     => helpdesk_bridge_text( $record->get_form_settings( 'id' ) ),
				'title'  => helpdesk_bridge_text( $record->get_form_settings( 'form_name' ) ),
			),
			'status' => helpdesk_bridge_elementor_status(),
			// The page that was shown; the form itself may stand in a template (post_id).
			'page'   => helpdesk_bridge_page_of( $_POST['queried_id'] ?? $_POST['post_id'] ?? 0, wp_unslash( $_POST['referrer'] ?? '' ) ),
			'fields' => $heard,
		),
	);
}

/**
 * The files of an upload field. On the disk they have names of Elementor's making; what the visitor
 * called them stands in the request, which Elementor has put in order by field.
 *
 * @param int|string        $id    The field.
 * @param array<int, mixed> $paths Where they lie.
 * @return array<int, array<string, string>>
 */
function helpdesk_bridge_elementor_files( $id, array $paths ): array {
	$files  = array();
	$copies = helpdesk_bridge_elementor_copies();
	foreach ( $paths as $index => $path ) {
		$path    = helpdesk_bridge_text( $path );
		$name    = $_FILES['form_fields'][ $id ][ $index ]['name'] ?? '';
		$name    = is_string( $name ) && '' !== $name ? $name : basename( $path );
		$files[] = helpdesk_bridge_file_at( $id, $copies[ $path ] ?? helpdesk_bridge_upload_path( $path ), $name );
	}
	return $files;
}

/**
 * The choices of a field: a line each, `label|value` or what is both.
 *
 * @param array<string, mixed> $field As the form has it.
 * @return array<int, array{label: string, value: string}>
 */
function helpdesk_bridge_elementor_options( array $field ): array {
	$options = array();
	foreach ( preg_split( '/\r\n|\r|\n/', helpdesk_bridge_text( $field['field_options'] ?? '' ) ) as $line ) {
		$parts     = explode( '|', $line );
		$options[] = array(
			'label' => $parts[0],
			'value' => $parts[1] ?? $parts[0],
		);
	}
	return $options;
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
	$form   = (array) ( helpdesk_bridge_elementor_found()[ $id ]['form_fields'] ?? array() );
	foreach ( $form as $number => $field ) {
		$type            = (string) ( $field['field_type'] ?? 'text' );
		$name            = (string) ( $field['custom_id'] ?? $number );
		$fields[ $name ] = array(
			'type'      => $type,
			'title'     => $field['field_label'] ?? '',
			'raw_value' => helpdesk_bridge_canary_value( $type, helpdesk_bridge_elementor_options( (array) $field )[0]['value'] ),
		);
	}
	$settings = array(
		'id'          => $id,
		'form_name'   => $title,
		'form_fields' => $form,
	);
	$record   = new Helpdesk_Bridge_Stand_In(
		array(
			'get'               => static function ( string $what ) use ( $fields ): array {
				return 'fields' === $what ? $fields : array();
			},
			'get_form_settings' => static function ( string $what ) use ( $settings ) {
				return $settings[ $what ] ?? '';
			},
		)
	);
	helpdesk_bridge_on_elementor( $record );
}
