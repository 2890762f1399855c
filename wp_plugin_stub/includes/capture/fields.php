<?php
/**
 * The one vocabulary of field types, and how a field of any form plugin becomes one of ours.
 *
 * Ours are: text, email, tel, url, textarea, number, date, time · choices (always a list of texts):
 * select, checkbox, radio · consent (a single box: text, '' when it was not ticked) · file (its names, the
 * files themselves stand in `files`) · hidden (not typed by the visitor) · password (never a value).
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** What form plugins call their types => ours. What is in neither is text. */
const HELPDESK_BRIDGE_TYPES = array(
	// Contact Form 7, Elementor, Jetpack, and names that several share.
	'email'               => 'email',
	'tel'                 => 'tel',
	'phone'               => 'tel',
	'telephone'           => 'tel',
	'url'                 => 'url',
	'website'             => 'url',
	'textarea'            => 'textarea',
	'richtext'            => 'textarea',
	'rte'                 => 'textarea',
	'number'              => 'number',
	'range'               => 'number',
	'slider'              => 'number',
	'rating'              => 'number',
	'date'                => 'date',
	'time'                => 'time',
	'select'              => 'select',
	'checkbox'            => 'checkbox',
	'checkbox-multiple'   => 'checkbox',
	'radio'               => 'radio',
	'acceptance'          => 'consent',
	'consent'             => 'consent',
	'hidden'              => 'hidden',
	'file'                => 'file',
	'upload'              => 'file',
	'password'            => 'password',
	// WPForms.
	'number-slider'       => 'number',
	'date-time'           => 'date',
	'gdpr-checkbox'       => 'consent',
	'file-upload'         => 'file',
	'payment-multiple'    => 'radio',
	'payment-checkbox'    => 'checkbox',
	'payment-select'      => 'select',
	'credit-card'         => 'password',
	// Ninja Forms.
	'listselect'          => 'select',
	'listmultiselect'     => 'select',
	'listcheckbox'        => 'checkbox',
	'listradio'           => 'radio',
	'listimage'           => 'radio',
	'listcountry'         => 'select',
	'liststate'           => 'select',
	'starrating'          => 'number',
	'file_upload'         => 'file',
	'passwordconfirm'     => 'password',
	// Fluent Forms.
	'input_email'         => 'email',
	'input_url'           => 'url',
	'input_number'        => 'number',
	'rangeslider'         => 'number',
	'ratings'             => 'number',
	'net_promoter_score'  => 'number',
	'input_date'          => 'date',
	'select_country'      => 'select',
	'input_checkbox'      => 'checkbox',
	'input_radio'         => 'radio',
	'terms_and_condition' => 'consent',
	'gdpr_agreement'      => 'consent',
	'tabular_grid'        => 'textarea',
	'input_hidden'        => 'hidden',
	'input_file'          => 'file',
	'input_image'         => 'file',
	'input_password'      => 'password',
	// Formidable.
	'scale'               => 'number',
	'star'                => 'number',
	'nps'                 => 'number',
	'user_id'             => 'hidden',
	'gdpr'                => 'consent',
	'credit_card'         => 'password',
	// Gravity Forms.
	'multiselect'         => 'select',
	'fileupload'          => 'file',
	'list'                => 'textarea',
	'post_image'          => 'file',
	'creditcard'          => 'password',
);

/** Types whose value is a list of texts. */
const HELPDESK_BRIDGE_CHOICES = array( 'select', 'checkbox', 'radio' );

/**
 * Our type for a form plugin's.
 *
 * @param mixed $type As the form plugin calls it.
 */
function helpdesk_bridge_type( $type ): string {
	return HELPDESK_BRIDGE_TYPES[ is_string( $type ) ? strtolower( $type ) : '' ] ?? 'text';
}

/**
 * A field with its type, label and value in the shape that all form plugins share.
 *
 * @param mixed $name  The field's name or id within its form.
 * @param mixed $label As the form shows it; markup is dropped. Empty: made from the name.
 * @param mixed $type  As the form plugin calls it.
 * @param mixed $value Text or list; anything deeper becomes JSON.
 * @return array{name: string, label: string, type: string, value: string|string[]}
 */
function helpdesk_bridge_heard_field( $name, $label, $type, $value ): array {
	$name  = helpdesk_bridge_text( $name );
	$type  = helpdesk_bridge_type( $type );
	$label = trim( html_entity_decode( wp_strip_all_tags( helpdesk_bridge_text( $label ) ), ENT_QUOTES, 'UTF-8' ) );
	if ( 'password' === $type ) {
		$value = ''; // Neither a password nor a card's number is anybody's business here.
	} elseif ( in_array( $type, HELPDESK_BRIDGE_CHOICES, true ) ) {
		$value = helpdesk_bridge_texts( $value );
	} else {
		$value = is_array( $value ) ? implode( ', ', helpdesk_bridge_texts( $value ) ) : helpdesk_bridge_text( $value );
	}
	return array(
		'name'  => $name,
		'label' => '' === $label ? helpdesk_bridge_label_of( $name ) : $label,
		'type'  => $type,
		'value' => $value,
	);
}

/**
 * A value as a list of texts; empty ones are left out.
 *
 * @param mixed $value Text, list, or list of lists.
 * @return string[]
 */
function helpdesk_bridge_texts( $value ): array {
	$texts = array_map( 'helpdesk_bridge_text', array_values( (array) $value ) );
	return array_values( array_filter( $texts, 'strlen' ) );
}

/**
 * "your-first_name" => "Your first name".
 *
 * @param string $name A field's name.
 */
function helpdesk_bridge_label_of( string $name ): string {
	return ucfirst( trim( (string) preg_replace( '/[-_\s]+/', ' ', $name ) ) );
}

/**
 * What the visitor saw beside each choice, in place of the values behind them.
 *
 * @param mixed                       $value  Text or list of values.
 * @param array<int|string, mixed>    $choices Each with a label and a value, under `$keys`.
 * @param array{0: string, 1: string} $keys    Key of the label, key of the value.
 * @return string[]
 */
function helpdesk_bridge_choice_labels( $value, array $choices, array $keys = array( 'label', 'value' ) ): array {
	$labels = array();
	foreach ( $choices as $choice ) {
		if ( is_array( $choice ) && isset( $choice[ $keys[0] ], $choice[ $keys[1] ] ) ) {
			$label = html_entity_decode( wp_strip_all_tags( helpdesk_bridge_text( $choice[ $keys[0] ] ) ), ENT_QUOTES, 'UTF-8' );
			$labels[ helpdesk_bridge_text( $choice[ $keys[1] ] ) ] = $label;
		}
	}
	$texts = array();
	foreach ( helpdesk_bridge_texts( $value ) as $text ) {
		$texts[] = '' === ( $labels[ $text ] ?? '' ) ? $text : $labels[ $text ];
	}
	return $texts;
}
