<?php
/**
 * Draws our own form: plain HTML that works without JavaScript.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * The form, or the thank-you after it was sent.
 *
 * @param array{id: string, title: string, lang: string, topics: string} $form Which form; `lang` is a locale.
 */
function helpdesk_bridge_render_form( array $form ): string {
	helpdesk_bridge_form_assets();
	return helpdesk_bridge_in_locale(
		$form['lang'],
		static function () use ( $form ): string {
			$inner = helpdesk_bridge_form_was_sent( $form['id'] ) ? helpdesk_bridge_render_thanks( $form['id'] ) : helpdesk_bridge_render_fields( $form );
			return sprintf(
				'<div class="helpdesk-bridge" lang="%1$s">%2$s</div>',
				esc_attr( str_replace( '_', '-', $form['lang'] ) ),
				$inner
			);
		}
	);
}

/**
 * Where the browser goes after sending: to the thanks or to the errors. They can take the focus,
 * so a screen reader reads them out, with or without JavaScript.
 *
 * @param string $id The form's id.
 */
function helpdesk_bridge_form_anchor( string $id ): string {
	return 'helpdesk-bridge-' . $id;
}

/**
 * Whether this page view follows a submission of that form.
 *
 * @param string $id The form's id.
 */
function helpdesk_bridge_form_was_sent( string $id ): bool {
	// phpcs:ignore WordPress.Security.NonceVerification -- Only chooses what is shown.
	return isset( $_GET['hb-sent'] ) && sanitize_key( wp_unslash( $_GET['hb-sent'] ) ) === $id;
}

/**
 * Style and script, only where a form is.
 */
function helpdesk_bridge_form_assets(): void {
	$base = plugins_url( 'assets/', HELPDESK_BRIDGE_FILE );
	wp_enqueue_style( 'helpdesk-bridge-form', $base . 'form.css', array(), HELPDESK_BRIDGE_VERSION );
	wp_enqueue_script( 'helpdesk-bridge-form', $base . 'form.js', array(), HELPDESK_BRIDGE_VERSION, true );
}

/**
 * The words after sending.
 *
 * @param string $id The form's id.
 */
function helpdesk_bridge_render_thanks( string $id ): string {
	return sprintf(
		'<div class="hb-thanks" id="%s" role="status" tabindex="-1"><p class="hb-thanks-title">%s</p><p>%s</p></div>',
		esc_attr( helpdesk_bridge_form_anchor( $id ) ),
		esc_html__( 'Thank you, your message has arrived.', 'helpdesk-bridge' ),
		esc_html__( 'You will get an e-mail with a reference number in a moment. If you do not see it, look in your spam folder.', 'helpdesk-bridge' )
	);
}

/**
 * The form element.
 *
 * @param array{id: string, title: string, lang: string, topics: string} $form Which form.
 */
function helpdesk_bridge_render_fields( array $form ): string {
	$state  = helpdesk_bridge_form_state( $form['id'] );
	$values = $state['values'];
	$errors = $state['errors'];
	$topics = helpdesk_bridge_form_topics( $form['topics'] );
	$html   = helpdesk_bridge_render_summary( $form['id'], $errors );
	foreach ( helpdesk_bridge_form_fields( $topics ) as $name => $field ) {
		$html .= helpdesk_bridge_render_field( $form['id'], $name, $field, $values[ $name ] ?? '', $errors[ $name ] ?? '' );
	}
	$html .= helpdesk_bridge_render_file( $form['id'], $errors['hb-file'] ?? '' );
	$html .= helpdesk_bridge_render_consent( $form['id'], ! empty( $values['hb-consent'] ), $errors['hb-consent'] ?? '' );
	$html .= helpdesk_bridge_render_hidden( $form, $values['hb-token'] ?? '' );
	return sprintf(
		'<form class="hb-form" method="post" enctype="multipart/form-data" action="%1$s#%2$s" aria-label="%3$s" novalidate%4$s>%5$s<p class="hb-actions"><button type="submit" class="wp-element-button hb-send">%6$s</button></p></form>',
		esc_url( remove_query_arg( 'hb-sent' ) ),
		esc_attr( helpdesk_bridge_form_anchor( $form['id'] ) ),
		esc_attr( $form['title'] ),
		helpdesk_bridge_form_data( $form['lang'] ),
		$html,
		esc_html__( 'Send', 'helpdesk-bridge' )
	);
}

