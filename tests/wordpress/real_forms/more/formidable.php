<?php
/** A form with more kinds of fields in Formidable Forms. Returns its id and the content of its page. */

FrmAppController::install(); // Its tables; else made on a first visit of wp-admin.
$settings              = FrmAppHelper::get_settings();
$settings->enable_gdpr = 1;
$settings->store();
$id     = FrmForm::create(
	array(
		'name'        => 'More fields',
		'form_key'    => 'morefields',
		'description' => '',
		'status'      => 'published',
		'options'     => array( 'success_action' => 'message', 'success_msg' => 'Thanks', 'submit_value' => 'Send', 'antispam' => 0, 'honeypot' => 'off' ),
	)
);
$option = static function ( string $label, string $value ): array {
	return array( 'label' => $label, 'value' => $value );
};
$fields = array(
	array( 'type' => 'name', 'name' => 'Full name', 'field_key' => 'full_name', 'field_options' => array( 'name_layout' => 'first_last' ) ),
	array( 'type' => 'email', 'name' => 'E-mail', 'field_key' => 'more_email' ),
	array( 'type' => 'phone', 'name' => 'Phone', 'field_key' => 'more_phone' ),
	array( 'type' => 'radio', 'name' => 'Colour', 'field_key' => 'colour', 'options' => array( $option( 'Red', 'r' ), $option( 'Blue', 'b' ) ), 'field_options' => array( 'separate_value' => 1 ) ),
	array( 'type' => 'hidden', 'name' => 'Source', 'field_key' => 'source', 'default_value' => 'campaign' ),
	array( 'type' => 'gdpr', 'name' => 'Consent', 'field_key' => 'agree', 'field_options' => array( 'gdpr_agreement_text' => 'I agree to the terms' ), 'required' => 1 ),
	array( 'type' => 'submit', 'name' => 'Send', 'field_key' => 'more_submit' ),
);
foreach ( $fields as $order => $field ) {
	FrmField::create( $field + array( 'form_id' => $id, 'field_order' => $order, 'required' => 0, 'description' => '', 'default_value' => '', 'field_options' => array() ) );
}
return array(
	'id'      => (string) $id,
	'content' => '[formidable id=' . $id . ']',
);
