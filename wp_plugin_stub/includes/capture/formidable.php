<?php
/**
 * Formidable Forms: `frm_after_create_entry`, which brings ids only. Behind 30, when Formidable's
 * own actions have run.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'frm_after_create_entry', 'helpdesk_bridge_on_formidable', 40, 3 );

/** Fields that hold nothing a visitor said. */
const HELPDESK_BRIDGE_FORMIDABLE_NOISE = array( 'submit', 'html', 'captcha', 'break', 'end_divider', 'summary', 'honeypot' );

/**
 * The hook.
 *
 * @param mixed $entry_id The entry.
 * @param mixed $form_id  Its form.
 * @param mixed $about    With is_child: a row of a repeated section, which comes with its parent.
 */
function helpdesk_bridge_on_formidable( $entry_id, $form_id = 0, $about = array() ): void {
	helpdesk_bridge_hear(
		static function () use ( $entry_id, $form_id, $about ): ?array {
			$entry = empty( $about['is_child'] ) ? \FrmEntry::getOne( $entry_id, true ) : null;
			if ( ! is_object( $entry ) || ! empty( $entry->parent_item_id ) || 1 === (int) ( $entry->is_draft ?? 0 ) ) {
				return null;
			}
			return helpdesk_bridge_from_formidable( $entry, (int) $form_id );
		}
	);
}

/**
 * What is kept.
 *
 * @param object $entry   With metas (field id => value), form_name, user_id.
 * @param int    $form_id Its form.
 * @return array<string, mixed> See helpdesk_bridge_hear().
 */
function helpdesk_bridge_from_formidable( $entry, int $form_id ): array {
	$files = array();
	$heard = array();
	foreach ( \FrmField::get_all_for_form( $form_id, '', 'include' ) as $field ) {
		$value = $entry->metas[ $field->id ] ?? null;
		if ( null === $value || in_array( $field->type, HELPDESK_BRIDGE_FORMIDABLE_NOISE, true ) ) {
			continue;
		}
		if ( 'divider' === $field->type || 'form' === $field->type ) {
			$heard = array_merge( $heard, helpdesk_bridge_formidable_rows( $field, (array) $value ) );
			continue;
		}
		if ( 'file' === $field->type ) {
			$mine  = helpdesk_bridge_uploaded_files( $field->field_key, array_map( 'get_attached_file', array_map( 'intval', (array) $value ) ) );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		}
		$heard[] = helpdesk_bridge_formidable_field( $field, $value );
	}
	return array(
		'files'      => $files,
		'submission' => array(
			'form'    => array(
				'plugin' => 'formidable',
				'id'     => (string) $form_id,
				'title'  => (string) ( $entry->form_name ?? '' ),
			),
			'page'    => helpdesk_bridge_page_of( 0, $entry->description['referrer'] ?? '' ),
			'visitor' => empty( $entry->user_id ) ? array() : array( 'user_id' => (int) $entry->user_id ),
			'fields'  => $heard,
		),
	);
}

/**
 * One field.
 *
 * @param object $field With field_key, name, type, options.
 * @param mixed  $value As the entry holds it.
 * @return array<string, mixed>
 */
function helpdesk_bridge_formidable_field( $field, $value ): array {
	$type = helpdesk_bridge_type( $field->type );
	if ( in_array( $type, HELPDESK_BRIDGE_CHOICES, true ) ) {
		$value = helpdesk_bridge_choice_labels( $value, (array) ( $field->options ?? array() ) );
	} elseif ( is_array( $value ) ) {
		$value = implode( 'name' === $field->type ? ' ' : ', ', helpdesk_bridge_texts( $value ) );
	}
	$agreed = 'gdpr' === $field->type ? $field->field_options['gdpr_agreement_text'] ?? '' : '';
	return helpdesk_bridge_heard_field( $field->field_key, '' === $agreed ? $field->name : $agreed, $field->type, $value );
}

/**
 * The rows of a repeated section, each of its fields with the row's number.
 *
 * @param object            $section The section's field.
 * @param array<int, mixed> $ids     Entries that are its rows.
 * @return array<int, array<string, mixed>>
 */
function helpdesk_bridge_formidable_rows( $section, array $ids ): array {
	$heard = array();
	foreach ( array_slice( array_filter( $ids, 'is_numeric' ), 0, 100 ) as $number => $id ) {
		$row = \FrmEntry::getOne( $id, true );
		foreach ( is_object( $row ) ? \FrmField::get_all_for_form( (int) $row->form_id ) : array() as $field ) {
			if ( isset( $row->metas[ $field->id ] ) ) {
				$one          = helpdesk_bridge_formidable_field( $field, $row->metas[ $field->id ] );
				$one['name'] .= '-' . ( $number + 1 );
				$one['label'] = sprintf( '%s %d: %s', $section->name, $number + 1, $one['label'] );
				$heard[]      = $one;
			}
		}
	}
	return $heard;
}

/**
 * The forms there are.
 *
 * @return array<int, string> Id => title.
 */
function helpdesk_bridge_formidable_forms(): array {
	$forms = class_exists( 'FrmForm' ) ? \FrmForm::get_published_forms() : array();
	return array_column( is_array( $forms ) ? $forms : array( $forms ), 'name', 'id' );
}

/**
 * Hands in a test entry of a form. Formidable's hook brings the id of a stored entry, so the entry
 * goes in behind it.
 *
 * @param string $id    The form.
 * @param string $title Its title.
 */
function helpdesk_bridge_try_formidable( string $id, string $title ): void {
	$metas = array();
	foreach ( \FrmField::get_all_for_form( (int) $id, '', 'include' ) as $field ) {
		if ( 'divider' !== $field->type && 'form' !== $field->type ) {
			$options             = (array) ( $field->options ?? array() );
			$first               = reset( $options );
			$metas[ $field->id ] = 'file' === $field->type ? array() : helpdesk_bridge_canary_value( $field->type, is_array( $first ) ? ( $first['value'] ?? '' ) : $first );
		}
	}
	$entry = (object) array(
		'metas'     => $metas,
		'form_name' => $title,
	);
	helpdesk_bridge_hear(
		static function () use ( $entry, $id ): array {
			return helpdesk_bridge_from_formidable( $entry, (int) $id );
		}
	);
}
