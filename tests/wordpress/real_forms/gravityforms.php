<?php
/** The form of these tests in Gravity Forms. Returns its id and the content of its page. */

$choice = static function ( string $text, string $value ): array {
	return array( 'text' => $text, 'value' => $value );
};
$fields = array(
	array( 'id' => 1, 'type' => 'text', 'label' => 'Your name', 'isRequired' => true ),
	array( 'id' => 2, 'type' => 'email', 'label' => 'E-mail', 'isRequired' => true ),
	array( 'id' => 3, 'type' => 'select', 'label' => 'Topic', 'choices' => array( $choice( 'Billing', 'billing' ), $choice( 'Technical problem', 'technical' ) ) ),
	array(
		'id'      => 4,
		'type'    => 'checkbox',
		'label'   => 'Also',
		'choices' => array( $choice( 'Call me', 'call' ), $choice( 'Send a copy', 'copy' ) ),
		'inputs'  => array( array( 'id' => '4.1', 'label' => 'Call me' ), array( 'id' => '4.2', 'label' => 'Send a copy' ) ),
	),
	array( 'id' => 5, 'type' => 'textarea', 'label' => 'Message', 'isRequired' => true ),
	array(
		'id'            => 6,
		'type'          => 'consent',
		'label'         => 'Consent',
		'checkboxLabel' => 'I agree to the terms',
		'choices'       => array( array( 'text' => 'Checked', 'value' => '1', 'isSelected' => false ) ),
		'inputs'        => array( array( 'id' => '6.1', 'label' => 'Consent' ), array( 'id' => '6.2', 'label' => 'Text', 'isHidden' => true ), array( 'id' => '6.3', 'label' => 'Description', 'isHidden' => true ) ),
	),
);
$id     = GFAPI::add_form(
	array(
		'title'         => 'Real support',
		'fields'        => $fields,
		'button'        => array( 'type' => 'text', 'text' => 'Send' ),
		'confirmations' => array( 'c' => array( 'id' => 'c', 'name' => 'Default', 'isDefault' => true, 'type' => 'message', 'message' => 'Thanks' ) ),
		'notifications' => array( 'n' => array( 'id' => 'n', 'name' => 'Admin', 'isActive' => true, 'event' => 'form_submission', 'to' => 'desk@example.test', 'toType' => 'email', 'subject' => 'New', 'message' => '{all_fields}' ) ),
	)
);
return array(
	'id'      => (string) $id,
	'content' => '[gravityform id="' . $id . '" title="false" description="false"]',
);
