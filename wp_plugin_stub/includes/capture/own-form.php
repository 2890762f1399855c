<?php
/**
 * Submissions of our own form: check, store, and send the visitor on (post, redirect, get).
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- Anybody may submit the form, also out of a page cache; text is kept as it was typed and escaped where it is shown.

defined( 'ABSPATH' ) || exit;

add_action( 'template_redirect', 'helpdesk_bridge_on_own_form', 1 );

/**
 * Takes the request if it is a submission of our form.
 */
function helpdesk_bridge_on_own_form(): void {
	if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
		return;
	}
	try {
		if ( helpdesk_bridge_post_was_cut() ) {
			/* translators: %s: a size such as 10 MB */
			$large = __( 'This file is too large. The limit is %s.', 'helpdesk-bridge' );
			helpdesk_bridge_show_errors( '', array(), array( 'hb-file' => sprintf( $large, helpdesk_bridge_upload_limit_text() ) ) );
		} elseif ( isset( $_POST['hb-form'] ) ) {
			helpdesk_bridge_take_own_form( helpdesk_bridge_posted_values() );
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
		header( 'X-Helpdesk-Bridge-Not-Stored: 1' );
		$sorry = __( 'We could not keep your message just now. Please try again in a minute.', 'helpdesk-bridge' );
		helpdesk_bridge_show_errors( '', helpdesk_bridge_posted_values(), array( 'hb-message' => $sorry ), 503 );
	}
}

/**
 * Whether PHP threw the whole request away because it was larger than post_max_size.
 */
function helpdesk_bridge_post_was_cut(): bool {
	$type = (string) ( $_SERVER['CONTENT_TYPE'] ?? '' );
	return array() === $_POST && 0 === strpos( $type, 'multipart/form-data' ) && (int) ( $_SERVER['CONTENT_LENGTH'] ?? 0 ) > wp_convert_hr_to_bytes( (string) ini_get( 'post_max_size' ) );
}

/**
 * The posted texts of our fields, unslashed and otherwise untouched.
 *
 * @return array<string, string>
 */
function helpdesk_bridge_posted_values(): array {
	$values = array();
	foreach ( array( 'hb-name', 'hb-email', 'hb-topic', 'hb-message', 'hb-consent', 'hb-website', 'hb-token', 'hb-form' ) as $name ) {
		if ( isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ) {
			$values[ $name ] = wp_unslash( $_POST[ $name ] );
		}
	}
	if ( isset( $values['hb-email'] ) ) {
		$values['hb-email'] = trim( $values['hb-email'] );
	}
	return $values;
}

/**
 * Checks and stores. Robots get the same thanks as people; what they sent is marked as spam.
 *
 * @param array<string, string> $values Name => text.
 */
function helpdesk_bridge_take_own_form( array $values ): void {
	$token  = helpdesk_bridge_read_token( $values['hb-token'] ?? '' );
	$id     = sanitize_key( null === $token ? $values['hb-form'] : $token['id'] );
	$locale = null === $token ? determine_locale() : $token['lang'];
	$upload = helpdesk_bridge_posted_upload();
	$robot  = '' !== ( $values['hb-website'] ?? '' );
	$errors = $robot ? array() : helpdesk_bridge_in_locale(
		$locale,
		static function () use ( $values, $upload ): array {
			return helpdesk_bridge_form_errors( $values + array( 'hb-topic' => '' ), $upload );
		}
	);
	if ( array() !== $errors ) {
		helpdesk_bridge_show_errors( $id, null === $token ? array( 'hb-token' => '' ) + $values : $values, $errors );
		return;
	}
	$canary = null === $token ? '' : $token['canary'];
	$known  = '' !== $canary && helpdesk_bridge_canary_expects( $canary );
	$robot  = $robot || null === $token || ( '' !== $canary && ! $known ) || time() - $token['time'] < helpdesk_bridge_settings()['minimum_seconds'];
	$form   = array(
		'plugin' => 'helpdesk-bridge',
		'id'     => $id,
		'title'  => null === $token ? '' : $token['title'],
	);
	helpdesk_bridge_keep_own_form( $form, $locale, $robot, $values, $upload, $known ? $canary : '' );
	$page = add_query_arg( 'hb-sent', $id, helpdesk_bridge_here() );
	helpdesk_bridge_redirect_and_close( $page . '#' . helpdesk_bridge_form_anchor( $id ) );
}

/**
 * Stores what was sent.
 *
 * @param array{plugin: string, id: string, title: string} $form   Which form.
 * @param string                                           $locale Its locale.
 * @param bool                                             $robot  Whether a trap was touched.
 * @param array<string, string>                            $values Name => text.
 * @param array<string, mixed>|null                        $upload Entry of $_FILES.
 * @param string                                           $canary Id of the test entry that it is, or ''.
 */
