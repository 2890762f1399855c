<?php
/** A form with more kinds of fields in WPForms Lite. Returns its id and the content of its page. */

$id     = wp_insert_post(
	array(
		'post_type'   => 'wpforms',
		'post_status' => 'publish',
		'post_title'  => 'More fields',
	)
);
$choice = static function ( string $label, string $value ): array {
	return array( 'label' => $label, 'value' => $value );
};
$form   = array(
	'id'       => $id,
	'field_id' => 7,
	'fields'   => array(
		1 => array( 'id' => '1', 'type' => 'name', 'label' => 'Full name', 'format' => 'first-last', 'size' => 'medium' ),
		2 => array( 'id' => '2', 'type' => 'email', 'label' => 'E-mail', 'required' => '1', 'size' => 'medium' ),
		3 => array( 'id' => '3', 'type' => 'radio', 'label' => 'Colour', 'choices' => array( 1 => $choice( 'Red', 'r' ), 2 => $choice( 'Blue', 'b' ) ), 'show_values' => '1' ),
		4 => array( 'id' => '4', 'type' => 'number', 'label' => 'How many', 'size' => 'medium' ),
		5 => array( 'id' => '5', 'type' => 'html', 'label' => 'Code', 'code' => 'x' ),
		6 => array( 'id' => '6', 'type' => 'gdpr-checkbox', 'label' => 'Consent', 'choices' => array( 1 => $choice( 'I agree to the terms', '' ) ) ),
	),
	'settings' => array(
		'form_title'    => 'More fields',
		'submit_text'   => 'Send',
		'confirmations' => array( 1 => array( 'type' => 'message', 'message' => 'Thanks' ) ),
		'notifications' => array(),
	),
);
update_option( 'wpforms_settings', array( 'gdpr' => true ) + (array) get_option( 'wpforms_settings', array() ) );
wp_update_post(
	array(
		'ID'           => $id,
		'post_content' => wp_slash( wp_json_encode( $form ) ),
	)
);
return array(
	'id'      => (string) $id,
	'content' => '[wpforms id="' . $id . '"]',
);
