<?php
/** A form on two pages with more kinds of fields in Gravity Forms. Returns its id and the content of its page. */

$choice = static function ( string $text, string $value ): array {
	return array( 'text' => $text, 'value' => $value );
};
$input  = static function ( string $id, string $label ): array {
	return array( 'id' => $id, 'label' => $label );
};
$shown  = array( 'actionType' => 'show', 'logicType' => 'all', 'rules' => array( array( 'fieldId' => 5, 'operator' => 'is', 'value' => 'r' ) ) );
$fields = array(
	array( 'id' => 1, 'type' => 'name', 'label' => 'Full name', 'nameFormat' => 'advanced', 'inputs' => array( $input( '1.2', 'Prefix' ) + array( 'isHidden' => true ), $input( '1.3', 'First' ), $input( '1.6', 'Last' ) ) ),
	array( 'id' => 2, 'type' => 'email', 'label' => 'E-mail', 'isRequired' => true ),
	array( 'id' => 3, 'type' => 'phone', 'label' => 'Phone', 'phoneFormat' => 'international' ),
	array( 'id' => 4, 'type' => 'date', 'label' => 'Day', 'dateFormat' => 'ymd_dash', 'dateType' => 'datepicker', 'calendarIconType' => 'none' ),
	array( 'id' => 5, 'type' => 'radio', 'label' => 'Colour', 'choices' => array( $choice( 'Red', 'r' ), $choice( 'Blue', 'b' ) ) ),
	array( 'id' => 6, 'type' => 'text', 'label' => 'Order number', 'conditionalLogic' => $shown ),
	array( 'id' => 7, 'type' => 'hidden', 'label' => 'Source', 'defaultValue' => 'campaign' ),
	array( 'id' => 8, 'type' => 'page', 'nextButton' => array( 'type' => 'text', 'text' => 'Next' ), 'previousButton' => array( 'type' => 'text', 'text' => 'Previous' ) ),
	array( 'id' => 9, 'type' => 'fileupload', 'label' => 'Attachment', 'allowedExtensions' => 'txt' ),
	array( 'id' => 10, 'type' => 'list', 'label' => 'Parts', 'enableColumns' => true, 'choices' => array( $choice( 'Name', 'Name' ), $choice( 'Number', 'Number' ) ) ),
	array( 'id' => 11, 'type' => 'consent', 'label' => 'Consent', 'checkboxLabel' => 'I agree to the terms', 'choices' => array( $choice( 'Checked', '1' ) ), 'inputs' => array( $input( '11.1', 'Consent' ), $input( '11.2', 'Text' ) + array( 'isHidden' => true ), $input( '11.3', 'Description' ) + array( 'isHidden' => true ) ) ),
);
$id     = GFAPI::add_form(
	array(
		'title'         => 'More fields',
		'fields'        => $fields,
		'button'        => array( 'type' => 'text', 'text' => 'Send' ),
		'confirmations' => array( 'c' => array( 'id' => 'c', 'name' => 'Default', 'isDefault' => true, 'type' => 'message', 'message' => 'Thanks' ) ),
		'notifications' => array(),
	)
);
return array(
	'id'      => (string) $id,
	'content' => '[gravityform id="' . $id . '" title="false" description="false"]',
);
