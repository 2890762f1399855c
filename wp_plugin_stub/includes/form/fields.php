<?php
/**
 * The fields of our own form, and what makes their values acceptable.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * The text fields in their order, in the language now in force.
 *
 * @param string[] $topics What the visitor may choose from.
 * @return array<string, array<string, mixed>> Name => label, type, autocomplete, max, topics.
 */
function helpdesk_bridge_form_fields( array $topics ): array {
	return array(
		'hb-name'    => array(
			'label'        => __( 'Name', 'helpdesk-bridge' ),
			'type'         => 'text',
			'autocomplete' => 'name',
			'max'          => 200,
			'missing'      => __( 'Please tell us your name.', 'helpdesk-bridge' ),
		),
		'hb-email'   => array(
			'label'        => __( 'E-mail', 'helpdesk-bridge' ),
			'type'         => 'email',
			'autocomplete' => 'email',
			'max'          => 254,
			'missing'      => __( 'Please tell us your e-mail address, so that we can answer.', 'helpdesk-bridge' ),
		),
		'hb-topic'   => array(
			'label'   => __( 'Topic', 'helpdesk-bridge' ),
			'type'    => 'select',
			'max'     => 200,
			'choices' => $topics,
			'missing' => __( 'Please choose a topic.', 'helpdesk-bridge' ),
		),
		'hb-message' => array(
			'label'   => __( 'How can we help?', 'helpdesk-bridge' ),
			'type'    => 'textarea',
			'max'     => 20000,
			'missing' => __( 'Please describe what you need.', 'helpdesk-bridge' ),
		),
	);
}

/**
 * The topics: those of the form itself, else of the settings, else four that fit most.
 *
 * @param string $own The form's own, with `|` between them; may be ''.
 * @return string[]
 */
function helpdesk_bridge_form_topics( string $own ): array {
	$topics = array_values( array_filter( array_map( 'trim', explode( '|', $own ) ), 'strlen' ) );
	$topics = array() === $topics ? helpdesk_bridge_settings()['topics'] : $topics;
	if ( array() !== $topics ) {
		return $topics;
	}
	return array(
		__( 'Question before buying', 'helpdesk-bridge' ),
		__( 'Technical problem', 'helpdesk-bridge' ),
		__( 'Order or invoice', 'helpdesk-bridge' ),
		__( 'Something else', 'helpdesk-bridge' ),
	);
}

/**
 * What the visitor agrees to, as plain text.
 */
function helpdesk_bridge_consent_text(): string {
	return __( 'I agree that my details are used to answer this request.', 'helpdesk-bridge' );
}

/**
 * What is wrong with the values, field by field.
 *
 * @param array<string, string>     $values Name => text.
 * @param array<string, mixed>|null $upload Entry of $_FILES, or null.
 * @return array<string, string> Name => sentence; empty when all is well.
 */
function helpdesk_bridge_form_errors( array $values, ?array $upload ): array {
	$errors = array();
	foreach ( helpdesk_bridge_form_fields( array() ) as $name => $field ) {
		$value = $values[ $name ] ?? '';
		if ( '' === trim( $value ) ) {
			$errors[ $name ] = $field['missing'];
		} elseif ( mb_strlen( $value ) > $field['max'] ) {
			/* translators: %s: a number of characters */
			$errors[ $name ] = sprintf( __( 'Please keep this under %s characters.', 'helpdesk-bridge' ), number_format_i18n( $field['max'] ) );
		} elseif ( 'email' === $field['type'] && ! preg_match( '/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]{2,}$/u', $value ) ) {
			$errors[ $name ] = __( 'This does not look like an e-mail address. Example: ann@example.com', 'helpdesk-bridge' );
		}
	}
	if ( null !== $upload ) {
		$wrong = helpdesk_bridge_upload_error( $upload );
		if ( '' !== $wrong ) {
			$errors['hb-file'] = $wrong;
		}
	}
	if ( '' === ( $values['hb-consent'] ?? '' ) ) {
		$errors['hb-consent'] = __( 'Please agree, so that we may answer.', 'helpdesk-bridge' );
	}
	return $errors;
}

/**
 * What is wrong with an uploaded file, or ''.
 *
 * @param array<string, mixed> $upload Entry of $_FILES.
 */
function helpdesk_bridge_upload_error( array $upload ): string {
	$limit = helpdesk_bridge_upload_limit();
	/* translators: %s: a size such as 10 MB */
	$large = sprintf( __( 'This file is too large. The limit is %s.', 'helpdesk-bridge' ), helpdesk_bridge_upload_limit_text() );
	if ( in_array( $upload['error'], array( UPLOAD_ERR_INI_SIZE, UPLOAD_ERR_FORM_SIZE ), true ) || $upload['size'] > $limit ) {
		return $large;
	}
	if ( UPLOAD_ERR_OK !== $upload['error'] ) {
		return __( 'The file did not arrive whole. Please choose it again.', 'helpdesk-bridge' );
	}
	if ( '' === helpdesk_bridge_upload_type( (string) $upload['name'] ) ) {
		return __( 'Files of this type are not accepted. Pictures, PDF, office documents, text and zip files are.', 'helpdesk-bridge' );
	}
	return '';
}

/**
 * The media type by the file's ending, among those WordPress itself accepts, plus log files; or ''.
 *
 * @param string $name The file's name.
 */
function helpdesk_bridge_upload_type( string $name ): string {
	$accepted = array( 'log' => 'text/plain' ) + get_allowed_mime_types();
	unset( $accepted['htm|html'], $accepted['js'], $accepted['svg'], $accepted['swf'], $accepted['exe'] );
	return (string) wp_check_filetype( $name, $accepted )['type'];
}

/**
 * The largest file in bytes: the setting, or less when PHP allows less.
 */
function helpdesk_bridge_upload_limit(): int {
	return (int) min( helpdesk_bridge_settings()['max_file_mb'] * MB_IN_BYTES, wp_max_upload_size() );
}

/**
 * The same in megabytes, in words.
 */
function helpdesk_bridge_upload_limit_text(): string {
	$megabytes = helpdesk_bridge_upload_limit() / MB_IN_BYTES;
	/* translators: %s: a number of megabytes */
	return sprintf( __( '%s MB', 'helpdesk-bridge' ), number_format_i18n( $megabytes, $megabytes < 1 ? 1 : 0 ) );
}
