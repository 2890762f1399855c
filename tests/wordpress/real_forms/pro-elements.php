<?php
/** The form of these tests in Elementor Pro. Returns its id and what makes a page show it. */

$id    = substr( md5( uniqid() ), 0, 7 );
$field = static function ( string $type, string $name, string $label, array $more = array() ) use ( $id ): array {
	$name .= '_' . $id; // Elementor gives two forms on a page the same HTML ids when their fields have the same.
	return array( '_id' => substr( md5( $name ), 0, 7 ), 'custom_id' => $name, 'field_type' => $type, 'field_label' => $label ) + $more;
};
$form  = array(
	'id'         => $id,
	'elType'     => 'widget',
	'widgetType' => 'form',
	'elements'   => array(),
	'settings'   => array(
		'form_name'      => 'Real support',
		'form_fields'    => array(
			$field( 'text', 'name', 'Your name', array( 'required' => 'true' ) ),
			$field( 'email', 'email', 'E-mail', array( 'required' => 'true' ) ),
			$field( 'select', 'topic', 'Topic', array( 'field_options' => "Billing|billing\nTechnical problem|technical" ) ),
			$field( 'checkbox', 'also', 'Also', array( 'field_options' => "Call me|call\nSend a copy|copy" ) ),
			$field( 'textarea', 'message', 'Message', array( 'required' => 'true' ) ),
			$field( 'acceptance', 'agree', 'Consent', array( 'acceptance_text' => 'I agree to the terms' ) ),
		),
		'button_text'    => 'Send',
		'submit_actions' => array( 'save-to-database', 'email' ),
		'email_to'       => 'desk@example.test',
	),
);
$data  = array(
	array(
		'id'       => 'c' . substr( $id, 1 ),
		'elType'   => 'container',
		'settings' => array(),
		'elements' => array( $form ),
	),
);
return array(
	'id'   => $id,
	'meta' => array( '_elementor_edit_mode' => 'builder', '_elementor_template_type' => 'wp-page', '_elementor_data' => wp_json_encode( $data ) ),
);
