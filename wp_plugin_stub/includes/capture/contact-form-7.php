<?php
/**
 * Contact Form 7: `wpcf7_submit`, before Flamingo stores its copy (which runs at 10).
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- Contact Form 7 has checked the request; stored as JSON and escaped where it is shown.

defined( 'ABSPATH' ) || exit;

add_action( 'wpcf7_submit', 'helpdesk_bridge_on_contact_form_7', 9, 2 );

/** What became of a submission => our status. All else (a mistake to mend, an abort) never was one. */
const HELPDESK_BRIDGE_CF7_STATUS = array(
	'mail_sent'   => 'ok',
	'mail_failed' => 'mail_failed',
	'spam'        => 'spam',
);

/** Posted by checks against robots, not by the visitor. */
const HELPDESK_BRIDGE_CF7_NOISE = array( 'g-recaptcha-response', 'h-captcha-response', 'cf-turnstile-response', 'frc-captcha-response', 'frc-captcha-solution' );

/**
 * The hook.
 *
 * @param mixed $form   WPCF7_ContactForm.
 * @param mixed $result With status.
 */
function helpdesk_bridge_on_contact_form_7( $form, $result = array() ): void {
	helpdesk_bridge_hear(
		static function () use ( $form, $result ): ?array {
			$status     = HELPDESK_BRIDGE_CF7_STATUS[ $result['status'] ?? '' ] ?? '';
			$submission = '' === $status ? null : \WPCF7_Submission::get_instance();
			if ( null === $submission || $submission->get_meta( 'do_not_store' ) ) {
				return null;
			}
			return helpdesk_bridge_from_contact_form_7( $form, $submission, $status );
		}
	);
}

/**
 * What is kept.
 *
 * @param object $form       WPCF7_ContactForm.
 * @param object $submission WPCF7_Submission.
 * @param string $status     Ours.
 * @return array<string, mixed> See helpdesk_bridge_hear().
 */
function helpdesk_bridge_from_contact_form_7( $form, $submission, string $status ): array {
	$files = helpdesk_bridge_contact_form_7_files( $submission->uploaded_files() );
	$files = 'spam' === $status && array() === $files ? helpdesk_bridge_contact_form_7_untouched( $form ) : $files;
	return array(
		'id'         => helpdesk_bridge_contact_form_7_id( (string) $submission->get_posted_data_hash(), (int) $submission->get_meta( 'timestamp' ) ),
		'files'      => $files,
		'submission' => array(
			'form'    => array(
				'plugin' => 'contact-form-7',
				'id'     => (string) $form->id(),
				'title'  => (string) $form->title(),
			),
			'status'  => $status,
			'locale'  => (string) $form->locale(),
			'page'    => helpdesk_bridge_page_of( $submission->get_meta( 'container_post_id' ), $submission->get_meta( 'url' ) ),
			'visitor' => array(
				'ip'         => $submission->get_meta( 'remote_ip' ),
				'user_agent' => $submission->get_meta( 'user_agent' ),
			),
			'fields'  => helpdesk_bridge_contact_form_7_fields( $form, (array) $submission->get_posted_data(), $files, wp_unslash( $_POST ) ),
		),
	);
}

/**
 * Files by the names that their visitor gave them.
 *
 * @param array<string, string|string[]> $uploaded Field => path or paths.
 * @return array<int, array<string, string>>
 */
function helpdesk_bridge_contact_form_7_files( array $uploaded ): array {
	$files = array();
	foreach ( $uploaded as $name => $paths ) {
		$paths = array_values( (array) $paths );
		$names = helpdesk_bridge_sent_names( (string) $name, count( $paths ) );
		foreach ( $paths as $index => $path ) {
			$files[] = helpdesk_bridge_file_at( $name, (string) $path, $names[ $index ] ?? '' );
		}
	}
	return $files;
}

/**
 * The files of spam, which Contact Form 7 has checked and then leaves where PHP put them: what is taken
 * for spam may be none.
 *
 * @param object $form WPCF7_ContactForm.
 * @return array<int, array<string, string>>
 */
function helpdesk_bridge_contact_form_7_untouched( $form ): array {
	$untouched = array();
	foreach ( $form->scan_form_tags() as $tag ) {
		if ( 'file' === $tag->basetype ) {
			$paths                   = helpdesk_bridge_texts( $_FILES[ $tag->name ]['tmp_name'] ?? array() );
			$untouched[ $tag->name ] = array_filter( $paths, 'is_uploaded_file' );
		}
	}
	return helpdesk_bridge_contact_form_7_files( $untouched );
}

/**
 * The same id as Flamingo's copy gives later on, so that a backfill brings nothing twice.
 *
 * @param string $hash      Contact Form 7's hash of content, form and address.
 * @param int    $timestamp When it was sent.
 */
function helpdesk_bridge_contact_form_7_id( string $hash, int $timestamp ): string {
	return '' === $hash || 0 === $timestamp ? '' : helpdesk_bridge_named_id( array( 'contact-form-7', $hash, $timestamp ) );
}

/**
 * The form's fields in its order, then what other code added.
 *
 * @param object                            $form   WPCF7_ContactForm.
 * @param array<string, mixed>              $posted Name => value.
 * @param array<int, array<string, string>> $files  The submission's.
 * @param array<string, mixed>              $sent   Name => value as the browser sent it, where it is known.
 * @return array<int, array<string, mixed>>
 */
