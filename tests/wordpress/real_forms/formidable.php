<?php
/** The form of these tests in Formidable Forms. Returns its id and the content of its page. */

FrmAppController::install(); // Its tables; else made on a first visit of wp-admin.
$id     = FrmForm::create(
	array(
		'name'        => 'Real support',
		'form_key'    => 'realsupport',
		'description' => '',
		'status'      => 'published',
		'options'     => array( 'success_action' => 'message', 'success_msg' => 'Thanks', 'submit_value' => 'Send', 'antispam' => 0, 'honeypot' => 'off' ),
	)
);
$fields = array(
	array( 'type' => 'text', 'name' => 'Your name', 'field_key' => 'your_name' ),
	array( 'type' => 'email', 'name' => 'E-mail', 'field_key' => 'email_field' ),
	array( 'type' => 'select', 'name' => 'Topic', 'field_key' => 'topic', 'options' => array( 'Billing', 'Technical problem' ) ),
	array( 'type' => 'checkbox', 'name' => 'Also', 'field_key' => 'also', 'options' => array( 'Call me', 'Send a copy' ) ),
	array( 'type' => 'textarea', 'name' => 'Message', 'field_key' => 'message' ),
);
foreach ( $fields as $order => $field ) {
	FrmField::create( array( 'form_id' => $id, 'field_order' => $order, 'required' => 0, 'description' => '', 'default_value' => '', 'field_options' => array() ) + $field );
}
return array(
	'id'      => (string) $id,
	'content' => '[formidable id=' . $id . ']',
);
