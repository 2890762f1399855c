<?php
/** A form with more kinds of fields in Ninja Forms. Returns its id and the content of its page. */

$form = Ninja_Forms()->form()->get();
$form->update_setting( 'title', 'More fields' )->update_setting( 'default_label_pos', 'above' )->save();
$id     = $form->get_id();
$option = static function ( string $label, string $value, int $order ): array {
	return array( 'label' => $label, 'value' => $value, 'calc' => '', 'selected' => 0, 'order' => $order );
};
$fields = array(
	array( 'type' => 'firstname', 'label' => 'First name', 'key' => 'first' ),
	array( 'type' => 'lastname', 'label' => 'Last name', 'key' => 'last' ),
	array( 'type' => 'email', 'label' => 'E-mail', 'key' => 'email', 'required' => 1 ),
	array( 'type' => 'phone', 'label' => 'Phone', 'key' => 'phone' ),
	array( 'type' => 'date', 'label' => 'Day', 'key' => 'day', 'date_format' => 'DD/MM/YYYY', 'date_mode' => 'date_only' ),
	array( 'type' => 'listradio', 'label' => 'Colour', 'key' => 'colour', 'options' => array( $option( 'Red', 'r', 0 ), $option( 'Blue', 'b', 1 ) ) ),
	array( 'type' => 'listmultiselect', 'label' => 'Parts', 'key' => 'parts', 'options' => array( $option( 'Bolt', 'bolt', 0 ), $option( 'Nut', 'nut', 1 ) ) ),
	array( 'type' => 'hidden', 'label' => 'Source', 'key' => 'source', 'default' => 'campaign' ),
	array( 'type' => 'starrating', 'label' => 'Stars', 'key' => 'stars', 'number_of_stars' => 5 ),
	array( 'type' => 'html', 'label' => 'Code', 'key' => 'code', 'default' => 'x' ),
	array( 'type' => 'checkbox', 'label' => 'I agree to the terms', 'key' => 'agree', 'checked_value' => 'Checked', 'unchecked_value' => 'Unchecked' ),
	array( 'type' => 'submit', 'label' => 'Send', 'key' => 'send', 'processing_label' => 'Processing' ),
);
foreach ( $fields as $order => $settings ) {
	$field = Ninja_Forms()->form( $id )->field()->get();
	$field->update_settings( array( 'order' => $order, 'label_pos' => 'above' ) + $settings )->save();
}
WPN_Helper::build_nf_cache( $id );
return array(
	'id'      => (string) $id,
	'content' => '[ninja_form id=' . $id . ']',
);