function helpdesk_bridge_contact_form_7_fields( $form, array $posted, array $files, array $sent = array() ): array {
	$fields = array();
	$labels = helpdesk_bridge_contact_form_7_labels( (string) $form->prop( 'form' ) );
	foreach ( $form->scan_form_tags() as $tag ) {
		if ( '' === (string) $tag->name || isset( $fields[ $tag->name ] ) || ! array_key_exists( $tag->name, $posted ) ) {
			continue;
		}
		$label = $labels[ $tag->name ] ?? $labels[ '#' . $tag->get_id_option() ] ?? '';
		$value = $posted[ $tag->name ];
		if ( 'file' === $tag->basetype ) { // The posted value is a hash.
			$name  = $tag->name;
			$mine  = static function ( array $file ) use ( $name ): bool {
				return $file['field'] === $name;
			};
			$value = helpdesk_bridge_file_names( array_filter( $files, $mine ) );
		} elseif ( in_array( helpdesk_bridge_type( $tag->basetype ), HELPDESK_BRIDGE_CHOICES, true ) && is_object( $tag->pipes ?? null ) ) {
			$value = helpdesk_bridge_contact_form_7_choices( $tag->pipes, $value, $sent[ $tag->name ] ?? array() );
		}
		$label                = 'acceptance' === $tag->basetype && '' !== (string) $tag->content ? $tag->content : $label;
		$fields[ $tag->name ] = helpdesk_bridge_heard_field( $tag->name, $label, $tag->basetype, $value );
	}
	foreach ( array_diff_key( $posted, $fields, array_flip( HELPDESK_BRIDGE_CF7_NOISE ) ) as $name => $value ) {
		$fields[ $name ] = helpdesk_bridge_heard_field( $name, '', 'text', $value );
	}
	return array_values( $fields );
}

/**
 * What the visitor chose, of choices written `shown|meant`: Contact Form 7 puts what is meant in its
 * place, often an address that several choices share.
 *
 * @param object $pipes WPCF7_Pipes.
 * @param mixed  $value What Contact Form 7 made of it; the last one may have a text typed behind it.
 * @param mixed  $sent  What the browser sent; empty when nobody knows any more.
 * @return string[]
 */
function helpdesk_bridge_contact_form_7_choices( $pipes, $value, $sent ): array {
	$shown = $pipes->collect_befores();
	$meant = $pipes->collect_afters();
	$sent  = array_map( 'trim', helpdesk_bridge_texts( $sent ) );
	$texts = array();
	foreach ( helpdesk_bridge_texts( $value ) as $index => $text ) {
		$place = array_search( $sent[ $index ] ?? '', $shown, true );
		$alike = array_keys( $meant, $text, true );
		if ( false !== $place && 0 === strpos( $text, $meant[ $place ] ) ) {
			$text = $shown[ $place ] . substr( $text, strlen( $meant[ $place ] ) );
		} elseif ( 1 === count( $alike ) ) {
			$text = $shown[ $alike[0] ];
		}
		$texts[] = $text;
	}
	return $texts;
}

/**
 * Labels out of a form's template: `<label>Text [type name]</label>`, or `<label for="id">`.
 *
 * @param string $template The form as its author wrote it.
 * @return array<string, string> Name of the field, or '#' and its id => label.
 */
function helpdesk_bridge_contact_form_7_labels( string $template ): array {
	$labels = array();
	preg_match_all( '~<label\b([^>]*)>(.*?)</label>~is', $template, $found, PREG_SET_ORDER );
	foreach ( $found as $label ) {
		$text = trim( (string) preg_replace( '/\[[^\]]*\]/', ' ', $label[2] ) );
		if ( preg_match( '~\[[a-z][\w-]*\*?\s+([\w:.-]+)~i', $label[2], $tag ) ) {
			$labels[ $tag[1] ] = $text;
		}
		if ( preg_match( '~\bfor\s*=\s*["\']?([^"\'\s>]+)~i', $label[1], $for ) ) {
			$labels[ '#' . $for[1] ] = $text;
		}
	}
	return $labels;
}

/**
 * The forms there are.
 *
 * @return array<int, string> Id => title.
 */
function helpdesk_bridge_contact_form_7_forms(): array {
	return class_exists( 'WPCF7_ContactForm' ) ? helpdesk_bridge_titles_of_posts( 'wpcf7_contact_form' ) : array();
}

/**
 * Hands in a test entry of a form. A WPCF7_Submission is there only while a visitor sends something.
 *
 * @param string $id The form.
 */
function helpdesk_bridge_try_contact_form_7( string $id ): void {
	$form   = \WPCF7_ContactForm::get_instance( (int) $id );
	$posted = array();
	foreach ( $form->scan_form_tags() as $tag ) {
		if ( '' !== (string) $tag->name ) {
			$values               = (array) ( $tag->values ?? array() );
			$posted[ $tag->name ] = helpdesk_bridge_canary_value( $tag->basetype, reset( $values ) );
		}
	}
	$submission = new Helpdesk_Bridge_Stand_In(
		array(
			'get_posted_data'      => static function () use ( $posted ): array {
				return $posted;
			},
			'get_posted_data_hash' => '__return_empty_string', // It has an id already.
			'uploaded_files'       => '__return_empty_array',
			'get_meta'             => '__return_null',
		)
	);
	helpdesk_bridge_hear(
		static function () use ( $form, $submission ): array {
			return helpdesk_bridge_from_contact_form_7( $form, $submission, 'ok' );
		}
	);
}
