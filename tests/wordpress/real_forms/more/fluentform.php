<?php
/** A form with more kinds of fields in Fluent Forms. Returns its id and the content of its page. */

$field  = static function ( string $element, string $name, string $label, array $attributes = array(), array $settings = array() ): array {
	return array(
		'index'          => 0,
		'element'        => $element,
		'attributes'     => $attributes + array( 'name' => $name, 'value' => '', 'id' => '', 'class' => '', 'placeholder' => '', 'type' => 'text' ),
		'settings'       => $settings + array(
			'label'              => $label,
			'admin_field_label'  => '',
			'label_placement'    => '',
			'container_class'    => '',
			'help_message'       => '',
			'validation_rules'   => array( 'required' => array( 'value' => false, 'message' => 'Needed' ) ),
			'conditional_logics' => array(),
		),
		'editor_options' => array( 'title' => $label, 'template' => 'inputText' ),
		'uniqElKey'      => 'el_' . $name,
	);
};
$option = static function ( string $label, string $value ): array {
	return array( 'label' => $label, 'value' => $value, 'calc_value' => '', 'image' => '' );
};
$part   = static function ( string $name, string $label ) use ( $field ): array {
	return $field( 'input_text', $name, $label, array(), array( 'visible' => true ) );
};
$names  = $field( 'input_name', 'names', 'Full name', array( 'data-type' => 'name-element' ), array( 'admin_field_label' => 'Full name' ) );

$names['fields'] = array( 'first_name' => $part( 'first_name', 'First name' ), 'last_name' => $part( 'last_name', 'Last name' ) );

$form = array(
	'fields'       => array(
		$names,
		$field( 'input_email', 'email', 'E-mail', array( 'type' => 'email' ) ),
		$field( 'input_date', 'day', 'Day', array(), array( 'date_config' => '', 'date_format' => 'd/m/Y', 'is_time_enabled' => false ) ),
		$field( 'input_radio', 'colour', 'Colour', array( 'type' => 'radio' ), array( 'advanced_options' => array( $option( 'Red', 'r' ), $option( 'Blue', 'b' ) ), 'layout_class' => '' ) ),
		$field( 'input_text', 'order', 'Order number', array(), array( 'conditional_logics' => array( 'status' => true, 'type' => 'any', 'conditions' => array( array( 'field' => 'colour', 'operator' => '=', 'value' => 'r' ) ) ) ) ),
		$field( 'select_country', 'country', 'Country', array(), array( 'enable_select_2' => 'no', 'country_list' => array( 'active_list' => 'all', 'visible_list' => array(), 'hidden_list' => array() ) ), ) + array( 'options' => array() ),
		$field( 'tabular_grid', 'grid', 'Grid', array( 'data-type' => 'tabular-element' ), array( 'tabular_field_type' => 'radio', 'grid_columns' => array( 'Column-1' => 'Good', 'Column-2' => 'Bad' ), 'grid_rows' => array( 'Row-1' => 'Speed' ), 'selected_grids' => array() ) ),
		$field( 'input_hidden', 'source', 'Source', array( 'type' => 'hidden', 'value' => 'campaign' ) ),
		$field( 'gdpr_agreement', 'agree', '', array( 'type' => 'checkbox', 'value' => false ), array( 'tnc_html' => 'I agree to the terms', 'has_checkbox' => true, 'admin_field_label' => 'Consent' ) ),
	),
	'submitButton' => array(
		'uniqElKey'      => 'el_submit',
		'element'        => 'button',
		'attributes'     => array( 'type' => 'submit', 'class' => '' ),
		'settings'       => array( 'align' => 'left', 'button_style' => 'default', 'container_class' => '', 'help_message' => '', 'background_color' => '#409EFF', 'button_size' => 'md', 'color' => '#ffffff', 'button_ui' => array( 'type' => 'default', 'text' => 'Send', 'img_url' => '' ) ),
		'editor_options' => array( 'title' => 'Submit Button' ),
	),
);
$id   = wpFluent()->table( 'fluentform_forms' )->insertGetId( array( 'title' => 'More fields', 'status' => 'published', 'type' => 'form', 'form_fields' => wp_json_encode( $form ), 'created_by' => 1, 'created_at' => current_time( 'mysql' ), 'updated_at' => current_time( 'mysql' ) ) );
wpFluent()->table( 'fluentform_form_meta' )->insert(
	array(
		'form_id'  => $id,
		'meta_key' => 'formSettings',
		'value'    => wp_json_encode(
			array(
				'confirmation' => array( 'redirectTo' => 'samePage', 'messageToShow' => 'Thanks', 'samePageFormBehavior' => 'hide_form' ),
				'restrictions' => array(),
				'layout'       => array( 'labelPlacement' => 'top', 'helpMessagePlacement' => 'with_label', 'errorMessagePlacement' => 'inline', 'asteriskPlacement' => 'asterisk-right' ),
			)
		),
	)
);
return array(
	'id'      => (string) $id,
	'content' => '[fluentform id="' . $id . '"]',
);
