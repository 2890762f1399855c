<?php
/** The form of these tests in Fluent Forms. Returns its id and the content of its page. */

$rules  = array( 'required' => array( 'value' => false, 'message' => 'Needed' ) );
$field  = static function ( string $element, string $name, string $label, array $attributes = array(), array $settings = array() ) use ( $rules ): array {
	return array(
		'index'          => 0,
		'element'        => $element,
		'attributes'     => array( 'name' => $name, 'value' => '', 'id' => '', 'class' => '', 'placeholder' => '' ) + $attributes,
		'settings'       => array(
			'label'             => $label,
			'admin_field_label' => '',
			'label_placement'   => '',
			'container_class'   => '',
			'help_message'      => '',
			'validation_rules'  => $rules,
			'conditional_logics' => array(),
		) + $settings,
		'editor_options' => array( 'title' => $label, 'template' => 'inputText' ),
		'uniqElKey'      => 'el_' . $name,
	);
};
$option = static function ( string $label, string $value ): array {
	return array( 'label' => $label, 'value' => $value, 'calc_value' => '', 'image' => '' );
};
$form   = array(
	'fields'       => array(
		$field( 'input_text', 'your_name', 'Your name', array( 'type' => 'text' ) ),
		$field( 'input_email', 'email', 'E-mail', array( 'type' => 'email' ) ),
		$field( 'select', 'topic', 'Topic', array(), array( 'advanced_options' => array( $option( 'Billing', 'billing' ), $option( 'Technical problem', 'technical' ) ), 'placeholder' => '- Select -' ) ),
		$field( 'input_checkbox', 'also', 'Also', array( 'type' => 'checkbox', 'value' => array() ), array( 'advanced_options' => array( $option( 'Call me', 'call' ), $option( 'Send a copy', 'copy' ) ), 'layout_class' => '' ) ),
		$field( 'textarea', 'message', 'Message', array( 'rows' => 3, 'cols' => 2 ) ),
		$field( 'terms_and_condition', 'agree', '', array( 'type' => 'checkbox', 'value' => false ), array( 'tnc_html' => 'I agree to the terms', 'has_checkbox' => true ) ),
	),
	'submitButton' => array(
		'uniqElKey'      => 'el_submit',
		'element'        => 'button',
		'attributes'     => array( 'type' => 'submit', 'class' => '' ),
		'settings'       => array( 'align' => 'left', 'button_style' => 'default', 'container_class' => '', 'help_message' => '', 'background_color' => '#409EFF', 'button_size' => 'md', 'color' => '#ffffff', 'button_ui' => array( 'type' => 'default', 'text' => 'Send', 'img_url' => '' ) ),
		'editor_options' => array( 'title' => 'Submit Button' ),
	),
);
$id     = wpFluent()->table( 'fluentform_forms' )->insertGetId(
	array(
		'title'       => 'Real support',
		'status'      => 'published',
		'type'        => 'form',
		'form_fields' => wp_json_encode( $form ),
		'created_by'  => 1,
		'created_at'  => current_time( 'mysql' ),
		'updated_at'  => current_time( 'mysql' ),
	)
);
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