function helpdesk_bridge_keep_own_form( array $form, string $locale, bool $robot, array $values, ?array $upload, string $canary ): void {
	$keep = static function () use ( $form, $locale, $robot, $values, $upload ): void {
		helpdesk_bridge_accept( helpdesk_bridge_from_own_form( $form, $locale, $robot, $values ), helpdesk_bridge_upload_to_keep( $upload ), $values['hb-token'] ?? '' );
	};
	if ( '' === $canary ) {
		$keep();
	} else {
		helpdesk_bridge_as_canary( $canary, $keep );
	}
}

/**
 * The submission as it is stored, with labels in the form's language.
 *
 * @param array{plugin: string, id: string, title: string} $form   Which form.
 * @param string                                           $locale Its locale.
 * @param bool                                             $robot  Whether a trap was touched.
 * @param array<string, string>                            $values Name => text.
 * @return array<string, mixed>
 */
function helpdesk_bridge_from_own_form( array $form, string $locale, bool $robot, array $values ): array {
	$post = get_queried_object();
	return array(
		'form'   => $form,
		'status' => $robot ? 'spam' : 'ok',
		'locale' => $locale,
		'page'   => array(
			'url'   => helpdesk_bridge_here(),
			'title' => $post instanceof \WP_Post ? $post->post_title : '',
		),
		'fields' => helpdesk_bridge_in_locale(
			$locale,
			static function () use ( $values ): array {
				return helpdesk_bridge_filled_fields( $values );
			}
		),
	);
}

/**
 * The fields with their labels.
 *
 * @param array<string, string> $values Name => text.
 * @return array<int, array{name: string, label: string, type: string, value: string|string[]}>
 */
function helpdesk_bridge_filled_fields( array $values ): array {
	$fields = array();
	foreach ( helpdesk_bridge_form_fields( array( $values['hb-topic'] ?? '' ) ) as $name => $field ) {
		$value    = $values[ $name ] ?? '';
		$fields[] = array(
			'name'  => $name,
			'label' => $field['label'],
			'type'  => $field['type'],
			'value' => 'select' === $field['type'] ? array_values( array_filter( array( $value ), 'strlen' ) ) : $value,
		);
	}
	$fields[] = array(
		'name'  => 'hb-consent',
		'label' => helpdesk_bridge_consent_text(),
		'type'  => 'checkbox',
		'value' => $values['hb-consent'] ?? '',
	);
	return $fields;
}

/**
 * The uploaded file, or null when none was chosen.
 *
 * @return array{name: string, type: string, tmp_name: string, error: int, size: int}|null
 */
function helpdesk_bridge_posted_upload(): ?array {
	$upload = $_FILES['hb-file'] ?? null;
	if ( ! is_array( $upload ) || ! is_string( $upload['name'] ?? null ) || UPLOAD_ERR_NO_FILE === $upload['error'] ) {
		return null;
	}
	$upload['name'] = wp_unslash( $upload['name'] );
	return $upload;
}

/**
 * The upload as the store takes it; a robot's file that does not pass is not kept.
 *
 * @param array<string, mixed>|null $upload Entry of $_FILES.
 * @return array<int, array{field: string, name: string, type: string, path: string}>
 */
function helpdesk_bridge_upload_to_keep( ?array $upload ): array {
	if ( null === $upload || '' !== helpdesk_bridge_upload_error( $upload ) || ! is_uploaded_file( $upload['tmp_name'] ) ) {
		return array();
	}
	return array(
		array(
			'field' => 'hb-file',
			'name'  => $upload['name'],
			'type'  => helpdesk_bridge_upload_type( $upload['name'] ),
			'path'  => $upload['tmp_name'],
		),
	);
}

/**
 * The address of this page, without the mark of an earlier submission.
 */
function helpdesk_bridge_here(): string {
	$link = is_singular() ? get_permalink() : home_url( (string) wp_unslash( $_SERVER['REQUEST_URI'] ?? '/' ) );
	return remove_query_arg( 'hb-sent', (string) $link );
}

/**
 * Lets the page be drawn with the form as the visitor left it, and what to mend.
 *
 * @param string                $id     The form; '' for every form on the page.
 * @param array<string, string> $values Name => text.
 * @param array<string, string> $errors Name => sentence.
 * @param int                   $status HTTP status.
 */
function helpdesk_bridge_show_errors( string $id, array $values, array $errors, int $status = 422 ): void {
	nocache_headers();
	status_header( $status );
	helpdesk_bridge_form_state( $id, compact( 'values', 'errors' ) );
}

/**
 * What a form was left with in this request.
 *
 * @param string                                                                   $id    The form.
 * @param array{values: array<string, string>, errors: array<string, string>}|null $state To remember it.
 * @return array{values: array<string, string>, errors: array<string, string>}
 */
function helpdesk_bridge_form_state( string $id, ?array $state = null ): array {
	static $states = array();
	if ( null !== $state ) {
		$states[ $id ] = $state;
	}
	return $states[ $id ] ?? $states[''] ?? array(
		'values' => array(),
		'errors' => array(),
	);
}
