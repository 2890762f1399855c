<?php
/** The form of these tests in WPForms Lite. Returns its id and the content of its page. */

$id     = wp_insert_post(
	array(
		'post_type'   => 'wpforms',
		'post_status' => 'publish',
		'post_title'  => 'Real support',
	)
);
$choice = static function ( string ...$labels ): array {
	$choices = array();
	foreach ( $labels as $number => $label ) {
		$choices[ $number + 1 ] = array(
			'label' => $label,
			'value' => '',
		);
	}
	return $choices;
};
$form   = array(
	'id'       => $id,
	'field_id' => 7,
	'fields'   => array(
		1 => array( 'id' => '1', 'type' => 'name', 'label' => 'Your name', 'format' => 'simple', 'required' => '1', 'size' => 'medium' ),
		2 => array( 'id' => '2', 'type' => 'email', 'label' => 'E-mail', 'required' => '1', 'size' => 'medium' ),
		3 => array( 'id' => '3', 'type' => 'select', 'label' => 'Topic', 'choices' => $choice( 'Billing', 'Technical problem' ), 'style' => 'classic', 'size' => 'medium' ),
		4 => array( 'id' => '4', 'type' => 'checkbox', 'label' => 'Also', 'choices' => $choice( 'Call me', 'Send a copy' ) ),
		5 => array( 'id' => '5', 'type' => 'textarea', 'label' => 'Message', 'required' => '1', 'size' => 'medium' ),
		6 => array( 'id' => '6', 'type' => 'gdpr-checkbox', 'label' => 'I agree to the terms', 'required' => '1', 'choices' => $choice( 'I agree to the terms' ) ),
	),
	'settings' => array(
		'form_title'    => 'Real support',
		'submit_text'   => 'Send',
		'ajax_submit'   => '1',
		'confirmations' => array( 1 => array( 'type' => 'message', 'message' => 'Thanks' ) ),
		'notifications' => array(),
		'antispam_v3'   => '0',
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