/**
 * What the script needs, as data attributes.
 *
 * @param string $locale The form's locale.
 */
function helpdesk_bridge_form_data( string $locale ): string {
	$data = array(
		'max-file'   => (string) helpdesk_bridge_upload_limit(),
		/* translators: %s: a size such as 10 MB */
		'file-large' => sprintf( __( 'This file is too large. The limit is %s.', 'helpdesk-bridge' ), helpdesk_bridge_upload_limit_text() ),
		'sending'    => __( 'Sending…', 'helpdesk-bridge' ),
	);
	if ( null !== helpdesk_bridge_connection() ) {
		$data['suggest']       = rest_url( HELPDESK_BRIDGE_REST . '/suggest' );
		$data['suggest-title'] = __( 'These articles may help right away', 'helpdesk-bridge' );
		$data['lang']          = helpdesk_bridge_language_of( $locale );
	}
	$html = '';
	foreach ( $data as $name => $value ) {
		$html .= sprintf( ' data-%s="%s"', $name, esc_attr( $value ) );
	}
	return $html;
}

/**
 * All errors together, each a link to its field.
 *
 * @param string                $id     The form's id.
 * @param array<string, string> $errors Name => sentence.
 */
function helpdesk_bridge_render_summary( string $id, array $errors ): string {
	if ( array() === $errors ) {
		return '';
	}
	$items = '';
	foreach ( $errors as $name => $sentence ) {
		$items .= sprintf( '<li><a href="#%s">%s</a></li>', esc_attr( "$id-$name" ), esc_html( $sentence ) );
	}
	return sprintf(
		'<div class="hb-summary" id="%s" role="alert" tabindex="-1"><p>%s</p><ul>%s</ul></div>',
		esc_attr( helpdesk_bridge_form_anchor( $id ) ),
		esc_html__( 'Your message was not sent yet. Please look at these points:', 'helpdesk-bridge' ),
		$items
	);
}

/**
 * One labelled field with its error.
 *
 * @param string               $id    The form's id.
 * @param string               $name  The field's name.
 * @param array<string, mixed> $field See helpdesk_bridge_form_fields().
 * @param string               $value What the visitor typed before.
 * @param string               $error What is wrong with it, or ''.
 */
function helpdesk_bridge_render_field( string $id, string $name, array $field, string $value, string $error ): string {
	$common = helpdesk_bridge_control( $id, $name, $error ) . ' required';
	if ( 'select' === $field['type'] ) {
		$control = sprintf( '<select%s><option value="">%s</option>%s</select>', $common, esc_html__( 'Choose a topic', 'helpdesk-bridge' ), helpdesk_bridge_render_choices( $field['choices'], $value ) );
	} elseif ( 'textarea' === $field['type'] ) {
		// A browser drops the first line break of a textarea; ours stands in for it.
		$control = sprintf( "<textarea%s rows=\"7\" maxlength=\"%d\">\n%s</textarea>", $common, $field['max'], esc_textarea( $value ) );
	} else {
		$control = sprintf( '<input%s type="%s" value="%s" maxlength="%d" autocomplete="%s">', $common, esc_attr( $field['type'] ), esc_attr( $value ), $field['max'], esc_attr( $field['autocomplete'] ) );
	}
	return sprintf(
		'<p class="hb-field%1$s"><label for="%2$s">%3$s</label>%4$s%5$s</p>',
		'' === $error ? '' : ' hb-wrong',
		esc_attr( "$id-$name" ),
		esc_html( $field['label'] ),
		$control,
		helpdesk_bridge_render_error( $id, $name, $error )
	);
}

/**
 * The options of a select.
 *
 * @param string[] $choices What there is.
 * @param string   $value   What is chosen.
 */
