<?php
/** A form with more kinds of fields in Elementor Pro. Returns its id and what makes a page show it. */

$field = static function ( string $type, string $id, string $label, array $more = array() ): array {
	return array( '_id' => substr( md5( $id ), 0, 7 ), 'custom_id' => $id, 'field_type' => $type, 'field_label' => $label ) + $more;
};
$form  = array(
	'id'         => 'f3a4b5c',
	'elType'     => 'widget',
	'widgetType' => 'form',
	'elements'   => array(),
	'settings'   => array(
		'form_name'      => 'More fields',
		'form_fields'    => array(
			$field( 'text', 'full', 'Full name' ),
			$field( 'email', 'mail', 'E-mail', array( 'required' => 'true' ) ),
			$field( 'tel', 'phone', 'Phone' ),
			$field( 'date', 'day', 'Day', array( 'use_native_date' => 'yes' ) ),
			$field( 'radio', 'colour', 'Colour', array( 'field_options' => "Red|r\nBlue|b" ) ),
			$field( 'hidden', 'source', 'Source', array( 'field_value' => 'campaign' ) ),
			$field( 'upload', 'attachment', 'Attachment', array( 'file_types' => 'txt', 'attachment_type' => 'link' ) ),
			$field( 'upload', 'mailed', 'Only by mail', array( 'file_types' => 'txt', 'attachment_type' => 'attach' ) ),
			$field( 'honeypot', 'robot', '' ),
			$field( 'acceptance', 'terms', 'Consent', array( 'acceptance_text' => 'I agree to the terms' ) ),
		),
		'button_text'    => 'Send',
		'submit_actions' => array( 'email' ),
		'email_to'       => 'desk@example.test',
	),
);
$data  = array(
	array(
		'id'       => 'c3a4b5c',
		'elType'   => 'container',
		'settings' => array(),
		'elements' => array( $form ),
	),
);
return array(
	'id'   => $form['id'],
	'meta' => array( '_elementor_edit_mode' => 'builder', '_elementor_template_type' => 'wp-page', '_elementor_data' => wp_json_encode( $data ) ),
);
