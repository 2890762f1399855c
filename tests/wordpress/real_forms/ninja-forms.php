<?php
/** The form of these tests in Ninja Forms. Returns its id and the content of its page. */

$form = Ninja_Forms()->form()->get();
$form->update_setting( 'title', 'Real support' )->update_setting( 'default_label_pos', 'above' )->save();
$id     = $form->get_id();
$option = static function ( string $label, string $value, int $order ): array {
	return array(
		'label'    => $label,
		'value'    => $value,
		'calc'     => '',
		'selected' => 0,
		'order'    => $order,
	);
};
$fields = array(
	array( 'type' => 'textbox', 'label' => 'Your name', 'key' => 'your_name', 'required' => 1 ),
	array( 'type' => 'email', 'label' => 'E-mail', 'key' => 'email', 'required' => 1 ),
	array( 'type' => 'listselect', 'label' => 'Topic', 'key' => 'topic', 'options' => array( $option( 'Billing', 'billing', 0 ), $option( 'Technical problem', 'technical', 1 ) ) ),
	array( 'type' => 'listcheckbox', 'label' => 'Also', 'key' => 'also', 'options' => array( $option( 'Call me', 'call', 0 ), $option( 'Send a copy', 'copy', 1 ) ) ),
	array( 'type' => 'textarea', 'label' => 'Message', 'key' => 'message', 'required' => 1 ),
	array( 'type' => 'checkbox', 'label' => 'I agree to the terms', 'key' => 'agree' ),
	array( 'type' => 'submit', 'label' => 'Send', 'key' => 'send', 'processing_label' => 'Processing' ),
);
foreach ( $fields as $order => $settings ) {
	$field = Ninja_Forms()->form( $id )->field()->get();
	$field->update_settings( array( 'order' => $order, 'label_pos' => 'above' ) + $settings )->save();
}
$action = Ninja_Forms()->form( $id )->action()->get();
$action->update_settings( array( 'type' => 'successmessage', 'label' => 'Success', 'active' => 1, 'success_msg' => 'Thanks' ) )->save();
WPN_Helper::build_nf_cache( $id );
return array(
	'id'      => (string) $id,
	'content' => '[ninja_form id=' . $id . ']',
);