function helpdesk_bridge_render_choices( array $choices, string $value ): string {
	$html = '';
	foreach ( $choices as $choice ) {
		$html .= sprintf( '<option%s>%s</option>', selected( $choice, $value, false ), esc_html( $choice ) );
	}
	return $html;
}

/**
 * The file field. A browser never fills it in again, so after an error it says so.
 *
 * @param string $id    The form's id.
 * @param string $error What was wrong, or ''.
 */
function helpdesk_bridge_render_file( string $id, string $error ): string {
	return sprintf(
		'<p class="hb-field%1$s"><label for="%2$s">%3$s <span class="hb-optional">%4$s</span></label><input type="file"%5$s>%6$s</p>',
		'' === $error ? '' : ' hb-wrong',
		esc_attr( "$id-hb-file" ),
		esc_html__( 'File', 'helpdesk-bridge' ),
		/* translators: %s: a size such as 10 MB */
		esc_html( sprintf( __( '(optional, up to %s)', 'helpdesk-bridge' ), helpdesk_bridge_upload_limit_text() ) ),
		helpdesk_bridge_control( $id, 'hb-file', $error ),
		helpdesk_bridge_render_error( $id, 'hb-file', $error )
	);
}

/**
 * The consent box, with a link to the site's privacy page if it has one.
 *
 * @param string $id      The form's id.
 * @param bool   $checked Whether it was ticked before.
 * @param string $error   What is wrong, or ''.
 */
function helpdesk_bridge_render_consent( string $id, bool $checked, string $error ): string {
	$privacy = get_privacy_policy_url();
	$link    = '' === $privacy ? '' : sprintf( ' <a href="%s">%s</a>', esc_url( $privacy ), esc_html__( 'Privacy policy', 'helpdesk-bridge' ) );
	return sprintf(
		'<p class="hb-field hb-consent%1$s"><input type="checkbox" value="yes"%2$s required%3$s><label for="%4$s">%5$s</label>%6$s%7$s</p>',
		'' === $error ? '' : ' hb-wrong',
		helpdesk_bridge_control( $id, 'hb-consent', $error ),
		checked( $checked, true, false ),
		esc_attr( "$id-hb-consent" ),
		esc_html( helpdesk_bridge_consent_text() ),
		$link,
		helpdesk_bridge_render_error( $id, 'hb-consent', $error )
	);
}

/**
 * The token, and a field for robots that no person sees.
 *
 * @param array{id: string, title: string, lang: string} $form  Which form.
 * @param string                                         $token The token of the first view, or ''.
 */
function helpdesk_bridge_render_hidden( array $form, string $token ): string {
	return sprintf(
		'<p class="hb-extra" aria-hidden="true"><label for="%1$s">%2$s</label><input type="text" id="%1$s" name="hb-website" value="" tabindex="-1" autocomplete="off"></p><input type="hidden" name="hb-token" value="%3$s"><input type="hidden" name="hb-form" value="%4$s">',
		esc_attr( $form['id'] . '-hb-website' ),
		esc_html__( 'Leave this field empty', 'helpdesk-bridge' ),
		esc_attr( '' === $token ? helpdesk_bridge_new_token( $form ) : $token ),
		esc_attr( $form['id'] )
	);
}

/**
 * The attributes every control shares.
 *
 * @param string $id    The form's id.
 * @param string $name  The field's name.
 * @param string $error What is wrong, or ''.
 */
function helpdesk_bridge_control( string $id, string $name, string $error ): string {
	$html = sprintf( ' id="%s" name="%s"', esc_attr( "$id-$name" ), esc_attr( $name ) );
	return '' === $error ? $html : $html . sprintf( ' aria-invalid="true" aria-describedby="%s"', esc_attr( "$id-$name-error" ) );
}

/**
 * The sentence below a field.
 *
 * @param string $id    The form's id.
 * @param string $name  The field's name.
 * @param string $error What is wrong, or ''.
 */
function helpdesk_bridge_render_error( string $id, string $name, string $error ): string {
	return '' === $error ? '' : sprintf( '<span class="hb-error" id="%s">%s</span>', esc_attr( "$id-$name-error" ), esc_html( $error ) );
}
